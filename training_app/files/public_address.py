"""The address under which anybody reaches this installation, as it is printed on papers."""

from __future__ import annotations

from flask import current_app, request


def public_address() -> str:
    """The setting PUBLIC_ADDRESS; without it the host of this request, where only known hosts are answered to or the data is
    invented. "" otherwise: a host name that any client may claim is not printed on a paper."""
    settings = current_app.config
    if settings.get("PUBLIC_ADDRESS") or not (settings.get("TRUSTED_HOSTS") or settings.get("DEMO")):
        return settings.get("PUBLIC_ADDRESS", "")
    return request.url_root.rstrip("/")


def verification_address(token: str, base: str) -> str | None:
    """What the QR code of a paper leads to; None where the address of the installation is not known."""
    return f"{base}/v/{token}" if base else None
