"""The city the platform runs for: names, offices, districts, number prefix (`weihai/city.toml`)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "weihai" / "city.toml"


@dataclass(frozen=True, slots=True)
class DistrictEntry:
    """A district as the pack lists it; `official` is False for a code of our own."""

    code: str
    name: str
    kind: str
    official: bool
    short_name: str


@dataclass(frozen=True, slots=True)
class City:
    """Names and offices of the city, `prefix` of the numbers of its records."""

    code: str
    name: str
    platform_name: str
    bureau: str
    office: str
    phone: str
    prefix: str
    districts: tuple[DistrictEntry, ...]


@cache
def city() -> City:
    """The city of this installation."""
    data = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    districts = tuple(
        DistrictEntry(d["code"], d["name"], d["kind"], d["official"], d["short_name"]) for d in data["district"]
    )
    return City(
        code=data["code"], name=data["name"], platform_name=data["platform_name"], bureau=data["office"],
        office=f'{data["office"]} {data["section"]}', phone=data["phone"], prefix=data["number_prefix"], districts=districts,
    )
