"""怎么用: every role has its jobs, with links it may open and pictures that are there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders.institutions import make_institution
from tests.builders.people import make_person
from training_app.kernel.actor import INSTITUTION_ROLES, Role

ROOT = Path(__file__).resolve().parents[2]
ROLES = [role for role in Role if role is not Role.VISITOR]


@pytest.mark.parametrize("role", ROLES)
def test_every_link_opens_for_the_role_it_is_told_to(
    session: Session, login_as: Callable[..., FlaskClient], role: Role
) -> None:
    scope: dict[str, object] = {}
    if role in INSTITUTION_ROLES:
        scope["institution_id"] = make_institution(session).id
    elif role is Role.DISTRICT:
        scope["district_code"] = "371002"
    elif role is Role.ENGINEER:
        scope["person_id"] = make_person(session).id
    client = login_as(role, **scope)
    page = client.get("/help")
    text = page.get_data(as_text=True)
    main = text[text.index('<main id="main"') : text.index("</main>")]
    assert page.status_code == 200
    assert main.count("<h2 id=") >= 2
    links = set(re.findall(r'href="(/[^"#]*)"', main))
    assert links
    for link in links:
        assert client.get(link).status_code == 200, link


def test_every_picture_named_is_there_and_every_one_there_is_named() -> None:
    named = set()
    for template in (ROOT / "templates" / "help").glob("_*.html"):
        named |= set(re.findall(r"job\('[^']*', '([^']+)'", template.read_text("utf-8")))
    assert named == {path.stem for path in (ROOT / "static" / "help").glob("*.webp")}
