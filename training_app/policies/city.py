"""The city of this installation as pages and record numbers use it: names, offices, districts, number prefix."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from training_app.policies import pack
from training_app.policies.loader import load_city


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


def city() -> City:
    """The city of this installation: the chosen one (`loader.choose`)."""
    return _of(load_city())


@lru_cache(maxsize=8)
def _of(known: pack.City) -> City:
    districts = tuple(DistrictEntry(d.code, d.name, d.kind, d.official, d.short_name) for d in known.districts)
    return City(
        code=known.code, name=known.name, platform_name=known.platform_name, bureau=known.office,
        office=f"{known.office} {known.section}".strip(), phone=known.phone, prefix=known.number_prefix,
        districts=districts,
    )
