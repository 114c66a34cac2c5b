"""What the command palette offers before anything is typed: the pages of the menu and the acts a role does often."""

from __future__ import annotations

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from training_app.kernel.actor import Role
from training_app.kernel.permissions import Permission, may
from training_app.people.names import pinyin_key
from training_app.web.labels import PALETTE
from training_app.web.pages.search import SEARCHING

_P = Permission
# Key of the label, endpoint, its values, permission.
_ACTS: tuple[tuple[str, str, dict[str, str], Permission], ...] = (
    ("class_new", "classes.new", {}, _P.CLASS_FILE),
    ("classes_waiting", "classes.index", {"state": "submitted"}, _P.CLASS_REVIEW),
    ("roster_import", "intake.new", {"kind": "roster"}, _P.ROSTER_IMPORT),
    ("attendance_import", "intake.new", {"kind": "attendance"}, _P.CLASS_RUN),
    ("scores_import", "intake.new", {"kind": "scores"}, _P.CLASS_RUN),
    ("levels_import", "intake.new", {"kind": "level_certificates"}, _P.CERTIFICATE_IMPORT),
    ("payments_import", "intake.new", {"kind": "disbursements"}, _P.DISBURSEMENT_IMPORT),
    ("title_recognise", "titles.index", {}, _P.TITLE_RECOGNISE),
    ("title_records", "titles.records", {}, _P.TITLE_VIEW),
    ("return_now", "reports.index", {}, _P.RETURN_VIEW),
    ("returns", "reports.returns", {}, _P.RETURN_VIEW),
    ("institution_new", "institutions.new", {}, _P.INSTITUTION_MANAGE),
    ("programmes", "programmes.index", {}, _P.INSTITUTION_VIEW),
    ("plans", "plans.index", {}, _P.PLAN_VIEW),
    ("user_new", "accounts.new_user", {}, _P.ACCOUNT_MANAGE),
    ("own_titles", "engineer.titles", {}, _P.HOURS_OWN),
    ("own_certificates", "engineer.certificates", {}, _P.HOURS_OWN),
    ("account", "accounts.account", {}, _P.HOME),
)


def install(app: Flask) -> None:
    """Gives every template `palette`, `search_url` and `keys_off`."""
    app.context_processor(context)


def context() -> dict[str, object]:
    """The acts of the actor's role with the letters they are found by, and where the search goes."""
    if not current_user or not current_user.is_authenticated:
        return {"palette": []}
    role = current_user.actor.role
    acts = [
        {"label": PALETTE[key], "url": url_for(endpoint, **values), "letters": letters(PALETTE[key])}  # type: ignore[arg-type]
        for key, endpoint, values, permission in _ACTS
        if may(role, permission) and endpoint in current_app.view_functions
    ]
    return {
        "palette": acts, "letters": letters, "keys_off": request.cookies.get("keys") == "off",
        "search_url": url_for("search.index") if may_search(role) else None,
    }


def may_search(role: Role) -> bool:
    """Whether the role may search at all."""
    return any(may(role, permission) for permission in SEARCHING)


def letters(text: str) -> str:
    """Pinyin and its initials, for finding by typing: 班次 → "banci bc"."""
    spelled, initials = pinyin_key(text)
    return f"{spelled.replace(' ', '')} {initials}"
