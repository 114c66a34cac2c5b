"""One-time codes: each opens what it says, once, for who holds it, and tells nothing when it does not serve."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tests.builders.accounts import PASSWORD, make_user
from tests.builders.institutions import make_institution
from tests.builders.invitations import make_invitation, make_printed_code, make_reset
from tests.builders.people import make_person
from tests.reports.test_races import at_once
from training_app.accounts import codes, messages, rules, service
from training_app.accounts.models import Invitation, Membership, User
from training_app.accounts.service import Browser
from training_app.accounts.service_redeeming import Applicant, look_up, redeem
from training_app.audit.models import AuditEvent
from training_app.db import db, unit_of_work
from training_app.kernel.actor import Role
from training_app.kernel.errors import InvalidInput

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
HERE = "10.0.0.1"
NEW = Applicant("ju.haibo", "Steady-horse-11", address=HERE)
NUMBER = "371002199003070011"


def refused(session: Session, code: str, applicant: Applicant = NEW, at: datetime = AT) -> dict[str, str]:
    with pytest.raises(InvalidInput) as error:
        redeem(session, code, applicant, at)
    return error.value.fields


def test_an_invitation_opens_an_account_in_its_role(session: Session) -> None:
    school = make_institution(session)
    code = make_invitation(session, school, AT, administers=True)
    offer = look_up(session, code.lower().replace("-", " "), HERE, AT)
    assert (offer.role, offer.place, offer.masked_name) == ("training_institution", school.name, "鞠**")
    user = redeem(session, code, NEW, AT)
    held = user.memberships[0]
    assert (user.display_name, held.institution_id, held.administers) == ("鞠海波", school.id, True)
    assert service.log_in(session, "ju.haibo", "Steady-horse-11", Browser(HERE), AT).token


def test_a_code_has_enough_bits_and_no_sign_mistaken_for_another() -> None:
    mistaken = set("01ILOU")
    assert not mistaken & set(codes.SIGNS) and len(set(codes.SIGNS)) == 30
    assert len(codes.canonical(codes.make())) == 20 and len(codes.canonical(codes.make(codes.PRINTED))) == 15
    assert codes.digest("ａbcde-fghjk mnpqr") == codes.digest("ABCDEFGHJKMNPQR")


def test_the_table_does_not_hold_the_code(session: Session) -> None:
    code = make_invitation(session, make_institution(session), AT)
    kept = str(session.execute(select(Invitation.__table__)).mappings().one())
    assert code not in kept and codes.canonical(code) not in kept


@pytest.mark.parametrize("why", ["used", "expired", "revoked", "unknown"])
def test_every_useless_code_gets_the_same_sentence(session: Session, why: str) -> None:
    code, at = make_invitation(session, make_institution(session), AT), AT
    if why == "used":
        redeem(session, code, NEW, AT)
    elif why == "expired":
        at = AT + rules.INVITATION_LIFE
    elif why == "revoked":
        session.scalars(select(Invitation)).one().revoked_at = AT
        session.flush()
    else:
        code = codes.make()
    assert refused(session, code, at=at) == {"code": messages.CODE_USELESS}
    with pytest.raises(InvalidInput) as error:
        look_up(session, code, HERE, at)
    assert error.value.fields == {"code": messages.CODE_USELESS}


def test_wrong_codes_are_counted_and_right_ones_are_not(session: Session) -> None:
    code = make_invitation(session, make_institution(session), AT)
    for _ in range(50):
        look_up(session, code, HERE, AT)
    for _ in range(rules.WRONG_CODES_PER_ADDRESS):
        assert refused(session, codes.make()) == {"code": messages.CODE_USELESS}
    assert refused(session, code) == {"code": messages.TOO_MANY_ATTEMPTS}
    assert look_up(session, code, "10.0.0.2", AT) and look_up(session, code, HERE, AT + timedelta(minutes=1))


@pytest.mark.parametrize("has_account", [True, False])
def test_a_good_code_is_no_way_to_try_passwords_or_logins(session: Session, has_account: bool) -> None:
    make_user(session, "taken", Role.BUREAU)
    code = make_invitation(session, make_institution(session), AT)
    field = "password" if has_account else "login"
    for number in range(rules.ATTEMPTS_PER_ADDRESS_AND_MINUTE):
        login = f"nobody{number}" if has_account else "taken"
        guess = Applicant(login, "Steady-horse-11", has_account=has_account, address=HERE)
        assert refused(session, code, guess)[field] != messages.TOO_MANY_ATTEMPTS
    known = Applicant("taken", PASSWORD, has_account=has_account, address=HERE)
    assert refused(session, code, known) == {field: messages.TOO_MANY_ATTEMPTS}
    assert redeem(session, code, NEW, AT + timedelta(minutes=1)).login == "ju.haibo"


@pytest.mark.parametrize(
    ("applicant", "field"),
    [
        (Applicant("x", "Steady-horse-11"), "login"), (Applicant("ju.haibo", "short"), "password"),
        (Applicant("taken", "Steady-horse-11"), "login"), (Applicant("taken", "Wrong-horse-11", has_account=True), "password"),
    ],
)
def test_what_is_wrong_is_named_and_the_code_unspent(session: Session, applicant: Applicant, field: str) -> None:
    make_user(session, "taken", Role.BUREAU)
    code = make_invitation(session, make_institution(session), AT)
    assert list(refused(session, code, applicant)) == [field]
    assert redeem(session, code, NEW, AT).login == "ju.haibo"


def test_a_second_role_goes_to_the_account_one_has(session: Session) -> None:
    first = make_user(session, "ju.haibo", Role.DISTRICT, district_code="371002")
    school = make_institution(session)
    known = Applicant("ju.haibo", PASSWORD, has_account=True)
    user = redeem(session, make_invitation(session, school, AT), known, AT)
    assert user.id == first.id
    assert session.scalars(select(Membership.role).where(Membership.user_id == user.id).order_by(Membership.id)).all() == [
        "district", "training_institution",
    ]
    again = make_invitation(session, school, AT)
    assert refused(session, again, known) == {"login": messages.ROLE_HELD_ALREADY}
    redeem(session, make_invitation(session, school, AT, administers=True), known, AT)
    session.refresh(user)
    assert [held.administers for held in user.memberships] == [False, True]


def test_the_trail_names_neither_person_nor_code(session: Session) -> None:
    code = make_invitation(session, make_institution(session), AT)
    redeem(session, code, NEW, AT)
    session.commit()
    rows = session.execute(select(AuditEvent.action, AuditEvent.detail).order_by(AuditEvent.seq)).all()
    assert [row.action for row in rows[-2:]] == ["account.invite", "account.activate"]
    assert "鞠海波" not in str(rows) and code not in str(rows)


def test_a_printed_code_asks_for_the_last_four_as_well(session: Session) -> None:
    person = make_person(session, "丛海明", number=NUMBER, born=date(1990, 3, 7))
    code = make_printed_code(session, person, AT)
    assert refused(session, code) == {"last_four": messages.LAST_FOUR_WRONG}
    user = redeem(session, code, Applicant("cong", "Steady-horse-11", last_four="0011"), AT)
    assert (user.person_id, user.display_name) == (person.id, "丛海明")
    another = make_printed_code(session, person, AT)
    assert refused(session, another, Applicant("cong2", "Steady-horse-11", last_four="0011")) == {
        "code": messages.PERSON_HAS_ACCOUNT
    }


def test_five_wrong_answers_void_a_printed_code(session: Session) -> None:
    code = make_printed_code(session, make_person(session, number=NUMBER, born=date(1990, 3, 7)), AT)
    for _ in range(rules.WRONG_ANSWERS):
        assert "last_four" in refused(session, code)
    assert refused(session, code, Applicant("cong", "Steady-horse-11", last_four="0011")) == {"code": messages.CODE_USELESS}


def test_nobody_joins_two_people_in_one_account(session: Session) -> None:
    one, other = make_person(session), make_person(session, number=NUMBER, born=date(1990, 3, 7))
    make_user(session, "one", Role.ENGINEER, person_id=one.id).person_id = one.id
    session.flush()
    asked = Applicant("one", PASSWORD, last_four="0011", has_account=True)
    assert refused(session, make_printed_code(session, other, AT), asked) == {"login": messages.ACCOUNT_OF_ANOTHER}


def test_a_reset_sets_the_password_and_ends_every_session(session: Session) -> None:
    user = make_user(session, "ju.haibo", Role.BUREAU)
    token = service.log_in(session, "ju.haibo", PASSWORD, Browser(HERE), AT).token
    code, spare = make_reset(session, user.id, AT), make_reset(session, user.id, AT)
    redeem(session, code, Applicant("", "Steady-horse-11"), AT)
    assert token and not service.resume(session, token, AT)
    assert not service.log_in(session, "ju.haibo", PASSWORD, Browser(HERE), AT).token
    assert service.log_in(session, "ju.haibo", "Steady-horse-11", Browser(HERE), AT).token
    assert refused(session, spare, Applicant("", "Another-horse-12")) == {"code": messages.CODE_USELESS}


def test_a_reset_runs_out_after_two_hours_and_serves_no_disabled_account(session: Session) -> None:
    user = make_user(session, "ju.haibo", Role.BUREAU)
    late, code = make_reset(session, user.id, AT), make_reset(session, user.id, AT)
    assert "code" in refused(session, late, Applicant("", "Steady-horse-11"), AT + timedelta(hours=2))
    user.disabled_at = AT
    session.flush()
    assert refused(session, code, Applicant("", "Steady-horse-11")) == {"code": messages.CODE_USELESS}


@pytest.mark.long
@pytest.mark.parametrize("kind", ["member", "engineer", "reset"])
def test_fifty_at_once_succeed_exactly_once(fresh_app: Flask, kind: str) -> None:
    """M4: one code used 50 times at once."""
    with fresh_app.app_context(), unit_of_work() as session:
        if kind == "member":
            code = make_invitation(session, make_institution(session), AT)
        elif kind == "engineer":
            code = make_printed_code(session, make_person(session, number=NUMBER, born=date(1990, 3, 7)), AT)
        else:
            code = make_reset(session, make_user(session, "ju.haibo", Role.BUREAU).id, AT)
        before = session.scalar(select(func.count()).select_from(User)) or 0

    def act(place: int) -> int:
        applicant = Applicant(f"user{place}", f"Steady-horse-{place}", last_four="0011", address=f"10.0.1.{place}")
        return redeem(db.session(), code, applicant, AT).id

    results = at_once(fresh_app, 50, act)
    assert sum(isinstance(result, int) for result in results) == 1
    assert {str(result) for result in results if not isinstance(result, int)} == {f"accounts.redeem: {messages.CODE_USELESS}"}
    with fresh_app.app_context():
        made = 0 if kind == "reset" else 1
        assert db.session().scalar(select(func.count()).select_from(User)) == before + made
        assert db.session().scalar(select(func.count()).select_from(Membership)) == before + made
        db.session.remove()


@pytest.mark.long
def test_two_codes_of_one_person_at_once_open_one_account(fresh_app: Flask) -> None:
    with fresh_app.app_context(), unit_of_work() as session:
        person = make_person(session, number=NUMBER, born=date(1990, 3, 7))
        found = [make_printed_code(session, person, AT) for _ in range(4)]

    def act(place: int) -> int:
        return redeem(db.session(), found[place], Applicant(f"user{place}", "Steady-horse-11", last_four="0011"), AT).id

    results = at_once(fresh_app, 4, act)
    assert sum(isinstance(result, int) for result in results) == 1
