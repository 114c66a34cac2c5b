"""Revoking many certificates by one document: asked for on their lists, decided by a second person on the list of acts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from flask import url_for
from sqlalchemy.orm import Session

from training_app.certificates import messages_acts as words
from training_app.certificates import queries, queries_acts, service_acts, service_acts_many
from training_app.certificates.labels import STATES
from training_app.certificates.models_acts import CertificateAct
from training_app.certificates.rules_acts import ASKED
from training_app.certificates.service_acts import Kind
from training_app.certificates.service_acts_completion import COMPLETION_KIND
from training_app.certificates.service_acts_level import LEVEL_KIND
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import DomainError
from training_app.kernel.permissions import Permission
from training_app.listing.sources import Act, Answers, Question, Subject


def _revoking(kind: Kind) -> Act:
    """Asking for many certificates of a kind to be revoked; its own page asks for a replacement, which says other words
    for each."""

    def subjects(session: Session, actor: Actor, numbers: list[str]) -> list[Subject]:
        return [
            Subject(each.number, each.name_at, url_for(kind.page, number=each.number), STATES.get(each.state, each.state))
            for each in queries.of_numbers(session, actor, kind.key, numbers)
        ]

    def ask(
        session: Session, actor: Actor, numbers: list[str], answers: Answers, today: date, at: datetime
    ) -> Mapping[str, str | DomainError]:
        came = service_acts_many.ask_many(
            session, actor, kind.key, numbers, reason=answers["reason"], document=answers["document"], at=at
        )
        return {
            number: made if isinstance(made, DomainError) else words.ASKED_LINE.format(number=made.number)
            for number, made in came.items()
        }

    return Act(
        f"revoke_{kind.key}", *words.ACT_REVOKE, Permission.CERTIFICATE_ASK, subjects,
        questions=(
            Question("reason", words.REASON_LABEL, hint=words.REASON_HINT),
            Question("document", words.DOCUMENT_LABEL, hint=words.SCAN_LATER),
        ),
        together=ask, roles=kind.askers | {Role.BUREAU},
    )  # fmt: skip


def _acts(session: Session, actor: Actor, numbers: list[str]) -> list[Subject]:
    return [_subject(session, each.record) for each in queries_acts.of_numbers(session, actor, numbers)]


def _subject(session: Session, record: CertificateAct) -> Subject:
    """An act with its document and, while it waits, what hangs on its certificate."""
    told = [
        words.ACT_NOTE.format(
            act=words.ACTS[record.act], number=record.certificate_number, document=record.document,
            state=words.STATES[record.state],
        )
    ]  # fmt: skip
    if record.state == ASKED:
        kind = service_acts.kind_of(record.kind)
        told += [each.sentence for each in service_acts.hanging(session, kind, record.act, record.certificate_id)]
    page = url_for("certificates.show_act", number=record.number)
    return Subject(record.number, record.name_at, page, words.LIST_MARK.join(told))


def _agree(session: Session, actor: Actor, number: str, answers: Answers, today: date, at: datetime) -> str:
    made = service_acts.agree(session, actor, number, at)
    sentence = words.DONE_REPLACED if made.successor else words.DONE_REVOKED
    return sentence.format(number=made.certificate_number, successor=made.successor)


def _refuse(session: Session, actor: Actor, number: str, answers: Answers, today: date, at: datetime) -> str:
    made = service_acts.refuse(session, actor, number, answers["remark"], at)
    return words.REFUSED_OK.format(number=made.certificate_number)


def _withdraw(session: Session, actor: Actor, number: str, answers: Answers, today: date, at: datetime) -> str:
    return words.WITHDRAWN_OK.format(number=service_acts.withdraw(session, actor, number, at).certificate_number)


REVOKE_COMPLETIONS, REVOKE_LEVELS = _revoking(COMPLETION_KIND), _revoking(LEVEL_KIND)
AGREE_ACTS = Act("agree_acts", *words.ACT_AGREE, Permission.CERTIFICATE_DECIDE, _acts, _agree, danger=True)
REFUSE_ACTS = Act(
    "refuse_acts", *words.ACT_REFUSE, Permission.CERTIFICATE_DECIDE, _acts, _refuse, (Question("remark", words.REMARK_LABEL),)
)
WITHDRAW_ACTS = Act("withdraw_acts", *words.ACT_WITHDRAW, Permission.CERTIFICATE_ASK, _acts, _withdraw)
