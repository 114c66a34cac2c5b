"""The main navigation of each role."""

from __future__ import annotations

from flask import Flask, current_app, request, url_for
from flask_login import current_user

from training_app.accounts import queries
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.actor import Actor, Role
from training_app.kernel.permissions import Permission, may
from training_app.notices import queries as notices
from training_app.web import labels

_ITEMS = (
    ("首页", "home.index", Permission.HOME, ("home",)),
    (
        "班次", "classes.index", Permission.CLASS_VIEW,
        (
            "classes", "attendance", "completion", "scanning", "plans", "inspections",
            "corrections", "changes", "findings", "class_reports", "exports", "evaluations",
            "applications",
        ),
    ),
    ("导入", "intake.index", Permission.ROSTER_VIEW, ("intake",)),
    ("人员", "people.index", Permission.PERSON_VIEW, ("people", "person", "honours")),
    (
        "证书", "certificates.index", Permission.CERTIFICATE_VIEW,
        ("certificates", "lots", "level_applications", "claims", "assessment_sessions", "differences"),
    ),
    ("职称", "titles.index", Permission.TITLE_VIEW, ("titles",)),
    ("补贴", "subsidies.index", Permission.DISBURSEMENT_VIEW, ("subsidies",)),
    ("季度报表", "reports.index", Permission.RETURN_VIEW, ("reports", "returns")),
    ("机构", "institutions.index", Permission.INSTITUTION_VIEW, ("institutions", "programmes", "registration", "resources")),
    ("人员", "employees.index", Permission.EMPLOYEE_VIEW, ("employees",)),
    ("报名", "staff_classes.index", Permission.STAFF_SIGN_UP, ("staff_classes",)),
    ("检查", "inspections.index", Permission.INSPECTION_JOIN, ("inspections",)),
    ("学时", "engineer.hours", Permission.HOURS_OWN, ("engineer.hours",)),
    ("报名", "own_classes.index", Permission.TRAINING_OWN, ("own_classes",)),
    (
        "证书", "engineer.certificates", Permission.HOURS_OWN,
        (
            "engineer.certificates", "evaluations.own", "evaluations.give", "level_applications.own", "honours.own", "claims.own",
            "honours.claim",
        ),
    ),
    ("职称", "engineer.titles", Permission.HOURS_OWN, ("engineer.titles",)),
    ("谁看过", "engineer.looks", Permission.HOURS_OWN, ("engineer.looks",)),
    ("账户", "accounts.index", Permission.ACCOUNT_MANAGE, ("accounts",)),
    ("审计", "audit.index", Permission.AUDIT_VIEW, ("audit",)),
    ("管理员密码", "accounts.administrator_resets", Permission.ADMINISTRATOR_RESET, ("accounts.administrator_resets",)),
    ("后台任务", "jobs.index", Permission.ADMINISTRATOR_RESET, ("jobs",)),
    ("政策依据", "law.index", Permission.POLICY_VIEW, ("law",)),
)


def install(app: Flask) -> None:
    """Gives every template `nav_items` and `account`."""
    app.context_processor(context)


def context() -> dict[str, object]:
    """Entries the actor may open, and who is logged in for whom."""
    if not current_user or not current_user.is_authenticated:
        return {"nav_items": [], "account": None}
    actor = current_user.actor
    section = (request.blueprint or "").split(".")[0]
    # A page with an entry of its own does not light that of its section as well.
    here = request.endpoint if any(request.endpoint in sections for *_, sections in _ITEMS) else section
    items = [
        {"label": text, "url": url_for(endpoint), "current": here in sections}
        for text, endpoint, permission, sections in _ITEMS
        if may(actor.role, permission) and endpoint in current_app.view_functions
        # The engineer's home is the hour bank.
        and not (endpoint == "home.index" and actor.role is Role.ENGINEER)
    ]
    account = {
        "display_name": actor.name, "role": labels.label(actor.role, "role"),
        "organisation": queries.organisation_name(db.session(), actor), "switch_url": url_for("accounts.switch_role"),
        "links": _links(actor),
        "roles": _roles() if current_user.role_count > 1 else [],
    }
    return {
        "nav_items": items, "account": account, "actor": actor, "logout_url": url_for("accounts.logout"),
        "help_url": url_for("help.index"),
        "inbox": {
            "url": url_for("notices.index"), "count": notices.unread_count(db.session(), actor),
            "most": notices.MOST_COUNTED, "current": section == "notices",
        },
    }



def _links(actor: Actor) -> list[dict[str, str]]:
    """The account menu: one's own account, and the unit's accounts for whoever looks after them."""
    links = [{"label": "账户与密码", "url": url_for("accounts.account")}]
    if actor.administers and may(actor.role, Permission.STAFF_VIEW):
        links.append({"label": "本单位账户", "url": url_for("accounts.staff")})
    elif may(actor.role, Permission.INSTITUTION_MANAGE):
        links.append({"label": "单位与区市管理员", "url": url_for("accounts.staff")})
    # The three administrators have it in the main menu.
    if not may(actor.role, Permission.ADMINISTRATOR_RESET):
        links.append({"label": "后台任务", "url": url_for("jobs.index")})
    return links


def _roles() -> list[dict[str, object]]:
    """The roles the user could go on in, for the menu."""
    return [
        {
            "label": " ".join(filter(None, (labels.label(choice.role, "role"), choice.place))),
            "value": choice.membership_id, "current": choice.membership_id == current_user.membership_id,
        }
        for choice in queries.memberships_of(db.session(), current_user.actor, dates.today())
    ]
