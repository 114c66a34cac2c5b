"""What the batch page says of the file that continued it."""

from __future__ import annotations

from collections.abc import Sequence

from training_app.intake import messages_marks as messages
from training_app.intake.models import Batch

_MOST_LINES = 20


def round_of(batch: Batch) -> str:
    """How often the lines of a batch were read: by corrected files, and after the dot by another answer about its columns.
    The positions of a page are those of its round."""
    files, answers = batch.reading.get("continued", {}).get("round", 0), batch.reading.get("reread")
    return f"{files}.{answers}" if answers else str(files)


def said_of(batch: Batch) -> tuple[str, list[str]] | None:
    """What the last corrected file changed: the sum in one sentence, and what to know besides. None where there was none."""
    done = batch.reading.get("continued")
    if not done:
        return None
    lines = [
        text.format(count=done[name])
        for name, text in (("added", messages.ADDED), ("gone", messages.GONE), ("left", messages.LEFT)) if done[name]
    ]
    lines += [
        text.format(lines=_listed(done[name]))
        for name, text in (
            ("reopened", messages.REOPENED), ("overruled", messages.OVERRULED), ("lost", messages.LOST)
        ) if done[name]
    ]  # fmt: skip
    summary = messages.SUMMARY.format(number=batch.number, changed=done["changed"], unchanged=done["unchanged"])
    return summary, lines


def _listed(lines: Sequence[int]) -> str:
    found = sorted(set(lines))
    return "、".join(map(str, found[:_MOST_LINES])) + ("…" if len(found) > _MOST_LINES else "")
