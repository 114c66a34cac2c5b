"""What became of completion certificates: one replaced twice, one revoked, one application refused, one that waits, and three
of a class asked for together by one document with its scan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.certificates import queries_acts, service_acts, service_acts_many
from training_app.certificates.models import CompletionCertificate
from training_app.certificates.models_acts import CertificateAct
from training_app.certificates.queries_papers import COMPLETION
from training_app.classes.models import Enrolment
from training_app.demo.telling import EMPTY_PDF, Step, Steps, Telling, at
from training_app.kernel.actor import Actor
from training_app.registration.service import Upload

_STORIES = (
    ("replace", "证书上培训方向印错，学员持证来换", "培训机构更正说明", date(2026, 10, 12), "agree"),
    ("revoke", "复核发现缺课记录补录有误，未达规定学时", "市局检查意见书", date(2026, 10, 20), "agree"),
    ("revoke", "学员反映成绩录入有误，申请撤销重发", "培训机构说明", date(2026, 11, 2), "refuse"),
    ("replace", "户口簿姓名用字与证书不一致，申请换发", "户籍证明复印件", date(2026, 11, 18), ""),
)
_REFUSED = "核对试卷与登记成绩一致，证书无误。"


def steps(tellings: Sequence[Telling]) -> Steps:
    """Asked by the institution that issued it, decided by the bureau two days later."""
    told = [each for each in tellings if each.plan.end == "reported"]
    for telling, (act, reason, document, day, decision) in zip(told, _STORIES, strict=False):
        asking = at(day, 10)
        yield asking, _asking(telling, act, reason, document, asking)
        if decision:
            deciding = at(date.fromordinal(day.toordinal() + 2), 15)
            yield deciding, _deciding(telling, decision, deciding)
    again, over = at(date(2026, 11, 5), 9), at(date(2026, 11, 6), 16)
    yield again, lambda session: _ask_again(session, told[0], again)
    yield over, _agreeing(told[0].cast.bureau, over)
    together = at(date(2026, 11, 19), 14)
    yield together, lambda session: _ask_together(session, told[len(_STORIES)], together)


def _asking(telling: Telling, act: str, reason: str, document: str, now: datetime) -> Step:
    def ask(session: Session) -> None:
        service_acts.ask(
            session, telling.trainer, COMPLETION, _last_paper(session, telling), act=act, reason=reason, document=document,
            terms={}, at=now,
        )  # fmt: skip

    return ask


def _deciding(telling: Telling, decision: str, now: datetime) -> Step:
    def decide(session: Session) -> None:
        _, subject = service_acts.subject_of(session, telling.cast.bureau, COMPLETION, _last_paper(session, telling))
        number = queries_acts.waiting_number(session, COMPLETION, subject.id)
        if decision == "agree":
            service_acts.agree(session, telling.cast.bureau, number, now)
        else:
            service_acts.refuse(session, telling.cast.bureau, number, _REFUSED, now)

    return decide


def _ask_again(session: Session, telling: Telling, now: datetime) -> None:
    """What was issued for another is replaced itself."""
    c = CompletionCertificate
    newer = select(c.number).where(c.id.in_(select(c.replaced_by).where(c.replaced_by.is_not(None)))).order_by(c.number)
    service_acts.ask(
        session, telling.trainer, COMPLETION, session.scalars(newer).first() or "", act="replace",
        reason="换发的证书姓名用字与户口簿不一致", document="户籍证明", terms={}, at=now,
    )  # fmt: skip


def _agreeing(bureau: Actor, now: datetime) -> Step:
    def agree(session: Session) -> None:
        a = CertificateAct
        number = session.scalars(select(a.number).where(a.state == "asked").order_by(a.number.desc())).first() or ""
        service_acts.agree(session, bureau, number, now)

    return agree


def _ask_together(session: Session, telling: Telling, now: datetime) -> None:
    c = CompletionCertificate
    of_class = select(c.number).join(Enrolment, Enrolment.id == c.enrolment_id).where(Enrolment.class_id == telling.class_id)
    came = service_acts_many.ask_many(
        session, telling.trainer, COMPLETION, session.scalars(of_class.order_by(c.number).limit(3)).all(),
        reason="复核结业考核试卷，三人成绩登记有误", document="关于更正结业考核成绩的说明（2026-11-18）", at=now,
    )  # fmt: skip
    first = next(each for each in came.values() if isinstance(each, CertificateAct))
    service_acts_many.add_scan(session, telling.trainer, first.number, Upload("更正说明.pdf", EMPTY_PDF), now)


def _last_paper(session: Session, telling: Telling) -> str:
    """The last certificate issued when the class was completed."""
    c = CompletionCertificate
    of_class = select(c.number).join(Enrolment, Enrolment.id == c.enrolment_id).where(Enrolment.class_id == telling.class_id)
    return session.scalars(of_class.where(c.state == "issued").order_by(c.issued_on, c.number.desc())).first() or ""
