"""Rules of classes, without a database."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training_app.classes import rules, rules_filing, rules_timetable
from training_app.classes.rules import LIFE, CompletionRules, SessionPlan, Verdict
from training_app.classes.rules_timetable import TypedSession
from training_app.kernel.actor import Role
from training_app.kernel.errors import Conflict, PermissionDenied

FULL = CompletionRules(Decimal("1.00"), 6000)


def plan(day: date, hours: int = 800, start: time | None = None, end: time | None = None) -> SessionPlan:
    return SessionPlan(day, start, end, "onsite", "theory", hours)


@pytest.mark.parametrize(
    ("attended", "score", "expected"),
    [
        (9600, 6000, Verdict.PASS), (9600, 5999, Verdict.FAILED_SCORE), (9599, 10000, Verdict.SHORT),
        (9600, None, Verdict.NO_SCORE), (0, None, Verdict.SHORT), (12000, 10000, Verdict.PASS),
    ],
)  # fmt: skip
def test_verdict_at_the_boundaries(attended: int, score: int | None, expected: Verdict) -> None:
    assert rules.verdict(attended, score, 9600, FULL) is expected


def test_a_share_rounds_up() -> None:
    assert rules.hours_needed(9601, Decimal("0.80")) == 7681
    assert rules.hours_needed(9600, Decimal("0.80")) == 7680


@given(st.integers(1, 100_000), st.integers(0, 100))
def test_nobody_with_all_hours_is_short(required: int, percent: int) -> None:
    share = Decimal(percent) / 100
    assert rules.hours_needed(required, share) <= required
    assert rules.verdict(required, 6000, required, CompletionRules(share, 6000)) is Verdict.PASS


def test_no_score_has_no_end_state() -> None:
    with pytest.raises(ValueError, match="score"):
        rules.end_state(Verdict.NO_SCORE)
    assert [rules.end_state(v) for v in (Verdict.PASS, Verdict.FAILED_SCORE, Verdict.SHORT)] == [
        "completed", "failed", "failed",
    ]  # fmt: skip


def test_overfull_days_add_up_the_sessions_of_a_day() -> None:
    plans = [plan(date(2026, 3, 2), 500), plan(date(2026, 3, 2), 350), plan(date(2026, 3, 3), 800)]
    assert rules.overfull_days(plans, 800) == [(date(2026, 3, 2), 850)]


def test_clashes_look_at_times_of_the_same_day() -> None:
    morning, late = (time(8), time(11)), (time(10, 30), time(12))
    plans = [plan(date(2026, 3, 2), 300, *late), plan(date(2026, 3, 2), 300, *morning), plan(date(2026, 3, 3), 300, *late)]
    assert rules.clashes(plans) == [(1, 2)]


def test_pattern_counts_only_the_weekdays() -> None:
    found = rules.pattern(date(2026, 3, 2), date(2026, 3, 31), frozenset({5, 6}), 3, plan(date(2026, 3, 2)))
    assert [each.held_on for each in found] == [date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 14)]


def test_report_deadline_counts_calendar_days() -> None:
    deadline = rules.report_deadline(date(2026, 9, 3), 30, date(2026, 10, 4))
    assert (deadline.last_day, deadline.days_left) == (date(2026, 10, 3), -1)


def test_only_the_right_party_takes_a_step() -> None:
    with pytest.raises(PermissionDenied):
        LIFE.step("submitted", "approve", Role.TRAINING_INSTITUTION)
    with pytest.raises(Conflict):
        LIFE.step("completed", "complete", Role.TRAINING_INSTITUTION)
    assert LIFE.step("running", "complete", Role.TRAINING_INSTITUTION).target == "completed"
    assert all(t.remark for t in LIFE.transitions if t.verb in ("cancel", "reopen"))


def test_no_step_leads_out_of_cancelled_and_none_passes_the_review() -> None:
    assert not [t for t in LIFE.transitions if t.state == "cancelled"]
    assert {t.state for t in LIFE.transitions if t.target == "approved" and t.verb == "approve"} == {"submitted"}


@pytest.mark.parametrize("text", ["2026-03-02", "2026/3/2", "2026.3.2", "2026年3月2日", " 2026-03-02 "])
def test_days_as_people_write_them(text: str) -> None:
    assert rules_timetable.parse_day(text) == date(2026, 3, 2)


@pytest.mark.parametrize("text", ["", "3月2日", "2026-02-30", "20260302", "２０２６-03-02", "2026-03-02T00"])
def test_what_is_no_day(text: str) -> None:
    assert rules_timetable.parse_day(text) is None


def test_a_timetable_reports_every_mistake_with_its_line() -> None:
    lines = [
        TypedSession(), TypedSession("2026-03-02", "08:30", "08:00", hours="8"),
        TypedSession("2026-13-01", hours="x"), TypedSession("2026-04-30", hours="8"),
        TypedSession("2026-03-03", mode="zoom", kind="?", hours="0"),
    ]  # fmt: skip
    plans, mistakes = rules_timetable.read(lines, date(2026, 3, 1), date(2026, 3, 31))
    assert [(m.line, m.field) for m in mistakes] == [
        (2, "ends_at"), (3, "held_on"), (3, "hours"), (4, "held_on"), (5, "mode"), (5, "kind"), (5, "hours"),
    ]  # fmt: skip
    assert all(m.sentence.startswith(f"第 {m.line} 行：") for m in mistakes)
    assert [each.held_on for each in plans] == [date(2026, 4, 30)]


def test_a_timetable_is_sorted_and_survives_the_way_to_the_form_and_back() -> None:
    lines = [
        TypedSession("2026-03-03", "13:30", "17:30", "online", "practice", "4.5", "二", "丛珊", "3 楼"),
        TypedSession("2026-03-02", "", "", "onsite", "theory", "8"),
    ]  # fmt: skip
    plans, mistakes = rules_timetable.read(lines)
    assert not mistakes
    assert [each.hours for each in plans] == [800, 450]
    assert rules_timetable.read([rules_timetable.typed(each) for each in plans]) == (plans, [])


def test_pasted_lines_are_understood_with_and_without_heading() -> None:
    heading = "日期\t时间\t方式\t类型\t学时\n"
    text = f"{heading}2026/3/2\t8:30-11:30\t线上\t实训\t3\t绪论\t丛珊\t3 楼\n\n2026-03-03\t08:30\t11:30\t线下\t理论\t3"
    first, second = rules_timetable.pasted(text)
    assert first == TypedSession("2026-03-02", "8:30", "11:30", "online", "practice", "3", "绪论", "丛珊", "3 楼")
    assert (second.starts_at, second.ends_at, second.mode, second.hours) == ("08:30", "11:30", "onsite", "3")


@given(st.text(max_size=200))
def test_pasting_anything_never_raises(text: str) -> None:
    rules_timetable.read(rules_timetable.pasted(text))


@given(st.builds(TypedSession, *[st.text(max_size=12) for _ in range(9)]))
def test_typing_anything_never_raises(line: TypedSession) -> None:
    plans, mistakes = rules_timetable.read([line])
    assert line.blank or bool(plans) != bool(mistakes)


def test_a_filing_names_every_wrong_field() -> None:
    filing = rules_filing.Filing(
        name=" ", occupation_key="none", direction_key="", level="top", assessment_body="X", district_code="1",
        venue="x" * 201, mode="zoom", capacity=0, starts_on=date(2026, 3, 2), ends_on=date(2026, 3, 1),
        contact_name="a\nb",
    )  # fmt: skip
    wrong = rules_filing.mistakes(filing, rules_filing.Choices({}, frozenset()))
    assert set(wrong) == {
        "name", "occupation_key", "level", "district_code", "venue", "mode", "capacity", "ends_on", "contact_name",
    }  # fmt: skip
