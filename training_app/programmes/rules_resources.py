"""Trainers and venues: what must be said of them, and which of them a name in a timetable means. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from training_app.programmes import messages_resources as messages

LEVELS = ("junior", "intermediate", "senior")
MOST_TEXT = {"name": 50, "post": 50, "document": 100, "document_number": 60, "address": 200}
MOST_ROOM, MOST_ROOMS, MOST_SEATS = 50, 60, 20_000
FIRST_YEAR, LAST_YEAR = 1950, 2100
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NUMBERED = re.compile(r"(?:TN|VN)\d{4}-\d{4,}", re.ASCII)


@dataclass(frozen=True, slots=True)
class TrainerFacts:
    """What is typed about a trainer; days None where nothing usable was given. `teaches`: occupation → highest level."""

    name: str
    post: str
    document: str
    document_number: str
    document_from: date | None
    document_to: date | None = None
    teaches: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """A room as typed: `id` of a kept one or None, `seats` None where no number was given; `ended`: used no more."""

    id: int | None
    name: str
    seats: int | None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class VenueFacts:
    """What is typed about a venue."""

    name: str
    district_code: str
    address: str
    shared: bool
    rooms: Sequence[RoomFacts]


@dataclass(frozen=True, slots=True)
class TrainerChoice:
    """A trainer a timetable may name; `label` tells namesakes apart by their numbers."""

    id: int
    number: str
    name: str
    label: str
    ended_on: date | None


@dataclass(frozen=True, slots=True)
class RoomChoice:
    """A room a timetable may name; `label` tells rooms of the same name apart by the numbers of their venues. `own`: it is the
    institution's, and no other's that shares it."""

    id: int
    venue_number: str
    venue: str
    room: str
    label: str
    seats: int
    ended_on: date | None
    own: bool


def fold(text: str) -> str:
    """One spelling of a name: no blanks, one width, no difference of case, no signs that nobody sees."""
    return "".join(_UNSEEN.sub("", unicodedata.normalize("NFKC", text)).split()).casefold()


def is_far(day: date) -> bool:
    """Whether a day is none that a document or an end can bear, as when a digit of the year is missing."""
    return not FIRST_YEAR <= day.year <= LAST_YEAR


def identity_of(name: str, document_number: str) -> str:
    """What two records of the same trainer agree in."""
    return f"{fold(name)}|{fold(document_number)}"


def teaches(taught: Mapping[str, str], occupation: str, level: str) -> bool:
    """Whether somebody who teaches these occupations up to these levels may teach this one."""
    highest = taught.get(occupation)
    return highest is not None and LEVELS.index(level) <= LEVELS.index(highest)


def wrong_trainer(facts: TrainerFacts, occupations: Sequence[str]) -> dict[str, str]:
    """Every wrong field of a trainer with its sentence."""
    wrong = _wrong_texts({name: getattr(facts, name) for name in ("name", "post", "document", "document_number")}, {"post"})
    if facts.document_from is None:
        wrong["document_from"] = messages.DAY
    elif facts.document_to is not None and facts.document_to <= facts.document_from:
        wrong["document_to"] = messages.TO_BEFORE_FROM.format(first=facts.document_from)
    for name, day in (("document_from", facts.document_from), ("document_to", facts.document_to)):
        if day is not None and is_far(day):
            wrong[name] = messages.DAY_FAR.format(first=FIRST_YEAR, last=LAST_YEAR)
    taught = facts.teaches or {}
    if not taught:
        wrong["teaches"] = messages.TEACHES_NOTHING
    elif any(key not in occupations or level not in LEVELS for key, level in taught.items()):
        wrong["teaches"] = messages.TEACHES_UNKNOWN
    return wrong


def wrong_venue(facts: VenueFacts, districts: Sequence[str]) -> dict[str, str]:
    """Every wrong field of a venue; rooms are named by their place in the form (`room-0`)."""
    wrong = _wrong_texts({"name": facts.name, "address": facts.address}, set())
    if facts.district_code not in districts:
        wrong["district_code"] = messages.DISTRICT
    if not facts.rooms:
        wrong["rooms"] = messages.NO_ROOMS
    elif len(facts.rooms) > MOST_ROOMS:
        wrong["rooms"] = messages.TOO_MANY_ROOMS.format(most=MOST_ROOMS)
    seen: dict[str, int] = {}
    for place, room in enumerate(facts.rooms[:MOST_ROOMS]):
        name = room.name.strip()
        if not fold(name) or len(name) > MOST_ROOM or not name.isprintable():
            wrong[f"room-{place}"] = messages.ROOM_NAME.format(line=place + 1, most=MOST_ROOM)
        elif fold(name) in seen:
            wrong[f"room-{place}"] = messages.ROOM_TWICE.format(line=place + 1, other=seen[fold(name)] + 1, name=name)
        elif room.seats is None or not 0 < room.seats <= MOST_SEATS:
            wrong[f"room-{place}"] = messages.ROOM_SEATS.format(line=place + 1, most=MOST_SEATS)
        seen.setdefault(fold(name), place)
    return wrong


def trainers_meant(text: str, choices: Sequence[TrainerChoice], day: date) -> list[TrainerChoice]:
    """The trainers a text of a timetable may mean on a day: by number, else by name; those who teach there no more only
    where nobody else is meant. More than one: the text does not tell namesakes apart."""
    named = _by_number(text, [(each.number, each) for each in choices])
    return named or _current([each for each in choices if text and fold(each.name) == fold(text)], day)


def rooms_meant(text: str, choices: Sequence[RoomChoice], day: date) -> list[RoomChoice]:
    """The rooms a text of a timetable may mean on a day: by venue and room, by the room alone, or by a venue of one room. What an
    institution has itself it means before what others share: nobody makes its words unclear by sharing a room of that name."""
    if not text.strip():
        return []
    typed = fold(text)
    listed = _by_number(text, [(each.venue_number, each) for each in choices])
    whole = [each for each in (listed or choices) if typed in (fold(each.label), fold(each.venue + each.room))]
    found = whole or [each for each in choices if fold(each.room) == typed]
    if not found:
        found = [each for each in choices if fold(each.venue) == typed]
        found = found if len(_current(found, day)) == 1 else []
    current = _current(found, day)
    return [each for each in current if each.own] or current


def _current(found: list, day: date) -> list:
    """Those still used on a day; all of them where none is."""
    return [each for each in found if each.ended_on is None or each.ended_on > day] or found


def _by_number(text: str, numbered: Sequence[tuple[str, object]]) -> list:
    match = _NUMBERED.search(unicodedata.normalize("NFKC", text))
    return [each for number, each in numbered if match and number == match[0]]


def _wrong_texts(texts: Mapping[str, str], may_be_empty: set[str]) -> dict[str, str]:
    wrong = {}
    for name, text in texts.items():
        if not fold(text):
            if name not in may_be_empty:
                wrong[name] = messages.MISSING
        elif len(text) > MOST_TEXT[name]:
            wrong[name] = messages.LONG.format(most=MOST_TEXT[name])
        elif not text.strip().isprintable():
            wrong[name] = messages.UNPRINTABLE
    return wrong
