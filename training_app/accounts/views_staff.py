"""/staff: the accounts of one's own organisation or district; for the bureau, the administrators of the districts."""

from __future__ import annotations

import time

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.fields.choices import SelectChoice

from training_app.accounts import labels, messages, queries_staff, service_invitations, service_staff
from training_app.accounts.forms_staff import ForgotForm, HandOverForm, InviteForm, UnitAdministratorForm
from training_app.accounts.identity import current
from training_app.accounts.service_invitations import Scope
from training_app.accounts.views_activation import blueprint
from training_app.accounts.views_slip import slip
from training_app.db import db, own_transaction
from training_app.institutions import queries as institutions
from training_app.kernel import dates
from training_app.kernel.actor import Role
from training_app.kernel.errors import InvalidInput, NotFound
from training_app.kernel.permissions import Permission, may, public, requires
from training_app.places import queries as places

# How long every answer to a forgotten password takes: several times what the work takes.
FORGOT_SECONDS = 0.25


@blueprint.get("/staff")
@requires(Permission.STAFF_VIEW)
def staff() -> ResponseReturnValue:
    """Colleagues, invitations under way and requests; whoever does not administer sees who does."""
    session, actor, today = db.session(), current().actor, dates.today()
    whole_city = may(actor.role, Permission.INSTITUTION_MANAGE)
    return render_template(
        "accounts/staff.html", colleagues=queries_staff.colleagues(session, actor, today) if not whole_city else [],
        pending=queries_staff.pending(session, actor, dates.now()), at=dates.now(), whole_city=whole_city,
        requests=queries_staff.requests(session, actor, today), manages=whole_city or actor.administers,
        districts=places.districts(session) if whole_city else [],
        of_districts=queries_staff.administrators_of_districts(session, actor, today),
    )


@blueprint.route("/staff/invite", methods=["GET", "POST"])
@requires(Permission.STAFF_VIEW)
def invite() -> ResponseReturnValue:
    """Invites a colleague; the bureau the administrator of a district (`district`)."""
    session, actor = db.session(), current().actor
    district = request.args.get("district", "")
    scope = Scope(Role.DISTRICT, district_code=district) if district else service_staff.unit_of(actor)
    names = {each.code: each.name for each in places.districts(session)}
    if (district and district not in names) or not service_invitations.may_invite(actor, scope):
        raise NotFound("accounts.may_not_invite", messages.MAY_NOT_INVITE)
    form = InviteForm()
    if form.validate_on_submit():
        try:
            name = service_staff.name_of(form.name.data or "")
            made, code = service_invitations.invite(
                session, actor, scope, name, dates.now(), administers=bool(form.administers.data or district)
            )
        except InvalidInput as error:
            form.name.errors = [*form.name.errors, error.message]
        else:
            return slip(made, code, url_for("accounts.staff"))
    page = render_template("accounts/staff_invite.html", form=form, district=names.get(district, ""), role=scope.role)
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/institutions/<code>/administrator", methods=["GET", "POST"])
@requires(Permission.INSTITUTION_MANAGE)
def unit_administrator(code: str) -> ResponseReturnValue:
    """The administrators of an organisation, and the invitation of one more by the bureau."""
    session, actor = db.session(), current().actor
    unit = institutions.by_code(session, actor, code)
    form = UnitAdministratorForm()
    roles = ["training_institution", "assessment_body", "employer", "authority"]
    form.role.choices = [SelectChoice("", labels.CHOOSE), *(SelectChoice(role, labels.ROLES[role]) for role in roles)]
    kinds = [held.kind for held in institutions.qualifications_of(session, unit.id) if held.kind in roles]
    if not form.is_submitted():
        form.role.data = kinds[0] if kinds else ""
    if form.validate_on_submit():
        if form.role.data not in roles:
            form.role.errors = [*form.role.errors, messages.ROLE_UNKNOWN]
        else:
            scope = Scope(Role(form.role.data), unit.id)
            made, secret = service_invitations.invite(
                session, actor, scope, form.name.data or "", dates.now(), administers=True
            )
            return slip(made, secret, url_for("institutions.show", code=unit.code))
    found = queries_staff.of_unit(session, actor, dates.today(), institution_id=unit.id)
    page = render_template("accounts/unit_administrator.html", form=form, unit=unit, administrators=found)
    return page, 422 if form.is_submitted() else 200


@blueprint.post("/staff/withdraw")
@requires(Permission.STAFF_VIEW)
def staff_withdraw() -> ResponseReturnValue:
    """Ends a colleague's role at once."""
    service_staff.withdraw(db.session(), current().actor, _number("membership"), dates.now())
    return _done(messages.STAFF_WITHDRAWN)


@blueprint.post("/staff/administrator")
@requires(Permission.STAFF_VIEW)
def staff_administrator() -> ResponseReturnValue:
    """Makes a colleague an administrator, or an ordinary one again."""
    wanted = request.form.get("administers") == "yes"
    service_staff.set_administers(db.session(), current().actor, _number("membership"), wanted, dates.now())
    return _done(messages.STAFF_ADMINISTRATOR if wanted else messages.STAFF_ORDINARY)


@blueprint.post("/staff/reset")
@requires(Permission.STAFF_VIEW, Permission.ACCOUNT_MANAGE)
def staff_reset() -> ResponseReturnValue:
    """A one-time code for a colleague's new password, shown once."""
    user, made, code = service_staff.send_reset(db.session(), current().actor, _number("membership"), dates.now())
    return slip(made, code, _back(), login=user.login, name=user.display_name)


@blueprint.post("/staff/requests/dismiss")
@requires(Permission.STAFF_VIEW, Permission.ACCOUNT_MANAGE)
def dismiss_request() -> ResponseReturnValue:
    """Closes a request for a new password without giving one."""
    service_staff.dismiss_request(db.session(), current().actor, _number("request"), dates.now())
    return _done(messages.REQUEST_DISMISSED)


@blueprint.post("/staff/invitations/revoke")
@requires(Permission.STAFF_VIEW)
def revoke_invitation() -> ResponseReturnValue:
    """Takes an invitation back."""
    service_invitations.revoke(db.session(), current().actor, _number("invitation"), dates.now())
    return _done(messages.INVITATION_REVOKED)


@blueprint.post("/staff/invitations/renew")
@requires(Permission.STAFF_VIEW)
def renew_invitation() -> ResponseReturnValue:
    """A new code in place of one that was lost or ran out."""
    made, code = service_invitations.renew(db.session(), current().actor, _number("invitation"), dates.now())
    return slip(made, code, url_for("accounts.staff"))


@blueprint.route("/staff/hand-over", methods=["GET", "POST"])
@requires(Permission.STAFF_VIEW)
def hand_over() -> ResponseReturnValue:
    """Passes the administration on, to a colleague or to somebody invited for it."""
    session, actor, form = db.session(), current().actor, HandOverForm()
    if not actor.administers:
        raise NotFound("accounts.not_administrator", messages.NOT_ADMINISTRATOR)
    others = [line for line in queries_staff.colleagues(session, actor, dates.today()) if not line.oneself]
    form.successor.choices = [
        SelectChoice("", labels.NO_COLLEAGUE), *(SelectChoice(str(line.membership_id), line.user.display_name) for line in others)
    ]
    if form.validate_on_submit():
        leaves, chosen, name = form.afterwards.data == "leave", form.successor.data, (form.name.data or "").strip()
        if bool(chosen) == bool(name):
            form.successor.errors = [*form.successor.errors, messages.SUCCESSOR_MISSING]
        elif chosen:
            service_staff.hand_over(session, actor, _number("successor"), leaves, dates.now())
            flash(messages.HANDED_OVER_LEFT if leaves else messages.HANDED_OVER, "success")
            return redirect(url_for("home.index"))
        else:
            made, code = service_staff.hand_over_by_invitation(session, actor, name, leaves, dates.now())
            return slip(made, code, url_for("accounts.staff"))
    return render_template("accounts/hand_over.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/forgot", methods=["GET", "POST"])
@public
def forgot() -> ResponseReturnValue:
    """Who can help, and a request that reaches them; the answer never tells whether the account exists."""
    form, status, begun = ForgotForm(), 200, time.monotonic()
    if form.is_submitted():
        status = 422
        if form.validate():
            refused = _asked(form.login.data or "")
            # A login there is makes work a login there is not does not: the answer waits until both are done.
            time.sleep(max(0.0, begun + FORGOT_SECONDS - time.monotonic()))
            if refused:
                form.login.errors, status = [*form.login.errors, refused], 429
            else:
                return render_template("accounts/forgot.html", form=ForgotForm(formdata=None), noted=messages.FORGOT_NOTED)
    return render_template("accounts/forgot.html", form=form, noted=""), status


def _asked(login: str) -> str:
    """Notes who forgot a password, and is done with it when this returns; the sentence of a refusal, else empty."""
    with own_transaction() as session:
        try:
            service_staff.ask_for_reset(session, login, request.remote_addr or "", dates.now())
        except InvalidInput as error:
            return error.message
    return ""


def _back() -> str:
    return url_for("accounts.index" if may(current().actor.role, Permission.ACCOUNT_MANAGE) else "accounts.staff")


def _done(sentence: str) -> ResponseReturnValue:
    flash(sentence, "success")
    return redirect(_back())


def _number(name: str) -> int:
    typed = request.form.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
