"""Names: sameness and pinyin."""

from __future__ import annotations

import pytest

from training_app.people.names import comparable, pinyin_key


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("单海明", "shan hai ming", "shm"),
        ("曾子墨", "zeng zi mo", "zzm"),
        ("尉迟恭", "yu chi gong", "ycg"),
        ("单于飞", "chan yu fei", "cyf"),
        ("张重庆", "zhang zhong qing", "zzq"),
        ("艾力·努尔麦麦提", "ai li nu er mai mai ti", "alnemmt"),
        ("Ali Khan-Smith", "ali khan smith", "aks"),
        ("𠮷田", "𠮷 tian", "𠮷t"),
    ],
)
def test_a_name_is_found_by_the_reading_of_its_surname(name: str, pinyin: str, initials: str) -> None:
    assert pinyin_key(name) == (pinyin, initials)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("艾力·努尔", "艾力•努尔"), ("艾力·努尔", "艾力.努尔"), ("张 三", "张三"), ("ALI KHAN", "Ali Khan"), ("Ａli", "Ali"),
        ("张\u200b三", "张三"),
    ],
)  # fmt: skip
def test_spelling_that_does_not_matter_makes_no_other_name(one: str, other: str) -> None:
    assert comparable(one) == comparable(other)


def test_other_characters_are_another_name() -> None:
    assert comparable("鞠佳琪") != comparable("鞠佳淇")
