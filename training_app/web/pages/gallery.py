"""The gallery: every component of the design system once, for whoever builds a page. Registered in demonstrations only."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from training_app.kernel.permissions import Permission, requires
from training_app.web import forms_gallery

blueprint = Blueprint("gallery", __name__, url_prefix="/gallery")


@blueprint.get("")
@requires(Permission.HOME)
def index() -> ResponseReturnValue:
    """All components with invented people, firms and numbers; nothing is read from the register."""
    return render_template("gallery/index.html", sample=forms_gallery.sample())
