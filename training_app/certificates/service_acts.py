"""Revoking and replacing certificates by two people: one asks, another clerk of the bureau does it (DESIGN 4).

Any kind of certificate can join. Its package gives a `Kind` and has it registered once, when the application is put
together (`web/registries.py`): `service_acts.register(LEVEL)`. From then on the pages under /certificates/acts, the
notices, the trail and the two-people rule serve it as well; the link on its own page is `certificates.ask_act` with
`kind` and `number`. A kind does only what it alone knows:

* `find` locks one certificate of the actor's scope (NotFound outside) and says what is on it;
* `revoke` ends it, `replace` ends it with a successor and gives the successor's number. `terms` are the values of the
  fields named in `asks`, as typed, checked by `check_terms` when the act is asked for (field → sentence).

What hangs on a certificate is asked of `kernel.dependents` under `f"{kind.key}_certificate.{act}"`: what BLOCKS refuses the
act with its sentence, everything else is shown to both people and left to the package that said it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.certificates import messages_acts as messages
from training_app.certificates import queries_acts, rules_acts
from training_app.certificates.models_acts import CertificateAct
from training_app.certificates.rules_acts import ACT_LIFE, ASKED, DONE, REVOKE
from training_app.db.numbers import take
from training_app.files import service as files
from training_app.institutions.models import Institution
from training_app.kernel import dependents
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import CHINA
from training_app.kernel.dependents import Consequence, Dependent
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied, RuleViolation
from training_app.notices import service as notices
from training_app.notices.rules import Recipient
from training_app.registration.messages import FILE
from training_app.registration.rules import file_defect, media_type
from training_app.registration.service import Upload


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One certificate an act is about. `institution_id`: whose certificate it is, None for nobody's of ours."""

    id: int
    number: str
    person_id: int
    name_at: str
    state: str
    institution_id: int | None


def _no_terms(session: Session, subject: Subject, terms: Mapping[str, str]) -> dict[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How certificates of one kind are revoked and replaced; see the module. `page` is the endpoint of its page (argument
    `number`), `askers` who may ask besides the bureau, `asks` the fields a replacement has to be told (name, label, hint)."""

    key: str
    title: str
    page: str
    askers: frozenset[Role]
    find: Callable[[Session, Actor, str], Subject]
    revoke: Callable[[Session, Subject, date], None]
    replace: Callable[[Session, Subject, Mapping[str, Any], date], str]
    asks: tuple[tuple[str, str, str], ...] = ()
    check_terms: Callable[[Session, Subject, Mapping[str, str]], dict[str, str]] = _no_terms

    @property
    def record_kind(self) -> str:
        """What the trail calls its records."""
        return f"{self.key}_certificate"


KINDS: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Has certificates of this kind served; the same key again replaces it."""
    KINDS[kind.key] = kind


def kind_of(key: str) -> Kind:
    """The kind of that key. NotFound for none."""
    if key not in KINDS:
        raise NotFound("certificates.no_such_kind", messages.NO_SUCH_KIND)
    return KINDS[key]


def subject_of(session: Session, actor: Actor, key: str, number: str) -> tuple[Kind, Subject]:
    """The certificate somebody wants to ask about. NotFound outside the scope, PermissionDenied for who may not ask."""
    kind = kind_of(key)
    subject = kind.find(session, actor, number)
    if actor.role is not Role.BUREAU and actor.role not in kind.askers:
        raise PermissionDenied("certificates.may_not_ask", messages.MAY_NOT_ASK)
    return kind, subject


def hanging(session: Session, kind: Kind, act: str, certificate_id: int) -> list[Dependent]:
    """What hangs on a certificate that is to be revoked or replaced."""
    return dependents.of(session, f"{kind.record_kind}.{act}", certificate_id)


def ask(
    session: Session, actor: Actor, key: str, number: str, *, act: str, reason: str, document: str,
    terms: Mapping[str, str], at: datetime, upload: Upload | None = None,
) -> CertificateAct:  # fmt: skip
    """The first of two people; `upload` is the scan of the document. InvalidInput with a sentence per field, RuleViolation
    for a certificate that is no longer good or that something keeps as it is, Conflict when an act waits already."""
    kind, subject = subject_of(session, actor, key, number)
    kept = {name: terms.get(name, "").strip() for name, *_ in kind.asks} if act != REVOKE else {}
    wrong = {name: messages.DEFECTS[what] for name, what in rules_acts.defects(act, reason, document).items()}
    if upload is not None and (defect := file_defect(upload.data)):
        wrong["file"] = FILE[defect].format(name=upload.name[:60])
    if not wrong and kept:
        wrong = kind.check_terms(session, subject, kept)
    if wrong:
        raise InvalidInput("certificates.act_invalid", messages.ACT_INVALID, wrong)
    _refuse_ended(session, kind, subject, act)
    if queries_acts.waiting_number(session, key, subject.id):
        raise Conflict("certificates.act_waits", messages.ACT_WAITS.format(number=subject.number))
    if actor.user_id is None:
        raise PermissionDenied("certificates.nobody_asks", messages.MAY_NOT_ASK)
    year = at.astimezone(CHINA).year
    made = CertificateAct(
        number=f"ZH{year}-{take(session, f'certificate_act/{year}')[0]:04d}", kind=key, certificate_id=subject.id,
        certificate_number=subject.number, name_at=subject.name_at, institution_id=subject.institution_id, act=act,
        reason=reason.strip(), document=document.strip(), terms=kept, state=ASKED, asked_by=actor.user_id, asked_at=at,
        asker_institution_id=actor.institution_id, file_id=keep_scan(session, actor, upload, at) if upload else None,
    )  # fmt: skip
    session.add(made)
    session.flush()
    note(session, actor, kind, made, f"ask_{act}", at, remark=made.reason)
    notices.send(
        session, "certificate.to_decide", Recipient(role=Role.BUREAU), subject_kind="certificate_act", number=made.number,
        at=at, detail={"unit": _unit(session, actor), "act": messages.ACTS[act], "title": kind.title},
    )  # fmt: skip
    return made


def agree(session: Session, actor: Actor, number: str, at: datetime) -> CertificateAct:
    """The second of two people does it. PermissionDenied for the one who asked, RuleViolation when the certificate or
    what hangs on it moved on meanwhile, Conflict for an act that was decided."""
    made, kind, subject = opened(session, actor, number, "agree")
    _refuse_same(actor, made)
    _refuse_ended(session, kind, subject, made.act)
    day = at.astimezone(CHINA).date()
    if made.act == REVOKE:
        kind.revoke(session, subject, day)
    else:
        made.successor = kind.replace(session, subject, made.terms, day)
    _decide(session, actor, made, DONE, "", at)
    note(session, actor, kind, made, made.act, at, remark=made.reason)
    detail = {"title": kind.title, "number": made.certificate_number, "successor": made.successor}
    notices.send_to_engineers(
        session, "certificate.revoked" if made.act == REVOKE else "certificate.replaced", {subject.person_id},
        subject_kind="own_certificates", at=at, detail=detail,
    )
    return made


def refuse(session: Session, actor: Actor, number: str, remark: str, at: datetime) -> CertificateAct:
    """The second of two people says no, with the reason. InvalidInput without one."""
    made, kind, _ = opened(session, actor, number, "refuse")
    _refuse_same(actor, made)
    if defect := rules_acts.remark_defect(remark):
        raise InvalidInput("certificates.no_remark", messages.ACT_INVALID, {"remark": messages.DEFECTS[defect]})
    _decide(session, actor, made, rules_acts.REFUSED, remark.strip(), at)
    note(session, actor, kind, made, "refuse_act", at, remark=made.remark)
    return made


def withdraw(session: Session, actor: Actor, number: str, at: datetime) -> CertificateAct:
    """Who asked takes it back; of an institution any of its clerks. PermissionDenied for anybody else."""
    made, kind, _ = opened(session, actor, number, "withdraw")
    refuse_others(actor, made)
    _decide(session, actor, made, rules_acts.WITHDRAWN, "", at)
    note(session, actor, kind, made, "withdraw_act", at)
    return made


def asked_by(actor: Actor, made: CertificateAct) -> bool:
    """Whether the actor asked for it, or is of the unit that did. What the bureau asked for is nobody else's to take back."""
    unit = actor.institution_id
    return actor.user_id == made.asked_by or (unit is not None and unit == made.asker_institution_id)


def refuse_others(actor: Actor, made: CertificateAct) -> None:
    """PermissionDenied for who did not ask."""
    if not asked_by(actor, made):
        raise PermissionDenied("certificates.not_yours", messages.NOT_YOURS)


def keep_scan(session: Session, actor: Actor, upload: Upload, at: datetime) -> int:
    """Stores the scan of a document, shown to be one that can be kept; the id of the file."""
    return files.store(
        session, actor, upload.data, upload.name, media_type(upload.data) or "", "certificate_act.document", at=at
    ).id


def opened(session: Session, actor: Actor, number: str, verb: str) -> tuple[CertificateAct, Kind, Subject]:
    """An act that waits, its certificate locked first and then the act itself."""
    made = queries_acts.by_number(session, actor, number)
    kind = kind_of(made.kind)
    subject = kind.find(session, actor, made.certificate_number)
    made = session.scalars(
        select(CertificateAct).where(CertificateAct.id == made.id).with_for_update()
        .execution_options(populate_existing=True)
    ).one()  # fmt: skip
    if made.state != ASKED:
        raise Conflict("certificates.act_decided", messages.ACT_DECIDED.format(state=messages.STATES[made.state]))
    ACT_LIFE.step(made.state, verb, actor.role)
    return made, kind, subject


def _refuse_same(actor: Actor, made: CertificateAct) -> None:
    if actor.user_id is None or actor.user_id == made.asked_by:
        raise PermissionDenied("certificates.two_people", messages.TWO_PEOPLE)


def _refuse_ended(session: Session, kind: Kind, subject: Subject, act: str) -> None:
    if subject.state != "issued":
        raise RuleViolation("certificates.not_good", messages.NOT_GOOD.format(number=subject.number))
    blocking = [
        each.sentence for each in hanging(session, kind, act, subject.id) if each.consequence is Consequence.BLOCKS
    ]
    if blocking:
        sentence = messages.KEPT.format(number=subject.number, reasons=messages.LIST_MARK.join(blocking))
        raise RuleViolation("certificates.kept", sentence)


def _decide(session: Session, actor: Actor, made: CertificateAct, state: str, remark: str, at: datetime) -> None:
    made.state, made.remark, made.decided_by, made.decided_at = state, remark, actor.user_id, at
    session.flush()
    notices.settle(session, ["certificate.to_decide"], "certificate_act", made.number, at)
    if made.institution_id is not None:
        notices.send(
            session, "certificate.decided", Recipient(institution_id=made.institution_id), subject_kind="certificate_act",
            number=made.number, at=at,
            detail={"act": messages.ACTS[made.act], "number": made.certificate_number, "state": messages.STATES[state]},
        )  # fmt: skip


def note(
    session: Session, actor: Actor, kind: Kind, made: CertificateAct, verb: str, at: datetime, remark: str | None = None
) -> None:
    """What was done about an act, in the trail of its certificate."""
    detail = {"request": made.number, "successor": made.successor} if made.successor else {"request": made.number}
    audit.record(
        session, actor, f"{kind.record_kind}.{verb}", kind.record_kind, made.certificate_number, at=at, remark=remark,
        detail=detail,
    )  # fmt: skip


def _unit(session: Session, actor: Actor) -> str:
    name = select(Institution.name).where(Institution.id == actor.institution_id)
    return (session.scalar(name) if actor.institution_id else None) or messages.BUREAU_NAME
