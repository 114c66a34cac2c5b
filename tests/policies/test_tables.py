"""The printed tables are those of the packs, and what they point to exists."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner

from training_app import policies
from training_app.policies.cli import policies as commands

LAW = Path(__file__).parents[2] / "docs" / "law.md"
PACKS = [policies.load(city) for city in policies.cities()]


def test_the_printed_tables_are_those_of_the_packs() -> None:
    assert CliRunner().invoke(commands, ["tables"]).output == LAW.read_text(encoding="utf-8")


def test_what_carries_a_sentence_out_exists() -> None:
    for pack in PACKS:
        names = {entry.name for entry in pack.dated_entries()} | set(pack.facts)
        for provision in pack.provisions:
            for name in re.findall(r"[a-z_]+\.[a-z_0-9]+", provision.carried_by):
                assert name in names or name.endswith(".toml"), f"{provision.name}: {name}"


def test_every_rule_of_a_route_and_every_parameter_from_a_text_carries_out_a_sentence() -> None:
    for pack in PACKS:
        told = " ".join(provision.carried_by for provision in pack.provisions)
        texts = {rule.name for rule in pack.rules if rule.route}
        texts |= {
            parameter.name for parameter in pack.parameters.values() if not parameter.values[0].citation.unverified
        }
        assert not {name for name in texts if name not in told}
