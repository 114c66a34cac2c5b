"""How fast titles are explained: all eleven routes of one person in full, and outcomes alone for many people.

Run: python bench/titles_explain.py
Targets: eleven routes explained <= 5 ms; 20,000 route outcomes a second on one core.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from training_app import policies
from training_app.titles.rules import ROUTES, explain, outcomes

DAY = date(2026, 9, 28)
PERSONS: dict[str, dict[str, Any]] = {
    "nothing known": {},
    "engineer": {
        "person.in_city_scope": True, "employment.kind": "enterprise", "title.level": "none",
        "integrity.blocked": False, "education.level": "bachelor", "degree.level": "bachelor",
        "education.full_time": True, "experience.years": 4.8, "certificate.system": "professional_level",
        "certificate.level": "junior", "certificate.valid": True, "target.exam_based": False,
        "employer.tier": "provincial", "skill.grade": "none", "talent.card": "none", "talent.postdoc": "none",
    },
}


def milliseconds(times: int, work: Callable[..., Any], *arguments: Any) -> float:
    """Median of single runs."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work(*arguments)
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


def main() -> None:
    start = time.perf_counter()
    pack = policies.load()
    explain({}, DAY, pack)
    print(f"load and first answer: {(time.perf_counter() - start) * 1000:.0f} ms")
    for name, facts in PERSONS.items():
        print(f"{name}: eleven routes explained in {milliseconds(200, explain, facts, DAY, pack):.2f} ms")
        one = milliseconds(1000, outcomes, facts, DAY, pack)
        print(f"{name}: {len(ROUTES) / one * 1000:,.0f} route outcomes/s")


if __name__ == "__main__":
    main()
