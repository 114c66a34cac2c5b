"""One paper of each kind that anybody may verify, around one person."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import make_user
from tests.builders.certificates import make_completed, make_completion_certificate, make_level_certificate
from tests.builders.institutions import actor_of, make_institution
from tests.builders.people import make_person
from training_app.certificates import service, service_acts
from training_app.certificates.models import CompletionCertificate
from training_app.certificates.models_acts import CertificateAct
from training_app.kernel.actor import Actor, Role
from training_app.kernel.dates import Quarter
from training_app.reports import service_returns as returns
from training_app.reports.layout import Narratives
from training_app.reports.models import QuarterlyReturn
from training_app.reports.queries_figures import figures, period_of
from training_app.reports.queries_members import Reading
from training_app.reports.service_returns import Entries
from training_app.titles.models import TitleRecord

AT = datetime(2026, 9, 8, 2, 0, tzinfo=UTC)
ISSUED_ON = date(2026, 4, 20)


class Papers:
    """`asked`: what a visitor types for each kind, and words of the answer."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.institution = make_institution(session, "蓝湾培训学校")
        self.person = make_person(session, "丛海明", number="371002199003070011", phone="13806310000", employer="秘密单位")
        enrolment = make_completed(session, self.person, institution=self.institution)
        self.first, self.second = self._clerk("first"), self._clerk("second")
        service.issue_for_class(session, self.first, enrolment.class_id, ISSUED_ON, AT)
        self.completion = session.scalars(select(CompletionCertificate)).one()
        self.level = make_level_certificate(session, self.person, enrolment=enrolment)
        self.title = TitleRecord(
            number="TR2026-900001", person_id=self.person.id, name_at="丛海明", series="engineering", specialty="",
            level="assistant_engineer", route="certificate_recognition", certificate_id=self.level.id,
            recognised_on=date(2026, 9, 2), rule="test", state="granted", decision={},
        )  # fmt: skip
        session.add(self.title)
        self.filed = self._filed()
        session.commit()
        assert self.filed.content_hash is not None
        digits = self.filed.content_hash.hex()[:8]
        self.asked = {
            "completion": (
                f"{self.completion.number}-{self.completion.check_code}", "丛海明",
                ("丛**", "培训合格证书", "蓝湾培训学校", "有效", "2026-04-20"),
            ),
            "level": (self.level.number, "丛海明", ("丛**", "专业技术等级证书", "山东数字人才评价中心", "初级", "有效")),
            "title": (self.title.number, "丛海明", ("丛**", "职称认定记录", "助理工程师", "有效")),
            "return": (
                f"{self.filed.number}-{digits}", "蓝湾培训学校", ("开展情况表", "第 1 版", self.filed.content_hash.hex()),
            ),
        }  # fmt: skip

    def two_people(self, act: str) -> CertificateAct:
        """Revokes or replaces the completion certificate."""
        asked = service_acts.ask(
            self.session, self.first, "completion", self.completion.number, act=act, reason="姓名印错一个字",
            document="户籍证明", terms={}, at=AT,
        )  # fmt: skip
        made = service_acts.agree(self.session, self.second, asked.number, AT)
        self.session.commit()
        return made

    def from_elsewhere(self, number: str) -> CompletionCertificate:
        """A completion certificate that another system issued to somebody else, without words kept."""
        person = make_person(self.session, "鞠思雨")
        made = make_completion_certificate(self.session, make_completed(self.session, person), number=number)
        self.session.commit()
        return made

    def _clerk(self, login: str) -> Actor:
        return Actor(Role.BUREAU, make_user(self.session, f"verify-{login}", Role.BUREAU).id)

    def _filed(self) -> QuarterlyReturn:
        """A return of a quarter without any activity, submitted."""
        actor, quarter = actor_of(self.institution), Quarter(2026, 1)
        record = returns.open_draft(self.session, actor, quarter, date(2026, 7, 1), AT)
        found = figures(self.session, period_of(quarter, False), Reading(institution_id=self.institution.id))
        answers = {check.key: "本季度没有活动" for check in returns.open_checks(self.session, record, found)}
        entries = Entries("毕晓彤", "0631-5190000", Narratives("有经费。", "有做法。", "有问题。"), answers)
        returns.save(self.session, actor, record.number, entries, AT)
        return returns.submit(self.session, actor, record.number, AT)[0]
