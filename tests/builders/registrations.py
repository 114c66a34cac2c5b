"""Registrations of organisations."""

from __future__ import annotations

import itertools
import secrets
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.builders.institutions import credit_code
from training_app.kernel.actor import Actor, Role
from training_app.registration import service
from training_app.registration.models import Registration
from training_app.registration.service import Facts, Receipt, Upload

AT = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64) + b"IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + bytes(64) + b"\xff\xd9"
_serial = itertools.count(900_001)


def applicant(address: str = "192.0.2.7") -> Actor:
    """Somebody without a login."""
    return Actor(Role.VISITOR, name="注册申请人", address=address)


def new_code() -> str:
    """A code nobody has used yet."""
    return credit_code(next(_serial))


def facts(**changed: str) -> Facts:
    """What an applicant types, complete and right."""
    return Facts(
        **{
            "code": new_code(), "name": "威海云帆数智职业培训学校", "unit_nature": "private_nonenterprise",
            "district": "371002", "address": "威海市环翠区文化西路1号", "legal_representative": "林远航",
            "contact_name": "苏禾", "phone": "0631-5201234", "administrator": "苏禾", "basis": "培训机构名录第三批",
            **changed,
        }
    )  # fmt: skip


def make_registration(
    session: Session, kind: str = "training_institution", *, at: datetime = AT, **changed: str
) -> tuple[Registration, Receipt]:
    """An application as it was sent, with its receipt."""
    ticket = secrets.token_hex(16)
    files = {each: Upload(f"{each}.pdf", PDF) for each in ("licence", "listing")}
    service.keep(session, applicant(), kind, ticket, files, at)
    receipt = service.submit(session, applicant(), kind, facts(**changed), ticket, at)
    return session.scalars(select(Registration).where(Registration.number == receipt.number)).one(), receipt
