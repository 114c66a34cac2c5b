"""The page of rules and open questions, and the text of each document."""

from __future__ import annotations

import csv
import io

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from training_app.files.rules import download_headers
from training_app.kernel import dates
from training_app.kernel.errors import NotFound
from training_app.kernel.permissions import Permission, requires
from training_app.law import labels, messages, queries, queries_open
from training_app.policies import load
from training_app.policies.check import open_questions
from training_app.policies.documents import Document
from training_app.policies.labels import BASIS
from training_app.policies.pack import Pack

blueprint = Blueprint("law", __name__, url_prefix="/law")


@blueprint.get("/")
@requires(Permission.POLICY_VIEW)
def index() -> ResponseReturnValue:
    """Every value, rule and clause with its source; `open` narrows to what is not settled."""
    search, only_open = request.args.get("q", "").strip()[:100], request.args.get("open") == "1"
    pack, today = load(), dates.today()
    groups = queries.entries(pack, today, search=search, only_open=only_open)
    return render_template(
        "law/index.html", groups=groups, search=search, only_open=only_open, labels=labels, basis=BASIS,
        total=sum(map(len, groups.values())), documents=_documents(pack), questions=len(open_questions(pack)),
    )


@blueprint.get("/open")
@requires(Permission.POLICY_VIEW)
def open_list() -> ResponseReturnValue:
    """Open questions: what has no text at hand, and readings nobody has decided; `standing` narrows to one kind."""
    wanted, pack = request.args.get("standing", ""), load()
    counts = queries_open.counts(pack)
    return render_template(
        "law/open_list.html", groups=queries_open.groups(pack, wanted), counts=counts, total=sum(counts.values()),
        wanted=wanted if wanted in counts else "", labels=labels, basis=BASIS, standing=queries_open.standing,
    )


@blueprint.get("/open.csv")
@requires(Permission.POLICY_VIEW)
def open_file() -> ResponseReturnValue:
    """The same, a question a line, for a spreadsheet."""
    target = io.StringIO()
    writer = csv.writer(target)
    writer.writerow(labels.OPEN_COLUMNS)
    for group in queries_open.groups(load(), request.args.get("standing", "")):
        writer.writerows(
            (group.scope, group.subject, each.name, each.label, labels.STANDINGS[queries_open.standing(each)], each.text,
             labels.source(each.document, each.clause) or BASIS[each.basis], each.begins)
            for line in group.lines
            for each in line.questions
        )  # fmt: skip
    return Response(target.getvalue().encode("utf-8-sig"), headers=download_headers(labels.OPEN_FILE, "text/csv"))


@blueprint.get("/documents/<key>")
@requires(Permission.POLICY_VIEW)
def document(key: str) -> ResponseReturnValue:
    """The text of a document as the pack holds it, with a quote marked where the address names one."""
    found = load().documents.get(key)
    if found is None or found not in _documents(load()):
        raise NotFound("law.document_unknown", messages.DOCUMENT_UNKNOWN)
    quote = request.args.get("quote", "")[:2000]
    return render_template("law/document.html", document=found, context=found.context(quote) if quote else None)


def _documents(pack: Pack) -> list[Document]:
    return [each for each in pack.documents.values() if each.jurisdiction in ("national", pack.city.key)]
