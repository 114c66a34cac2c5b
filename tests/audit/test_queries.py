from training_app.audit import queries, service
from training_app.audit.labels import action_label
from training_app.audit.queries import Filters
from training_app.kernel.actor import Actor, Role
from training_app.kernel.lists import Asked

AUDITOR = Actor(Role.AUDITOR, user_id=100)


def test_the_timeline_of_a_record_is_its_own_oldest_first(session, clerk):
    for verb, number in (("create", "A"), ("create", "B"), ("submit", "A"), ("approve", "A")):
        service.record(session, clerk, f"class.{verb}", "class", number)
    service.record(session, clerk, "return.submit", "return", "A")
    session.commit()
    assert [event.action for event in queries.timeline(session, "class", "A")] == [
        "class.create", "class.submit", "class.approve",
    ]  # fmt: skip
    assert queries.timeline(session, "class", "C") == []


def test_who_may_search_what(session, clerk):
    for user, role in ((100, Role.AUDITOR), (101, Role.SYSTEM_ADMIN), (102, Role.SECURITY_ADMIN), (7, Role.BUREAU)):
        service.record(session, Actor(role, user_id=user), "account.log_in", "user", str(user))
    session.commit()

    def seen(actor):
        return {event.object_number for event in queries.page_of(session, actor, Filters(action="account")).items}

    assert seen(AUDITOR) == {"100", "101", "102", "7"}
    assert seen(Actor(Role.SYSTEM_ADMIN, user_id=101)) == {"101"}
    assert seen(Actor(Role.SECURITY_ADMIN, user_id=102)) == {"102"}
    for role in (Role.BUREAU, Role.DISTRICT, Role.TRAINING_INSTITUTION, Role.ENGINEER):
        assert seen(Actor(role, user_id=7)) == set()


def test_an_act_matches_itself_and_what_is_below(session, clerk):
    for action in ("class.submit", "class.submit.again", "classroom.submit"):
        service.record(session, clerk, action, "class", "A")
    session.commit()

    def found(action):
        filters = Filters(action=action, object_number="A")
        return {event.action for event in queries.page_of(session, AUDITOR, filters).items}

    assert found("class") == {"class.submit", "class.submit.again"}
    assert found("class.submit") == {"class.submit", "class.submit.again"}
    assert found("classroom") == {"classroom.submit"}
    assert found("%") == set()


def test_pages_follow_each_other_without_gap(session, act):
    act(7)
    filters = Filters(object_kind="class")
    first = queries.page_of(session, AUDITOR, filters, Asked("-seq", size=4))
    second = queries.page_of(session, AUDITOR, filters, Asked("-seq", first.next, size=4))
    numbers = [event.object_number for event in (*first.items, *second.items)][:7]
    assert numbers == [f"WH2026-{number:04d}" for number in range(6, -1, -1)]


def test_acts_have_chinese_names_and_unknown_ones_show_themselves():
    assert action_label("class.submit") == "班次 提交"
    assert action_label("odd.thing") == "odd thing"
    assert action_label("odd") == "odd"
