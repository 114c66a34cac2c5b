"""In which role a form was opened. Somebody with several roles may have switched in another window since: what was typed for
one organisation must not be done for another."""

from __future__ import annotations

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from training_app.accounts import queries
from training_app.db import db
from training_app.kernel import dates
from training_app.web.labels import label
from training_app.web.typed import typed_texts

FIELD = "acting_as"
# Leads nowhere but to another role, or out.
_ANY_ROLE = frozenset({"accounts.switch_role", "accounts.logout"})


def install(app: Flask) -> None:
    """Gives every form the role it was opened in."""
    app.jinja_env.globals["acting_as"] = acting_as


def acting_as() -> int | None:
    """What a form carries along: the membership acted in; None for who has one only."""
    if not current_user or not current_user.is_authenticated or current_user.role_count < 2:
        return None
    return current_user.membership_id


def refusal() -> ResponseReturnValue | None:
    """The page for a form that was opened in another of the user's roles, with what was typed; None for any other."""
    opened_in = request.form.get(FIELD, "") if request.method == "POST" else ""
    if not opened_in or request.endpoint in _ANY_ROLE or opened_in == str(current_user.membership_id):
        return None
    held = {str(each.membership_id): each for each in queries.memberships_of(db.session(), current_user.actor, dates.today())}
    now, then = held.get(str(current_user.membership_id)), held.get(opened_in)
    return render_template(
        "errors/other_role.html", now=_name(now), then=_name(then), then_id=then.membership_id if then else None,
        typed=typed_texts(request.form),
    ), 409  # fmt: skip


def _name(choice: queries.RoleChoice | None) -> str:
    if choice is None:
        return ""
    return "，".join(part for part in (choice.place, label(choice.role, "role")) if part)
