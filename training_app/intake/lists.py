"""What a list must know to go through the batch machine, and the register of all lists.

A list (roster, attendance, completion scores, level certificates, disbursements, opening load) is one object of a class
derived from `ListKind`; the assembly registers it with `register`. The machine calls, in this order:

1. `subject`  who the list is for (a class, or nothing), refused when the actor may not;
2. `read`     the file into lines, pure: no database;
3. `check`    looks at the register: appends problems to rows and sets `row.outlook`. Called at upload, after every
              correction, and once more under lock (`subject(..., lock=True)` was called) before `apply`. Problems that
              `is_live` recognises are removed from the rows before each call, so `check` only ever adds;
4. `correct`  one cell typed anew on the page: understands the line again. A corrected file (service_continue) is read as
              in 2, and only the lines that changed go on from there;
5. `apply`    writes the good rows into the register, set by set, in the caller's transaction;
6. `take_back` undoes exactly that, or raises RuleViolation saying in numbers what hangs on it.

Nothing of these commits. Rows of earlier confirmations never come to `check` or `apply` again, unless a corrected file
changed them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, ClassVar, NamedTuple

from sqlalchemy.orm import Session

from training_app.intake import messages, messages_columns
from training_app.intake.messages_help import Help
from training_app.intake.models import Batch
from training_app.intake.rows import Reading, Row
from training_app.intake.rules_undo import Fates
from training_app.kernel.actor import Actor
from training_app.kernel.errors import InvalidInput, NotFound, PermissionDenied
from training_app.kernel.permissions import Permission, may
from training_app.kernel.problems import Problem
from training_app.sheets.asking import Meaning
from training_app.sheets.headings import Wanted
from training_app.sheets.tables import Find, find_tables
from training_app.sheets.template import TemplateColumn


class Shown(NamedTuple):
    """A field as a column of the batch page. `mask`: "number" or "phone" hides a personal number; `group` is the group
    of labels its values belong to; `wide` marks long names, `main` what a phone shows beside name and number; `sparse` is
    left away where no line has it."""

    field: str
    heading: str
    mask: str = ""
    group: str = ""
    wide: bool = False
    main: bool = False
    sparse: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """What a list is for. `kind` and `number` name the record in the audit trail ("class", WH2026-0147), both empty for
    a list that stands for itself; `institution_id` and `district_code` say who sees the batch; `record` is the list's own."""

    kind: str = ""
    number: str = ""
    title: str = ""
    institution_id: int | None = None
    district_code: str | None = None
    record: Any = None


class FollowUp(NamedTuple):
    """What confirming a list asked somebody else for: a sentence, the page that shows it, its number."""

    text: str
    endpoint: str
    number: str


class Choice(NamedTuple):
    """Something a list may be brought in for: its number, its name, and a few words on how it stands."""

    number: str
    title: str
    note: str


class Change(NamedTuple):
    """A value of an existing record that confirming changed; before and after as JSON can hold them."""

    table: str
    record_id: int
    column: str
    before: Any
    after: Any


@dataclass(slots=True)
class Applied:
    """What `apply` did: the outcome of each row by position, values it changed, readable numbers of the records it
    touched (for the digest in the audit trail)."""

    outcomes: dict[int, str]
    changes: list[Change] = field(default_factory=list)
    members: list[str] = field(default_factory=list)


class ListKind(ABC):
    """One kind of list. `key` stands in addresses and in `Batch.kind`, `permission` lets somebody bring it in."""

    key: ClassVar[str]
    permission: ClassVar[Permission]
    headings: ClassVar[str] = ""
    """The columns a file needs, in words, for the upload page."""
    needs_subject: ClassVar[bool] = False
    subject_page: ClassVar[str] = "classes.show"
    """The page of what it is for, where `needs_subject`; `subjects_page` lists them, `subject_word` is what one is called."""
    subjects_page: ClassVar[str] = "classes.index"
    subject_word: ClassVar[str] = messages.A_CLASS
    shown: ClassVar[tuple[Shown, ...]] = ()
    wanted: ClassVar[Wanted]
    """What its tables are looked for by."""
    meanings: ClassVar[tuple[Meaning, ...]]
    """What a column can be said to mean, in the order they are offered."""
    find_hint: ClassVar[str] = messages.FIND_HINT
    """What its lines can be looked for by; "" for a list whose lines have no name."""
    counted: ClassVar[str] = messages.PEOPLE
    """The measure word of its lines."""
    note_new: ClassVar[str] = messages.NEW
    """What a line counted as new means."""
    no_choices: ClassVar[str] = messages.NO_CHOICES
    """What has to happen before there is anything to choose from, where `needs_subject`."""
    undo_words: ClassVar[Mapping[str, str]] = {}
    """What is done to a line when the batch is taken back, in words, by kind of `foretell_undo`."""
    help: ClassVar[Mapping[str, Help]] = {}
    """What stands on the help page of each problem the list can report, by code."""
    warnings: ClassVar[frozenset[str]] = frozenset()
    """Codes that let a line in; every other one keeps it out."""
    warnings_at_times: ClassVar[Mapping[str, str]] = {}
    """Codes that let a line in or keep it out by what the register says, and in words when."""
    fills_template: ClassVar[bool] = False
    """Whether there is a template with the subject's people in it (`template_lines`)."""
    beside: ClassVar[tuple[str, str]] = ("", "")
    """The code of a problem that is decided by putting the line beside the register, and the endpoint of its page; the
    page is for `beside_for`."""
    beside_for: ClassVar[tuple[Permission, ...]] = ()
    keeps_others: ClassVar[bool] = False
    """Whether columns of no meaning are kept as remarks, or read by their headings in a way of the list's own."""
    kept_as: ClassVar[str] = messages_columns.KEPT_AS_REMARK
    """What is said of such a column."""

    @property
    def help_page(self) -> str:
        """The address, but for the code at its end, of the page that explains a problem; "" for a list without such pages."""
        return f"/help/{self.key}/" if self.help else ""

    @abstractmethod
    def sentence(self, code: str) -> str:
        """The sentence of a problem as its help page says it."""

    @abstractmethod
    def subject(self, session: Session, actor: Actor, number: str | None, *, lock: bool = False) -> Subject:
        """Who the list is for. NotFound outside the actor's scope, RuleViolation when it takes no list now; `lock` locks
        the record, so that two confirmations go one after the other."""

    def choices(self, session: Session, actor: Actor) -> list[Choice]:
        """What the actor may bring this list in for just now, the most likely first; for a list with `needs_subject`."""
        return []

    def template(self, subject: Subject) -> Sequence[TemplateColumn]:
        """The columns of a template to be filled in; none for a list that comes from other systems only."""
        return ()

    def template_lines(self, session: Session, subject: Subject) -> Sequence[Sequence[str]]:
        """What stands in the template already when the subject's people are wanted in it, column by column; nothing for a
        list that begins empty."""
        return ()

    def remarks(self, session: Session, batch: Batch, rows: Sequence[Row]) -> list[str]:
        """What else to know before a batch is confirmed; nothing of it keeps a line out. Its reader may see the batch."""
        return []

    def follow_ups(self, session: Session, batch: Batch) -> list[FollowUp]:
        """What a confirmed batch asked somebody else for; most lists ask nobody. Its reader may see the batch."""
        return []

    @abstractmethod
    def read(self, subject: Subject, data: bytes, name: str, day: date, find: Find = find_tables) -> Reading:
        """The file understood, its tables found by `find`. Never raises for what the file holds: a file that cannot be read
        is a problem of it."""

    @abstractmethod
    def check(self, session: Session, actor: Actor, subject: Subject, rows: Sequence[Row], day: date) -> None:
        """Adds the problems only the register tells and foretells the outcome of each row."""

    def compare(self, subject: Subject, rows: Sequence[Row]) -> None:  # noqa: B027 (most lists have nothing to add)
        """Reports what only several lines say together (duplicates), after removing what an earlier call reported."""

    @abstractmethod
    def is_live(self, problem: Problem) -> bool:
        """Whether a problem is one that `check` finds."""

    @abstractmethod
    def correct(self, subject: Subject, rows: Sequence[Row], row: Row, name: str, value: str, day: date) -> None:
        """Understands `row` again with `value` typed for the field `name`; `rows` are all of the batch (duplicates).
        Raises InvalidInput for a field that cannot be corrected on the page."""

    @abstractmethod
    def apply(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, rows: Sequence[Row], at: datetime
    ) -> Applied:
        """Writes rows without an error into the register. Raises Conflict when it changed since `check`."""

    @abstractmethod
    def foretell_undo(
        self, session: Session, batch: Batch, subject: Subject, rows: Sequence[Row], changes: Sequence[Change]
    ) -> Fates:
        """What `take_back` would do to each line now. Writes nothing."""

    @abstractmethod
    def take_back(
        self, session: Session, actor: Actor, batch: Batch, subject: Subject, changes: Sequence[Change], at: datetime
    ) -> dict[str, int]:
        """Undoes what `apply` wrote for this batch and answers the counts to show. RuleViolation when something newer
        stands on it."""


def compare_again(kind: ListKind, subject: Subject, rows: Sequence[Row]) -> None:
    """The lines of a batch compared with each other anew; each knows afterwards whether that changed it, wherever it stands."""
    before = [list(row.problems) for row in rows]
    kind.compare(subject, rows)
    for row, was in zip(rows, before, strict=True):
        row.changed = row.changed or row.problems != was


def not_correctable(name: str) -> InvalidInput:
    """What `correct` raises for a field that cannot be typed anew on the page."""
    return InvalidInput("intake.not_correctable", messages.NOT_CORRECTABLE, {name: messages.NOT_CORRECTABLE})


_KINDS: dict[str, ListKind] = {}


def register(kind: ListKind) -> None:
    """Makes a list known to the machine."""
    _KINDS[kind.key] = kind


def every() -> list[ListKind]:
    """The lists there are."""
    return list(_KINDS.values())


def kinds_of(actor: Actor) -> list[ListKind]:
    """The lists this actor may bring in."""
    return [kind for kind in _KINDS.values() if may(actor.role, kind.permission)]


def explained() -> list[ListKind]:
    """The lists whose problems have help pages."""
    return [kind for kind in _KINDS.values() if kind.help]


def get(key: str) -> ListKind:
    """The list of this key. Raises NotFound."""
    if key not in _KINDS:
        raise NotFound("intake.unknown_list", messages.UNKNOWN_LIST)
    return _KINDS[key]


def allowed(actor: Actor, key: str) -> ListKind:
    """The list of this key, if the actor may bring it in. Raises NotFound or PermissionDenied."""
    kind = get(key)
    if not may(actor.role, kind.permission):
        raise PermissionDenied("intake.not_allowed", messages.NOT_ALLOWED)
    return kind
