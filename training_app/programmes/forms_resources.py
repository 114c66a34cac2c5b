"""Forms of trainers and venues: shape and labels. What a value must be the rules judge, so that all mistakes come at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import InputRequired, Optional

from training_app.institutions.forms import DAY, without_zero_bytes
from training_app.places.models import District
from training_app.programmes.forms_plans import whole
from training_app.programmes.labels_resources import UP_TO
from training_app.programmes.models import Occupation
from training_app.programmes.models_resources import Trainer, Venue
from training_app.programmes.rules_resources import MOST_ROOMS, RoomFacts, TrainerFacts, VenueFacts

_TEACHES = "teaches_"
SPARE_ROOMS = 3
_REQUIRED = InputRequired("请填写。")


def _text(label: str, *rules: object) -> StringField:
    return StringField(label, list(rules), filters=[_one_line])


def _one_line(text: str | None) -> str:
    """A text as typed or pasted, with plain blanks: full-width ones and those of word processors look the same."""
    return " ".join(without_zero_bytes(text).split())


class TrainerForm(FlaskForm):
    """A trainer. `of` adds one choice for each occupation: up to which level the trainer may teach it."""

    name = _text("姓名", _REQUIRED)
    post = _text("职务或职称")
    document = _text("证书或聘用文件", _REQUIRED)
    document_number = _text("证书编号", _REQUIRED)
    document_from = DateField("证书生效日", [Optional()])
    document_to = DateField("证书失效日", [Optional()])

    @classmethod
    def of(cls, occupations: Sequence[Occupation], **kwargs: object) -> TrainerForm:
        """The form with the occupations of the catalogue."""
        choices = {"": "不授课"} | UP_TO
        fields = {
            _TEACHES + each.key: SelectField(each.short_name, choices=choices, validate_choice=False) for each in occupations
        }
        return type("TrainerFormOfCity", (cls,), fields)(**kwargs)

    @property
    def taught(self) -> list[SelectField]:
        """The choices of occupations."""
        return [field for field in self if field.name.startswith(_TEACHES)]

    def show(self, record: Trainer) -> None:
        """Fills the fields with a kept trainer."""
        for name in ("name", "post", "document", "document_number", "document_from", "document_to"):
            self[name].data = getattr(record, name)
        for each in record.teaches:
            if _TEACHES + each.occupation_key in self:
                self[_TEACHES + each.occupation_key].data = each.level

    def unreadable(self) -> dict[str, str]:
        """The days that were typed and are none."""
        days = (self.document_from, self.document_to)
        return {field.name: DAY for field in days if field.data is None and any(field.raw_data or ())}

    def facts(self) -> TrainerFacts:
        """What was typed, as the service takes it."""
        teaches = {field.name.removeprefix(_TEACHES): field.data for field in self.taught if field.data}
        return TrainerFacts(
            self.name.data or "", self.post.data or "", self.document.data or "", self.document_number.data or "",
            self.document_from.data, self.document_to.data, teaches,
        )  # fmt: skip

    def attach(self, wrong: Mapping[str, str]) -> None:
        """Puts the sentences of a refusal beside their fields, about what is taught beside the first occupation."""
        for name, sentence in wrong.items():
            field = self.taught[0] if name == "teaches" else self[name]
            field.errors = [sentence]


@dataclass(frozen=True, slots=True)
class RoomLine:
    """A room of the form, as typed."""

    id: str = ""
    name: str = ""
    seats: str = ""
    ended: bool = False

    @property
    def blank(self) -> bool:
        return not (self.id or self.name.strip() or self.seats.strip())


class VenueForm(FlaskForm):
    """A venue; its rooms are lines beside the fields (`lines`)."""

    name = _text("名称", _REQUIRED)
    district_code = SelectField("所在区市", [_REQUIRED], validate_choice=False)
    address = _text("地址", _REQUIRED)
    shared = BooleanField("其他培训机构也可以用")

    def __init__(self, districts: Sequence[District], **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.district_code.choices = {"": "请选择"} | {each.code: each.name for each in districts}
        self.lines = _sent_rooms() if self.is_submitted() else []
        self.room_errors: dict[int, str] = {}

    @property
    def shown(self) -> list[RoomLine]:
        """The lines as they are drawn: those typed and empty ones to go on."""
        return [*self.lines, *[RoomLine()] * SPARE_ROOMS]

    def show(self, record: Venue) -> None:
        """Fills the fields with a kept venue; rooms used no more stand in it with their tick."""
        for name in ("name", "district_code", "address", "shared"):
            self[name].data = getattr(record, name)
        self.lines = [RoomLine(str(each.id), each.name, str(each.seats), each.ended_on is not None) for each in record.rooms]

    def facts(self) -> VenueFacts:
        """What was typed, as the service takes it."""
        rooms = [RoomFacts(whole(each.id), each.name, whole(each.seats), each.ended) for each in self.lines]
        return VenueFacts(
            self.name.data or "", self.district_code.data or "", self.address.data or "", bool(self.shared.data), rooms
        )

    def attach(self, wrong: Mapping[str, str]) -> None:
        """Puts the sentences of a refusal beside their fields and rooms."""
        for name, sentence in wrong.items():
            if name in self:
                self[name].errors = [sentence]
            else:
                place = name.removeprefix("room-")
                self.room_errors[int(place) if place.isdigit() else 0] = sentence


def _sent_rooms() -> list[RoomLine]:
    """The rooms as sent, without lines nobody filled in."""
    columns = [request.form.getlist(name)[: MOST_ROOMS + SPARE_ROOMS + 1] for name in ("room_id", "room_name", "room_seats")]
    ended = set(request.form.getlist("room_ended"))
    count = max(map(len, columns))
    found = []
    for place in range(count):
        values = [_one_line(column[place]) if place < len(column) else "" for column in columns]
        line = RoomLine(*values, ended=str(place) in ended)
        if not line.blank:
            found.append(line)
    return found
