"""The two papers of a submitted return, drawn once and kept: the form to be printed and sealed, and its workbook."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from training_app.crypto import marks
from training_app.files import service as files
from training_app.files.public_address import verification_address
from training_app.kernel.actor import Actor
from training_app.reports import labels, messages, paper_pdf, paper_xlsx
from training_app.reports.layout import ReturnForm
from training_app.reports.models import QuarterlyReturn
from training_app.reports.queries_public import RETURN

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def store_papers(
    session: Session, actor: Actor, record: QuarterlyReturn, form: ReturnForm, at: datetime, base: str
) -> list[str]:
    """Draws and keeps both; the code on the form leads to its public verification under `base`, without which there is none.
    Answers sentences about signs the paper's font lacks."""
    address = verification_address(marks.token(RETURN, record.number), base) if base else None
    rendered = paper_pdf.return_pdf(replace(form, verification_url=address))
    contents = {"pdf": (rendered.content, "application/pdf"), "xlsx": (paper_xlsx.return_xlsx(form), _XLSX)}
    for ending, (content, media_type) in contents.items():
        name = labels.PAPER_NAME.format(
            period=labels.quarter_name(record.year, record.quarter), unit=form.unit_name,
            version=labels.VERSION.format(record.version), ending=ending,
        )  # fmt: skip
        file = files.store(
            session, actor, content, name, media_type, f"return.{ending}", institution_id=record.institution_id, at=at
        )
        setattr(record, f"{ending}_file_id", file.id)
    return [messages.UNDRAWABLE.format(text=each.text, character=each.character) for each in rendered.undrawable]
