"""Security headers stand on every answer, errors included."""

from __future__ import annotations

import pytest

from training_app.kernel.actor import Role
from training_app.web.headers import CSP


@pytest.mark.parametrize("address", ["/login", "/", "/no-such-page", "/set-up", "/static/css/base.css", "/logout"])
def test_headers_for_visitors(client, address: str) -> None:
    answer = client.get(address)
    assert answer.headers["Content-Security-Policy"] == CSP
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert "Server" not in answer.headers
    answer.close()


def test_the_policy_lets_no_code_in() -> None:
    assert "unsafe" not in CSP and "'self'" in CSP and "http" not in CSP
    for directive in ("default-src 'self'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"):
        assert directive in CSP


@pytest.mark.parametrize("address", ["/", "/account", "/law/", "/audit/"])
def test_pages_are_not_kept_by_caches(login_as, address: str) -> None:
    answer = login_as(Role.BUREAU).get(address)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_static_files_may_be_kept(client) -> None:
    with client.get("/static/css/base.css") as answer:
        assert answer.headers.get("Cache-Control") != "no-store"


def test_transport_security_only_over_tls(client) -> None:
    assert "Strict-Transport-Security" not in client.get("/login", base_url="http://localhost").headers
    assert "max-age=31536000" in client.get("/login", base_url="https://localhost").headers["Strict-Transport-Security"]
