"""Administrators look after their own unit, and nobody else's."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.accounts import PASSWORD, make_user
from tests.builders.institutions import bureau, make_institution
from training_app.accounts import (
    queries_staff,
    rules,
    service,
    service_invitations,
    service_resets,
    service_staff,
    service_users,
)
from training_app.accounts.models import Invitation, ResetRequest, User
from training_app.accounts.service import Browser
from training_app.accounts.service_invitations import Scope
from training_app.accounts.service_redeeming import Applicant, redeem
from training_app.institutions.models import Institution
from training_app.kernel.actor import Actor, Role
from training_app.kernel.errors import Conflict, InvalidInput, NotFound, PermissionDenied

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
DAY = date(2026, 7, 1)


def member(session: Session, login: str, unit: Institution, *, administers: bool = False) -> tuple[User, Actor]:
    user = make_user(session, login, Role.TRAINING_INSTITUTION, institution_id=unit.id, display_name=f"某{login}")
    user.memberships[0].administers = administers
    session.flush()
    return user, service.actor_of(user, user.memberships[0], None)


@pytest.fixture
def school(session: Session) -> Institution:
    return make_institution(session)


@pytest.fixture
def boss(session: Session, school: Institution) -> Actor:
    return member(session, "boss", school, administers=True)[1]


def log_in(session: Session, login: str, password: str = PASSWORD) -> str | None:
    return service.log_in(session, login, password, Browser("10.0.0.1"), AT).token


def test_the_list_holds_the_own_unit_only(session: Session, school: Institution, boss: Actor) -> None:
    member(session, "colleague", school)
    member(session, "stranger", make_institution(session))
    assert [line.user.login for line in queries_staff.colleagues(session, boss, DAY)] == ["boss", "colleague"]


def test_every_act_on_a_stranger_finds_nobody(session: Session, boss: Actor) -> None:
    stranger, _ = member(session, "stranger", make_institution(session))
    held = stranger.memberships[0].id
    for act in (
        lambda: service_staff.withdraw(session, boss, held, AT),
        lambda: service_staff.set_administers(session, boss, held, True, AT),
        lambda: service_staff.send_reset(session, boss, held, AT),
        lambda: service_staff.hand_over(session, boss, held, True, AT),
    ):
        with pytest.raises(NotFound):
            act()
    assert boss.administers and stranger.memberships[0].valid_to is None


def test_who_does_not_administer_may_nothing(session: Session, school: Institution, boss: Actor) -> None:
    _, plain = member(session, "plain", school)
    other, _ = member(session, "other", school)
    with pytest.raises(NotFound):
        service_staff.withdraw(session, plain, other.memberships[0].id, AT)
    with pytest.raises(PermissionDenied):
        service_invitations.invite(session, plain, service_staff.unit_of(plain), "某", AT)
    assert queries_staff.pending(session, plain, AT) == [] and queries_staff.requests(session, plain, DAY) == []


@pytest.mark.parametrize(
    "scope", [Scope(Role.BUREAU), Scope(Role.SYSTEM_ADMIN), Scope(Role.DISTRICT, district_code="371002"), Scope(Role.ENGINEER)]
)
def test_no_administrator_invites_beyond_the_own_unit(session: Session, boss: Actor, scope: Scope) -> None:
    with pytest.raises(PermissionDenied):
        service_invitations.invite(session, boss, scope, "某", AT)
    other = make_institution(session)
    with pytest.raises(PermissionDenied):
        service_invitations.invite(session, boss, Scope(Role.TRAINING_INSTITUTION, other.id), "某", AT)
    with pytest.raises(PermissionDenied):
        service_invitations.invite(session, boss, Scope(Role.ASSESSMENT_BODY, boss.institution_id), "某", AT)


def test_the_bureau_invites_no_staff_of_its_own(session: Session, school: Institution) -> None:
    for role in (Role.BUREAU, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR):
        with pytest.raises(PermissionDenied):
            service_invitations.invite(session, bureau(), Scope(role), "某", AT, administers=True)
    assert service_invitations.invite(session, bureau(), Scope(Role.DISTRICT, district_code="371002"), "某", AT)


def test_withdrawing_ends_the_session_at_once(session: Session, school: Institution, boss: Actor) -> None:
    leaver, _ = member(session, "leaver", school)
    token = log_in(session, "leaver")
    assert token and service.resume(session, token, AT)
    service_staff.withdraw(session, boss, leaver.memberships[0].id, AT)
    assert not service.resume(session, token, AT) and log_in(session, "leaver") is None


def test_one_does_not_withdraw_oneself(session: Session, boss: Actor) -> None:
    own = queries_staff.colleagues(session, boss, DAY)[0].membership_id
    with pytest.raises(PermissionDenied):
        service_staff.withdraw(session, boss, own, AT)
    with pytest.raises(PermissionDenied):
        service_staff.set_administers(session, boss, own, False, AT)


def test_a_colleague_becomes_administrator_and_ordinary_again(session: Session, school: Institution, boss: Actor) -> None:
    user, _ = member(session, "colleague", school)
    held = user.memberships[0].id
    service_staff.set_administers(session, boss, held, True, AT)
    with pytest.raises(Conflict):
        service_staff.set_administers(session, boss, held, True, AT)
    service_staff.set_administers(session, boss, held, False, AT)
    assert not user.memberships[0].administers


def test_who_lost_the_administration_meanwhile_may_no_more(session: Session, school: Institution, boss: Actor) -> None:
    user, second = member(session, "second", school, administers=True)
    third, _ = member(session, "third", school)
    service_staff.set_administers(session, boss, user.memberships[0].id, False, AT)
    with pytest.raises(PermissionDenied):
        service_staff.withdraw(session, second, third.memberships[0].id, AT)


@pytest.mark.parametrize("leaves", [False, True])
def test_hand_over_to_a_colleague(session: Session, school: Institution, boss: Actor, leaves: bool) -> None:
    user, _ = member(session, "next", school)
    token = log_in(session, "boss")
    service_staff.hand_over(session, boss, user.memberships[0].id, leaves, AT)
    assert user.memberships[0].administers
    resumed = service.resume(session, token or "", AT)
    assert (resumed is None) == leaves
    if resumed:
        assert not resumed.membership.administers
    with pytest.raises(PermissionDenied):
        service_staff.hand_over(session, boss, user.memberships[0].id, leaves, AT)


@pytest.mark.parametrize("leaves", [False, True])
def test_hand_over_by_invitation_changes_nothing_before_it_is_used(session: Session, boss: Actor, leaves: bool) -> None:
    token = log_in(session, "boss") or ""
    _, code = service_staff.hand_over_by_invitation(session, boss, "接任人", leaves, AT)
    assert service.resume(session, token, AT).membership.administers  # type: ignore[union-attr]
    heir = redeem(session, code, Applicant("heir", "Steady-horse-11"), AT)
    assert heir.memberships[0].administers
    resumed = service.resume(session, token, AT)
    assert resumed is None if leaves else resumed is not None and not resumed.membership.administers


def test_reset_by_a_colleague_serves_two_hours_and_voids_the_one_before(
    session: Session, school: Institution, boss: Actor
) -> None:
    user, _ = member(session, "forgetful", school)
    service_staff.ask_for_reset(session, "Forgetful ", "10.0.0.9", AT)
    service_staff.ask_for_reset(session, "forgetful", "10.0.0.9", AT)
    assert [line.login for line in queries_staff.requests(session, boss, DAY)] == ["forgetful"]
    _, _, old = service_staff.send_reset(session, boss, user.memberships[0].id, AT)
    _, made, code = service_staff.send_reset(session, boss, user.memberships[0].id, AT)
    assert made.expires_at == AT + rules.RESET_LIFE and queries_staff.requests(session, boss, DAY) == []
    with pytest.raises(InvalidInput):
        redeem(session, old, Applicant("", "Steady-horse-11"), AT)
    redeem(session, code, Applicant("", "Steady-horse-11"), AT + timedelta(minutes=119))
    assert log_in(session, "forgetful", "Steady-horse-11")


def test_no_reset_opens_roles_one_has_no_say_in(session: Session, school: Institution, boss: Actor) -> None:
    user, _ = member(session, "both", school)
    service.grant(session, user, Role.BUREAU, date(2020, 1, 1))
    with pytest.raises(PermissionDenied):
        service_staff.send_reset(session, boss, user.memberships[0].id, AT)
    with pytest.raises(PermissionDenied):
        service_staff.send_reset(session, bureau(), user.memberships[0].id, AT)


def test_a_request_goes_to_the_unit_and_else_to_the_bureau(session: Session, school: Institution, boss: Actor) -> None:
    member(session, "plain", school)
    service_staff.ask_for_reset(session, "plain", "10.0.0.9", AT)
    service_staff.ask_for_reset(session, "boss", "10.0.0.9", AT)
    assert [line.login for line in queries_staff.requests(session, bureau(), DAY)] == ["boss"]
    found = queries_staff.requests(session, boss, DAY)
    assert [line.login for line in found] == ["plain"]
    service_staff.dismiss_request(session, boss, found[0].id, AT)
    with pytest.raises(NotFound):
        service_staff.dismiss_request(session, boss, found[0].id, AT)


def test_asking_for_an_unknown_account_leaves_nothing_and_says_nothing(session: Session) -> None:
    assert service_staff.ask_for_reset(session, "nobody", "10.0.0.9", AT) is None
    assert session.scalars(select(ResetRequest)).all() == []
    for _ in range(20):
        try:
            service_staff.ask_for_reset(session, "nobody", "10.0.0.9", AT)
        except InvalidInput:
            break
    else:
        pytest.fail("not throttled")


def test_invitations_are_taken_back_and_renewed_by_the_unit(session: Session, school: Institution, boss: Actor) -> None:
    made, code = service_invitations.invite(session, boss, service_staff.unit_of(boss), "新同事", AT)
    _, stranger = member(session, "stranger", make_institution(session), administers=True)
    for act in (service_invitations.revoke, service_invitations.renew):
        with pytest.raises(NotFound):
            act(session, stranger, made.id, AT)
    _, second = service_invitations.renew(session, boss, made.id, AT)
    with pytest.raises(InvalidInput):
        redeem(session, code, Applicant("fresh", "Steady-horse-11"), AT)
    waiting = queries_staff.pending(session, boss, AT)
    assert [line.display_name for line in waiting] == ["新同事"]
    service_invitations.revoke(session, boss, waiting[0].id, AT)
    with pytest.raises(InvalidInput):
        redeem(session, second, Applicant("fresh", "Steady-horse-11"), AT)
    assert session.scalars(select(Invitation.used_at)).all() == [None, None]


def leave(session: Session, boss: Actor, user: User, how: str) -> None:
    """Takes from a user what allowed the codes given out."""
    held = user.memberships[0]
    system, security = (
        Actor(role, make_user(session, str(role), role).id, "某") for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    )
    if how == "withdrawn":
        service_staff.withdraw(session, boss, held.id, AT)
    elif how == "ordinary":
        service_staff.set_administers(session, boss, held.id, False, AT)
    elif how == "disabled":
        service_users.disable(session, system, user.login, AT)
    else:
        service_users.withdraw(session, security, user.login, held.id, DAY, AT)


@pytest.mark.parametrize("how", ["withdrawn", "ordinary", "disabled", "role taken"])
def test_no_code_kept_back_is_a_way_in_again(session: Session, school: Institution, boss: Actor, how: str) -> None:
    user, former = member(session, "former", school, administers=True)
    colleague, _ = member(session, "colleague", school)
    scope = service_staff.unit_of(former)
    _, again = service_invitations.invite(session, former, scope, "某", AT, administers=True)
    _, by_hand_over = service_staff.hand_over_by_invitation(session, former, "某", False, AT)
    _, _, reset = service_staff.send_reset(session, former, colleague.memberships[0].id, AT)
    _, good = service_invitations.invite(session, boss, scope, "某", AT)
    leave(session, boss, user, how)
    for code in (again, by_hand_over, reset):
        with pytest.raises(InvalidInput):
            redeem(session, code, Applicant("way.in", "Steady-horse-11"), AT)
    assert redeem(session, good, Applicant("new.one", "Steady-horse-11"), AT).login == "new.one"


def test_a_reset_asked_for_by_who_left_cannot_be_agreed_to(session: Session) -> None:
    system, security = (
        Actor(role, make_user(session, str(role), role).id, "某") for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
    )
    second = make_user(session, "second.system", Role.SYSTEM_ADMIN)
    target = make_user(session, "target", Role.AUDITOR)
    waiting = service_resets.start(session, service.actor_of(second, second.memberships[0], None), target.login, AT)
    service_users.disable(session, system, second.login, AT)
    with pytest.raises(NotFound):
        service_resets.agree(session, security, waiting.id, AT)
