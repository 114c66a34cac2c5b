"""The list of institutions looked at in the register: which institution a line means, what its qualification meets there,
and what confirming will change."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.catalogues import messages_institutions as messages
from training_app.catalogues.columns_cells import is_same_document
from training_app.catalogues.columns_institutions import (
    INSTITUTION_LIST,
    OUTSIDE,
    full_name,
    key_of,
    scope_of,
    spellings,
)
from training_app.catalogues.compare_institutions import CONTACT
from training_app.catalogues.messages import until
from training_app.catalogues.rules_spans import Held, Meets, last_day, meet, span_of
from training_app.institutions.labels import NATURES, OUTSIDE_CITY
from training_app.institutions.models import Institution, Qualification
from training_app.institutions.service import UNSPOKEN
from training_app.intake.rows import Outcome, Row
from training_app.intake.rules_names import fits, renames
from training_app.policies.city import city
from training_app.registration.models import Registration

LIVE = frozenset({
    "code.missing", "code.missing_new", "code.missing_several", "name.differs", "name.change", "name.taken", "code.of_another",
    "nature.missing", "nature.differs",
    "district.missing", "district.differs", "facts.change", "registration.waiting", "document.differs", "scope.more",
    "qualification.longer", "qualification.ends", "qualification.shorter", "qualification.overlaps", "qualification.unknown",
    "qualification.past", "valid_last.missing", "row.imported",
})  # fmt: skip
"""Codes only the register tells."""
WAITING = ("submitted", "returned")
_REFUSED = frozenset({Meets.SHORTER, Meets.OVERLAPS, Meets.UNKNOWN})
_WARNED = frozenset({Meets.LONGER, Meets.ENDS})


@dataclass(slots=True)
class Found:
    """What a line means. `institution` None: a new one; `seen` are its qualifications as they were looked at (id, version).
    `facts` are values of the institution that the list changes, `scope` the scope after confirming where it grows."""

    institution: Institution | None
    meets: Meets = Meets.NEW
    held: Held | None = None
    seen: frozenset[tuple[int, int]] = frozenset()
    facts: dict[str, str] = field(default_factory=dict)
    scope: str | None = None


class _Register:
    """What the register holds of the institutions and names of a list: a handful of questions however many lines."""

    def __init__(self, session: Session, rows: Sequence[Row]) -> None:
        codes = {row.fields["code"] for row in rows if "code" in row.fields}
        names = {spelling for row in rows if "name" in row.fields for spelling in spellings(row.fields["name"])}
        self.by_code = {each.code: each for each in session.scalars(select(Institution).where(Institution.code.in_(codes)))}
        self.codes: dict[str, list[str]] = defaultdict(list)
        named = select(Institution.code, Institution.name).where(Institution.name.in_(names)).order_by(Institution.code)
        for code, name in session.execute(named):
            self.codes[full_name(name)].append(code)
        waiting = select(Registration.code, Registration.number).where(
            Registration.code.in_(codes), Registration.state.in_(WAITING)
        )
        self.waiting = dict(session.execute(waiting.order_by(Registration.id)).all())
        self.held: dict[int, list[Qualification]] = defaultdict(list)
        ids = [each.id for each in self.by_code.values()]
        wanted = select(Qualification).where(Qualification.institution_id.in_(ids)).order_by(Qualification.valid_from)
        for each in session.scalars(wanted):
            self.held[each.institution_id].append(each)


def check_rows(session: Session, rows: Sequence[Row], day: date) -> None:
    """Adds what the register says against each line, notes what it means in `row.found` and foretells the outcome."""
    register = _Register(session, rows)
    for row in rows:
        if "name" in row.fields and "code" not in row.fields and not any(each.field == "code" for each in row.problems):
            _propose_code(row, register)
    whole = [row for row in rows if row.status != "error"]
    for row in whole:
        row.found = Found(register.by_code.get(row.fields["code"]))
        if row.found.institution is None:
            _check_new(row, register)
        else:
            _check_known(row, row.found.institution, register)
        if number := register.waiting.get(row.fields["code"]):
            INSTITUTION_LIST.report(row, "registration.waiting", "name", number=number)
    for row in whole:
        if row.status != "error":
            _check_qualification(row, register, day)
    _note_facts(whole)
    _note_scopes([row for row in whole if row.status != "error"], register)
    for row in rows:
        row.outlook = _outlook(row) if row.status != "error" else Outcome.HELD


def _propose_code(row: Row, register: _Register) -> None:
    codes = register.codes.get(row.fields["name"], [])
    if len(codes) > 1:
        INSTITUTION_LIST.report(row, "code.missing_several", "code", codes=", ".join(codes))
    elif codes:
        INSTITUTION_LIST.report(row, "code.missing", "code", suggestion=codes[0])
    else:
        INSTITUTION_LIST.report(row, "code.missing_new", "code")


def _check_new(row: Row, register: _Register) -> None:
    fields = row.fields
    if others := register.codes.get(fields["name"]):
        INSTITUTION_LIST.report(row, "name.taken", "code", suggestion=others[0], registered=others[0])
    if not (fields.get("unit_nature") or fields.get("nature_by_code")):
        INSTITUTION_LIST.report(row, "nature.missing", "unit_nature")
    if "district" not in fields:
        INSTITUTION_LIST.report(row, "district.missing", "district", suggestion=_district_of(fields.get("address", "")))


def _district_of(address: str) -> str | None:
    """The district an address names, None where it names none or several."""
    found = {each.name for each in city().districts if each.kind != "city" and each.name in address}
    return found.pop() if len(found) == 1 else None


def _names_differ(row: Row, institution: Institution, register: _Register) -> None:
    """What is still to be done about a code registered under another name, or the new name that confirming brings."""
    decided, stated = row.decided, row.fields["name"]
    if decided is None or not fits(decided, institution.code, institution.name, stated):
        INSTITUTION_LIST.report(row, "name.differs", "name", registered=institution.name)
    elif not renames(decided):
        INSTITUTION_LIST.report(row, "code.of_another", "code", registered=institution.name)
    elif others := [each for each in register.codes.get(stated, ()) if each != institution.code]:
        INSTITUTION_LIST.report(row, "name.taken", "code", registered=others[0])
    else:
        row.found.facts["name"] = stated
        INSTITUTION_LIST.report(row, "name.change", "name", registered=institution.name)


def _check_known(row: Row, institution: Institution, register: _Register) -> None:
    fields = row.fields
    if full_name(institution.name) != fields["name"]:
        _names_differ(row, institution, register)
    if fields.get("district", institution.district_code or OUTSIDE) != (institution.district_code or OUTSIDE):
        names = {each.code: each.name for each in city().districts}
        value = names.get(institution.district_code or "", OUTSIDE_CITY)
        INSTITUTION_LIST.report(row, "district.differs", "district", value=value)
    if fields.get("unit_nature", institution.unit_nature) != institution.unit_nature:
        value = NATURES.get(institution.unit_nature, institution.unit_nature)
        INSTITUTION_LIST.report(row, "nature.differs", "unit_nature", value=value)


def _note_facts(rows: Sequence[Row]) -> None:
    """Address and contact of institutions the register knows: the first line that tells another value changes it."""
    told: set[tuple[str, str]] = set()
    for row in rows:
        institution = row.found.institution
        for name in CONTACT if row.status != "error" and institution is not None else ():
            value, key = row.fields.get(name), (row.fields["code"], name)
            if value is None or key in told:
                continue
            told.add(key)
            if value != getattr(institution, name):
                row.found.facts[name] = value
                INSTITUTION_LIST.report(row, "facts.change", name, label=messages.FIELDS[name], before=_told(institution, name))


def _told(institution: Institution, name: str) -> str:
    """What the register says, as a sentence may say it: of what names a person only whether there is anything."""
    value = getattr(institution, name)
    if not value:
        return messages.NOTHING_TOLD
    return messages.TOLD.format(value=value) if name not in UNSPOKEN else ""


def _check_qualification(row: Row, register: _Register, day: date) -> None:
    fields, found, span = row.fields, row.found, span_of(row.fields)
    institution = found.institution
    all_held = register.held[institution.id] if institution is not None else []
    _, kind, tier = key_of(fields)
    same = [each for each in all_held if (each.kind, each.tier or "") == (kind, tier)]
    found.seen = frozenset((each.id, each.version) for each in all_held)
    found.meets, found.held = meet(span, [Held(each.id, each.version, each.valid_from, each.valid_to) for each in same])
    held = next((each for each in same if found.held is not None and each.id == found.held.id), None)
    if found.meets in _REFUSED | _WARNED:
        words = {"before": until(last_day(held.valid_to)), "first": held.valid_from} if held else {}
        name = "valid_last" if found.meets in (Meets.LONGER, Meets.ENDS, Meets.SHORTER) else "valid_from"
        INSTITUTION_LIST.report(row, f"qualification.{found.meets}", name, after=until(last_day(span.last)), **words)
    elif found.meets is Meets.NEW:
        if row.earlier == Outcome.CREATED:
            INSTITUTION_LIST.report(row, "row.imported", "kind")
        if span.last is not None and span.last <= day:
            INSTITUTION_LIST.report(row, "qualification.past", "valid_last")
        if not span.is_told:
            INSTITUTION_LIST.report(row, "valid_last.missing", "valid_last")
    if held is not None and found.meets is Meets.SAME and not is_same_document(held.document, fields["document"]):
        INSTITUTION_LIST.report(row, "document.differs", "document", value=held.document)


def _note_scopes(rows: Sequence[Row], register: _Register) -> None:
    """What the lines add to the scope of a qualification that is there already."""
    held = {each.id: each for some in register.held.values() for each in some}
    scopes: dict[int, str] = {}
    for row in rows:
        if row.found.held is None or row.found.meets not in (Meets.SAME, Meets.LONGER) or not scope_of(row.fields):
            continue
        before = scopes.get(row.found.held.id, held[row.found.held.id].scope)
        after = join_scopes([before, scope_of(row.fields)])
        if after != before:
            scopes[row.found.held.id] = row.found.scope = after
            INSTITUTION_LIST.report(row, "scope.more", "scope", value=after)


def join_scopes(scopes: Iterable[str]) -> str:
    """Scopes one after the other, what several say once."""
    parts = [part.strip() for scope in scopes for part in scope.split(messages.SCOPE_MARK)]
    return messages.SCOPE_MARK.join(dict.fromkeys(part for part in parts if part))


def _outlook(row: Row) -> str:
    found: Found = row.found
    if found.meets is Meets.NEW:
        return Outcome.CREATED
    is_changed = found.meets in _WARNED or found.facts or found.scope is not None
    return Outcome.UPDATED if is_changed else Outcome.EXISTING
