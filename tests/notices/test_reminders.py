"""What falls due is told in time, to whom it concerns, once a step, and no more when it is done."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import make_institution
from training_app.classes import service_reminders as classes
from training_app.institutions.models import Qualification
from training_app.notices import registry, service, service_reminders
from training_app.notices.models import Notice
from training_app.notices.rules import sentence
from training_app.reports import service_reminders as returns

AT = datetime(2026, 9, 28, 2, 0, tzinfo=UTC)


def test_every_package_with_terms_reminds(app: Flask) -> None:
    assert set(registry.REMINDERS) >= {"classes", "returns", "qualifications"}


@pytest.mark.parametrize(
    ("today", "kind", "step"),
    [
        (date(2026, 3, 27), None, None), (date(2026, 3, 28), "class.report_due", "0/7"),
        (date(2026, 3, 31), "class.report_due", "0/7"), (date(2026, 4, 1), "class.report_due", "0/3"),
        (date(2026, 4, 4), "class.report_today", "0/0"),
    ],
)
def test_a_report_is_due_thirty_days_after_completion(
    session: Session, today: date, kind: str | None, step: str | None
) -> None:
    record = make_class(session, "completed")
    assert record.completed_on == date(2026, 3, 5)
    found = list(classes.find(session, today))
    assert [each.kind for each in found] == ([kind] if kind else [])
    assert [each.key for each in found] == ([f"{kind}/{record.number}/{step}"] if kind else [])
    record.state, record.reported_on = "reported", today
    session.flush()
    assert not list(classes.find(session, today))


def test_a_late_report_is_told_every_week_and_to_the_district_twice(session: Session) -> None:
    record = make_class(session, "completed")
    told: dict[str, list[date]] = {}
    for day in (date(2026, 4, 5) + timedelta(days=n) for n in range(40)):
        for each in classes.find(session, day):
            assert each.to.district_code == ("371002" if each.kind == "class.report_late" else None)
            told.setdefault(each.key, []).append(day)
    first = {key.removeprefix("class.").replace(f"/{record.number}/0", ""): days[0] for key, days in told.items()}
    weeks = [date(2026, 4, 5), date(2026, 4, 12), date(2026, 4, 19), date(2026, 4, 26), date(2026, 5, 3), date(2026, 5, 10)]
    assert first == {
        **{f"report_overdue/late/{n}": day for n, day in enumerate(weeks)},
        "report_late/1": date(2026, 4, 5), "report_late/30": date(2026, 5, 4),
    }  # fmt: skip
    assert not {key for key, days in told.items() if key.endswith("/1") and days[-1] > date(2026, 5, 3)}
    found = {each.kind: sentence(each.kind, dict(each.detail)) for each in classes.find(session, date(2026, 5, 4))}
    assert all("逾期 30 天（2026-04-04 截止" in found[kind] for kind in ("class.report_overdue", "class.report_late"))


def test_a_class_that_is_over_waits_for_its_completion(session: Session) -> None:
    record = make_class(session, "running")
    assert not list(classes.find(session, date(2026, 3, 6))), "nobody is on its list"
    make_enrolment(session, record)
    assert not list(classes.find(session, record.ends_on))
    (found,) = classes.find(session, date(2026, 3, 6))
    assert sentence(found.kind, {**found.detail}) == (
        "班次“智能制造（中级）测试班”的课已在 2026-03-05 上完，还没有办结业。请核对考勤和成绩后办理。"
    )


def test_a_filing_is_reminded_of_before_the_class_begins(session: Session) -> None:
    make_class(session, "draft")
    days = [date(2026, 2, 22), date(2026, 2, 23), date(2026, 3, 2), date(2026, 3, 3)]
    assert [len(list(classes.find(session, day))) for day in days] == [0, 1, 1, 0]


def test_a_return_is_due_from_the_middle_of_the_last_month(session: Session) -> None:
    institution = make_institution(session, valid_from=date(2026, 7, 1))
    days = [date(2026, 9, 14), date(2026, 9, 15), date(2026, 9, 28), date(2026, 9, 30), date(2026, 10, 1)]
    found = [[each for each in returns.find(session, day) if f"/{institution.code}/" in each.key] for day in days]
    assert [[each.key.split("/")[-1] for each in some] for some in found] == [[], ["first"], ["3"], ["0"], ["late"]]
    assert (found[1][0].subject_kind, found[1][0].number) == ("quarter", "2026Q3")
    assert [some[0].kind for some in found[1:]] == ["return.due"] * 3 + ["return.overdue"]


def test_a_qualification_that_ends_is_told_to_its_holder_and_the_bureau(session: Session) -> None:
    institution = make_institution(session, valid_to=date(2026, 10, 1))
    assert not list(service_reminders.find_qualifications(session, date(2026, 8, 31)))
    found = list(service_reminders.find_qualifications(session, date(2026, 9, 1)))
    assert [sentence(each.kind, dict(each.detail)) for each in found] == [
        "贵单位的“培训机构”资格还剩 29 天，到 2026-09-30 止。要继续的，请联系市局办理延期。",
        f"{institution.name} 的“培训机构”资格还剩 29 天，到 2026-09-30 止。",
    ]
    (held,) = institution.qualifications
    session.add(
        Qualification(institution_id=institution.id, kind=held.kind, tier=held.tier, valid_from=date(2026, 10, 1))
    )
    session.flush()
    assert not list(service_reminders.find_qualifications(session, date(2026, 9, 1)))


def test_the_daily_run_tells_everything_once(session: Session, app: Flask) -> None:
    make_class(session, "completed")
    assert service.remind(session, date(2026, 4, 1), AT) >= 1
    assert service.remind(session, date(2026, 4, 1), AT) == 0
    assert set(session.scalars(select(Notice.subject_kind))) >= {"class"}
