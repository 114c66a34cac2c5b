"""Ways out of the house: SMS and e-mail, as the operator plugs them in. Without a plug only the log says what would go out.

A plug is `package.module:factory`; the factory takes nothing and gives a `Channel`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, Protocol

from training_app.kernel.errors import DomainError
from training_app.notices.messages import CHANNEL_UNUSABLE

SMS, MAIL = "sms", "mail"
SETTINGS = {SMS: "SMS_CHANNEL", MAIL: "MAIL_CHANNEL"}


class Channel(Protocol):
    """Sends one text to one address, a mobile number or an e-mail address. Raises whatever it likes when it could not."""

    def send(self, address: str, text: str) -> None: ...


class LogOnly:
    """Sends nothing; who delivers writes the log line."""

    def send(self, address: str, text: str) -> None:
        """Nothing leaves the house."""


class ChannelUnusable(DomainError):
    """A setting names no channel; the message says which one and what is asked for."""

    status = 500


_CHANNELS: dict[str, Channel] = {SMS: LogOnly(), MAIL: LogOnly()}


def configure(settings: Mapping[str, Any]) -> None:
    """Plugs in what the settings name. ChannelUnusable for a name that cannot be loaded or gives no channel."""
    for key, name in SETTINGS.items():
        given = str(settings.get(name) or "")
        _CHANNELS[key] = _load(name, given) if given else LogOnly()


def get(key: str) -> Channel:
    """The channel of a key."""
    return _CHANNELS[key]


def is_plugged(key: str) -> bool:
    """Whether anything really leaves by this channel."""
    return not isinstance(_CHANNELS[key], LogOnly)


def _load(name: str, given: str) -> Channel:
    module, _, factory = given.partition(":")
    try:
        channel = getattr(import_module(module), factory)()
    except Exception as error:
        raise ChannelUnusable(
            "notices.channel", CHANNEL_UNUSABLE.format(name=name, given=given, reason=type(error).__name__)
        ) from error
    if not callable(getattr(channel, "send", None)):
        raise ChannelUnusable("notices.channel", CHANNEL_UNUSABLE.format(name=name, given=given, reason="send"))
    return channel
