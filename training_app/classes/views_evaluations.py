"""Pages of the evaluation of teaching: the trainee's form, and the list of results."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from training_app.accounts.identity import current
from training_app.classes import labels_evaluations as labels
from training_app.classes import messages_evaluations as messages
from training_app.classes import queries_evaluations as evaluations
from training_app.classes import service_evaluations as service
from training_app.classes.layout_evaluations import EVALUATIONS
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.errors import InvalidInput
from training_app.kernel.lists import Asked
from training_app.kernel.permissions import Permission, requires

blueprint = Blueprint("evaluations", __name__)


@blueprint.get("/evaluations")
@requires(Permission.EVALUATION_VIEW)
def index() -> ResponseReturnValue:
    """Completed classes in scope with their results."""
    session, actor, today = db.session(), current().actor, dates.today()
    filters = evaluations.Filters.of(request.args)
    return render_template(
        "evaluations/index.html", filters=filters, today_=today, labels=labels,
        page=evaluations.page_of(session, actor, filters, Asked.of(EVALUATIONS, request.args), today),
        terms=evaluations.terms_on(today),
    )  # fmt: skip


@blueprint.get("/me/evaluations")
@requires(Permission.TRAINING_OWN)
def own() -> ResponseReturnValue:
    """The classes one has finished: to be evaluated, evaluated, over."""
    return render_template(
        "evaluations/own.html", classes=evaluations.own(db.session(), current().actor), today_=dates.today()
    )


@blueprint.route("/me/classes/<number>/evaluation", methods=["GET", "POST"])
@requires(Permission.TRAINING_OWN)
def give(number: str) -> ResponseReturnValue:
    """The form of one class."""
    session, actor, today = db.session(), current().actor, dates.today()
    found = evaluations.own_class(session, actor, number)
    assert found.record.completed_on is not None
    terms = evaluations.terms_on(found.record.completed_on)
    instructors = evaluations.instructors_of(session, found.record.id)
    wrong: dict[str, str] = {}
    if request.method == "POST":
        scores = [_score(f"question-{place}") for place in range(1, len(terms.questions) + 1)]
        met = {name: _score(f"instructor-{place}") for place, name in enumerate(instructors, start=1)}
        try:
            with session.begin_nested():
                service.give(session, actor, number, scores, met, request.form.get("remark", ""), today, dates.now())
        except InvalidInput as error:
            wrong = error.fields
        else:
            flash(messages.THANKS.format(name=found.record.name), "success")
            return redirect(url_for("evaluations.own"))
    page = render_template(
        "evaluations/give.html", own=found, record=found.record, terms=terms, instructors=instructors, wrong=wrong,
        labels=labels, over=today > found.until, typed=request.form,
    )  # fmt: skip
    return page, 422 if wrong else 200


def _score(name: str) -> int | None:
    """A score as the form sends it; None for none, 0 (which no rule takes) for anything else."""
    given = request.form.get(name, "")
    return None if not given else int(given) if given in "12345" and len(given) == 1 else 0
