"""What became of single completion certificates: one replaced, one revoked, one application refused, one that waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.certificates import queries_acts, service_acts
from training_app.certificates.models import CompletionCertificate
from training_app.certificates.queries_papers import COMPLETION
from training_app.classes.models import Enrolment
from training_app.demo.telling import Step, Steps, Telling, at

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


def _last_paper(session: Session, telling: Telling) -> str:
    """The last certificate issued when the class was completed."""
    c = CompletionCertificate
    of_class = select(c.number).join(Enrolment, Enrolment.id == c.enrolment_id).where(Enrolment.class_id == telling.class_id)
    return session.scalars(of_class.where(c.state == "issued").order_by(c.issued_on, c.number.desc())).first() or ""
