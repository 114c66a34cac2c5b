"""A reading and what became of it as the commands print them (DESIGN: faces for machines)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from training_app.intake.rows import Reading
from training_app.intake.service import Answer
from training_app.kernel.problems import Problem


def document(reading: Reading, also: Sequence[Problem] = ()) -> dict[str, Any]:
    """The reading as `flask roster check --json` prints it; `also` are problems of the file that its lines tell."""
    return {
        "tables": [{name: value for name, value in table.items() if name != "letters"} for table in reading.tables],
        "rows": [
            {
                "sheet": row.sheet, "block": row.block, "line": row.line, "status": row.status, "fields": row.fields,
                "problems": [each.as_json() for each in row.problems],
            }
            for row in reading.rows
        ],
        "skipped": reading.skipped,
        "problems": [
            {"sheet": each.sheet, "block": each.block, "line": each.line or None, **each.as_json()}
            for each in [*reading.problems, *also]
        ],
        "summary": reading.summary(),
    }  # fmt: skip


def counts(answer: Answer | None) -> dict[str, Any]:
    """The batch of an import, None where nothing was imported, and what became of its lines."""
    batch = answer.batch.number if answer is not None and answer.batch is not None else None
    found = answer.counts if answer is not None else {}
    return {"batch": batch, **{name: found.get(name, 0) for name in ("created", "existing", "updated")}}
