"""The filters of the certificate list; they come in the address, so that a search can be sent to a colleague."""

from __future__ import annotations

from wtforms import DateField, SelectField, StringField
from wtforms.validators import Length, Optional

from training_app.certificates.labels import LEVELS, ORIGINS, STATES
from training_app.certificates.queries import Filters
from training_app.certificates.queries_public import printed
from training_app.listing.forms import TOO_LONG, SpanForm, choices, plain


class FilterForm(SpanForm):
    """What to look for."""

    occupation = SelectField("职业", filters=[plain], validate_choice=False)
    level = SelectField("等级", choices=choices("全部等级", LEVELS), filters=[plain], validate_choice=False)
    state = SelectField("状态", choices=choices("全部状态", STATES), filters=[plain], validate_choice=False)
    origin = SelectField("来源", choices=choices("全部来源", ORIGINS), filters=[plain], validate_choice=False)
    class_number = StringField("班次编号", [Optional(), Length(max=60, message=TOO_LONG)], filters=[plain])
    first = DateField("发证日期起", [Optional()])
    last = DateField("发证日期止", [Optional()])

    def offer(self, occupations: dict[str, str]) -> None:
        """Fills the choices of occupations."""
        self.occupation.choices = choices("全部职业", occupations)

    def filters(self) -> Filters:
        """The search, after `validate`."""
        return Filters(
            text=printed(self.q.data or "")[0], occupation=self.occupation.data or "", level=self.level.data or "",
            state=self.state.data or "", origin=self.origin.data or "", class_number=self.class_number.data or "",
            first_day=self.first.data, last_day=self.last.data,
        )  # fmt: skip
