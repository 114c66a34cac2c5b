"""A number registered under another name: the clerk decides line by line, the bureau where it is not the clerk's to say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.classes import make_class, make_enrolment
from tests.builders.institutions import actor_of, bureau, make_institution
from tests.builders.people import make_person
from tests.builders.rosters import csv, learner
from tests.classes.test_roster import Desk, number_of, picture
from training_app.classes import queries_names
from training_app.classes import service_names as names
from training_app.classes.models import Enrolment
from training_app.intake import parts, service, service_columns
from training_app.intake.models import Batch
from training_app.intake.rules_names import Choice, Standing
from training_app.kernel.actor import Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied
from training_app.notices.models import Notice
from training_app.people.models import Person, PersonName
from training_app.sheets.asking import Told

AT = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)
WHY = "已核对本人身份证"


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


def staged(desk: Desk, *, here: bool = True, elsewhere: bool = False) -> tuple[Person, Batch]:
    """A batch whose second line names 鞠佳琪 for the number of 鞠佳淇, who has learned `here`, `elsewhere` or nowhere."""
    person = make_person(desk.session, "鞠佳淇", employer="旧单位")
    if here:
        make_enrolment(desk.session, make_class(desk.session, "completed", institution=desk.institution), person, "completed")
    if elsewhere:
        make_enrolment(desk.session, make_class(desk.session, "completed"), person, "completed")
    line = learner(2, name="鞠佳琪", identity_number=number_of(desk.session, person), sex="")
    return person, desk.stage(learner(1), line)


def decide(desk: Desk, batch: Batch, choice: Choice) -> object:
    return names.decide(desk.session, desk.actor, batch.number, 1, choice, WHY, AT)


def enrolled(desk: Desk, person: Person) -> Enrolment:
    statement = select(Enrolment).where(Enrolment.class_id == desk.record.id, Enrolment.person_id == person.id)
    return desk.session.scalars(statement).one()


def test_the_line_takes_the_registered_name(desk: Desk) -> None:
    person, batch = staged(desk)
    row = decide(desk, batch, Choice.SAME)
    assert (row.status, row.fields["name"]) == ("ok", "鞠佳淇")
    assert (row.decided["stated"], row.decided["why"], row.decided["by"]) == ("鞠佳琪", WHY, desk.actor.user_id)
    assert desk.confirm(batch).imported
    assert enrolled(desk, person).name_at == "鞠佳淇" and person.name == "鞠佳淇"


def test_the_register_takes_the_new_name_on_confirming_and_gives_it_back(desk: Desk, session: Session) -> None:
    person, batch = staged(desk)
    before = picture(session)
    assert decide(desk, batch, Choice.RENAMED).status == "ok"
    assert picture(session) == before
    assert desk.confirm(batch).imported
    session.expire_all()
    former = session.scalars(select(PersonName).where(PersonName.person_id == person.id)).one()
    assert (person.name, person.name_pinyin, person.name_initials) == ("鞠佳琪", "ju jia qi", "jjq")
    assert (former.name, former.reason, str(former.valid_to)) == ("鞠佳淇", WHY, "2026-03-01")
    assert enrolled(desk, person).name_at == "鞠佳琪"
    acts = [each.values for each in session.info["audit_pending"]]
    told = {act["action"]: str(act["detail"]) for act in acts}
    assert {"person.rename", "roster.decide_name"} <= told.keys()
    assert not [detail for detail in told.values() if "鞠" in detail or WHY in detail]
    service.undo(session, desk.actor, batch.number, AT)
    session.expire_all()
    assert person.name == "鞠佳淇" and not session.scalars(select(PersonName)).all()


def test_a_name_changed_again_since_stays_when_the_batch_is_taken_back(desk: Desk, session: Session) -> None:
    person, batch = staged(desk)
    decide(desk, batch, Choice.RENAMED)
    desk.confirm(batch)
    session.expire_all()
    person.name = "鞠嘉琪"
    session.flush()
    assert service.undo(session, desk.actor, batch.number, AT)["values_left"] == 1
    session.expire_all()
    assert person.name == "鞠嘉琪" and len(session.scalars(select(PersonName)).all()) == 1


def test_a_wrong_number_keeps_the_line_out_until_it_is_corrected(desk: Desk) -> None:
    _, batch = staged(desk)
    row = decide(desk, batch, Choice.OTHER)
    assert [(p.code, p.field) for p in row.problems] == [("person.name_conflict", "identity_number")]
    assert desk.confirm(batch, good_rows=True).counts["held"] == 1
    right = learner(2)["identity_number"]
    assert service.correct(desk.session, desk.actor, batch.number, 1, "identity_number", right, AT).status == "ok"


def test_a_decision_counts_only_for_the_names_it_was_made_for(desk: Desk, session: Session) -> None:
    person, batch = staged(desk)
    decide(desk, batch, Choice.RENAMED)
    person.name = "鞠家琦"
    session.flush()
    answer = desk.confirm(batch)
    assert not answer.imported and desk.problems(batch) == {3: ["person.name_conflict"]}
    assert decide(desk, batch, Choice.RENAMED).status == "ok"
    row = service.correct(session, desk.actor, batch.number, 1, "name", "鞠小琪", AT)
    assert [p.code for p in row.problems] == ["person.name_conflict"]


def test_the_columns_read_again_lose_no_decision(desk: Desk, session: Session) -> None:
    _, batch = staged(desk)
    decide(desk, batch, Choice.RENAMED)
    asked = service_columns.ask(session, desk.actor, batch.number, lock=True)
    service_columns.answer(session, desk.actor, asked, [
        Told(guess.use, guess.table.header_row, {c.index: c.field for c in guess.columns if c.field}) for guess in asked.guesses
    ], AT)
    assert [row.status for row in parts.load(session, batch)] == ["ok", "ok"]


@pytest.mark.parametrize("here", [True, False])
def test_the_name_of_somebody_of_others_is_asked_of_the_bureau(desk: Desk, session: Session, here: bool) -> None:
    person, batch = staged(desk, here=here, elsewhere=True)
    row = decide(desk, batch, Choice.RENAMED)
    assert row.status == "error" and "市局" in row.problems[0].message
    notice = session.scalars(select(Notice).where(Notice.kind == "roster.rename_asked")).one()
    assert notice.number == batch.number and "鞠" not in str(notice.detail)
    assert desk.confirm(batch, good_rows=True).counts["held"] == 1
    with pytest.raises(PermissionDenied):
        names.answer(session, desk.actor, batch.number, 1, Standing.AGREED, WHY, AT)
    assert names.answer(session, bureau(), batch.number, 1, Standing.AGREED, WHY, AT).status == "ok"
    session.expire_all()
    assert notice.settled_at == AT
    assert session.scalars(select(Notice).where(Notice.kind == "roster.rename_agreed")).one()
    with pytest.raises(Conflict):
        names.answer(session, bureau(), batch.number, 1, Standing.REFUSED, WHY, AT)
    assert desk.confirm(batch).counts["held"] == 0
    session.expire_all()
    assert person.name == "鞠佳琪"


def test_a_name_the_bureau_refuses_stays_as_registered(desk: Desk, session: Session) -> None:
    person, batch = staged(desk, elsewhere=True)
    decide(desk, batch, Choice.RENAMED)
    row = names.answer(session, bureau(), batch.number, 1, Standing.REFUSED, "证明不符", AT)
    assert row.status == "error" and "不同意" in row.problems[0].message
    assert desk.confirm(batch, good_rows=True).counts["held"] == 1
    session.expire_all()
    assert person.name == "鞠佳淇"
    assert decide(desk, batch, Choice.SAME).status == "ok"


def test_who_learned_elsewhere_meanwhile_needs_the_bureau_after_all(desk: Desk, session: Session) -> None:
    person, batch = staged(desk)
    decide(desk, batch, Choice.RENAMED)
    make_enrolment(session, make_class(session, "completed"), person, "completed")
    assert not desk.confirm(batch).imported
    assert "市局" in parts.load_problems(session, batch)[0].problems[0].message


def test_of_a_stranger_nothing_is_shown_but_the_first_character(desk: Desk, session: Session) -> None:
    _, batch = staged(desk, here=False, elsewhere=True)
    found = queries_names.side_by_side(session, desk.actor, batch.number, 1).registered
    assert found is not None
    assert (found.name, found.shown, found.masked_number, found.employer, found.classes) == ("鞠**", False, "", "", ())
    with pytest.raises(InvalidInput):
        decide(desk, batch, Choice.SAME)
    seen = queries_names.side_by_side(session, bureau(), batch.number, 1).registered
    assert seen is not None and seen.name == "鞠佳淇" and seen.employer == "旧单位" and len(seen.classes) == 1


def test_what_is_not_there_and_what_is_somebody_elses_look_alike(desk: Desk, session: Session) -> None:
    _, batch = staged(desk)
    stranger = actor_of(make_institution(session))
    for actor, position in ((stranger, 1), (desk.actor, 7)):
        with pytest.raises(NotFound):
            queries_names.side_by_side(session, actor, batch.number, position)
    with pytest.raises(NotFound):
        names.decide(session, stranger, batch.number, 1, Choice.OTHER, WHY, AT)
    with pytest.raises(Conflict):
        names.decide(session, desk.actor, batch.number, 0, Choice.OTHER, WHY, AT)
    with pytest.raises(InvalidInput):
        names.decide(session, desk.actor, batch.number, 1, Choice.OTHER, " ", AT)


def test_the_pages(session: Session, login_as: Callable[..., FlaskClient]) -> None:
    desk = Desk(session)
    client = login_as(Role.TRAINING_INSTITUTION, institution_id=desk.institution.id)
    person = make_person(session, "鞠佳淇")
    make_enrolment(session, make_class(session, "completed"), person, "completed")
    line = learner(2, name="鞠佳琪", identity_number=number_of(session, person), sex="")
    batch = service.stage(
        session, desk.actor, "roster", csv([line]), "名单.csv", subject_number=desk.record.number, at=AT
    )
    address = f"/intake/{batch.number}/names/0"
    assert address in client.get(f"/intake/{batch.number}").text
    page = client.get(address).text
    assert "鞠**" in page and "鞠佳淇" not in page and line["identity_number"] not in page and "以登记为准" not in page
    assert client.post(address, data={"choice": "same", "why": WHY}).status_code == 422
    wrong = client.post(address, data={"choice": "renamed", "why": "x"})
    assert wrong.status_code == 422 and "4 到 200" in wrong.text
    assert client.post(address, data={"choice": "renamed", "why": WHY}).status_code == 302
    assert client.post(f"{address}/answer", data={"answer": "agreed", "why": WHY}).status_code == 403
    office = login_as(Role.BUREAU)
    page = office.get(address).text
    assert "鞠佳淇" in page and WHY in page and "答复机构" in page
    assert office.post(f"{address}/answer", data={"answer": "x", "why": WHY}).status_code == 422
    assert office.post(f"{address}/answer", data={"answer": "agreed", "why": WHY}).status_code == 302
    assert "市局同意" in office.get(address).text and office.get(f"/intake/{batch.number}/names/9").status_code == 404
