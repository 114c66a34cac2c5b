"""Reads the packs from their TOML files, strictly: an unknown or missing key, a wrong type or a bad name is refused."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from training_app.kernel.decision import Basis, Citation
from training_app.kernel.errors import InvalidInput
from training_app.policies.documents import Document, Documents
from training_app.policies.facts import KINDS, Fact, FactTable
from training_app.policies.messages import sentence
from training_app.policies.occupations import occupations
from training_app.policies.pack import (
    City,
    DatedValue,
    District,
    Grant,
    Pack,
    Parameter,
    PolicyDataError,
    Provision,
    Rule,
)
from training_app.policies.trees import TreeReader

ROOT = Path(__file__).parent
NATIONAL = "national"
_APART = frozenset({"city.toml", "facts.toml", "occupations.toml"})

_SOURCE = {"basis": str, "document": str, "clause": str, "quote": str, "source": str}
_SPAN = {"from": date, "to": date, "interpretation": str, "decided_by": str}
_VALUE = {**_SOURCE, **_SPAN, "value": object}
_PARAMETER = {"name": str, "label": str, "unit": str, "awaiting": str, "values": list}
_RULE = {
    **_SOURCE, **_SPAN, "name": str, "label": str, "route": str, "when": dict, "grants": list, "special": str,
    "standard": str, "level": str,
}
_PROVISION = {**_SOURCE, **_SPAN, "name": str, "label": str, "carried_by": str, "not_for_system": str}
_GRANT = {"level": str, "when": dict, "by_default": bool}
_DOCUMENT = {
    "number": str, "title": str, "issuer": str, "jurisdiction": str, "issued_on": date, "in_force_from": date,
    "in_force_until": date, "in_force_basis": str, "text": str, "sha256": str,
}
_FACT = {
    "name": str, "label": str, "kind": str, "values": list, "value_labels": dict, "default": object, "follows": str,
    "follows_map": dict, "origin": str, "rises": bool,
}
_CITY = {
    "code": str, "name": str, "platform_name": str, "office": str, "section": str, "industry_office": str,
    "phone": str, "number_prefix": str, "district": list, "offices": dict,
}
_DISTRICT = {"code": str, "name": str, "short_name": str, "kind": str, "official": bool, "note": str}
_DISTRICT_KINDS = frozenset({"city", "district", "development_zone"})


def cities(root: Path = ROOT) -> list[str]:
    """Keys of the cities there is a pack for."""
    return sorted(folder.parent.name for folder in root.glob("*/city.toml"))


_chosen = "weihai"


def choose(city: str) -> None:
    """Makes a city the one that `load()` means from now on; called once, when the application is put together.

    InvalidInput for a city there is no pack for.
    """
    global _chosen
    _chosen = load_city(city).key


def load(city: str | None = None, root: Path = ROOT) -> Pack:
    """The pack of a city (absent: the chosen one), read once per process.

    InvalidInput for an unknown city, PolicyDataError for bad data.
    """
    return _load(city or _chosen, root)


def load_city(city: str | None = None, root: Path = ROOT) -> City:
    """Names and districts alone, without reading the rules: an application with a defect in a rule still starts."""
    return _load_city(city or _chosen, root)


@lru_cache(maxsize=16)
def _load_city(city: str, root: Path) -> City:
    known = cities(root)
    if city not in known:
        raise InvalidInput("policies.city_unknown", sentence("policies.city_unknown", city=city, known="、".join(known)))
    return _read_city(root / city / "city.toml")


@lru_cache(maxsize=16)
def _load(city: str, root: Path) -> Pack:
    names = _load_city(city, root)
    table = _read_facts(root / NATIONAL / "facts.toml")
    documents = read_documents(root)
    parameters: dict[str, Parameter] = {}
    rules: list[Rule] = []
    provisions: list[Provision] = []
    for folder in (root / NATIONAL, root / city):
        for path in sorted(folder.glob("*.toml")):
            if path.name in _APART:
                continue
            reader = _FileReader(path, root, documents, table)
            for parameter in reader.parameters():
                if parameter.name in parameters:
                    raise PolicyDataError(f"{path.name}: parameter {parameter.name} stands twice")
                parameters[parameter.name] = parameter
            rules.extend(reader.rules())
            provisions.extend(reader.provisions())
    elsewhere = {
        entry.get("name", "")
        for path in root.glob("*/*.toml") if path.name not in _APART
        for entry in read_toml(path).get("parameter", ())
    }
    return Pack(
        names, documents, table, parameters, tuple(rules), tuple(provisions),
        frozenset(elsewhere - parameters.keys()),
    )


def read_toml(path: Path) -> dict[str, Any]:
    """The file as data, decimals exact. PolicyDataError names the file."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except (OSError, ValueError) as error:
        raise PolicyDataError(f"{path.name}: {error}") from error


def strict(entry: Any, shape: Mapping[str, type], required: str, where: str) -> dict[str, Any]:
    """The entry when it has only known keys of the right types and all required ones (a space-separated list)."""
    if not isinstance(entry, dict):
        raise PolicyDataError(f"{where}: not a table")
    for key, value in entry.items():
        if key not in shape:
            raise PolicyDataError(f"{where}: unknown key {key!r}")
        if not isinstance(value, shape[key]) or (shape[key] is date and isinstance(value, datetime)):
            raise PolicyDataError(f"{where}: {key} is not a {shape[key].__name__}")
    for key in required.split():
        if key not in entry:
            raise PolicyDataError(f"{where}: {key} is missing")
    return entry


def freeze(value: Any) -> Any:
    """The value with tables and lists made unchangeable: a pack is shared by the whole process."""
    if isinstance(value, dict):
        return MappingProxyType({key: freeze(item) for key, item in value.items()})
    return tuple(freeze(item) for item in value) if isinstance(value, list) else value


def read_citation(entry: Mapping[str, Any], documents: Documents, where: str) -> Citation:
    """The citation of an entry; a registered document's key becomes its number as printed."""
    try:
        basis = Basis(entry["basis"])
    except ValueError:
        raise PolicyDataError(f"{where}: unknown basis {entry['basis']!r}") from None
    document = entry.get("document", "")
    if basis is Basis.TEXT and document in documents:
        document = documents[document].number
    return Citation(basis, document, entry.get("clause", ""), entry.get("quote", ""), entry.get("source", ""))


def read_documents(root: Path = ROOT) -> Documents:
    """The registered documents."""
    found = {}
    for key, entry in read_toml(root / "documents.toml").items():
        where = f"documents.toml: {key}"
        strict(entry, _DOCUMENT, "number title issuer jurisdiction issued_on in_force_from text sha256", where)
        found[key] = Document(key=key, folder=root / "texts", **{"in_force_basis": "", **entry})
    return Documents(found)


def _read_facts(path: Path) -> FactTable:
    found: dict[str, Fact] = {}
    for entry in strict(read_toml(path), {"fact": list}, "fact", path.name)["fact"]:
        where = f"{path.name}: {entry.get('name')}"
        strict(entry, _FACT, "name label kind", where)
        if entry["kind"] not in KINDS or entry["name"] in found:
            raise PolicyDataError(f"{where}: unknown kind, or the name stands twice")
        found[entry["name"]] = Fact(**{key: freeze(value) for key, value in entry.items()})
    return FactTable(found)


def _read_city(path: Path) -> City:
    where = f"{path.parent.name}/{path.name}"
    entry = strict(read_toml(path), _CITY, "code name platform_name office section number_prefix district", where)
    districts = []
    for item in entry["district"]:
        strict(item, _DISTRICT, "code name short_name kind official", f"{where}: district")
        if item["kind"] not in _DISTRICT_KINDS or item["code"] in {other.code for other in districts}:
            raise PolicyDataError(f"{where}: district {item['code']}: unknown kind, or the code stands twice")
        districts.append(District(**item))
    own = {key: value for key, value in entry.items() if key != "district"}
    defaults = {"industry_office": "", "phone": ""}
    return City(key=path.parent.name, districts=tuple(districts), **{**defaults, **own})


class _FileReader:
    """Reads the three kinds of entries of one file of a pack."""

    def __init__(self, path: Path, root: Path, documents: Documents, table: FactTable) -> None:
        self.where = f"{path.parent.name}/{path.name}"
        shape = {"parameter": list, "rule": list, "provision": list, "condition": dict}
        self.entries = strict(read_toml(path), shape, "", self.where)
        self.documents = documents
        self.table = table
        self.trees = TreeReader(documents, table)

    def _dated(self, entry: Mapping[str, Any], name: str, label: str) -> dict[str, Any]:
        where = f"{self.where}: {name}"
        if entry.get("to", date.max) < entry["from"]:
            raise PolicyDataError(f"{where}: ends before it begins")
        return {
            "name": name, "label": label, "begins": entry["from"], "until": entry.get("to"), "where": self.where,
            "citation": read_citation(entry, self.documents, where), "document_key": entry.get("document", ""),
            "interpretation": entry.get("interpretation", ""), "decided_by": entry.get("decided_by", ""),
        }

    def parameters(self) -> list[Parameter]:
        found = []
        for entry in self.entries.get("parameter", ()):
            where = f"{self.where}: {entry.get('name')}"
            strict(entry, _PARAMETER, "name label values", where)
            for value in entry["values"]:
                strict(value, _VALUE, "from basis value", where)
            dated = [
                DatedValue(**self._dated(value, entry["name"], entry["label"]), value=freeze(value["value"]))
                for value in sorted(entry["values"], key=lambda value: value["from"])
            ]
            if not dated:
                raise PolicyDataError(f"{where}: no values")
            found.append(
                Parameter(entry["name"], entry["label"], entry.get("unit", ""), entry.get("awaiting", ""), tuple(dated))
            )
        return found

    def rules(self) -> list[Rule]:
        found = []
        for entry in self.entries.get("rule", ()):
            where = f"{self.where}: {entry.get('name')}"
            strict(entry, _RULE, "name label from basis", where)
            self._check_standard(entry, where)
            grants = []
            for grant in entry.get("grants", ()):
                strict(grant, _GRANT, "level", where)
                when = self.trees.read(grant["when"], entry, where) if "when" in grant else None
                grants.append(Grant(level=grant["level"], when=when, by_default=grant.get("by_default", True)))
            tree, includes = self.trees.read_with_includes(entry.get("when"), entry, where)
            found.append(
                Rule(
                    **self._dated(entry, entry["name"], entry["label"]), when=tree, includes=includes,
                    route=entry.get("route", ""), grants=tuple(grants), special=entry.get("special", ""),
                    standard=entry.get("standard", ""), level=entry.get("level", ""),
                )
            )
        return found

    def _check_standard(self, entry: Mapping[str, Any], where: str) -> None:
        """A rule of a standard names an occupation of the catalogue and a level, and asks something."""
        standard, level = entry.get("standard"), entry.get("level")
        if standard is None and level is None:
            return
        known = level in self.table["certificate.level"].values[1:] and standard in {each.key for each in occupations()}
        if not known or "when" not in entry:
            raise PolicyDataError(f"{where}: unknown standard or level, or nothing is asked")

    def provisions(self) -> list[Provision]:
        found = []
        for entry in self.entries.get("provision", ()):
            where = f"{self.where}: {entry.get('name')}"
            strict(entry, _PROVISION, "name label from basis", where)
            if bool(entry.get("carried_by")) == bool(entry.get("not_for_system")):
                raise PolicyDataError(f"{where}: either carried_by or not_for_system")
            found.append(
                Provision(
                    **self._dated(entry, entry["name"], entry["label"]), carried_by=entry.get("carried_by", ""),
                    not_for_system=entry.get("not_for_system", ""),
                )
            )
        return found

