"""Scores of the completion assessment 结业考核 as a list of the batch machine (威人社函〔2023〕25号 四（二）)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import text
from sqlalchemy.orm import Session

from training_app.classes import listed, messages_help_lists, queries, queries_lists, rules
from training_app.classes import messages_lists as messages
from training_app.classes.columns_scores import SCORE_LIST
from training_app.classes.labels_lists import scores_template
from training_app.classes.listed import Listed
from training_app.classes.service_completion import set_scores
from training_app.intake.lists import Applied, Change, Choice, Shown, Subject
from training_app.intake.models import Batch
from training_app.intake.plain import PlainKind
from training_app.intake.rows import Outcome, Row
from training_app.intake.rules_undo import Fate, Fates
from training_app.kernel.actor import Actor
from training_app.kernel.errors import RuleViolation
from training_app.kernel.permissions import Permission
from training_app.kernel.quantities import format_hours, parse_hundredths
from training_app.sheets.template import TemplateColumn

_SAME = frozenset({"row.duplicate", "row.contradiction"})
_PUT_BACK = text(
    "UPDATE enrolments SET score = line.before "
    "FROM unnest(CAST(:ids AS bigint[]), CAST(:before AS bigint[]), CAST(:after AS bigint[])) AS line (id, before, after) "
    "WHERE enrolments.id = line.id AND enrolments.score = line.after"
)


class Scores(PlainKind):
    """The scores of one running class of one's own. Nobody is entered by it: who is not on the class's list is an error."""

    key = "scores"
    permission = Permission.CLASS_RUN
    headings = messages.SCORES_HEADINGS
    needs_subject = True
    fills_template = True
    plain = SCORE_LIST
    help = messages_help_lists.SCORES
    live = listed.MISSING | {"enrolment.withdrawn"}
    shown: ClassVar[tuple[Shown, ...]] = (
        Shown("name", "姓名"), Shown("identity_number", "证件号码", mask="number", sparse=True),
        Shown("person_number", "人员编号", main=True, sparse=True), Shown("score", "成绩", main=True),
        Shown("remark", "备注", wide=True),
    )
    note_new = messages.NEW_SCORES
    undo_words = messages.UNDO_SCORES_WORDS
    no_choices = messages.NO_SCORES_CHOICE

    def subject(self, session: Session, actor: Actor, number: str | None, *, lock: bool = False) -> Subject:
        """The class. NotFound outside the actor's scope, RuleViolation when it takes no scores."""
        record = (queries.locked if lock else queries.by_number)(session, actor, number or "")
        if "score" not in rules.LIFE.open_to(record.state, actor.role):
            sentence = messages.SCORES_CLOSED.format(number=record.number, state=messages.STATES[record.state])
            raise RuleViolation("classes.scores_closed", sentence, number=record.number)
        return Subject("class", record.number, record.name, record.institution_id, record.district_code, record)

    def choices(self, session: Session, actor: Actor) -> list[Choice]:
        """The running classes of the actor's own institution."""
        return [
            Choice(each.record.number, each.record.name, messages.SCORES_CHOICE.format(
                first=each.record.starts_on, last=each.record.ends_on, count=each.people, missing=each.without_score
            ))
            for each in queries_lists.under_way(session, actor, ("running",))
        ]  # fmt: skip

    def template(self, subject: Subject) -> Sequence[TemplateColumn]:
        """Who and the score."""
        return scores_template()

    def template_lines(self, session: Session, subject: Subject) -> Sequence[Sequence[str]]:
        """The people in training, with the scores they have."""
        return [
            (each.name, each.number, each.last_four, "" if each.score is None else format_hours(each.score))
            for each in queries_lists.in_training(session, subject.record.id)
        ]

    def remarks(self, session: Session, batch: Batch, rows: Sequence[Row]) -> list[str]:
        """Who will still be without a score when the good lines are in."""
        good = [row for row in rows if row.status != "error"]
        missing = [each for each in listed.absent(session, batch.subject_number or "", good) if each.score is None]
        return [messages.WITHOUT_SCORE.format(count=len(missing), names=listed.names_of(missing))] if missing else []

    def compare(self, subject: Subject, rows: Sequence[Row]) -> None:
        """Lines that repeat a person: of equal scores all but the first, of different ones every line."""
        for row in rows:
            row.problems = [problem for problem in row.problems if problem.code not in _SAME]
        for group in listed.same_people(rows):
            agree = len({row.fields.get("score") for row in group}) == 1
            for row in group:
                other = group[1] if row is group[0] else group[0]
                if row.open and not (agree and row is group[0]):
                    code = "row.duplicate" if agree else "row.contradiction"
                    SCORE_LIST.report(row, code, "score", first=listed.place(other, row))

    def check(self, session: Session, actor: Actor, subject: Subject, rows: Sequence[Row], day: date) -> None:
        """Finds each line's person on the class's list and what the score does to the one noted there."""
        found = listed.match(session, subject.record.id, rows, SCORE_LIST)
        for row in rows:
            row.found = found.get(row.position)
            if row.found is not None and row.found.state == "withdrawn":
                SCORE_LIST.report(row, "enrolment.withdrawn", "name", day=row.found.withdrawn_on)
            row.outlook = Outcome.HELD if row.status == "error" else _outlook(row)

    def apply(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, rows: Sequence[Row], at: datetime
    ) -> Applied:
        """Notes the scores of the lines. The class is locked and the lines were checked in the same transaction."""
        scores = {row.found.enrolment_id: _score(row) for row in rows}
        changes = [
            Change("enrolments", row.found.enrolment_id, "score", row.found.score, _score(row))
            for row in rows if row.outlook != Outcome.EXISTING
        ]  # fmt: skip
        set_scores(session, subject.record.id, scores)
        return Applied({row.position: row.outlook for row in rows}, changes, [row.found.number for row in rows])

    def foretell_undo(
        self, session: Session, batch: Batch, subject: Subject, rows: Sequence[Row], changes: Sequence[Change]
    ) -> Fates:
        """Scores still as the batch wrote them are cleared or put back, others stay."""
        fates, place = Fates(), listed.places(session, subject.record.id, rows)
        changes = listed.net(changes)
        present = queries_lists.scores(session, [each.record_id for each in changes])
        for each in changes:
            fate = (Fate.BACK, "cleared" if each.before is None else "value")
            if present.get(each.record_id) != each.after:
                fate = (Fate.KEPT, "value_changed")
            for row in place.get(each.record_id, ()):
                fates.add(*fate, row.position)
        return fates

    def take_back(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, changes: Sequence[Change], at: datetime
    ) -> dict[str, int]:
        """Puts back the scores as they were; one changed since is left."""
        changes = listed.net(changes)
        values = {
            "ids": [each.record_id for each in changes], "before": [each.before for each in changes],
            "after": [each.after for each in changes],
        }  # fmt: skip
        restored = session.execute(_PUT_BACK, values).rowcount  # type: ignore[attr-defined]
        session.expire_all()
        return {"values_restored": restored, "values_left": len(changes) - restored}


def _score(row: Row) -> int:
    return parse_hundredths(row.fields["score"])


def _outlook(row: Row) -> str:
    present: Listed = row.found
    if present.score is None:
        return Outcome.CREATED
    return Outcome.EXISTING if present.score == _score(row) else Outcome.UPDATED


SCORES = Scores()
