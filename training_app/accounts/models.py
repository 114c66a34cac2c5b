"""Users, memberships and sessions. A user is a login; what it may do comes only from memberships in force."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from training_app.crypto.sealed import Sealed
from training_app.db import Base


class User(Base):
    """A login. `password_hash` is argon2id, None until activated; failures are counted here, not in a process."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    login: Mapped[str] = mapped_column(unique=True)
    display_name: Mapped[str]
    password_hash: Mapped[str | None]
    password_changed_at: Mapped[datetime | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"), index=True)
    disabled_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]
    locked_until: Mapped[datetime | None]
    # How often in a row the account was locked: each time it lasts twice as long.
    locks: Mapped[int] = mapped_column(default=0)
    last_login_at: Mapped[datetime | None]
    enabled_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), index=True)
    memberships: Mapped[list[Membership]] = relationship(back_populates="user", order_by="Membership.id")


class FormerPassword(Base):
    """The digest of a password a user had: the last few are not taken again."""

    __tablename__ = "former_passwords"
    __table_args__ = (Index(None, "user_id", "replaced_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    password_hash: Mapped[str]
    replaced_at: Mapped[datetime]


class Membership(Base):
    """A role of a user for an institution, a district or a person, from, to exclusive."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index(None, "user_id"),
        Index(None, "person_id", postgresql_where=text("person_id IS NOT NULL")),
        CheckConstraint(
            "(role IN ('training_institution','assessment_body','employer','authority')) = (institution_id IS NOT NULL)",
            name="institution",
        ),
        CheckConstraint("(role = 'district') = (district_code IS NOT NULL)", name="district"),
        CheckConstraint("(role = 'engineer') = (person_id IS NOT NULL)", name="person"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    role: Mapped[str]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    district_code: Mapped[str | None] = mapped_column(ForeignKey("districts.code"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    # Whether the holder manages the other accounts of the same organisation or district.
    administers: Mapped[bool] = mapped_column(default=False)
    user: Mapped[User] = relationship(back_populates="memberships")


class Invitation(Base):
    """A one-time code: who holds the paper or link may open an account in a role, or set a new password (`kind` reset).

    The table keeps only the digest of the code. It serves once, until `expires_at`, unless it was revoked. `sheet` is the
    number of the class or the code of the organisation whose printed list it stands on. `failures` counts wrong answers
    to the second question of a printed code. `hands_over` is the membership whose administration passes to whoever
    redeems; it ends at that moment when `leaves` is set.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        Index(None, "person_id"),
        Index(None, "institution_id"),
        Index(None, "user_id"),
        Index(None, "sheet", postgresql_where=text("sheet <> ''")),
        CheckConstraint("kind IN ('member', 'engineer', 'reset')", name="kind"),
        CheckConstraint("(kind = 'reset') = (role = '')", name="role"),
        CheckConstraint("kind <> 'reset' OR user_id IS NOT NULL", name="user"),
        CheckConstraint("kind <> 'engineer' OR person_id IS NOT NULL", name="person"),
        CheckConstraint("expires_at > created_at", name="lifetime"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code_digest: Mapped[bytes] = mapped_column(unique=True)
    kind: Mapped[str]
    role: Mapped[str] = mapped_column(default="")
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institutions.id"))
    district_code: Mapped[str | None] = mapped_column(ForeignKey("districts.code"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("persons.id"))
    administers: Mapped[bool] = mapped_column(default=False)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    display_name: Mapped[str] = mapped_column(default="")
    sheet: Mapped[str] = mapped_column(default="")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    revoked_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    hands_over: Mapped[int | None] = mapped_column(ForeignKey("memberships.id"))
    leaves: Mapped[bool] = mapped_column(default=False)


class ResetRequest(Base):
    """Somebody typed this login at 忘记密码: it waits for whoever may give a one-time link, at most once an account."""

    __tablename__ = "reset_requests"
    __table_args__ = (Index(None, "user_id", unique=True, postgresql_where=text("closed_at IS NULL")),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    requested_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class AdministratorReset(Base):
    """A new password for one of the three administrators, which takes two people: `started_by` asked for it, until
    `expires_at` somebody else agrees (`agreed`) or anybody of them ends it. At most one open for an account."""

    __tablename__ = "administrator_resets"
    __table_args__ = (
        Index(None, "user_id", unique=True, postgresql_where=text("closed_at IS NULL")),
        CheckConstraint("started_by <> user_id", name="starter"),
        CheckConstraint("NOT agreed OR (closed_by <> started_by AND closed_by <> user_id)", name="two_people"),
        CheckConstraint("NOT agreed OR closed_by IS NOT NULL", name="agreed"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    started_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    started_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    agreed: Mapped[bool] = mapped_column(default=False)
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class UserSession(Base):
    """A login session. The cookie holds a random token, the table its digest; `ended_at` kills it at once. `displaced`:
    it was ended by a login elsewhere."""

    __tablename__ = "user_sessions"
    __table_args__ = (Index(None, "user_id"),)

    token_digest: Mapped[bytes] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(default="")
    agent: Mapped[str] = mapped_column(default="")
    displaced: Mapped[bool] = mapped_column(default=False)


class KnownDevice(Base):
    """A browser that has logged in as this user before. Its cookie holds a random token, the table its digest; `failures`
    are its own wrong passwords."""

    __tablename__ = "known_devices"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_digest: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    used_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    failed_at: Mapped[datetime | None]


class SecondFactor(Base):
    """The authenticator app of a user: its seed, sealed, and the last time step whose code was taken. It is asked for only
    once confirmed."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    row_key: Mapped[uuid.UUID] = mapped_column(default=uuid.uuid4)
    seed_sealed: Mapped[bytes]
    begun_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int] = mapped_column(default=0)

    seed = Sealed("seed_sealed", column="accounts.second_factors.seed")


class RecoveryCode(Base):
    """A code on paper for who lost the phone: the table keeps its digest. It serves once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (Index(None, "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    code_digest: Mapped[bytes] = mapped_column(unique=True)
    used_at: Mapped[datetime | None]


class HalfLogin(Base):
    """Somebody has shown the right password and owes the code. The cookie holds a random token, the table its digest."""

    __tablename__ = "half_logins"
    __table_args__ = (Index(None, "user_id"),)

    token_digest: Mapped[bytes] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    ended_at: Mapped[datetime | None]


class LoginThrottle(Base):
    """Attempts from one network address within the running minute (security: password spraying)."""

    __tablename__ = "login_throttle"

    address: Mapped[str] = mapped_column(primary_key=True)
    minute: Mapped[datetime] = mapped_column(primary_key=True)
    attempts: Mapped[int]
