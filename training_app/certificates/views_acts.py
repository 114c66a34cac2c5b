"""Pages of revoking and replacing one certificate: ask, look, decide."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.audit import service as trail
from training_app.certificates import messages_acts as messages
from training_app.certificates import queries_acts, rules_acts, service_acts, service_acts_many
from training_app.certificates.forms_acts import AskForm, RefuseForm, ScanForm, attach
from training_app.certificates.layout_acts import CERTIFICATE_ACTS
from training_app.certificates.models_acts import CertificateAct
from training_app.certificates.views import blueprint
from training_app.db import db
from training_app.files import service as files
from training_app.files.rules import download_headers
from training_app.kernel import dates
from training_app.kernel.actor import Role
from training_app.kernel.errors import InvalidInput
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, may, requires

_ASKERS = (Permission.CERTIFICATE_DECIDE, Permission.CERTIFICATE_ASK)


@blueprint.get("/acts")
@requires(*_ASKERS)
def acts() -> ResponseReturnValue:
    """Acts that wait for the second person and those decided, newest first; filters in the address."""
    session, actor, filters = db.session(), current().actor, queries_acts.Filters.of(request.args)
    waiting, others = queries_acts.waiting_count(session, actor)
    return render_template(
        "certificates/acts.html", filters=filters, words=messages, kinds=service_acts.KINDS, key=CERTIFICATE_ACTS.key,
        page=queries_acts.page_of(session, actor, filters, Asked.of(CERTIFICATE_ACTS, request.args)),
        waiting=waiting, mine=others if may(actor.role, Permission.CERTIFICATE_DECIDE) else 0,
    )  # fmt: skip


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
                    document=form.document.data or "", terms=typed, at=dates.now(), upload=form.upload(),
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


@blueprint.get("/acts/<number>/document")
@requires(*_ASKERS)
def act_document(number: str) -> ResponseReturnValue:
    """The scan of the document, to be saved."""
    session, actor = db.session(), current().actor
    record, found = queries_acts.document(session, actor, number)
    kind = service_acts.kind_of(record.kind).record_kind
    detail = {"request": record.number}
    trail.record(session, actor, f"{kind}.open_document", kind, record.certificate_number, at=dates.now(), detail=detail)
    return Response(files.read(found), headers=download_headers(found.name or "", found.media_type))


@blueprint.post("/acts/<number>/document")
@requires(*_ASKERS)
def add_act_document(number: str) -> ResponseReturnValue:
    """Adds the scan of the document, to everything asked for together."""
    session, form = db.session(), ScanForm()
    try:
        with session.begin_nested():
            count = service_acts_many.add_scan(session, current().actor, number, form.upload(), dates.now())
    except InvalidInput as error:
        attach(form, error.fields)
        return _page(number, RefuseForm(formdata=None), error.status, form)
    flash(messages.SCAN_ADDED.format(count=count), "success")
    return redirect(url_for("certificates.show_act", number=number))


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


def _page(number: str, form: RefuseForm, status: int = 200, scan: ScanForm | None = None) -> ResponseReturnValue:
    session, actor = db.session(), current().actor
    found = queries_acts.row(session, actor, number)
    record, kind = found.record, service_acts.kind_of(found.record.kind)
    waits = record.state == rules_acts.ASKED
    own = waits and service_acts.asked_by(actor, record)
    return render_template(
        "certificates/show_act.html", row=found, record=record, kind=kind, words=messages, form=form,
        scan=scan or ScanForm(formdata=None),
        together=queries_acts.together(session, actor, record), may_add=own and record.file_id is None,
        hanging=service_acts.hanging(session, kind, record.act, record.certificate_id) if waits else [],
        may_decide=waits and actor.role is Role.BUREAU and actor.user_id != record.asked_by,
        may_withdraw=own,
    ), status  # fmt: skip
