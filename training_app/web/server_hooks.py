"""gunicorn's hooks: the embedded database and the worker for long work live exactly as long as the web server.

The options of `./run` stand there; a real installation gives its own (docs/operations.md).
"""

import os
import signal
import subprocess
import sys
import time

from config import load as load_settings

LOOK_EVERY_SECONDS = 2
# A worker that lived shorter than this is started again later and later.
SOUND_SECONDS = 60
LONGEST_PAUSE_SECONDS = 60
STOP_SECONDS = 12

_settings = load_settings(os.environ)
_database = _settings["EMBEDDED_POSTGRES"]


class WorkerWatch:
    """The one worker of this web server, started by gunicorn's master and started again when it dies.

    Looked after by an interval timer of the master: no thread (the master forks) and no process in between.
    """

    def __init__(self):
        self.process = None
        self.started = self.not_before = 0.0
        self.pause = 1

    def begin(self):
        """Starts the worker and looks after it from now on."""
        signal.signal(signal.SIGALRM, self.look)
        self._start()
        signal.setitimer(signal.ITIMER_REAL, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS)

    def look(self, number=None, frame=None):
        """Starts the worker again when it is gone, after a pause that doubles while it keeps dying young."""
        if self.process is not None and self.process.poll() is None:
            return
        at = time.monotonic()
        if self.process is not None:
            self.process = None
            self.pause = 1 if at - self.started > SOUND_SECONDS else min(self.pause * 2, LONGEST_PAUSE_SECONDS)
            self.not_before = at + self.pause
        if at >= self.not_before:
            self._start()

    def end(self):
        """Stops the worker for good; jobs in the middle wait for the next start."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _start(self):
        self.started = time.monotonic()
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "jobs", "work", "--parent", str(os.getpid())]
        self.process = subprocess.Popen(command)


_watch = WorkerWatch()


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
    """Start the worker and say in the user's words that the pages can be opened."""
    if _settings["JOBS_WORKER"]:
        _watch.begin()
    addresses = "、".join(str(listener) for listener in server.LISTENERS)
    print(f"服务已启动，请用浏览器打开：{addresses}（按 Ctrl-C 停止）", flush=True)  # noqa: T201


def on_exit(server):
    """The worker ends with the web server."""
    _watch.end()
