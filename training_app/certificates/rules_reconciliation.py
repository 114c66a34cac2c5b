"""What differs between the results and certificates here and a list published by the province or the nation. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

RECORD_KIND = "difference"
KINDS = ("only_here", "only_there", "no_number", "number", "holder", "programme", "name", "day", "twice")
OUTCOMES = ("correct_here", "told_province", "explained")
_OR = " / "
LEAST_REMARK, MOST_REMARK = 4, 300


@dataclass(frozen=True, slots=True)
class Here:
    """A passed result in an approved lot with its standing certificate, if there is one; `person` is the surviving id."""

    person: int
    name: str
    occupation: str
    level: str
    body_id: int | None
    approved_on: date
    number: str = ""
    issued_on: date | None = None


@dataclass(frozen=True, slots=True)
class There:
    """A line of the published list; `person` None: nobody here has that document. `who` is one person whoever that is."""

    person: int | None
    who: str
    name: str
    occupation: str
    level: str
    number: str
    issued_on: date | None


@dataclass(frozen=True, slots=True)
class Found:
    """A difference: `key` is the same each time it is found."""

    kind: str
    key: str
    body_id: int | None
    name: str
    occupation: str
    level: str
    here: str
    there: str


def differences(here: Sequence[Here], there: Sequence[There], listed_on: Mapping[tuple[str, str], date]) -> list[Found]:
    """Everything in which they differ. `listed_on`: the last day a list of an occupation and level was recorded; what was
    approved later cannot stand in it yet, and of programmes without a list nothing is missing."""
    by_key = {(each.person, each.occupation, each.level): each for each in here}
    by_number = {_folded(each.number): each for each in here if each.number}
    matched: set[int] = set()
    found: dict[str, Found] = {}
    for line in there:
        same = by_key.get((line.person, line.occupation, line.level)) if line.person is not None else None
        holder = by_number.get(_folded(line.number))
        for each in (same, holder):
            if each is not None:
                matched.add(id(each))
        for one in _compared(line, same, holder):
            found[one.key] = _beside(found.get(one.key), one)
    for one in _twice(there):
        found[one.key] = one
    for each in here:
        listed = listed_on.get((each.occupation, each.level))
        if id(each) not in matched and listed is not None and each.approved_on <= listed:
            one = _found("only_here", str(each.person), each, None, each.number, "")
            found[one.key] = one
    return list(found.values())


def _folded(number: str) -> str:
    """A number as it is compared: lists are typed in capitals or not."""
    return number.upper()


def _beside(known: Found | None, one: Found) -> Found:
    """A difference of several lines says what each of them says."""
    if known is None or known.there == one.there:
        return one
    said = known.there.split(_OR)
    return known if one.there in said else replace(one, there=_OR.join([*said, one.there]))


def _compared(line: There, same: Here | None, holder: Here | None) -> Iterator[Found]:
    if same is None:
        if holder is None:
            yield _found("only_there", line.who, None, line, "", line.number)
        elif holder.person == line.person:
            yield _found("programme", line.number, holder, line, holder.level, line.level)
        else:
            yield _found("holder", line.number, holder, line, holder.name, line.name)
        return
    if not same.number:
        yield _found("no_number", line.who, same, line, "", line.number)
    elif _folded(same.number) != _folded(line.number):
        yield _found("number", line.who, same, line, same.number, line.number)
    elif line.issued_on is not None and same.issued_on is not None and line.issued_on != same.issued_on:
        yield _found("day", line.who, same, line, same.issued_on.isoformat(), line.issued_on.isoformat())
    if same.name != line.name:
        yield _found("name", line.who, same, line, same.name, line.name)


def _twice(there: Sequence[There]) -> Iterator[Found]:
    """A number that stands for two people."""
    holders: dict[str, dict[str, There]] = defaultdict(dict)
    for line in there:
        holders[_folded(line.number)].setdefault(line.who, line)
    for number, lines in holders.items():
        if len(lines) > 1:
            first = next(iter(lines.values()))
            yield _found("twice", number, None, first, "", number)


def _found(kind: str, subject: str, here: Here | None, there: There | None, ours: str, theirs: str) -> Found:
    told = here or there
    assert told is not None
    return Found(
        kind, f"{kind}/{subject}/{told.occupation}/{told.level}", here.body_id if here else None, told.name, told.occupation,
        told.level, ours, theirs,
    )  # fmt: skip
