"""How the public verification bears 200 questions a second: p95 of the answers, hits and misses, in the demo city.

    .venv/bin/python -m bench.verify [--rate 200] [--seconds 10]

Goal: p95 ≤ 500 ms. A server of its own (gunicorn as in operations.md) on a register of its own answers on this computer;
every question comes from an address of its own, as the limit counts by address, through one trusted proxy.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlencode

GOAL, PORT = 500, 8190
_ROOT = Path(__file__).resolve().parents[1]
_TOKEN = b'name="csrf_token" value="'


def main() -> None:
    """Builds a small register, starts the server, asks, prints."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--rate", type=int, default=200)
    arguments.add_argument("--seconds", type=int, default=10)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-verify-") as folder:
        environ = {
            **os.environ, "TRAINING_APP_INSTANCE": folder, "PLAIN_HTTP": "1", "DEMO": "1", "JOBS_WORKER": "0",
            "TRUSTED_PROXIES": "1",
        }
        flask = [sys.executable, "-m", "flask", "--app", "wsgi"]
        for command in (["upgrade-database"], ["demo", "load"]):
            subprocess.run([*flask, *command], cwd=_ROOT, env=environ, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--config", "training_app/web/server_hooks.py", "--workers", "2",
             "--threads", "4", "--bind", f"127.0.0.1:{PORT}", "--log-level", "error", "wsgi:app"],
            cwd=_ROOT, env=environ,
        )  # fmt: skip
        try:
            _wait()
            times = _ask(chosen.rate, chosen.seconds)
        finally:
            server.terminate()
            server.wait()
    times.sort()
    p95 = times[int(len(times) * 0.95)] * 1000
    print(
        f"{len(times)} answers, {chosen.rate}/s asked for: median {statistics.median(times) * 1000:.0f} ms, p95 {p95:.0f} ms, "
        f"worst {times[-1] * 1000:.0f} ms; goal p95 {GOAL} ms"
    )


def _wait() -> None:
    for _ in range(100):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
            connection.request("GET", "/verify")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not start")


def _ask(rate: int, seconds: int) -> list[float]:
    """Seconds from the moment a question was due to its answer, so that waiting in line counts."""
    serial, lock, times = itertools.count(1), threading.Lock(), []
    begun = time.perf_counter() + 0.5

    def one(place: int) -> None:
        due = begun + place / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        number = next(serial)
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        body = urlencode({**fields, "number": f"PX2026-{number % 900:06d}-AAAA", "name": f"王{number}"})
        headers = {
            "Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "X-Forwarded-For": address,
        }
        connection.request("POST", "/verify", body, headers)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        assert answer.status in (200, 429), answer.status
        with lock:
            times.append(time.perf_counter() - due)

    cookie, fields = _form()
    with ThreadPoolExecutor(120) as pool:
        list(pool.map(one, range(rate * seconds)))
    return times


def _form() -> tuple[str, dict[str, str]]:
    """Cookie and token of the form, as a browser has them."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=5)
    connection.request("GET", "/verify")
    answer = connection.getresponse()
    page = answer.read()
    cookie = (answer.getheader("Set-Cookie") or "").split(";")[0]
    return cookie, {"csrf_token": page.split(_TOKEN)[1].split(b'"')[0].decode()}


if __name__ == "__main__":
    main()
