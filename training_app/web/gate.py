"""The gate before every view: logged in, and holding a permission the view declares. Deny by default."""

from __future__ import annotations

from urllib.parse import SplitResult, urlsplit

from flask import Flask, abort, current_app, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_wtf.csrf import CSRFError

from training_app.accounts import messages
from training_app.accounts.identity import login_manager, tell_if_displaced
from training_app.audit import service as audit
from training_app.db import own_transaction
from training_app.kernel.errors import PermissionDenied
from training_app.kernel.permissions import may
from training_app.web import acting

# Everything anybody may open; frozen by a test.
PUBLIC_ENDPOINTS = frozenset(
    {
        "static", "accounts.login", "accounts.login_code", "accounts.set_up", "accounts.activate", "accounts.forgot",
        "registration.apply", "directory.index", "directory.show",
        "registration.correct", "registration.status", "verification.lookup", "verification.by_token",
        "list_help.index", "list_help.show",
        "scanning.scan",
        "class_directory.index", "class_directory.show",
    }
)


# What is open to somebody who has to enrol a second factor before everything else.
ENROLLING = frozenset(
    {
        "accounts.second_factor", "accounts.begin_factor", "accounts.confirm_factor", "accounts.account", "accounts.logout",
    }
)


# Methods that change nothing.
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask) -> None:
    """Puts the gate before every request."""
    login_manager.init_app(app)
    app.before_request(check_origin)
    app.before_request(check)


def check_origin() -> None:
    """Refuses an act that a page of another site sent, whatever token it carries: a second wall behind the token."""
    if request.method in _SAFE:
        return
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if site not in ("same-origin", "none") if site else origin is not None and _page_here(origin) is None:
        raise CSRFError


def _page_here(address: str) -> SplitResult | None:
    """The address of a page of this site; None for one elsewhere, or for nonsense. The port may be missing behind a proxy."""
    try:
        parts, here = urlsplit(address), urlsplit(f"//{request.host}")
        return parts if parts.hostname and parts.hostname == here.hostname else None
    except ValueError:
        return None


def check() -> ResponseReturnValue | None:
    """Lets pass, sends to the login page, or raises PermissionDenied. An address without a view goes on to its 404 or 405, and
    one with a zero byte, which no record is called by and no database looks up, is none."""
    if "\x00" in request.path:
        abort(404)
    if request.endpoint is None or request.endpoint in PUBLIC_ENDPOINTS:
        return None
    if not current_user.is_authenticated:
        return redirect(url_for("accounts.login", next=_after_login()))
    if current_user.password_due and request.endpoint not in {"accounts.account", "accounts.logout"}:
        return redirect(url_for("accounts.account"))
    if current_user.factor_due and request.endpoint not in ENROLLING:
        return redirect(url_for("accounts.second_factor"))
    if (page := acting.refusal()) is not None:
        return page
    actor = current_user.actor
    if not any(may(actor.role, permission) for permission in permissions_of(request.endpoint)):
        with own_transaction() as session:
            audit.record(session, actor, "web.refused", "page", request.endpoint, result=audit.DENIED)
        raise PermissionDenied("web.no_permission", "您的角色不能打开这个页面。如需办理，请联系本单位管理员。")
    return None


def _after_login() -> str | None:
    """Where to go on: to the page asked for; of a form that came too late, to the page it stood on."""
    was_in = tell_if_displaced()
    if request.method == "GET":
        return request.full_path.rstrip("?")
    if not was_in or request.blueprint == "drafts":
        return None
    flash(messages.SESSION_OVER, "warning")
    page = _page_here(request.referrer or "")
    if page is None:
        return None
    return f"{page.path}?{page.query}" if page.query else page.path


def permissions_of(endpoint: str) -> tuple:
    """The permissions the view of an endpoint declares; empty for a public one."""
    return current_app.view_functions[endpoint].required_permissions


def check_every_route_declares(app: Flask) -> None:
    """Refuses to start an application with a route that declares nothing, or is public without being on the list."""
    for endpoint, view in app.view_functions.items():
        if endpoint == "static":
            continue
        declared = getattr(view, "required_permissions", None)
        if declared is None or (not declared) != (endpoint in PUBLIC_ENDPOINTS):
            raise RuntimeError(f"route {endpoint} must declare its permission or stand on the public list")
