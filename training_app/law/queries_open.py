"""Open questions of the law as their page shows them: by pack and subject, what belongs to one standard together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from os.path import commonprefix

from training_app.law import labels
from training_app.policies.check import OpenQuestion, open_questions
from training_app.policies.pack import Pack

_DOCUMENTS = "documents.toml"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the page: the questions about one value or rule, or about all levels of one occupational standard
    (`of_standard`). `key` is its place on the page."""

    key: str
    label: str
    questions: Sequence[OpenQuestion]
    of_standard: bool = False

    @property
    def standings(self) -> list[str]:
        """How its questions stand, each once, the most frequent first."""
        return [each for each, _ in Counter(map(standing, self.questions)).most_common()]


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one file of a pack: `scope` says whose, `subject` what about, `key` is its place on the page."""

    key: str
    scope: str
    subject: str
    lines: Sequence[Line]

    @property
    def count(self) -> int:
        """How many questions its lines hold."""
        return sum(len(line.questions) for line in self.lines)


def standing(question: OpenQuestion) -> str:
    """unverified (no text at hand, told by others), assumed (nothing told at all), undecided (a reading of a text)."""
    if question.kind == "interpretation":
        return "undecided"
    return "assumed" if question.basis == "assumed" else "unverified"


def counts(pack: Pack) -> dict[str, int]:
    """How many questions stand how."""
    found = Counter(map(standing, open_questions(pack)))
    return {name: found[name] for name in labels.STANDINGS}


def groups(pack: Pack, wanted: str = "") -> list[Group]:
    """The questions that stand as `wanted` (all, if that is no standing), in the order of the files of the pack."""
    files: dict[str, list[OpenQuestion]] = defaultdict(list)
    for question in open_questions(pack):
        if wanted not in labels.STANDINGS or standing(question) == wanted:
            files[question.where.split(":")[0]].append(question)
    return [_group(pack, file, questions) for file, questions in files.items()]


def _group(pack: Pack, file: str, questions: Sequence[OpenQuestion]) -> Group:
    folder, _, name = file.rpartition("/")
    subject = name.removesuffix(".toml")
    scope = labels.DOCUMENTS if file == _DOCUMENTS else pack.city.name if folder == pack.city.key else labels.NATIONAL
    key = f"{folder}-{subject}".strip("-")
    return Group(key, scope, labels.SUBJECTS.get(subject, labels.OF_DOCUMENTS), _lines(questions, subject == "prerequisites"))


def _lines(questions: Sequence[OpenQuestion], of_standards: bool) -> list[Line]:
    """`of_standards`: names end in the level, and the levels of one standard stand together."""
    found: dict[str, list[OpenQuestion]] = defaultdict(list)
    for each in questions:
        found[each.name.rpartition(".")[0] if of_standards else each.name].append(each)
    return [Line(key, _label(some), some, of_standards) for key, some in found.items()]


def _label(questions: Sequence[OpenQuestion]) -> str:
    """What the questions are called alike: the standard, without the levels."""
    alike = commonprefix([each.label for each in questions])
    return alike if all(each.label == alike for each in questions) else alike[: alike.rfind("）") + 1] or alike
