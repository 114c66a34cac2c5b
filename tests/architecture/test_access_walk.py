"""A walk over all routes × all roles: what is not yours is not there, whatever you send; what is yours opens.

The city has two estates. Whoever belongs to the first asks for every record of the second at every address and gets a
refusal in which nothing of the second's can be read, and nothing is changed. Routes come from the application itself: a
new one is walked without anybody thinking of it, and fails here until it is said what its argument names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from tests.builders.estates import Estate, make_estate
from training_app.kernel.actor import Role
from training_app.kernel.permissions import MATRIX, may
from training_app.web import gate

OURS, THEIRS = "甲岸", "乙岸"
SCOPED = [
    Role.DISTRICT, Role.TRAINING_INSTITUTION, Role.ASSESSMENT_BODY, Role.EMPLOYER, Role.AUTHORITY, Role.ENGINEER,
]

# What the argument of an address names, by the beginning of the address; the longest that fits counts.
KINDS = {
    "/classes/": "class", "/certificates/classes/": "class", "/certificates/completion/": "completion",
    "/certificates/level/": "level",
    "/certificates/acts/": "act", "/titles/certificates/": "level", "/titles/": "title", "/intake/<number>": "batch",
    "/reports/returns/": "return", "/people/": "person", "/institutions/": "institution", "/me/certificates/": "completion",
    "/subsidies/": "voucher", "/jobs/": "job", "/registrations/": "registration",
    "/lists/results/": "results", "/class-reports/": "class", "/exports/": "export", "/plans/": "plan",
    "/certificates/lots/": "lot", "/certificates/sessions/": "assessment_session",
    "/inspections/": "inspection",
    "/attendance/corrections/": "correction", "/attendance/findings/": "finding",
    "/honours/": "honour",
    "/class-changes/new/": "class", "/class-changes/": "change",
    "/resources/trainers/": "trainer", "/resources/venues/": "venue",
    "/me/classes/": "class", "/employees/classes/": "class", "/directory/classes/": "class",
    "/certificates/claims/": "claim", "/me/claims/": "claim",
    "/certificates/applications/": "class", "/me/assessments/": "class",
}
# Addresses whose argument names nothing that belongs to anybody.
UNOWNED = (
    "/law/documents/", "/intake/<kind>/new", "/intake/<kind>/template", "/reports/export.", "/static/", "/accounts/",
    "/lists/<key>", "/drafts/", "/programmes/", "/help/<kind>", "/v/", "/check-in/", "/directory/",
)  # fmt: skip
FILLERS = {
    "session_number": 1, "position": 0, "round_": 0, "ending": "pdf", "kind": "roster", "login": "nobody",
    "key": "weihai-2023-25",
    "line": 1, "item": 1, "form": "classes.new", "act": "approve", "file": "0" * 32, "problem": "identity.check_digit",
    "verb": "send",
}
# Refusals: a form without what it needs, to the login page, forbidden, not there, or not with this method.
REFUSED = {400, 302, 403, 404, 405}
# Which permission is needed depends on the list.
BY_LIST = {"intake.new", "intake.columns", "intake.template", "intake.continue_", "intake.foretell"}
# The cell of a return that is asked for where a page is of one cell.
CELL = {"column": "headcount_trained", "row": "total"}
# Pages of a class that are there only once somebody is on its list, or has a certificate.
NEEDS_PEOPLE = {"certificates.class_pdf": {"completed"}, "attendance.leave": {"running", "completed"}}
GARBAGE = ("x", "-1", "%00%27", "%E2%80%AE", "..%2F..%2Fetc", "a" * 300)
STRANGE = {
    "page": "-1", "q": "\x00'%_\\", "quarter": "2026Q9", "state": "x", "endpoint": "x", "_scheme": "javascript",
    "_external": "1", "_anchor": "x", "before": "99999999999999999999", "district": "'", "institution": "x",
    "column": "x", "row": "x", "class": "x", "year": "99999", "as_of": "2026-13-40", "level": "x", "kind": "x",
    "occupation": "x", "edit": "999999999999999999999", "from": "x", "to": "x", "text": "x",
}


@pytest.fixture
def ours(app: Flask, session: Session) -> Estate:
    return make_estate(session, OURS, "371002")


@pytest.fixture
def theirs(app: Flask, session: Session) -> Estate:
    return make_estate(session, THEIRS, "371082")


@pytest.fixture
def enter(login_as: Callable[..., FlaskClient], app: Flask, ours: Estate) -> Callable[[Role | None], FlaskClient]:
    """A browser of somebody of our estate in a role, or of nobody."""

    def log_in(role: Role | None) -> FlaskClient:
        return app.test_client() if role is None else login_as(role, **ours.scope(role))

    return log_in


def permitted(app: Flask, rule: Rule, role: Role) -> bool:
    """Whether the role holds a permission the route declares."""
    declared = getattr(app.view_functions[rule.endpoint], "required_permissions", ())
    return any(may(role, permission) for permission in declared)


def kind_of(rule: Rule) -> str:
    """What the argument of a route names; "" when it names nothing owned."""
    if not rule.arguments or rule.rule.startswith(UNOWNED):
        return ""
    fitting = [prefix for prefix in KINDS if rule.rule.startswith(prefix)]
    assert fitting, f"say in KINDS or UNOWNED what {rule.rule} names"
    return KINDS[max(fitting, key=len)]


def addresses(app: Flask, rule: Rule, estate: Estate, *, few: bool = False) -> Iterator[tuple[str, str]]:
    """Every address of a route for the records of an estate, with the record's number; `few`: classes in three states."""
    kind = kind_of(rule)
    numbers = estate.numbers[kind] if kind else [""]
    if few and kind == "class":
        numbers = [estate.classes[state].number for state in ("submitted", "running", "completed")]
    for number in numbers:
        values = {name: FILLERS.get(name, number) for name in rule.arguments}
        if "person" in values:
            values["person"] = estate.person.number
        with app.test_request_context():
            yield app.url_for(rule.endpoint, **values), number


def methods(rule: Rule) -> list[str]:
    return sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})


def fields_naming(estate: Estate) -> dict[str, str]:
    """A form or query in which every field that may name a record names one of the estate."""
    numbers = {kind: found[0] for kind, found in estate.numbers.items()}
    return {
        "class": numbers["class"], "number": numbers["class"], "institution": numbers["institution"],
        "institution_code": numbers["institution"], "code": numbers["institution"], "district": estate.district,
        "district_code": estate.district, "person": numbers["person"], "subject": numbers["class"],
        "certificate": numbers["level"], "numbers": numbers["level"], "certificates": numbers["level"],
        "return": numbers["return"], "batch": numbers["batch"], "voucher": numbers["voucher"], "quarter": "2026Q2",
        "column": "headcount_trained", "row": "total", "assessment_body": estate.body.code,
        "assessment_body_code": estate.body.code, "enrolment": numbers["person"], "item": "1", "membership": "1",
    }


def readable(answer: object) -> str:
    """Body and headers as text."""
    return answer.get_data().decode("utf-8", "replace") + str(answer.headers)  # type: ignore[attr-defined]


def snapshot(session: Session) -> dict[str, str]:
    """A digest of every table but those that any request may write."""
    session.expire_all()
    tables = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")).all()
    own = {"audit_events", "audit_head", "user_sessions", "login_throttle", "users", "memberships", "number_series"}
    return {
        table: str(session.scalar(text(f'SELECT md5(string_agg(t::text, \'|\' ORDER BY t::text)) FROM "{table}" t')))
        for table in tables if table not in own
    }


def test_every_argument_is_known_to_the_walk(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        kind_of(rule)


@pytest.mark.parametrize("role", SCOPED)
def test_what_is_theirs_is_not_there(
    role: Role, app: Flask, ours: Estate, theirs: Estate, enter: Callable, session: Session
) -> None:
    browser, before = enter(role), snapshot(session)
    data = fields_naming(theirs)
    for rule in app.url_map.iter_rules():
        if not kind_of(rule) or not permitted(app, rule, role):
            continue
        for address, number in addresses(app, rule, theirs, few=True):
            for method in methods(rule):
                for sent in ({}, data) if method == "POST" else ({},):
                    answer = browser.open(address, method=method, data=sent)
                    where = f"{role} {method} {address}"
                    assert answer.status_code in REFUSED, f"{where}: {answer.status_code}"
                    assert answer.status_code != 302 or number not in answer.headers["Location"], where
                    assert THEIRS not in readable(answer), where
    after = snapshot(session)
    assert {table for table in after if after[table] != before[table]} == set()


@pytest.mark.parametrize("role", SCOPED)
def test_lists_searches_and_forms_show_nothing_of_theirs(
    role: Role, app: Flask, ours: Estate, theirs: Estate, enter: Callable
) -> None:
    browser = enter(role)
    named = fields_naming(theirs)
    searches = [{}, named, {"q": theirs.person.number}, {"q": "yax"}]
    for rule in app.url_map.iter_rules():
        if "GET" not in methods(rule) or kind_of(rule) or not permitted(app, rule, role):
            continue
        for address, _ in addresses(app, rule, ours):
            for query in searches:
                answer = browser.get(address, query_string=query, follow_redirects=True)
                assert answer.status_code < 500, f"{role} {address} {query}"
                assert THEIRS not in readable(answer), f"{role} {address} {query}"


@pytest.mark.parametrize("role", SCOPED)
def test_forms_that_name_theirs_write_nothing_of_theirs(
    role: Role, app: Flask, ours: Estate, theirs: Estate, enter: Callable, session: Session
) -> None:
    browser, before = enter(role), snapshot_of(session, theirs)
    for rule in app.url_map.iter_rules():
        if "POST" not in methods(rule) or kind_of(rule) or not permitted(app, rule, role) or rule.endpoint == "accounts.logout":
            continue
        for address, _ in addresses(app, rule, ours):
            answer = browser.post(address, data=fields_naming(theirs))
            assert answer.status_code < 500, f"{role} {address}"
            assert THEIRS not in readable(answer), f"{role} {address}"
    assert snapshot_of(session, theirs) == before


@pytest.mark.parametrize("role", MATRIX)
def test_what_is_ours_opens_for_who_may(role: Role, app: Flask, ours: Estate, enter: Callable) -> None:
    browser, opened = enter(role), 0
    for rule in app.url_map.iter_rules():
        if "GET" not in methods(rule) or not app.view_functions[rule.endpoint].__dict__.get("required_permissions"):
            continue
        allowed = permitted(app, rule, role)
        for address, number in addresses(app, rule, ours, few=not allowed):
            answer = browser.get(address, query_string=CELL)
            where = f"{role} {address}"
            assert answer.status_code < 500, where
            if rule.endpoint not in BY_LIST:
                assert (answer.status_code == 403) == (not allowed), f"{where}: {answer.status_code}"
            if allowed and answer.status_code == 200:
                opened += 1
            if answer.status_code == 403 and rule.endpoint in BY_LIST:
                continue
            if allowed and kind_of(rule) and sees(role, kind_of(rule), number, ours) and there(rule, number, ours):
                assert answer.status_code in {200, 302, 409}, f"{where}: {answer.status_code}"
    assert opened >= 2


@pytest.mark.parametrize("role", MATRIX)
def test_nothing_sent_ends_in_a_fault(role: Role, app: Flask, ours: Estate, enter: Callable) -> None:
    browser = enter(role)
    for rule in app.url_map.iter_rules():
        if rule.endpoint == "accounts.logout" or not permitted(app, rule, role):
            continue
        address, number = next(addresses(app, rule, ours, few=True))
        for method in methods(rule):
            sent = {"query_string": STRANGE} if method == "GET" else {"data": {**fields_naming(ours), **STRANGE}}
            assert browser.open(address, method=method, **sent).status_code < 500, f"{role} {method} {address}"
        for garbage in GARBAGE if rule.arguments and number else ():
            for method in methods(rule):
                odd = address.replace(number, garbage)
                assert browser.open(odd, method=method).status_code < 500, f"{role} {method} {odd}"


def test_nobody_gets_past_the_login_page(app: Flask, ours: Estate, enter: Callable, session: Session) -> None:
    browser, before = enter(None), snapshot(session)
    for rule in app.url_map.iter_rules():
        if rule.endpoint in gate.PUBLIC_ENDPOINTS:
            continue
        for address, _ in addresses(app, rule, ours, few=True):
            for method in methods(rule):
                answer = browser.open(address, method=method, data=fields_naming(ours) if method == "POST" else None)
                assert answer.status_code == 302, f"{method} {address}"
                assert re.match(r"/login(\?|$)", answer.headers["Location"]), f"{method} {address}"
                assert OURS not in readable(answer), f"{method} {address}"
    assert snapshot(session) == before


def test_tricks_with_method_and_address_change_no_decision(theirs: Estate, enter: Callable) -> None:
    browser = enter(Role.TRAINING_INSTITUTION)
    number = theirs.numbers["class"][5]
    for address in (
        f"/classes/{number}/", f"//classes/{number}", f"/classes/{number};x", f"/classes/{number}.json",
        f"/CLASSES/{number}", f"/classes/%2e/{number}", f"/classes/{number}%20", f"/classes/{number.lower()}",
    ):
        answer = browser.get(address, follow_redirects=True, headers={"X-Forwarded-For": "10.0.0.1"})
        assert answer.status_code in {400, 404}, address
        assert THEIRS not in readable(answer), address
    for method in ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"):
        answer = browser.open(f"/classes/{number}", method=method, headers={"X-HTTP-Method-Override": "GET"})
        assert THEIRS not in readable(answer)
        assert answer.status_code in {200, 404, 405} and (answer.status_code != 200 or method == "OPTIONS")


def sees(role: Role, kind: str, number: str, estate: Estate) -> bool:
    """Whether the record lies within the scope of a role of its own estate, by the words of the design."""
    if kind in ("job", "results"):  # nobody but who asked for it
        return False
    if role is Role.BUREAU:
        return kind != "return" or number == estate.numbers["return"][0]
    if kind == "change":
        return role in (Role.DISTRICT, Role.TRAINING_INSTITUTION, Role.ASSESSMENT_BODY)
    if kind == "class":
        states = {record.number: state for state, record in estate.classes.items()}
        unfiled = states[number] == "draft"
        return role is Role.TRAINING_INSTITUTION or (role in (Role.DISTRICT, Role.ASSESSMENT_BODY) and not unfiled)
    if kind == "plan":
        drafted = number == estate.numbers["plan"][-1]
        return role is Role.TRAINING_INSTITUTION or (role in (Role.DISTRICT, Role.ASSESSMENT_BODY) and not drafted)
    if kind == "batch" or kind == "return":
        return role is Role.TRAINING_INSTITUTION
    if kind == "person" or kind == "level":
        return role in (Role.DISTRICT, Role.TRAINING_INSTITUTION, Role.ASSESSMENT_BODY)
    if kind == "completion":
        return role in (Role.DISTRICT, Role.TRAINING_INSTITUTION, Role.ENGINEER)
    if kind in ("institution", "trainer", "venue"):
        return role in (Role.DISTRICT, Role.TRAINING_INSTITUTION)
    return kind in ("title", "registration") and role is Role.DISTRICT


# Files that no record of the estate has, and a comparison none of them allows.
NO_FILE_YET = {
    "plans.compare", "plans.file_of", "inspections.answer_file", "inspections.point_file", "honours.file", "lots.document",
    "class_reports.receipt_file", "certificates.act_document", "corrections.file", "findings.explanation_file",
}


def there(rule: Rule, number: str, estate: Estate) -> bool:
    """Whether a page has anything to show in the state its record is in."""
    if rule.endpoint == "registration.document" or "item" in rule.arguments:  # FILLERS name none there is for sure
        return False
    if rule.endpoint == "institution_names.show":  # the batches of the estate are rosters
        return False
    if rule.endpoint in ("reports.check", "reports.paper"):
        return number == estate.numbers["return"][0]
    if rule.endpoint in NO_FILE_YET:
        return False
    states = NEEDS_PEOPLE.get(rule.endpoint)
    return states is None or number in {estate.classes[state].number for state in states}


def snapshot_of(session: Session, estate: Estate) -> list[str]:
    """What the other estate's records say, whoever may have touched them."""
    session.expire_all()
    found = []
    for table, column, kind in (
        ("training_classes", "number", "class"), ("intake_batches", "number", "batch"), ("persons", "number", "person"),
        ("quarterly_returns", "number", "return"), ("institutions", "code", "institution"),
        ("level_certificates", "number", "level"), ("title_records", "number", "title"),
    ):
        rows = text(f"SELECT t::text FROM {table} t WHERE {column} = ANY(:numbers) ORDER BY 1")
        found += session.scalars(rows, {"numbers": estate.numbers[kind]})
    count = text("SELECT count(*) FROM enrolments e JOIN training_classes c ON c.id = e.class_id WHERE c.number = ANY(:n)")
    found.append(str(session.scalar(count, {"n": estate.numbers["class"]})))
    return found
