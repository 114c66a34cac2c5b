"""gunicorn's hooks: the embedded database lives exactly as long as the web server.

The options of `./run` stand there; a real installation gives its own (docs/operations.md).
"""

import os
import signal
import sys

from config import load as load_settings

_database = load_settings(os.environ)["EMBEDDED_POSTGRES"]


def on_starting(server):
    """Count the master process as a user of the embedded database before the first request."""
    if _database is not None:
        _database.ensure_running()
    # ./run holds these back until the database has a user; gunicorn sets its own handlers right after this hook.
    ends = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    for end in ends:
        signal.signal(end, lambda number, frame: sys.exit(128 + number))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ends)


def when_ready(server):
    """Say in the user's words that the pages can be opened."""
    addresses = "、".join(str(listener) for listener in server.LISTENERS)
    print(f"服务已启动，请用浏览器打开：{addresses}（按 Ctrl-C 停止）", flush=True)  # noqa: T201
