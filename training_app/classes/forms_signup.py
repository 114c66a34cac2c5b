"""The form by which an institution lets a class take applications. What a value must be is judged by the service."""

from __future__ import annotations

from datetime import timedelta

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField
from wtforms.validators import InputRequired

from training_app.classes.models import TrainingClass
from training_app.classes.models_signup import ClassSignUp
from training_app.classes.rules_signup import Offer
from training_app.classes.rules_timetable import parse_day
from training_app.kernel.clashes import Edition, values_of

_REQUIRED = InputRequired("请填写。")


class OfferForm(FlaskForm):
    """The days of signing up, and what is shown with them."""

    opens_on = StringField("开始报名", [_REQUIRED])
    closes_on = StringField("截止报名", [_REQUIRED])
    note = TextAreaField("报名说明")
    show_contact = BooleanField("公布联系人和电话")

    def show(self, record: TrainingClass, offer: ClassSignUp | None) -> None:
        """Fills the fields: with what is offered now, or up to the day before the class opens."""
        if offer is not None:
            self.opens_on.data, self.closes_on.data = offer.opens_on.isoformat(), offer.closes_on.isoformat()
            self.note.data, self.show_contact.data = offer.note, offer.show_contact
        else:
            self.closes_on.data = (record.starts_on - timedelta(days=1)).isoformat()
            self.show_contact.data = bool(record.contact_name and record.contact_phone)

    def edition(self) -> Edition:
        """What this form shows, so that what nobody touched keeps what the reviewer or a colleague wrote meanwhile."""
        return Edition.of(0, values_of(self))

    def offer(self) -> Offer:
        """What was typed, as the service takes it."""
        return Offer(
            parse_day(self.opens_on.data or ""), parse_day(self.closes_on.data or ""), bool(self.show_contact.data),
            self.note.data or "",
        )  # fmt: skip
