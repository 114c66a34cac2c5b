"""Completion certificates of a class: issued once, kept under the name of the day, revoked together."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.certificates import make_assessment, make_completion_certificate, make_level_certificate
from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import bureau, make_assessment_body
from tests.builders.people import make_person
from training_app.certificates import queries_papers, service
from training_app.certificates.models import CompletionCertificate
from training_app.db import db, unit_of_work
from training_app.kernel.dependents import Consequence
from training_app.kernel.errors import NotFound

ISSUED_ON = date(2026, 3, 6)
AT = datetime(2026, 3, 6, 2, 0, tzinfo=UTC)


def test_everybody_who_completed_gets_one_and_only_one(session: Session) -> None:
    record = make_class(session, "completed")
    for name in ("丛海明", "毕文立", "鞠思雨"):
        make_enrolment(session, record, make_person(session, name), "completed")
    make_enrolment(session, record, None, "failed")
    assert service.issue_for_class(session, bureau(), record.id, ISSUED_ON, AT) == 3
    assert service.issue_for_class(session, bureau(), record.id, ISSUED_ON, AT) == 0
    found = session.scalars(select(CompletionCertificate).order_by(CompletionCertificate.number)).all()
    assert [each.name_at for each in found] == ["毕文立", "丛海明", "鞠思雨"]
    assert all(each.number.startswith("PX2026-") and len(each.number) == 13 for each in found)


def test_after_revoking_new_ones_have_new_numbers(session: Session) -> None:
    record = make_class(session, "completed")
    make_enrolment(session, record, None, "completed")
    service.issue_for_class(session, bureau(), record.id, ISSUED_ON, AT)
    assert service.revoke_for_class(session, bureau(), record.id, "成绩有误", AT) == 1
    assert service.issue_for_class(session, bureau(), record.id, ISSUED_ON, AT) == 1
    states = session.execute(select(CompletionCertificate.number, CompletionCertificate.state)).all()
    assert len({number for number, _ in states}) == 2 and sorted(state for _, state in states) == ["issued", "revoked"]


def test_paper_keeps_the_name_of_its_day_and_hides_the_number(session: Session) -> None:
    person = make_person(session, "丛海明", number="371002199003070011")
    enrolment = make_enrolment(session, make_class(session, "completed"), person, "completed")
    certificate = make_completion_certificate(session, enrolment)
    person.name = "丛海鸣"
    session.flush()
    paper = queries_papers.paper(session, bureau(), certificate.number)
    assert (paper.name, paper.identity_kind, paper.identity_masked) == ("丛海明", "居民身份证", "3710**********0011")
    assert (paper.hours, paper.score, paper.level) == (3200, 8000, "中级")
    with pytest.raises(NotFound):
        queries_papers.paper(session, bureau(), "PX2026-000000")


def test_what_hangs_on_a_completion(session: Session) -> None:
    record = make_class(session, "completed")
    enrolment = make_enrolment(session, record, None, "completed")
    assert service.hang_on_completion(session, record.id) == []
    make_completion_certificate(session, enrolment)
    found = service.hang_on_completion(session, record.id)
    assert [each.consequence for each in found] == [Consequence.TAKEN_BACK]
    make_assessment(session, enrolment, make_assessment_body(session))
    person = make_person(session)
    make_level_certificate(session, person, enrolment=enrolment)
    found = service.hang_on_completion(session, record.id)
    blocking = [each.sentence for each in found if each.consequence is Consequence.BLOCKS]
    assert len(blocking) == 3 and all("1 " in sentence for sentence in blocking), "certificate, lot and result"


@pytest.mark.long
def test_two_clicks_at_once_issue_once(fresh_app: Flask) -> None:
    with fresh_app.app_context(), unit_of_work() as session:
        record = make_class(session, "completed")
        for _ in range(20):
            make_enrolment(session, record, None, "completed")
        class_id = record.id
    counts: list[int] = []
    start = threading.Barrier(4)

    def click() -> None:
        with fresh_app.app_context():
            start.wait()
            with unit_of_work() as own:
                counts.append(service.issue_for_class(own, bureau(), class_id, ISSUED_ON, AT))
            db.session.remove()

    threads = [threading.Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(counts) == [0, 0, 0, 20]
    with fresh_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(CompletionCertificate)) == 20
