"""What the child process can be asked to do. Answers are bytes: one letter, then the result or the reason."""

from __future__ import annotations

import json

from training_app.sheets.errors import DAMAGED, TOO_LARGE, SheetError
from training_app.sheets.markup import mark_up_here
from training_app.sheets.reader import read_here
from training_app.sheets.wire import pack

DONE, REFUSED = b"D", b"R"


def do(head: dict[str, object], parts: list[bytes]) -> bytes:
    """The answer to one request; never raises."""
    try:
        if head["task"] == "read":
            return DONE + pack(read_here(parts[0], str(head["name"])))
        return DONE + mark_up_here(parts[0], str(head["name"]), json.loads(parts[1]))
    except SheetError as error:
        return REFUSED + json.dumps([error.code, error.detail]).encode()
    except MemoryError:
        return REFUSED + json.dumps([TOO_LARGE, "memory"]).encode()
    except Exception as error:  # whatever a broken file makes a parser do is the file's fault
        return REFUSED + json.dumps([DAMAGED, type(error).__name__]).encode()
