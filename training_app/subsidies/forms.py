"""The filters of the list of payments; they come in the address, so that a search can be sent to a colleague."""

from __future__ import annotations

from wtforms import DateField, SelectField
from wtforms.validators import Optional

from training_app.classes.labels import LEVELS
from training_app.listing.forms import SpanForm, choices, plain
from training_app.subsidies.queries import Filters


class FilterForm(SpanForm):
    """What to look for."""

    occupation = SelectField("职业", filters=[plain], validate_choice=False)
    level = SelectField("等级", choices=choices("全部等级", LEVELS), filters=[plain], validate_choice=False)
    district = SelectField("区市", filters=[plain], validate_choice=False)
    first = DateField("发放日期起", [Optional()])
    last = DateField("发放日期止", [Optional()])

    def offer(self, occupations: dict[str, str], districts: dict[str, str]) -> None:
        """Fills the choices of occupations and districts."""
        self.occupation.choices = choices("全部职业", occupations)
        self.district.choices = choices("全部区市", districts)

    def filters(self) -> Filters:
        """The search, after `validate`."""
        return Filters(
            self.q.data or "", self.occupation.data or "", self.level.data or "", self.district.data or "",
            self.first.data, self.last.data,
        )  # fmt: skip
