"""The scanned document of a qualification."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from tests.builders.institutions import make_institution
from training_app.demo.telling import EMPTY_PDF
from training_app.kernel.actor import Role

Login = Callable[..., FlaskClient]


def sent(data: bytes, name: str, version: int) -> dict[str, object]:
    return {"file": (io.BytesIO(data), name), "version": str(version)}


def test_the_bureau_attaches_a_scan_and_whom_it_concerns_opens_it(session: Session, login_as: Login) -> None:
    institution = make_institution(session)
    held = institution.qualifications[0]
    address = f"/institutions/{institution.code}/qualifications/{held.id}"
    own = login_as(Role.TRAINING_INSTITUTION, institution_id=institution.id)
    assert own.get(f"{address}/file").status_code == 404 and own.get(f"{address}/scan").status_code == 403
    office = login_as(Role.BUREAU)
    assert office.get(f"{address}/scan").status_code == 200
    assert office.post(f"{address}/scan", data=sent(EMPTY_PDF, "认定文件.pdf", held.version)).status_code == 302
    answer = own.get(f"{address}/file")
    assert answer.status_code == 200 and answer.data == EMPTY_PDF and "attachment" in answer.headers["Content-Disposition"]
    assert "扫描件" in own.get(f"/institutions/{institution.code}?tab=qualifications").text
    stranger = login_as(Role.TRAINING_INSTITUTION, institution_id=make_institution(session).id)
    assert stranger.get(f"{address}/file").status_code == 404


@pytest.mark.parametrize(("data", "name", "words"), [
    (b"", "", "请选择要上传的扫描件"), (b"", "a.pdf", "空文件"), (b"MZ\x00", "a.pdf", "不是 PDF"),
    (b"%PDF-1.4", "a.pdf", "不完整"),
])  # fmt: skip
def test_what_is_no_scan_is_refused(session: Session, login_as: Login, data: bytes, name: str, words: str) -> None:
    institution = make_institution(session)
    held = institution.qualifications[0]
    address = f"/institutions/{institution.code}/qualifications/{held.id}/scan"
    answer = login_as(Role.BUREAU).post(address, data=sent(data, name, held.version))
    session.refresh(held)
    assert answer.status_code == 422 and words in answer.text and held.file_id is None


def test_a_scan_of_another_version_is_not_put_over_it(session: Session, login_as: Login) -> None:
    institution = make_institution(session)
    held = institution.qualifications[0]
    address = f"/institutions/{institution.code}/qualifications/{held.id}/scan"
    assert login_as(Role.BUREAU).post(address, data=sent(EMPTY_PDF, "a.pdf", held.version + 1)).status_code == 409
