"""Recognition of titles 认定 from level certificates (威人社函〔2023〕25号 五（二）)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from training_app.audit import service as audit
from training_app.certificates.models import LevelCertificate
from training_app.db import numbers
from training_app.kernel.actor import Actor
from training_app.kernel.decision import Decision, State
from training_app.kernel.dependents import Consequence, Dependent
from training_app.kernel.errors import Conflict, DomainError, InvalidInput, RuleViolation
from training_app.notices import service as notices
from training_app.notices.rules import Recipient
from training_app.people.models import HeldTitle
from training_app.policies.loader import load
from training_app.policies.pack import Pack
from training_app.titles import queries, queries_facts
from training_app.titles.labels import AND, CERTIFICATE_STATE, CONFIRM, LEVEL, LIST
from training_app.titles.messages import sentence
from training_app.titles.models import TitleRecord
from training_app.titles.queries import Candidate
from training_app.titles.rules import RouteAdvice
from training_app.titles.rules_recognition import (
    CONFIRMABLE,
    ENGINEERING,
    ROUTE,
    CertificateFacts,
    Recognition,
    examine,
    is_exam_based,
)
from training_app.titles.wording import Words, place_of

MOST_AT_ONCE = 200
UNCONFIRMED = "titles.unconfirmed"
"""Code of the refusal that the officer lifts by ticking what the register does not hold."""
_LONGEST_SPECIALTY = 40
SOURCE_KIND = "title_record"
_LOCK_PERSONS = text("SELECT id FROM persons WHERE id = ANY(:ids) ORDER BY id FOR NO KEY UPDATE")


@dataclass(frozen=True, slots=True)
class Choice:
    """What the officer decides: series, specialty, the day, and the facts answered for (names of `CONFIRMABLE`)."""

    recognised_on: date
    series: str = ENGINEERING
    specialty: str = ""
    confirmed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one certificate: the number of the title record, or the error that says why not."""

    candidate: Candidate
    record_number: str = ""
    error: DomainError | None = None


def facts_of(session: Session, person_id: int, on: date) -> dict[str, Any]:
    """The facts of a person on a day from the register, by the names of the rules; what it does not know is absent.

    The best standing level certificate is among them; a certificate the register does not hold is none.
    """
    survivor = queries_facts.survivor_id(session, person_id)
    facts = queries_facts.facts_of_many(session, [survivor], on)[survivor]
    certificate = queries_facts.best_certificate(session, survivor, on)
    return facts | (certificate.as_facts() if certificate else {"certificate.level": "none"})


def examine_candidates(
    session: Session, candidates: Sequence[Candidate], choice: Choice
) -> list[tuple[Candidate, Recognition]]:
    """What each certificate opens for its holder under the officer's choice; nothing is written."""
    pack = load()
    facts = queries_facts.facts_of_many(
        session, list({candidate.person_id for candidate in candidates}), choice.recognised_on
    )
    return [(each, _examine(each, facts[each.person_id], choice, pack)) for each in candidates]


def recognise(
    session: Session, actor: Actor, certificate_numbers: Sequence[str], choice: Choice, today: date, at: datetime
) -> list[Result]:
    """Like `recognise_each`; when nothing can be recognised the first reason is raised: InvalidInput, RuleViolation with
    its decision, Conflict when it was recognised meanwhile."""
    results = recognise_each(session, actor, certificate_numbers, choice, today, at)
    errors = [result.error for result in results if result.error]
    if errors and len(errors) == len(results):
        raise errors[0]
    return results


def recognise_each(
    session: Session, actor: Actor, certificate_numbers: Sequence[str], choice: Choice, today: date, at: datetime
) -> list[Result]:
    """Recognises the title each certificate brings: all that can be, in one transaction, with an answer for each.

    Higher certificates of a person come first, so that a lower one beside it is refused as already held. NotFound for a
    foreign or unknown certificate, InvalidInput for a choice that is wrong whatever the certificate.
    """
    _check_choice(certificate_numbers, choice)
    found = queries.candidates(session, actor, certificate_numbers)
    session.execute(_LOCK_PERSONS, {"ids": sorted({each.person_id for each in found})})
    states = _lock_certificates(session, [each.certificate_id for each in found])
    pack = load()
    facts = queries_facts.facts_of_many(session, list({each.person_id for each in found}), choice.recognised_on)
    recognised = queries.records_of(session, [each.certificate_id for each in found])
    ranks = pack.facts["certificate.level"].values
    results = []
    for each in sorted(found, key=lambda candidate: -ranks.index(candidate.level)):
        person = facts[each.person_id]
        current = replace(each, state=states[each.certificate_id])
        try:
            number, title = _recognise_one(session, actor, current, person, choice, recognised, today, at, pack)
        except (RuleViolation, Conflict, InvalidInput) as error:
            results.append(Result(current, error=error))
            continue
        person |= {"title.level": title, "title.series": choice.series}
        results.append(Result(current, number))
    return results


def hang_on_certificate_batch(session: Session, batch_id: int) -> list[Dependent]:
    """Titles recognised from certificates of a batch: they block its undoing."""
    count, certificates = queries.titles_of_batch(session, batch_id)
    text = sentence("titles.batch_stands", count=count)
    return [Dependent(Consequence.BLOCKS, text, "title_records", certificates)] if count else []


def hang_on_level_certificate(session: Session, certificate_id: int) -> list[Dependent]:
    """The title recognised from a certificate: revoking the certificate makes it a case for the bureau."""
    wanted = select(TitleRecord.number).where(TitleRecord.certificate_id == certificate_id, TitleRecord.state == "granted")
    return [
        Dependent(Consequence.OPENS_CASE, sentence("titles.rests_on", number=number), "title_records")
        for number in session.scalars(wanted)
    ]


def _lock_certificates(session: Session, certificate_ids: Sequence[int]) -> dict[int, str]:
    """Locks the certificates in order; answers the state of each as it is now."""
    rows = session.execute(
        select(LevelCertificate.id, LevelCertificate.state)
        .where(LevelCertificate.id.in_(certificate_ids))
        .order_by(LevelCertificate.id)
        .with_for_update()
    )
    return dict(rows.all())


def _check_choice(certificate_numbers: Sequence[str], choice: Choice) -> None:
    if not certificate_numbers:
        raise InvalidInput("titles.nothing_chosen", sentence("titles.nothing_chosen"))
    if len(certificate_numbers) > MOST_AT_ONCE:
        raise InvalidInput(
            "titles.too_many", sentence("titles.too_many", most=MOST_AT_ONCE, count=len(certificate_numbers))
        )
    listed = load().parameter("titles.exam_based_series").on(choice.recognised_on).value
    if choice.series != ENGINEERING and choice.series not in listed:
        raise _invalid("titles.series_unknown", "series")
    if len(choice.specialty) > _LONGEST_SPECIALTY:
        raise _invalid("titles.specialty_long", "specialty")
    if not choice.confirmed <= CONFIRMABLE.keys():
        raise _invalid("titles.confirm_unknown", "confirmed")


def _invalid(code: str, field: str, **facts: object) -> InvalidInput:
    message = sentence(code, **facts)
    return InvalidInput(code, message, {field: message})


def _examine(candidate: Candidate, person: dict[str, Any], choice: Choice, pack: Pack) -> Recognition:
    certificate = CertificateFacts(candidate.system, candidate.level, candidate.state == "issued")
    on = choice.recognised_on
    exam_based = is_exam_based(choice.series, choice.specialty, on, pack)
    return examine(
        person, certificate, on, pack, series=choice.series, exam_based=exam_based, confirmed=choice.confirmed
    )


def _recognise_one(
    session: Session, actor: Actor, candidate: Candidate, person: dict[str, Any], choice: Choice,
    recognised: dict[int, str], today: date, at: datetime, pack: Pack,
) -> tuple[str, str]:  # fmt: skip
    """Number and level of the new record; raises why there is none."""
    if candidate.certificate_id in recognised:
        record = recognised[candidate.certificate_id]
        raise Conflict("titles.already", sentence("titles.already", number=candidate.number, record=record))
    if candidate.state != "issued":
        state = CERTIFICATE_STATE[candidate.state]
        raise RuleViolation("titles.revoked", sentence("titles.revoked", number=candidate.number, state=state))
    if not candidate.issued_on <= choice.recognised_on <= today:
        raise _invalid("titles.recognised_on", "recognised_on", issued=candidate.issued_on, today=today)
    found = _examine(candidate, person, choice, pack)
    if found.level is None or not found.granted:
        raise _refusal(candidate, found, pack)
    return _write(session, actor, candidate, found, choice, at), found.level


def _refusal(candidate: Candidate, found: Recognition, pack: Pack) -> RuleViolation:
    """Why a certificate brings no title, in one sentence and as a decision."""
    words, decision = Words(pack), found.decision
    who = {"name": candidate.person_name, "number": candidate.number}
    if found.level is None:
        clause = place_of(found.source.citation)
        return _violation("titles.reference_only", decision, number=candidate.number, clause=clause)
    if found.to_confirm:
        reasons = LIST.join(CONFIRM[name] for name in found.to_confirm)
        return _violation(UNCONFIRMED, decision, **who, count=len(found.to_confirm), reasons=reasons)
    against = [item for item in decision.conditions if item.state is State.NOT_MET]
    if against:
        return _violation("titles.refused", decision, **who, reasons=AND.join(words.reason(item) for item in against))
    unknown = [item for item in decision.conditions if item.state is State.UNKNOWN]
    return _violation("titles.not_known", decision, **who, reasons=AND.join(words.reason(item) for item in unknown))


def _violation(code: str, decision: Decision, **facts: object) -> RuleViolation:
    return RuleViolation(code, sentence(code, **facts), decision)


def _write(
    session: Session, actor: Actor, candidate: Candidate, found: Recognition, choice: Choice, at: datetime
) -> str:
    on, level = choice.recognised_on, found.level or ""
    number = f"TR{on.year}-{numbers.take(session, f'title/{on.year}')[0]:06d}"
    rule = place_of(found.source.citation)
    session.add(
        TitleRecord(
            number=number, person_id=candidate.person_id, name_at=candidate.person_name, series=choice.series,
            specialty=choice.specialty, level=level, route=ROUTE, certificate_id=candidate.certificate_id,
            district_code=candidate.district_code, recognised_on=on, recognised_by=actor.user_id, rule=rule,
            decision={
                "on": on.isoformat(), "route": RouteAdvice(ROUTE, level, found.decision).as_json(),
                "facts": dict(found.facts), "certificate": candidate.number,
                "confirmed": list(found.confirmed), "rule": f"{found.source.name} {found.source.begins.isoformat()}",
            },
            state="granted",
        )
    )  # fmt: skip
    session.add(
        HeldTitle(
            person_id=candidate.person_id, series=choice.series, level=level, held_from=on, source_kind=SOURCE_KIND,
            source_number=number,
        )
    )  # fmt: skip
    session.flush()
    audit.record(
        session, actor, "title.recognise", "title", number, at=at, rule=rule,
        detail={
            "person": candidate.person_number, "certificate": candidate.number, "series": choice.series, "level": level,
            "on": on.isoformat(), "confirmed": list(found.confirmed),
        },
    )  # fmt: skip
    detail = {"title": LEVEL[level], "number": number}
    to = Recipient(person_id=candidate.person_id)
    notices.send(session, "title.recognised", to, subject_kind="own_titles", number="", at=at, detail=detail)
    return number
