"""数字技术工程师培育与继续教育管理平台: the register behind the quarterly 《数字技术工程师培育项目开展情况表》."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from flask import Flask

import config
from training_app.demo.cli import demo
from training_app.web.assembly import TrainingApp, assemble


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """The application with `settings` over those of the environment (see `config.py`). Starts no server, opens no connection."""
    app = TrainingApp("training_app", root_path=str(config.CHECKOUT), static_folder="static", template_folder="templates")
    app.config.from_mapping(config.load(os.environ))
    app.config.from_mapping(settings or {})
    assemble(app)
    app.cli.add_command(demo)
    return app
