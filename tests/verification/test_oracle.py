"""M4: guessing gives nothing. A wrong number, a wrong name and a paper of somebody else look alike: status, text, statements
and time."""

from __future__ import annotations

import random
import re
import statistics
import time
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from tests.verification.papers import Papers
from training_app.db import db

NAMES = ("丛海明", "鞠思雨", "王伟", "蓝湾培训学校", "毕文立")


@pytest.fixture
def papers(session: Session) -> Papers:
    made = Papers(session)
    made.from_elsewhere("PX2020-000777")
    return made


def guesses(papers: Papers, count: int) -> Iterator[tuple[str, str]]:
    """Numbers near real ones of every kind, each with the name of another record; real numbers with wrong names."""
    chance = random.Random(7)
    real = [asked[0] for asked in papers.asked.values()] + [papers.completion.number, "PX2020-000777"]
    right = {(number, name) for number, name, _ in papers.asked.values()} | {("PX2020-000777", "鞠思雨")}
    while count:
        number, name = chance.choice(real), chance.choice(NAMES)
        if chance.random() < 0.7:
            digits = [place for place, sign in enumerate(number) if sign.isdigit()]
            place = chance.choice(digits)
            number = number[:place] + str((int(number[place]) + chance.randint(1, 9)) % 10) + number[place + 1 :]
        if (number, name) not in right:
            count -= 1
            yield number, name


def answer_of(client: FlaskClient, number: str, name: str, serial: int) -> tuple[int, str]:
    """Status and page without what the visitor typed; every question from an address of its own."""
    address = f"10.{serial >> 16 & 255}.{serial >> 8 & 255}.{serial & 255}"
    answer = client.post("/verify", data={"number": number, "name": name}, environ_base={"REMOTE_ADDR": address})
    page = re.sub(r' value="[^"]*"| content="[^"]*"', "", answer.get_data(as_text=True))
    return answer.status_code, page


@pytest.mark.parametrize("count", [150, pytest.param(10_000, marks=pytest.mark.long)])
def test_guesses_give_one_answer(client: FlaskClient, papers: Papers, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training_app.verification.service.NAME_PER_DAY", 10**9)
    monkeypatch.setattr("training_app.verification.rules.NAME_PER_DAY", 10**9)
    monkeypatch.setattr("training_app.verification.rules.ALL_PER_MINUTE", 10**9)
    answers = {answer_of(client, *guess, serial) for serial, guess in enumerate(guesses(papers, count))}
    assert len(answers) == 1
    status, page = answers.pop()
    assert status == 200 and "没有查到与所填编号和姓名都相符的记录" in page


def test_every_miss_asks_the_same_statements(client: FlaskClient, papers: Papers) -> None:
    asked: list[str] = []
    number, name, _ = papers.asked["completion"]
    event.listen(db.engine, "before_cursor_execute", lambda c, k, statement, *_: asked.append(statement))
    seen = set()
    cases = [("PX2026-999999-AAAA", name), (number, "王伟"), ("x", "y"), (papers.completion.number, name)]
    answer_of(client, "x", "warm", 99)
    for place, (one, other) in enumerate(cases):
        asked.clear()
        answer_of(client, one, other, place)
        seen.add(tuple(re.sub(r"sa_savepoint_\d+", "", each) for each in asked))
    assert len(seen) == 1, [len(each) for each in seen]


@pytest.mark.long
def test_the_time_tells_nothing(client: FlaskClient, papers: Papers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Mann-Whitney between wrong number, wrong name, wrong group and somebody else's paper, asked in turn: p > 0.01."""
    monkeypatch.setattr("training_app.verification.rules.NAME_PER_DAY", 10**9)
    number, name, _ = papers.asked["completion"]
    cases = [("PX2026-999999-AAAA", name), (number, "鞠思雨"), (papers.completion.number, name), ("PX2020-000777", name)]
    times: list[list[float]] = [[] for _ in cases]
    for serial in range(300):
        for place, (one, other) in enumerate(cases):
            begun = time.perf_counter()
            answer_of(client, one, other, serial * 4 + place)
            times[place].append(time.perf_counter() - begun)
    for one in range(len(cases)):
        for other in range(one):
            assert probability(times[one], times[other]) > 0.01, (one, other, [statistics.median(each) for each in times])


def probability(one: list[float], other: list[float]) -> float:
    """The two-sided p of the Mann-Whitney U test by its normal approximation."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(place for place, (_, group) in enumerate(ranked, start=1) if group == 0)
    n, m = len(one), len(other)
    u = ranks - n * (n + 1) / 2
    z = (u - n * m / 2) / (n * m * (n + m + 1) / 12) ** 0.5
    return 2 * (1 - statistics.NormalDist().cdf(abs(z)))
