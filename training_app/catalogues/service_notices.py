"""Which institutions are told of a published list: those with people who log in, of qualifications that are new to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.accounts.models import Membership
from training_app.catalogues.columns_institutions import LIST_MARK
from training_app.catalogues.columns_programmes import level_of
from training_app.catalogues.rules_spans import Meets
from training_app.institutions.labels import KINDS
from training_app.institutions.models import Institution, Qualification
from training_app.intake.rows import Row
from training_app.notices import service as notices
from training_app.notices.rules import Recipient
from training_app.policies.occupations import occupations
from training_app.programmes.labels import LEVELS

_TOLD = frozenset({Meets.NEW, Meets.LONGER, Meets.ENDS})


def tell_granted(session: Session, rows: Sequence[Row], at: datetime) -> None:
    """Institutions the register knew before have qualifications that are new, longer or over."""
    told: dict[int, dict[str, None]] = {}
    codes: dict[int, str] = {}
    for row in rows:
        if row.found.institution is not None and row.found.meets in _TOLD:
            told.setdefault(row.found.institution.id, {})[KINDS[row.fields["kind"]]] = None
            codes[row.found.institution.id] = row.fields["code"]
    _tell(session, "institution.listed", told, codes, at)


def tell_listed(session: Session, rows: Sequence[Row], at: datetime) -> None:
    """Programmes that only one institution may offer are new in the catalogue, longer in it or out of it."""
    told: dict[int, dict[str, None]] = {}
    codes: dict[int, str] = {}
    names = {entry.key: entry.name for entry in occupations()}
    for row in rows:
        if row.found.institution is not None and row.found.meets in _TOLD:
            programme = f"{names[row.fields['occupation']]}（{LEVELS[level_of(row.fields)]}）"
            told.setdefault(row.found.institution.id, {})[programme] = None
            codes[row.found.institution.id] = row.fields["institution_code"]
    _tell(session, "institution.programmes", told, codes, at)


def tell_undone(session: Session, removed: Sequence[Qualification], at: datetime) -> None:
    """Qualifications are taken back with their batch; asked while they still stand."""
    told: dict[int, dict[str, None]] = {}
    for each in removed:
        told.setdefault(each.institution_id, {})[KINDS[each.kind]] = None
    codes = dict(session.execute(select(Institution.id, Institution.code).where(Institution.id.in_(told))).all())
    _tell(session, "institution.unlisted", told, codes, at)


def _tell(
    session: Session, kind: str, told: Mapping[int, Collection[str]], codes: Mapping[int, str], at: datetime
) -> None:
    with_accounts = select(Membership.institution_id).where(Membership.institution_id.in_(told)).distinct()
    for institution_id in session.scalars(with_accounts):
        notices.send(
            session, kind, Recipient(institution_id=institution_id), subject_kind="institution", number=codes[institution_id],
            at=at, detail={"items": LIST_MARK.join(told[institution_id])},
        )
