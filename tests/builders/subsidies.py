"""Payments of training subsidies, written straight into the table."""

from __future__ import annotations

import itertools
from datetime import date

from sqlalchemy.orm import Session

from training_app.classes.models import Enrolment, TrainingClass
from training_app.subsidies.models import Disbursement

_serial = itertools.count(1)


def make_disbursement(
    session: Session, enrolment: Enrolment, paid_on: date, amount_fen: int = 180000, **columns: object
) -> Disbursement:
    """A payment for an enrolment, by default 1,800.00 元 on a voucher of its own."""
    training_class = session.get_one(TrainingClass, enrolment.class_id)
    payment = Disbursement(
        **{
            "enrolment_id": enrolment.id, "class_id": training_class.id, "person_id": enrolment.person_id,
            "occupation_key": training_class.occupation_key, "level": training_class.level,
            "district_code": enrolment.district_code, "amount_fen": amount_fen, "paid_on": paid_on,
            "voucher": f"PZ{paid_on.year}-{next(_serial):05d}", **columns,
        }
    )  # fmt: skip
    session.add(payment)
    session.flush()
    return payment
