"""What a list's page draws round its lines: heads that sort, columns to choose, kept filters, links to the other pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from training_app.accounts.identity import current
from training_app.db import db
from training_app.db.paging import Page
from training_app.kernel.lists import SHEET, Column
from training_app.listing import queries, sources
from training_app.listing.rules import EXPORT_AT_ONCE
from training_app.listing.sources import Act, Source


@dataclass(frozen=True, slots=True)
class Offered:
    """A kept filter as the menu offers it."""

    id: int
    name: str
    url: str
    own: bool
    shared: bool
    current: bool
    opens: bool


@dataclass(frozen=True, slots=True)
class Tools:
    """Everything round one list, for one actor and address. `query` is what the address says, in words of the list."""

    source: Source
    query: dict[str, str]
    columns: list[Column]
    filters: list[Offered]
    acts: list[Act]
    own_columns: bool

    @property
    def key(self) -> str:
        return self.source.spec.key

    @property
    def title(self) -> str:
        return self.source.spec.title

    @property
    def unit(self) -> str:
        return self.source.spec.unit

    @property
    def filled(self) -> bool:
        """Whether anything narrows the list."""
        return self.source.spec.filled(self.query)

    @property
    def at_once(self) -> int:
        """Workbooks of so many lines are made at once."""
        return EXPORT_AT_ONCE

    @property
    def choosable(self) -> list[tuple[Column, bool]]:
        """The columns one may choose, and whether they are shown now."""
        shown = {column.key for column in self.columns}
        return [(c, c.key in shown) for c in self.source.spec.columns if c.only != SHEET]

    @property
    def clear_url(self) -> str:
        """The list with nothing set, not even the filter it opens with."""
        return address_of(self.source, {"all": "1"})

    @property
    def query_text(self) -> str:
        """The filters as an address carries them, for forms that come back here."""
        return urlencode(self.query)

    def url(self, **changed: str) -> str:
        """This list with some filters changed."""
        values = {**self.query, **changed}
        return address_of(self.source, {name: value for name, value in values.items() if value} or {"all": "1"})

    def heads(self) -> list[dict[str, Any]]:
        """The heads of the table; those of an order are links that turn it round."""
        order = self.source.spec.order_or_default(self.query.get("sort", ""))
        found = []
        for column in self.columns:
            head: dict[str, Any] = {"label": column.label, "cls": "n" if "n" in column.cls.split() else ""}
            if column.sort:
                now = order.removeprefix("-") == column.key
                head["sort_url"] = self.url(sort=column.key if now and order.startswith("-") else
                                            f"-{column.key}" if now else column.key)
                head["sorted"] = ("desc" if order.startswith("-") else "asc") if now else None
            found.append(head)
        return found

    def page_url(self, at: str) -> str:
        """The page that goes on at a place."""
        return self.url(at=at)

    def exportable(self, page: Page) -> bool:
        """Whether there is anything to write into a workbook."""
        return page.total > 0


def address_of(source: Source, query: Mapping[str, str]) -> str:
    """The address of a list with a query. Put together by hand: names of a query must not become options of url_for."""
    values = {**source.address, **query}
    return f"{url_for(source.endpoint)}?{urlencode(values)}" if values else url_for(source.endpoint)


def tools(key: str) -> Tools:
    """The tools of a list for the present actor and address."""
    source, actor = sources.known(key), current().actor
    kept = queries.kept(db.session(), actor, key)
    query = source.spec.kept(request.args)
    offered = [
        Offered(
            each.id, each.name, address_of(source, {name: str(value) for name, value in each.query.items()}),
            each.user_id == actor.user_id, each.shared, each.query == query, each.id == kept.default_filter_id,
        )
        for each in kept.filters
    ]  # fmt: skip
    return Tools(
        source, query, source.spec.chosen(kept.columns), offered, source.acts_of(actor), kept.columns is not None
    )
