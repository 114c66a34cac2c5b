"""Every list of the register: its columns, who may open it, where its lines come from, what many lines can be done to."""

from __future__ import annotations

from training_app.classes import queries as classes
from training_app.classes.layout_list import CLASSES
from training_app.kernel.permissions import Permission
from training_app.listing.sources import Source, register
from training_app.people.layout_list import PEOPLE
from training_app.web.pages import people

SOURCES = (
    Source(
        CLASSES, "classes.index", (Permission.CLASS_VIEW,),
        lambda session, actor, query, part, day: classes.page_of(session, actor, classes.Filters.of(query), part),
    ),
    Source(PEOPLE, "people.index", (Permission.PERSON_VIEW,), people.fetch),
)  # fmt: skip


def fill() -> None:
    """Registers all of them."""
    for source in SOURCES:
        register(source)
