"""Home: what waits for me, then what happened last."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from training_app.kernel.permissions import Permission, requires

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
@requires(Permission.HOME)
def index() -> ResponseReturnValue:
    """The home page of the actor's role."""
    return render_template("home/index.html")
