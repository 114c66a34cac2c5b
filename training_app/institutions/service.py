"""Registering institutions and keeping their qualifications. Only the bureau does either."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from pypinyin import Style, lazy_pinyin
from sqlalchemy import select
from sqlalchemy.orm import Session

from training_app.audit import rules as audit_rules
from training_app.audit import service as audit
from training_app.institutions import labels, messages, queries, rules
from training_app.institutions.models import Institution, Qualification, QualificationKind
from training_app.kernel.actor import Actor
from training_app.kernel.errors import InvalidInput, Stale
from training_app.places.models import District

# Fields of which the trail keeps only that they changed: they name a person.
UNSPOKEN = ("contact_name", "contact_phone")


@dataclass(frozen=True, slots=True)
class InstitutionFacts:
    """What is typed about an institution; `district_code` None when its seat lies outside the city."""

    name: str
    unit_nature: str
    district_code: str | None = None
    address: str = ""
    contact_name: str = ""
    contact_phone: str = ""


@dataclass(frozen=True, slots=True)
class QualificationFacts:
    """What is typed about a qualification; `valid_to` exclusive, None = open."""

    kind: str
    valid_from: date
    valid_to: date | None = None
    tier: str = ""
    document: str = ""
    scope: str = ""


def register(session: Session, actor: Actor, code: str, facts: InstitutionFacts, at: datetime) -> Institution:
    """A new institution without qualifications. InvalidInput names every wrong field."""
    code = rules.canonical_code(code)
    fields = _defects(session, facts)
    if defect := rules.code_defect(code):
        fields["code"] = messages.CODE[defect].format(length=len(code))
    elif taken := session.scalar(select(Institution.name).where(Institution.code == code)):
        fields["code"] = messages.CODE_TAKEN.format(name=taken)
    if fields:
        raise InvalidInput("institutions.invalid", next(iter(fields.values())), fields)
    institution = Institution(code=code)
    _put(institution, facts)
    session.add(institution)
    session.flush()
    audit.record(session, actor, "institution.record", "institution", code, at=at)
    return institution


def change(
    session: Session, actor: Actor, code: str, facts: InstitutionFacts, at: datetime, version: int | None = None
) -> Institution:
    """Corrects name, nature, seat or contact; the code never changes. The trail says what changed. Stale when the
    record has another version than the page was drawn from."""
    institution = queries.by_code(session, actor, code, lock=True)
    if version is not None and institution.version != version:
        raise Stale("institutions.stale", messages.STALE.format(name=institution.name))
    if fields := _defects(session, facts):
        raise InvalidInput("institutions.invalid", next(iter(fields.values())), fields)
    before = _spoken(session, institution)
    _put(institution, facts)
    session.flush()
    if changes := audit_rules.changes(before, _spoken(session, institution), UNSPOKEN):
        detail = {"fields": sorted(changes), "changes": changes, "version": institution.version}
        audit.record(session, actor, "institution.change", "institution", institution.code, at=at, detail=detail)
    return institution


def add_qualification(
    session: Session, actor: Actor, code: str, facts: QualificationFacts, at: datetime
) -> Qualification:
    """A qualification from a day on. InvalidInput names every wrong field; two of a kind and tier never overlap."""
    institution = queries.by_code(session, actor, code)
    # Held to the end of the transaction, so that two who add the same qualification at once come one after the other.
    session.execute(select(Institution.id).where(Institution.id == institution.id).with_for_update())
    if fields := _qualification_defects(session, institution, facts):
        raise InvalidInput("institutions.qualification", next(iter(fields.values())), fields)
    qualification = Qualification(
        institution_id=institution.id, kind=facts.kind, tier=facts.tier or None, document=facts.document.strip(),
        scope=facts.scope.strip(), valid_from=facts.valid_from, valid_to=facts.valid_to,
    )
    session.add(qualification)
    session.flush()
    detail = {"kind": facts.kind, "tier": facts.tier, "from": facts.valid_from.isoformat()}
    audit.record(session, actor, "qualification.grant", "institution", institution.code, at=at, detail=detail)
    return qualification


def end_qualification(
    session: Session, actor: Actor, code: str, qualification_id: int, day: date, at: datetime, version: int | None = None
) -> Qualification:
    """Ends a qualification: `day` is the first day without it. NotFound when the institution has no such one, Stale when
    it has another version than the page was drawn from, InvalidInput when it ends by then anyway."""
    institution = queries.by_code(session, actor, code)
    qualification = queries.qualification(session, institution.id, qualification_id, lock=True)
    if version is not None and qualification.version != version:
        raise Stale("institutions.qualification_stale", messages.STALE.format(name=institution.name))
    if qualification.valid_to is not None and qualification.valid_to <= day:
        sentence = messages.ALREADY_ENDED.format(day=qualification.valid_to)
        raise InvalidInput("institutions.ended", sentence, {"day": sentence})
    if day < qualification.valid_from:
        sentence = messages.END_BEFORE_START.format(first=qualification.valid_from)
        raise InvalidInput("institutions.end_before_start", sentence, {"day": sentence})
    before, qualification.valid_to = qualification.valid_to, day
    session.flush()
    detail = {
        "kind": qualification.kind, "to": day.isoformat(), "changes": {"day": [labels.ending(before), day.isoformat()]},
        "part": f"qualification/{qualification.id}", "version": qualification.version,
    }  # fmt: skip
    audit.record(session, actor, "qualification.revoke", "institution", institution.code, at=at, detail=detail)
    return qualification


def _spoken(session: Session, institution: Institution) -> dict[str, str]:
    """The facts in the words of their form, for the trail."""
    district = session.get(District, institution.district_code) if institution.district_code else None
    return {
        "name": institution.name, "unit_nature": labels.NATURES.get(institution.unit_nature, institution.unit_nature),
        "district_code": district.name if district else labels.OUTSIDE_CITY, "address": institution.address,
        "contact_name": institution.contact_name, "contact_phone": institution.contact_phone,
    }  # fmt: skip


def initials(name: str) -> str:
    """The first letters of a name in pinyin, by which it is looked for."""
    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER)).lower()


def columns_of(facts: InstitutionFacts) -> dict[str, str | None]:
    """The facts as the table holds them."""
    name = facts.name.strip()
    return {
        "name": name, "name_initials": initials(name),
        "unit_nature": facts.unit_nature, "district_code": facts.district_code or None, "address": facts.address.strip(),
        "contact_name": facts.contact_name.strip(), "contact_phone": facts.contact_phone.strip(),
    }  # fmt: skip


def _put(institution: Institution, facts: InstitutionFacts) -> None:
    for name, value in columns_of(facts).items():
        setattr(institution, name, value)


def _defects(session: Session, facts: InstitutionFacts) -> dict[str, str]:
    fields: dict[str, str] = {}
    if not facts.name.strip():
        fields["name"] = messages.NAME_MISSING
    elif not facts.name.strip().isprintable():
        fields["name"] = messages.NAME_CONTROL
    if facts.unit_nature not in labels.NATURES:
        fields["unit_nature"] = messages.NATURE_UNKNOWN
    if facts.district_code and session.get(District, facts.district_code) is None:
        fields["district_code"] = messages.DISTRICT_UNKNOWN
    return fields


def _qualification_defects(session: Session, institution: Institution, facts: QualificationFacts) -> dict[str, str]:
    if facts.kind not in set(QualificationKind):
        return {"kind": messages.KIND_UNKNOWN}
    label = labels.KINDS[facts.kind]
    if facts.kind in labels.TIERED and facts.tier not in labels.TIERS:
        return {"tier": messages.TIER_MISSING.format(kind=label)}
    if facts.kind not in labels.TIERED and facts.tier:
        return {"tier": messages.TIER_NEEDLESS.format(kind=label)}
    if facts.valid_to is not None and facts.valid_to <= facts.valid_from:
        return {"valid_to": messages.TO_BEFORE_FROM}
    for other in queries.qualifications_of(session, institution.id):
        same = other.kind == facts.kind and (other.tier or "") == facts.tier
        if same and rules.overlaps(other.valid_from, other.valid_to, facts.valid_from, facts.valid_to):
            return {"valid_from": messages.OVERLAP.format(first=other.valid_from)}
    return {}
