"""Pages of revoking and replacing one certificate: ask, look, decide."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.certificates import messages_acts as messages
from training_app.certificates import queries_acts, rules_acts, service_acts
from training_app.certificates.forms_acts import AskForm, RefuseForm, attach
from training_app.certificates.models_acts import CertificateAct
from training_app.certificates.views import blueprint
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.actor import Role
from training_app.kernel.errors import InvalidInput
from training_app.kernel.permissions import Permission, may, requires

_ASKERS = (Permission.CERTIFICATE_DECIDE, Permission.CERTIFICATE_ASK)


@blueprint.get("/acts")
@requires(*_ASKERS)
def acts() -> ResponseReturnValue:
    """Acts that wait for the second person, then those decided."""
    actor = current().actor
    return render_template(
        "certificates/acts.html", rows=queries_acts.listed(db.session(), actor), words=messages, kinds=service_acts.KINDS,
        may_decide=may(actor.role, Permission.CERTIFICATE_DECIDE), me=actor.user_id,
    )


@blueprint.route("/acts/new", methods=["GET", "POST"])
@requires(*_ASKERS)
def ask_act() -> ResponseReturnValue:
    """Asks for one certificate to be revoked or replaced."""
    session, actor, form = db.session(), current().actor, AskForm()
    key, number = (request.args.get(name, "").replace("\x00", "") for name in ("kind", "number"))
    kind, subject = service_acts.subject_of(session, actor, key, number)
    typed = {name: request.form.get(name, "") for name, *_ in kind.asks}
    status, others = 200, {}
    if form.is_submitted():
        try:
            with session.begin_nested():
                made = service_acts.ask(
                    session, actor, key, number, act=form.act.data or "", reason=form.reason.data or "",
                    document=form.document.data or "", terms=typed, at=dates.now(),
                )
        except InvalidInput as error:
            status, others = error.status, attach(form, error.fields)
        else:
            flash(messages.ASKED_OK.format(number=made.number), "success")
            return redirect(url_for("certificates.show_act", number=made.number))
    hanging = {act: service_acts.hanging(session, kind, act, subject.id) for act in rules_acts.ACTS}
    return render_template(
        "certificates/ask_act.html", form=form, kind=kind, subject=subject, typed=typed, others=others, hanging=hanging,
        words=messages, waits=queries_acts.waiting_number(session, key, subject.id),
    ), status  # fmt: skip


@blueprint.get("/acts/<number>")
@requires(*_ASKERS)
def show_act(number: str) -> ResponseReturnValue:
    """One act: the certificate, the reason, what hangs on it, and the decision."""
    return _page(number, RefuseForm())


@blueprint.post("/acts/<number>/agree")
@requires(Permission.CERTIFICATE_DECIDE)
def agree_act(number: str) -> ResponseReturnValue:
    """The second person does it."""
    made = service_acts.agree(db.session(), current().actor, number, dates.now())
    sentence = messages.DONE_REPLACED if made.successor else messages.DONE_REVOKED
    flash(sentence.format(number=made.certificate_number, successor=made.successor), "success")
    return redirect(url_for("certificates.show_act", number=number))


@blueprint.post("/acts/<number>/refuse")
@requires(Permission.CERTIFICATE_DECIDE)
def refuse_act(number: str) -> ResponseReturnValue:
    """The second person says no."""
    form, session = RefuseForm(), db.session()
    try:
        with session.begin_nested():
            made = service_acts.refuse(session, current().actor, number, form.remark.data or "", dates.now())
    except InvalidInput as error:
        attach(form, error.fields)
        return _page(number, form, error.status)
    flash(messages.REFUSED_OK.format(number=made.certificate_number), "success")
    return redirect(url_for("certificates.show_act", number=number))


@blueprint.post("/acts/<number>/withdraw")
@requires(*_ASKERS)
def withdraw_act(number: str) -> ResponseReturnValue:
    """Who asked takes it back."""
    made: CertificateAct = service_acts.withdraw(db.session(), current().actor, number, dates.now())
    flash(messages.WITHDRAWN_OK.format(number=made.certificate_number), "success")
    return redirect(url_for("certificates.show_act", number=number))


def _page(number: str, form: RefuseForm, status: int = 200) -> ResponseReturnValue:
    session, actor = db.session(), current().actor
    found = queries_acts.row(session, actor, number)
    record, kind = found.record, service_acts.kind_of(found.record.kind)
    waits = record.state == rules_acts.ASKED
    return render_template(
        "certificates/show_act.html", row=found, record=record, kind=kind, words=messages, form=form,
        hanging=service_acts.hanging(session, kind, record.act, record.certificate_id) if waits else [],
        may_decide=waits and actor.role is Role.BUREAU and actor.user_id != record.asked_by,
        may_withdraw=waits and (actor.user_id == record.asked_by or actor.institution_id is not None),
    ), status  # fmt: skip
