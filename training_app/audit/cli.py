"""`flask audit`: the check of the trail at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from training_app.audit.anchors import anchors_path
from training_app.audit.verification import verify
from training_app.db import db

audit = AppGroup("audit", help="审计记录。")


@audit.command("verify")
@click.option("--json", "as_json", is_flag=True, help="输出一个 JSON 文档。")
@click.option("--anchors", type=click.Path(path_type=Path), help="外部锚点文件，默认为本系统的锚点文件。")
def verify_command(as_json: bool, anchors: Path | None) -> None:
    """核对全部审计记录：逐条校验、前后相接、链首与外部锚点。退出码 0 完好，1 有异常。"""
    report = verify(db.session(), anchors or anchors_path(current_app.config["INSTANCE_DIR"]))
    if as_json:
        document = {
            "ok": report.ok, "count": report.count, "anchors": report.anchors, "head": report.head,
            "fault": report.fault, "seq": report.seq,
        }
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        click.echo(report.sentence)
    raise SystemExit(0 if report.ok else 1)
