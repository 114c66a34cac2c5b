"""Every list of the register: its columns, who may open it, where its lines come from, what many lines can be done to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from sqlalchemy.orm import Session

from training_app.accounts import queries_users as accounts
from training_app.accounts.layout_list import ACCOUNTS
from training_app.audit import queries as audit
from training_app.audit.layout_list import ACTS
from training_app.certificates import queries as certificates
from training_app.certificates import queries_acts as certificate_acts
from training_app.certificates import queries_applications as level_applications
from training_app.certificates import queries_claims as claims
from training_app.certificates import queries_lots as lots
from training_app.certificates import queries_reconciliation as differences
from training_app.certificates import queries_sessions as assessment_sessions
from training_app.certificates import queries_sessions_seats as admissions
from training_app.certificates.layout_acts import CERTIFICATE_ACTS
from training_app.certificates.layout_list import COMPLETION_CERTIFICATES, LEVEL_CERTIFICATES
from training_app.certificates.layout_lots import ADMISSIONS, CLAIMS, LEVEL_APPLICATIONS, LOTS, SESSIONS
from training_app.certificates.layout_reconciliation import DIFFERENCES
from training_app.classes import queries as classes
from training_app.classes import queries_applications as applications
from training_app.classes import queries_attendance as attendance
from training_app.classes import queries_evaluations as evaluations
from training_app.classes import queries_findings as findings
from training_app.classes import queries_inspections as inspections
from training_app.classes import queries_requests as changes
from training_app.classes.layout_applications import APPLICATIONS
from training_app.classes.layout_corrections import CORRECTIONS
from training_app.classes.layout_evaluations import EVALUATIONS
from training_app.classes.layout_findings import FINDINGS
from training_app.classes.layout_inspections import INSPECTIONS
from training_app.classes.layout_list import CLASSES
from training_app.classes.layout_requests import CHANGES
from training_app.db.paging import Page
from training_app.institutions import queries as institutions
from training_app.institutions.layout_list import INSTITUTIONS
from training_app.intake import queries as intake
from training_app.intake.layout_list import BATCHES
from training_app.kernel.actor import Actor
from training_app.kernel.dates import last_moment
from training_app.kernel.lists import Asked, tidy
from training_app.kernel.permissions import Permission as P
from training_app.listing.sources import Fetch, Query, Source, register
from training_app.people.layout_list import PEOPLE
from training_app.programmes import queries_catalogue as programmes
from training_app.programmes import queries_plan_list as plans
from training_app.programmes import queries_resources as resources
from training_app.programmes.layout_list import PROGRAMMES
from training_app.programmes.layout_list_plans import PLANS
from training_app.programmes.layout_list_resources import TRAINERS, VENUES
from training_app.registration import queries as registration
from training_app.registration.layout_list import REGISTRATIONS
from training_app.reports import queries_filings as filings
from training_app.reports import queries_province
from training_app.reports.layout_list import CLASS_REPORTS, FILINGS, OWN_RETURNS
from training_app.subsidies import queries as subsidies
from training_app.subsidies.layout_list import PAYMENTS
from training_app.titles import queries as titles
from training_app.titles import queries_honours as honours
from training_app.titles.layout_honours import HONOURS
from training_app.titles.layout_list import RECORDS, WAITING
from training_app.web.acts import ACCEPT, APPROVE, DISABLE, DISCARD, SUBMIT
from training_app.web.acts_attendance import AGREE, DECIDE, REFUSE
from training_app.web.acts_certificates import AGREE_ACTS, REFUSE_ACTS, REVOKE_COMPLETIONS, REVOKE_LEVELS, WITHDRAW_ACTS
from training_app.web.acts_differences import DECIDE_DIFFERENCE
from training_app.web.acts_honours import CHECK_HONOURS, REFUSE_HONOURS
from training_app.web.acts_inspections import INSPECT
from training_app.web.acts_levels import ACCEPT_CLAIM, ACCEPT_LEVEL, RETURN_LEVEL
from training_app.web.acts_plans import CONFIRM_PLAN, FILE_PLAN
from training_app.web.acts_reports import REPORT
from training_app.web.acts_running import APPROVE_NATION, COMPLETE, CONFIRM_PROVINCE, START
from training_app.web.acts_signup import ACCEPT as ACCEPT_PEOPLE
from training_app.web.acts_signup import DECLINE as DECLINE_PEOPLE
from training_app.web.acts_signup import WAIT as LET_WAIT
from training_app.web.acts_titles import RECOGNISE
from training_app.web.pages import people


def _narrowed(page_of: Callable[..., Page], filters: Callable[[Query], object], *before: object) -> Fetch:
    """Lines of a package whose `page_of(session, actor, …, filters, part)` takes the filters an address carries."""

    def fetch(session: Session, actor: Actor, query: Query, part: Asked, day: date) -> Page:
        return page_of(session, actor, *before, filters(query), part)

    return fetch


def _institutions(session: Session, actor: Actor, query: Query, part: Asked, day: date) -> Page:
    return institutions.page_of(session, actor, institutions.Filters.of(query), part, day)


def _honours(session: Session, actor: Actor, query: Query, part: Asked, day: date) -> Page:
    return honours.page_of(session, actor, honours.Filters.of(query), part, day)


def _evaluations(session: Session, actor: Actor, query: Query, part: Asked, day: date) -> Page:
    return evaluations.page_of(session, actor, evaluations.Filters.of(query), part, day)


def _accounts(session: Session, actor: Actor, query: Query, part: Asked, day: date) -> Page:
    return accounts.page_of(session, actor, accounts.Filters.of(query), part, _now(day))


def _waiting(session: Session, actor: Actor, query: Query, part: Asked, day: date) -> Page:
    text, level, district = (tidy(query.get(name, "")) for name in ("q", "level", "district"))
    return titles.recognisable(session, actor, text, level, day, part, district)


def _programmes(session: Session, actor: Actor, query: Query, part: Asked, day: date) -> Page:
    return programmes.page_of(session, actor, programmes.Filters.of(query), part, day)


def _trainers(session: Session, actor: Actor, query: Query, part: Asked, day: date) -> Page:
    return resources.trainers_page(session, actor, resources.Filters.of(query), part, day)


def _venues(session: Session, actor: Actor, query: Query, part: Asked, day: date) -> Page:
    return resources.venues_page(session, actor, resources.Filters.of(query), part, day)


def _filings(session: Session, actor: Actor, query: Query, part: Asked, day: date) -> Page:
    quarter = filings.quarter_of(query.get("quarter", ""), day)
    return filings.page_of(session, actor, filings.Filters.of(query, quarter), part)


def _class_reports(session: Session, actor: Actor, query: Query, part: Asked, day: date) -> Page:
    return queries_province.page_of(session, actor, queries_province.Filters.of(query), part, day)


def _own_returns(session: Session, actor: Actor, query: Query, part: Asked, day: date) -> Page:
    state, year = (tidy(query.get(name, "")) for name in ("state", "year"))
    return filings.own_page(session, actor, state, year, part)


def _now(day: date) -> datetime:
    # A workbook says who is locked on the day; a lock lasts minutes, so the end of the day leaves none of them.
    return last_moment(day)


_IMPORTS = (P.ROSTER_VIEW, P.ROSTER_IMPORT, P.CERTIFICATE_IMPORT, P.DISBURSEMENT_IMPORT, P.OPENING_IMPORT, P.INSTITUTION_MANAGE)
_CERTIFICATES = {LEVEL_CERTIFICATES: certificates.LEVEL, COMPLETION_CERTIFICATES: certificates.COMPLETION}
SOURCES = (
    Source(
        CLASSES, "classes.index", (P.CLASS_VIEW,), _narrowed(classes.page_of, classes.Filters.of),
        acts=(APPROVE, SUBMIT, START, COMPLETE, INSPECT, REPORT),
    ),
    Source(
        FINDINGS, "findings.index", (P.ATTENDANCE_DECIDE, P.CLASS_RUN),
        _narrowed(findings.page_of, findings.Filters.of), acts=(DECIDE,),
    ),
    Source(
        CORRECTIONS, "corrections.index", (P.ATTENDANCE_DECIDE, P.CLASS_RUN),
        _narrowed(attendance.page_of, attendance.Filters.of), acts=(AGREE, REFUSE),
    ),
    Source(
        SESSIONS, "assessment_sessions.index", (P.LEVEL_CONFIRM,),
        _narrowed(assessment_sessions.page_of, assessment_sessions.Filters.of),
    ),
    Source(
        DIFFERENCES, "differences.index", (P.LEVEL_CONFIRM,), _narrowed(differences.page_of, differences.Filters.of),
        acts=(DECIDE_DIFFERENCE,),
    ),
    Source(
        ADMISSIONS, "assessment_sessions.seats", (P.LEVEL_CONFIRM,), _narrowed(admissions.page_of, admissions.Filters.of),
    ),
    Source(
        HONOURS, "honours.index", (P.HONOUR_CHECK,), _honours,
        acts=(CHECK_HONOURS, REFUSE_HONOURS),
    ),
    Source(EVALUATIONS, "evaluations.index", (P.EVALUATION_VIEW,), _evaluations),
    Source(
        INSPECTIONS, "inspections.index", (P.INSPECT, P.INSPECTION_ANSWER, P.INSPECTION_JOIN),
        _narrowed(inspections.page_of, inspections.Filters.of),
    ),
    Source(
        APPLICATIONS, "applications.index", (P.APPLICATION_VIEW,), _narrowed(applications.page_of, applications.Filters.of),
        acts=(ACCEPT_PEOPLE, LET_WAIT, DECLINE_PEOPLE),
    ),
    Source(PEOPLE, "people.index", (P.PERSON_VIEW,), people.fetch),
    *(
        Source(
            spec, "certificates.index", (P.CERTIFICATE_VIEW,),
            _narrowed(certificates.page_of, certificates.Filters.of, kind), {"kind": kind},
            acts=(REVOKE_COMPLETIONS if kind == certificates.COMPLETION else REVOKE_LEVELS,),
        )
        for spec, kind in _CERTIFICATES.items()
    ),
    Source(
        CERTIFICATE_ACTS, "certificates.acts", (P.CERTIFICATE_DECIDE, P.CERTIFICATE_ASK),
        _narrowed(certificate_acts.page_of, certificate_acts.Filters.of), acts=(AGREE_ACTS, REFUSE_ACTS, WITHDRAW_ACTS),
    ),
    Source(WAITING, "titles.index", (P.TITLE_VIEW,), _waiting, acts=(RECOGNISE,)),
    Source(RECORDS, "titles.records", (P.TITLE_VIEW,), _narrowed(titles.page_of, titles.Filters.of)),
    Source(PAYMENTS, "subsidies.index", (P.DISBURSEMENT_VIEW,), _narrowed(subsidies.page_of, subsidies.Filters.of)),
    Source(BATCHES, "intake.index", _IMPORTS, _narrowed(intake.page_of, intake.Filters.of), acts=(DISCARD,)),
    Source(INSTITUTIONS, "institutions.index", (P.INSTITUTION_VIEW,), _institutions),
    Source(PROGRAMMES, "programmes.index", (P.INSTITUTION_VIEW,), _programmes),
    Source(
        REGISTRATIONS, "registration.index", (P.REGISTRATION_REVIEW, P.REGISTRATION_VIEW),
        _narrowed(registration.page_of, registration.Filters.of),
    ),
    Source(FILINGS, "reports.returns", (P.RETURN_REVIEW,), _filings, acts=(ACCEPT,)),
    Source(CLASS_REPORTS, "class_reports.index", (P.CLASS_VIEW,), _class_reports, acts=(REPORT,)),
    Source(OWN_RETURNS, "reports.returns", (P.RETURN_FILE,), _own_returns),
    Source(ACCOUNTS, "accounts.index", (P.ACCOUNT_MANAGE,), _accounts, acts=(DISABLE,)),
    Source(PLANS, "plans.index", (P.PLAN_VIEW,), _narrowed(plans.page_of, plans.Filters.of), acts=(FILE_PLAN, CONFIRM_PLAN)),
    Source(
        LEVEL_APPLICATIONS, "level_applications.index", (P.CERTIFICATE_VIEW,),
        _narrowed(level_applications.page_of, level_applications.Filters.of), acts=(ACCEPT_LEVEL, RETURN_LEVEL),
    ),
    Source(
        CLAIMS, "claims.index", (P.CERTIFICATE_DECIDE,), _narrowed(claims.page_of, claims.Filters.of), acts=(ACCEPT_CLAIM,),
    ),
    Source(LOTS, "lots.index", (P.LEVEL_CONFIRM,), _narrowed(lots.page_of, lots.Filters.of),
           acts=(CONFIRM_PROVINCE, APPROVE_NATION)),
    Source(CHANGES, "changes.index", (P.CLASS_VIEW,), _narrowed(changes.page_of, changes.Filters.of)),
    Source(TRAINERS, "resources.trainers", (P.RESOURCE_VIEW,), _trainers),
    Source(VENUES, "resources.venues", (P.RESOURCE_VIEW,), _venues),
    Source(ACTS, "audit.index", (P.AUDIT_VIEW,), _narrowed(audit.page_of, audit.Filters.of)),
)  # fmt: skip


def fill() -> None:
    """Registers all of them."""
    for source in SOURCES:
        register(source)
