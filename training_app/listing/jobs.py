"""What the worker does for lists: long workbooks, and tidying."""

from __future__ import annotations

from training_app.files import service as files
from training_app.jobs.kinds import Outcome, Run
from training_app.listing import messages, queries, rules, service_acts, service_export, sources

EXPORT = "list.export"
TIDY = "listing.tidy"


def export(run: Run) -> Outcome:
    """Writes the workbook of a list into a file of whoever asked. Arguments: `list`, `query`, `lines` (about so many)."""
    source = sources.of_key(run.actor, run.arguments["list"])
    about = int(run.arguments.get("lines", 0))
    kept = queries.kept(run.session, run.actor, source.spec.key)
    made = service_export.workbook(
        run.session, run.actor, source, run.arguments["query"], kept.columns, run.today, run.at,
        lambda done: run.progress(done, max(about, done)),
    )  # fmt: skip
    name = messages.FILE_NAME.format(title=source.spec.title, day=run.today)
    stored = files.store(run.session, run.actor, made.content, name, service_export.XLSX, "export", at=run.at)
    return Outcome(messages.EXPORT_DONE.format(count=f"{made.lines:,}"), file_id=stored.id)


def tidy(run: Run) -> Outcome:
    """Deletes results of acts on many lines that are past their term."""
    gone = service_acts.forget_old(run.session, run.at)
    return Outcome(messages.RESULTS_TIDIED.format(count=gone, days=rules.RESULTS_KEPT_FOR.days))
