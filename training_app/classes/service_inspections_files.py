"""Documents about single points of an inspection: what the inspectors saw, and how the institution put it right."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from training_app.classes import messages_inspections as messages
from training_app.classes.models_inspections import Inspection, InspectionFile
from training_app.classes.rules_inspections import DEFECT, MOST_FILES
from training_app.files import service as files
from training_app.kernel.actor import Actor
from training_app.registration import messages as file_messages
from training_app.registration import rules as file_rules
from training_app.registration.service import Upload

SEEN = 0
"""The round of what the inspectors saw; that of an answer is its own."""


def mistakes(record: Inspection, evidence: Mapping[int, Upload], dropped: Collection[int] = ()) -> dict[str, str]:
    """Every wrong document by its field (`file-3` for the third point): none that can be kept, or too many in all."""
    wrong = {}
    for line, upload in sorted(evidence.items()):
        if defect := file_rules.file_defect(upload.data):
            wrong[f"file-{line}"] = file_messages.FILE[defect].format(name=upload.name[:60])
    kept = sum(each.position not in dropped for each in record.files)
    if evidence and not wrong and kept + len(evidence) > MOST_FILES:
        wrong[f"file-{min(evidence)}"] = messages.TOO_MANY_FILES.format(most=MOST_FILES)
    return wrong


def keep(
    session: Session, actor: Actor, record: Inspection, round_: int, evidence: Mapping[int, Upload], at: datetime
) -> None:
    """Stores a document for each point named. `evidence` was shown to have no mistakes."""
    position = max((each.position for each in record.files), default=0)
    for line, upload in sorted(evidence.items()):
        position += 1
        media = file_rules.media_type(upload.data) or ""
        stored = files.store(session, actor, upload.data, upload.name, media, "inspection.point", at=at)
        record.files.append(InspectionFile(position=position, line=line, round=round_, file_id=stored.id))


def drop(session: Session, record: Inspection, dropped: Collection[int]) -> None:
    """Takes away documents of the inspectors' own; those of an answer stay."""
    for each in [each for each in record.files if each.round == SEEN and each.position in dropped]:
        stored = each.file
        record.files.remove(each)
        session.flush()
        files.remove(session, stored)


def answered(record: Inspection, evidence: Mapping[int, Upload]) -> dict[int, Upload]:
    """Those of the documents sent that are about a point found wrong: an answer is about nothing else."""
    defects = {item.line for item in record.items if item.finding == DEFECT}
    return {line: upload for line, upload in evidence.items() if line in defects}
