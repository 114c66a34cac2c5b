"""The way of results to certificates: lots 报批批次 that go to the province and the nation, and who is in them.

威人社函〔2023〕25号 四（三）: results are reported to the province, confirmed there, examined by the national office, and only
then the assessment body issues certificates. The city decides nothing of it; it records every step with day and document.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from training_app.certificates.rules_lots import STATES
from training_app.db import Base

_AFTER_PROVINCE = "'province_confirmed','nationally_returned','nationally_approved','issued'"


class ConfirmationLot(Base):
    """A lot of passed results of one body, occupation and level. `sent_on`, `province_on`, `national_on` are the days of the
    round it is in; every step of every round stands in `LotStep`."""

    __tablename__ = "confirmation_lots"
    __table_args__ = (
        Index(None, "body_id", "state"),
        CheckConstraint("state IN (" + ",".join(f"'{state}'" for state in STATES) + ")", name="state"),
        CheckConstraint("(state IN ('drawn','discarded')) = (sent_on IS NULL)", name="sent"),
        CheckConstraint(f"(state IN ({_AFTER_PROVINCE})) = (province_on IS NOT NULL)", name="province"),
        CheckConstraint("(state IN ('nationally_approved','issued')) = (national_on IS NOT NULL)", name="national"),
        CheckConstraint("province_on >= sent_on AND national_on >= province_on", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str] = mapped_column(unique=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("institutions.id"))
    occupation_key: Mapped[str] = mapped_column(ForeignKey("occupations.key"))
    level: Mapped[str]
    state: Mapped[str]
    drawn_at: Mapped[datetime]
    sent_on: Mapped[date | None]
    province_on: Mapped[date | None]
    national_on: Mapped[date | None]


class LotMember(Base):
    """A passed result in a lot; an enrolment is in one lot at a time. `state` in, or dropped with the reason (taken out after
    the lot had gone out once; before that the row is simply deleted)."""

    __tablename__ = "lot_members"
    __table_args__ = (
        Index("uq_lot_members_enrolment_id_in", "enrolment_id", unique=True, postgresql_where=text("state = 'in'")),
        Index(None, "lot_id", "id"),
        Index(None, "assessment_id"),
        CheckConstraint("state = 'in' OR (state = 'dropped' AND drop_reason <> '')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("confirmation_lots.id"))
    assessment_id: Mapped[int] = mapped_column(ForeignKey("level_assessments.id"))
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolments.id"))
    state: Mapped[str] = mapped_column(default="in", server_default="in")
    drop_reason: Mapped[str] = mapped_column(default="", server_default="")


class LotStep(Base):
    """A step of a lot outside the register as somebody noted it: its day, the document, perhaps a scan, the reason of a
    return."""

    __tablename__ = "lot_steps"
    __table_args__ = (Index(None, "lot_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    lot_id: Mapped[int] = mapped_column(ForeignKey("confirmation_lots.id"))
    verb: Mapped[str]
    happened_on: Mapped[date]
    document: Mapped[str] = mapped_column(default="", server_default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    remark: Mapped[str] = mapped_column(default="", server_default="")
    recorded_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime]


_REFUSED = "USING ERRCODE = 'restrict_violation'"
CERTIFICATE_GUARD_SQL = [
    # A certificate of a class of this register needs a passed result in a lot that the nation has approved. Asked once a
    # statement: certificates come in by the thousand. Classes of the opening load were held before there were lots.
    "CREATE FUNCTION demand_approved_lot() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN IF EXISTS (SELECT FROM added k JOIN enrolments e ON e.id = k.enrolment_id "
    "JOIN training_classes c ON c.id = e.class_id "
    "LEFT JOIN lot_members m ON m.id = k.lot_member_id AND m.state = 'in' AND m.enrolment_id = k.enrolment_id "
    "LEFT JOIN level_assessments a ON a.id = m.assessment_id AND a.passed AND a.enrolment_id = k.enrolment_id "
    "LEFT JOIN confirmation_lots l ON l.id = m.lot_id AND l.state IN ('nationally_approved', 'issued') "
    "AND l.national_on <= k.issued_on "
    "WHERE k.origin = 'our_class' AND c.origin = 'register' "
    "AND (a.id IS NULL OR l.id IS NULL OR e.state <> 'completed')) "
    f"THEN RAISE EXCEPTION 'a certificate without an approved lot' {_REFUSED}; END IF; RETURN NULL; END $$",
    "CREATE TRIGGER level_certificates_approved AFTER INSERT ON level_certificates REFERENCING NEW TABLE AS added "
    "FOR EACH STATEMENT EXECUTE FUNCTION demand_approved_lot()",
    # What a certificate says never changes; only its state does (and the list it is booked to), and never back to issued.
    "CREATE FUNCTION keep_certificate() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN IF TG_OP = 'DELETE' THEN IF OLD.state <> 'issued' THEN "
    f"RAISE EXCEPTION 'a certificate that moved on is never deleted' {_REFUSED}; END IF; RETURN OLD; END IF; "
    "IF (to_jsonb(NEW) - 'state' - 'ended_on' - 'replaced_by' - 'batch_id') <> "
    "(to_jsonb(OLD) - 'state' - 'ended_on' - 'replaced_by' - 'batch_id') "
    "OR (OLD.state <> 'issued' AND NEW.state <> OLD.state) "
    f"THEN RAISE EXCEPTION 'a certificate never changes' {_REFUSED}; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER level_certificates_kept BEFORE UPDATE OR DELETE ON level_certificates "
    "FOR EACH ROW EXECUTE FUNCTION keep_certificate()",
    # A result is never rewritten: it can only be taken back with its list, as long as it is in no lot.
    "CREATE FUNCTION keep_assessment() RETURNS trigger LANGUAGE plpgsql AS $$ "
    f"BEGIN RAISE EXCEPTION 'a result is never rewritten' {_REFUSED}; END $$",
    "CREATE TRIGGER level_assessments_kept BEFORE UPDATE ON level_assessments "
    "FOR EACH ROW EXECUTE FUNCTION keep_assessment()",
    # Approval is not taken back, and nobody leaves or joins an approved lot, while a certificate stands on it.
    "CREATE FUNCTION keep_approval() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN IF OLD.state IN ('nationally_approved', 'issued') AND NEW.state NOT IN ('nationally_approved', 'issued') "
    f"THEN RAISE EXCEPTION 'an approval is never taken back' {_REFUSED}; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER confirmation_lots_kept BEFORE UPDATE ON confirmation_lots "
    "FOR EACH ROW EXECUTE FUNCTION keep_approval()",
    "CREATE FUNCTION keep_member() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN IF NEW.lot_id <> OLD.lot_id OR NEW.assessment_id <> OLD.assessment_id OR NEW.enrolment_id <> OLD.enrolment_id "
    "OR OLD.state = 'dropped' OR EXISTS (SELECT FROM level_certificates k "
    "WHERE k.lot_member_id = OLD.id AND k.state = 'issued') "
    f"THEN RAISE EXCEPTION 'a member with a certificate stays' {_REFUSED}; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER lot_members_kept BEFORE UPDATE ON lot_members FOR EACH ROW EXECUTE FUNCTION keep_member()",
]
GUARD_FUNCTIONS = ("demand_approved_lot", "keep_certificate", "keep_assessment", "keep_approval", "keep_member")
