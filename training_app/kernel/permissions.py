"""Permissions, the matrix role × permission, and the mark that a route carries. Deny by default.

Source of the matrix: the duties of the parties in 威人社函〔2023〕25号 四、五、六 and GB/T 22239-2019 8.1.4.2 (least privilege).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

from training_app.kernel.actor import Role


class Permission(StrEnum):
    """What a route lets somebody do. Scope (whose records) is decided by the query, never by this."""

    HOME = "home"
    JOB_VIEW = "job.view"
    CLASS_VIEW = "class.view"
    CLASS_FILE = "class.file"
    CLASS_REVIEW = "class.review"
    CLASS_RUN = "class.run"
    ROSTER_VIEW = "roster.view"
    ROSTER_IMPORT = "roster.import"
    CERTIFICATE_VIEW = "certificate.view"
    CERTIFICATE_IMPORT = "certificate.import"
    CERTIFICATE_ASK = "certificate.ask"
    CERTIFICATE_DECIDE = "certificate.decide"
    LEVEL_ASSESS = "level.assess"
    LEVEL_CONFIRM = "level.confirm"
    DISBURSEMENT_VIEW = "disbursement.view"
    DISBURSEMENT_IMPORT = "disbursement.import"
    OPENING_IMPORT = "opening.import"
    TITLE_VIEW = "title.view"
    TITLE_RECOGNISE = "title.recognise"
    PERSON_VIEW = "person.view"
    PERSON_REVEAL = "person.reveal"
    INSTITUTION_VIEW = "institution.view"
    INSTITUTION_MANAGE = "institution.manage"
    REGISTRATION_VIEW = "registration.view"
    REGISTRATION_REVIEW = "registration.review"
    RETURN_VIEW = "return.view"
    RETURN_FILE = "return.file"
    RETURN_REVIEW = "return.review"
    HOURS_OWN = "hours.own"
    TRAINING_OWN = "training.own"
    ATTENDANCE_DECIDE = "attendance.decide"
    EMPLOYEE_VIEW = "employee.view"
    AUDIT_VIEW = "audit.view"
    POLICY_VIEW = "policy.view"
    ACCOUNT_MANAGE = "account.manage"
    ADMINISTRATOR_RESET = "administrator.reset"
    STAFF_VIEW = "staff.view"
    PLAN_VIEW = "plan.view"
    PLAN_FILE = "plan.file"
    PLAN_ANSWER = "plan.answer"
    PLAN_REVIEW = "plan.review"
    INSPECT = "inspect"
    HONOUR_CHECK = "honour.check"
    EVALUATION_VIEW = "evaluation.view"
    INSPECTION_ANSWER = "inspection.answer"
    INSPECTION_JOIN = "inspection.join"
    APPLICATION_VIEW = "application.view"
    STAFF_SIGN_UP = "staff.sign_up"
    EXPORT_FULL = "export.full"
    RESOURCE_VIEW = "resource.view"
    RESOURCE_KEEP = "resource.keep"


_P = Permission
MATRIX: dict[Role, frozenset[Permission]] = {
    Role.SYSTEM_ADMIN: frozenset({_P.HOME, _P.JOB_VIEW, _P.ACCOUNT_MANAGE, _P.ADMINISTRATOR_RESET}),
    Role.SECURITY_ADMIN: frozenset({_P.HOME, _P.JOB_VIEW, _P.ACCOUNT_MANAGE, _P.ADMINISTRATOR_RESET}),
    Role.AUDITOR: frozenset({_P.HOME, _P.JOB_VIEW, _P.AUDIT_VIEW, _P.POLICY_VIEW, _P.ADMINISTRATOR_RESET}),
    Role.BUREAU: frozenset(
        {
            _P.HOME, _P.STAFF_VIEW, _P.EXPORT_FULL,
            _P.JOB_VIEW, _P.CLASS_VIEW, _P.CLASS_REVIEW, _P.ROSTER_VIEW, _P.CERTIFICATE_VIEW, _P.CERTIFICATE_IMPORT,
            _P.DISBURSEMENT_VIEW, _P.DISBURSEMENT_IMPORT, _P.OPENING_IMPORT, _P.TITLE_VIEW, _P.TITLE_RECOGNISE, _P.PERSON_VIEW,
            _P.PERSON_REVEAL, _P.INSTITUTION_VIEW, _P.INSTITUTION_MANAGE, _P.RETURN_VIEW, _P.RETURN_REVIEW, _P.POLICY_VIEW,
            _P.REGISTRATION_VIEW, _P.REGISTRATION_REVIEW,
            _P.ATTENDANCE_DECIDE,
            _P.INSPECT, _P.EVALUATION_VIEW, _P.HONOUR_CHECK,
            _P.CERTIFICATE_ASK, _P.CERTIFICATE_DECIDE,
            _P.PLAN_VIEW, _P.PLAN_REVIEW,
            _P.LEVEL_CONFIRM,
            _P.APPLICATION_VIEW,
            _P.RESOURCE_VIEW,
        }
    ),
    Role.DISTRICT: frozenset(
        {
            _P.HOME, _P.STAFF_VIEW,
            _P.JOB_VIEW, _P.CLASS_VIEW, _P.ROSTER_VIEW, _P.CERTIFICATE_VIEW, _P.DISBURSEMENT_VIEW, _P.TITLE_VIEW,
            _P.PERSON_VIEW, _P.PERSON_REVEAL, _P.INSTITUTION_VIEW, _P.RETURN_VIEW, _P.POLICY_VIEW,
            _P.REGISTRATION_VIEW, _P.PLAN_VIEW,
            _P.APPLICATION_VIEW,
            _P.INSPECT, _P.EVALUATION_VIEW,
            _P.RESOURCE_VIEW,
        }
    ),
    Role.TRAINING_INSTITUTION: frozenset(
        {
            _P.HOME, _P.STAFF_VIEW, _P.EXPORT_FULL,
            _P.JOB_VIEW, _P.CLASS_VIEW, _P.CLASS_FILE, _P.CLASS_RUN, _P.ROSTER_VIEW, _P.ROSTER_IMPORT,
            _P.CERTIFICATE_VIEW, _P.DISBURSEMENT_VIEW, _P.PERSON_VIEW, _P.INSTITUTION_VIEW, _P.RETURN_VIEW,
            _P.RETURN_FILE, _P.POLICY_VIEW,
            _P.INSPECTION_ANSWER, _P.EVALUATION_VIEW,
            _P.CERTIFICATE_ASK,
            _P.PLAN_VIEW, _P.PLAN_FILE,
            _P.APPLICATION_VIEW,
            _P.RESOURCE_VIEW, _P.RESOURCE_KEEP,
        }
    ),
    Role.ASSESSMENT_BODY: frozenset(
        {
            _P.HOME, _P.STAFF_VIEW, _P.EXPORT_FULL,
            _P.JOB_VIEW, _P.CLASS_VIEW, _P.ROSTER_VIEW, _P.CERTIFICATE_VIEW, _P.CERTIFICATE_IMPORT, _P.INSTITUTION_VIEW,
            _P.POLICY_VIEW,
            _P.INSPECTION_ANSWER,
            _P.CERTIFICATE_ASK,
            _P.PLAN_VIEW, _P.PLAN_ANSWER,
            _P.LEVEL_ASSESS, _P.LEVEL_CONFIRM,
        }
    ),
    Role.EMPLOYER: frozenset(
        {_P.HOME, _P.STAFF_VIEW, _P.JOB_VIEW, _P.EMPLOYEE_VIEW, _P.INSTITUTION_VIEW, _P.POLICY_VIEW, _P.STAFF_SIGN_UP}
    ),
    Role.AUTHORITY: frozenset({_P.HOME, _P.STAFF_VIEW, _P.JOB_VIEW, _P.INSTITUTION_VIEW, _P.POLICY_VIEW, _P.INSPECTION_JOIN}),
    Role.ENGINEER: frozenset({_P.HOME, _P.JOB_VIEW, _P.HOURS_OWN, _P.TRAINING_OWN, _P.POLICY_VIEW}),
}


def may(role: Role, permission: Permission) -> bool:
    """Whether the role holds the permission; unknown pairs are a no."""
    return permission in MATRIX.get(role, frozenset())


View = TypeVar("View", bound=Callable)


def requires(*permissions: Permission) -> Callable[[View], View]:
    """Marks a route with the permissions of which the actor must hold at least one; checked by the gate in `web/`."""

    def mark(view: View) -> View:
        view.required_permissions = permissions  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Marks a route that anybody may open; the list of them is frozen by a test."""
    view.required_permissions = ()  # type: ignore[attr-defined]
    return view
