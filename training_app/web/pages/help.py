"""怎么用: how each role does its main jobs, step by step, with pictures of the pages."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.kernel.permissions import Permission, requires

blueprint = Blueprint("help", __name__)


@blueprint.get("/help")
@requires(Permission.HOME)
def index() -> ResponseReturnValue:
    """The jobs of the actor's role."""
    folder = Path(current_app.static_folder or "") / "help"
    pictures = {path.stem: f"help/{path.name}" for path in folder.glob("*.webp")}
    role = current().actor.role
    return render_template("help/index.html", role=role, jobs=f"help/_{role}.html", pictures=pictures, titles=[])
