"""The classes anybody may sign up for, without a login: facts and seats, nobody's name but a contact the institution shows."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from training_app.classes import queries_signup
from training_app.classes.queries_signup import Wanted
from training_app.classes.views import Pager, page_number
from training_app.db import db
from training_app.kernel import dates
from training_app.kernel.permissions import public
from training_app.places import queries as places
from training_app.programmes import queries as programmes
from training_app.web.pages.sign_up import turned

blueprint = Blueprint("class_directory", __name__, url_prefix="/directory/classes")


@blueprint.get("")
@public
def index() -> ResponseReturnValue:
    """Classes that take applications now or soon, which open first before the others."""
    session, today = db.session(), dates.today()
    wanted = Wanted.of(request.args)
    page = queries_signup.open_page(session, wanted, today, page_number())
    pager: Pager = turned(page, "class_directory.index", wanted)
    return render_template(
        "class_directory/index.html", page=page, pager=pager, wanted=wanted, today_=today,
        occupations=programmes.occupations(session), districts=places.districts(session),
    )  # fmt: skip


@blueprint.get("/<number>")
@public
def show(number: str) -> ResponseReturnValue:
    """One of them, and how to sign up."""
    found = queries_signup.open_class(db.session(), number)
    return render_template("class_directory/show.html", found=found, today_=dates.today())
