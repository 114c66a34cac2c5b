"""Who acts: one person in one role for one organisation, district or self."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Roles of the platform. A user may hold several; an `Actor` is always exactly one of them.

    VISITOR is somebody not logged in, so that the trail can name failed logins and first set-up; nobody is granted it.
    """

    SYSTEM_ADMIN = "system_admin"
    SECURITY_ADMIN = "security_admin"
    AUDITOR = "auditor"
    BUREAU = "bureau"
    DISTRICT = "district"
    TRAINING_INSTITUTION = "training_institution"
    ASSESSMENT_BODY = "assessment_body"
    EMPLOYER = "employer"
    AUTHORITY = "authority"
    ENGINEER = "engineer"
    VISITOR = "visitor"


INSTITUTION_ROLES = frozenset({Role.TRAINING_INSTITUTION, Role.ASSESSMENT_BODY, Role.EMPLOYER, Role.AUTHORITY})


@dataclass(frozen=True, slots=True)
class Actor:
    """The acting user in the role chosen for this request; every query is limited by it.

    `institution_id` is set for roles of an organisation, `district_code` for district staff, `person_id` for engineers.
    `administers`: whether this role manages the other accounts of its organisation or district.
    `user_id` is None only for the operator at the command line and for periodic jobs.
    """

    role: Role
    user_id: int | None = None
    name: str = ""
    institution_id: int | None = None
    district_code: str | None = None
    person_id: int | None = None
    address: str | None = None
    administers: bool = False

    @property
    def sees_whole_city(self) -> bool:
        """True for the bureau's own staff: their scope is everything the register holds."""
        return self.role is Role.BUREAU


def operator(name: str = "operator") -> Actor:
    """The operator at the command line of the server: acts for the bureau, named in the audit trail."""
    return Actor(role=Role.BUREAU, name=name)
