"""How long papers take: the quarterly form as PDF and xlsx; 1,000 completion certificates without QR code, and as they are
issued: check group, seal over the words, token and QR code of each, and the PDF of all.

Run from the checkout: `.venv/bin/python -m bench.paper`. Goals: the form ≤ 0.3 s, 1,000 certificates ≤ 1 s.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from datetime import date

from training_app.certificates.layout import CompletionPaper, paper_of, words
from training_app.certificates.paper_pdf import completion_certificates_pdf
from training_app.crypto import marks, provider
from training_app.crypto.keyring import Keyring
from training_app.files.pdf import RenderedPdf
from training_app.files.public_address import verification_address
from training_app.reports.layout import Narratives, ReturnForm, ReturnRow
from training_app.reports.paper_pdf import return_pdf
from training_app.reports.paper_xlsx import return_xlsx

ROUNDS = 5


def _form() -> ReturnForm:
    rows = tuple(ReturnRow(f"o{n}", f"职业{n}", n, 40 * n, 123456 * n, n, 30 * n, 20 * n) for n in range(13))
    return ReturnForm(
        unit_name="山东蓝湾数智职业培训学校有限公司𠮷", period_from=date(2026, 4, 1), period_to=date(2026, 6, 30), rows=rows,
        total=ReturnRow("total", "合计", 78, 3120, 9629568, 78, 2340, 1560), narratives=Narratives("落实经费。" * 200),
    )


def _certificates() -> list[CompletionPaper]:
    first = CompletionPaper(
        number="", name="", identity_kind="居民身份证", identity_masked="3710**********0412", occupation="大数据工程技术人员",
        level="初级", class_number="WH2026-0147", trained_from=date(2026, 3, 2), trained_to=date(2026, 4, 18), hours=8000,
        issuer="山东蓝湾数智职业培训学校有限公司", issued_on=date(2026, 4, 20), score=8600,
    )
    return [
        dataclasses.replace(first, number=f"PX2026-{n:06d}", name=chr(0x4E00 + n % 700) + chr(0x5200 + n % 300))
        for n in range(1000)
    ]


def _issued(papers: list[CompletionPaper]) -> RenderedPdf:
    """All of it: marks as `certificates.service.issued` makes them, the words kept as JSON, drawn again from them."""
    kept = [words(dataclasses.replace(each, check_code=marks.check_group(each.number))) for each in papers]
    return completion_certificates_pdf(
        paper_of(
            each, identity_kind="居民身份证", identity_masked="3710**********0412", seal=marks.seal_text(marks.seal(each)),
            verification_url=verification_address(marks.token("completion", each["number"]), "https://example.gov.cn"),
        )
        for each in kept
    )


def _measure(label: str, work: Callable[[], object]) -> None:
    started = time.perf_counter()
    work()
    first = time.perf_counter() - started
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    print(f"{label:42} first {first * 1000:7.0f} ms   best of {ROUNDS} {min(times) * 1000:7.0f} ms")


if __name__ == "__main__":
    form = _form()
    _measure("form as PDF", lambda: return_pdf(form))
    _measure("form as xlsx", lambda: return_xlsx(form))
    provider.configure(Keyring.generate())
    papers = _certificates()
    _measure("1,000 certificates, bare", lambda: completion_certificates_pdf(papers))
    _measure("1,000 certificates as issued", lambda: _issued(papers))
