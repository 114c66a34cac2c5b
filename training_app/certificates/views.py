"""Certificates: the list, one of them, and completion certificates as PDF."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.certificates import (
    queries,
    queries_acts,
    queries_chain,
    queries_lots,
    queries_papers,
    service,
    service_acts,
)
from training_app.certificates.forms import FilterForm
from training_app.certificates.labels import KINDS, PDF_NAME
from training_app.certificates.layout_list import COMPLETION_CERTIFICATES, LEVEL_CERTIFICATES
from training_app.certificates.paper_pdf import completion_certificates_pdf
from training_app.certificates.queries_papers import COMPLETION
from training_app.db import db
from training_app.files.public_address import public_address
from training_app.files.rules import download_headers
from training_app.kernel import dates
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, may, requires
from training_app.programmes.queries import occupations

blueprint = Blueprint("certificates", __name__, url_prefix="/certificates")

PDF = "application/pdf"
LISTS = {queries.LEVEL: LEVEL_CERTIFICATES, queries.COMPLETION: COMPLETION_CERTIFICATES}


@blueprint.get("/")
@requires(Permission.CERTIFICATE_VIEW)
def index() -> ResponseReturnValue:
    """Level and completion certificates in scope, with filters in the address."""
    session = db.session()
    kind = queries.COMPLETION if request.args.get("kind") == queries.COMPLETION else queries.LEVEL
    form = FilterForm(request.args)
    form.offer({entry.key: entry.short_name for entry in occupations(session)})
    listed = LISTS[kind]
    if not form.validate():
        return render_template("certificates/index.html", form=form, kind=kind, kinds=KINDS, key=listed.key, page=None), 422
    page = queries.page_of(session, current().actor, kind, form.filters(), Asked.of(listed, request.args))
    return render_template(
        "certificates/index.html", form=form, kind=kind, kinds=KINDS, key=listed.key, page=page,
        may_import=may(current().actor.role, Permission.CERTIFICATE_IMPORT),
        may_act=may(current().actor.role, Permission.CERTIFICATE_ASK),
    )


@blueprint.get("/level/<path:number>")
@requires(Permission.CERTIFICATE_VIEW)
def show_level(number: str) -> ResponseReturnValue:
    """One level certificate with the assessment it was given for."""
    session = db.session()
    facts = queries.level(session, current().actor, number)
    person_id = facts.record.person_id
    document = queries_papers.masked_documents(session, [person_id]).get(person_id, ("", ""))
    return render_template(
        "certificates/show_level.html", facts=facts, document=document, **chain_of(queries.LEVEL, facts.record.id),
        person_page=may(current().actor.role, Permission.PERSON_VIEW), may_ask=may_ask(queries.LEVEL),
        waits=queries_acts.waiting_number(session, queries.LEVEL, facts.record.id),
        lot=queries_lots.of_certificate(session, facts.record),
        lot_page=may(current().actor.role, Permission.LEVEL_CONFIRM),
    )  # fmt: skip


@blueprint.get("/completion/<number>")
@requires(Permission.CERTIFICATE_VIEW)
def show_completion(number: str) -> ResponseReturnValue:
    """One completion certificate."""
    session = db.session()
    facts = queries.completion(session, current().actor, number)
    person_id = facts.record.person_id
    document = queries_papers.masked_documents(session, [person_id]).get(person_id, ("", ""))
    return render_template(
        "certificates/show_completion.html", facts=facts, document=document,
        person_page=may(current().actor.role, Permission.PERSON_VIEW), may_ask=may_ask(COMPLETION),
        waits=queries_acts.waiting_number(session, COMPLETION, facts.record.id), **chain_of(COMPLETION, facts.record.id),
    )  # fmt: skip


def chain_of(kind: str, certificate_id: int) -> dict[str, object]:
    """What was issued before and after a certificate, as its page shows it."""
    links = queries_chain.chain(db.session(), current().actor, kind, certificate_id)
    return {
        "chain": links, "before": queries_chain.before(links), "standing": queries_chain.standing(links),
        "acts_open": may_ask(kind),
    }  # fmt: skip


def may_ask(kind: str) -> bool:
    """Whether the actor may ask for certificates of this kind to be revoked or replaced."""
    role, known = current().actor.role, service_acts.KINDS.get(kind)
    return known is not None and (may(role, Permission.CERTIFICATE_DECIDE) or role in known.askers)


@blueprint.get("/completion/<number>.pdf")
@requires(Permission.CERTIFICATE_VIEW)
def completion_pdf(number: str) -> ResponseReturnValue:
    """One completion certificate to print."""
    session, actor = db.session(), current().actor
    paper = queries_papers.paper(session, actor, number, public_address())
    service.note_print(session, actor, "completion_certificate", number, 1, dates.now())
    rendered = completion_certificates_pdf([paper])
    return Response(rendered.content, headers=download_headers(PDF_NAME.format(number=number), PDF))


@blueprint.get("/classes/<number>.pdf")
@requires(Permission.CERTIFICATE_VIEW)
def class_pdf(number: str) -> ResponseReturnValue:
    """The standing completion certificates of a class, a page each, in the order of names."""
    session, actor = db.session(), current().actor
    papers = queries_papers.papers_of_class(session, actor, number, public_address())
    service.note_print(session, actor, "class", number, len(papers), dates.now())
    rendered = completion_certificates_pdf(papers)
    return Response(rendered.content, headers=download_headers(PDF_NAME.format(number=number), PDF))
