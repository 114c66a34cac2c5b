"""What every template may use: filters for hours, money, days and masked numbers, names of states, the city."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlencode

from flask import Flask, request

from training_app.audit.labels import action_label
from training_app.kernel import dates, identity
from training_app.kernel.lists import Column
from training_app.kernel.quantities import format_fen, format_hours
from training_app.listing.tools import tools
from training_app.policies.city import city
from training_app.web import labels


def install(app: Flask) -> None:
    """Registers filters and globals."""
    app.jinja_env.filters |= {
        "hours": format_hours, "fen": format_fen, "mask": identity.mask, "day": day, "short_day": short_day,
        "instant": instant, "short_instant": short_instant, "clock": clock, "label": labels.label, "paper_day": paper_day,
        "act": action_label, "shown": shown, "waited": waited,
    }
    app.jinja_env.globals |= {"city": city(), "today": dates.today, "page_url": page_url, "list_tools": tools}
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True


def page_url(number: int) -> str:
    """The address of another page of the present list, with the same filters."""
    # Put together by hand: names in the address are the user's own and must not become options of url_for.
    kept = [(name, value) for name, value in request.args.items(multi=True) if value and name != "page"]
    return f"?{urlencode([*kept, ('page', number)])}"


def day(value: date | None) -> str:
    """2026-09-30, empty for none."""
    return value.isoformat() if value else ""


def shown(column: Column, line: object) -> str | int:
    """What a line of a list holds in a column, as pages write it."""
    value = column.value(line)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:,}"
    return "—" if value is None or value == "" else value


def short_day(value: date | None) -> str:
    """09-30 in the running year, else the whole day."""
    if value is None:
        return ""
    return value.strftime("%m-%d") if value.year == dates.today().year else value.isoformat()


def paper_day(value: date | None) -> str:
    """2026年9月30日, as official papers write it."""
    return labels.PAPER_DAY.format(day=value) if value else ""


def instant(value: datetime | None) -> str:
    """2026-09-30 16:42 in China."""
    return value.astimezone(dates.CHINA).strftime("%Y-%m-%d %H:%M") if value else ""


def clock(value: datetime | None) -> str:
    """The time of an instant in China: 16:42."""
    return value.astimezone(dates.CHINA).strftime("%H:%M") if value else ""


def short_instant(value: datetime | None) -> str:
    """The day of an instant in China: 09-30 in the running year, else the whole day."""
    return short_day(value.astimezone(dates.CHINA).date()) if value else ""


def waited(since: datetime | None) -> str:
    """How long something has been with whoever has it, in days of China's calendar: 6 天, 今天起; empty for none."""
    if since is None:
        return ""
    days = (dates.today() - since.astimezone(dates.CHINA).date()).days
    return labels.WAITED_DAYS.format(days=days) if days > 0 else labels.WAITED_NOT_A_DAY
