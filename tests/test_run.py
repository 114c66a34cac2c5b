"""`./run` as somebody starts it: an empty register on a port of one's own, until Ctrl-C. The demo city is loaded elsewhere."""

from __future__ import annotations

import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.builders.accounts import PASSWORD
from training_app.accounts.rules import FIRST_ROLES
from training_app.db.embedded import EmbeddedPostgres
from training_app.db.embedded_place import place_of

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[1]
TOKEN = re.compile(r'name="(csrf_token|form_token)" value="([^"]+)"')
CODE = re.compile(r"设置码：(\S+)")
PATIENCE = 90


class Started:
    """A running `./run`: where it answers, what it said, and how it is ended."""

    def __init__(self, instance: Path, port: int) -> None:
        self.instance, self.site = instance, f"http://127.0.0.1:{port}"
        self.said = instance.parent / f"said-{port}"
        # A session of its own: Ctrl-C reaches every process of it, as in a terminal.
        self.process = launch(instance, port, self.said, "--empty")

    def wait(self) -> None:
        """Until it answers."""
        until(lambda: answers(self.site), lambda: f"no answer: {self.said.read_text('utf-8')}")

    def end(self, end: signal.Signals) -> None:
        """Sends a signal as a terminal would, and waits until everything of this start is gone."""
        os.killpg(self.process.pid, end)
        self.process.wait(PATIENCE)
        until(lambda: not left_of(self.instance), lambda: f"still there: {left_of(self.instance)}")


class Browser:
    """Somebody at a browser: keeps cookies, sends forms with their tokens."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def get(self, path: str, data: bytes | None = None) -> tuple[str, str]:
        """The path the page is found at in the end, and what stands there."""
        with self.opener.open(self.site + path, data, timeout=20) as answer:
            return answer.url.removeprefix(self.site), answer.read().decode()

    def send(self, path: str, **fields: str) -> tuple[str, str]:
        """Opens a form, fills it in, sends it."""
        _, page = self.get(path)
        return self.get(path, urllib.parse.urlencode({**dict(TOKEN.findall(page)), **fields}).encode())


def launch(instance: Path, port: object, said: Path, *arguments: str) -> subprocess.Popen[bytes]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environ = {**kept, "PORT": str(port), "TRAINING_APP_INSTANCE": str(instance)}
    with said.open("wb") as output:
        return subprocess.Popen(
            [ROOT / "run", *arguments], env=environ, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )


def until(reached: Callable[[], bool], complaint: Callable[[], str]) -> None:
    last = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < last, complaint()
        time.sleep(0.2)


def answers(site: str) -> bool:
    try:
        with urllib.request.urlopen(f"{site}/login", timeout=20) as answer:
            return answer.status == 200
    except OSError:
        return False


def left_of(instance: Path) -> dict[int, str]:
    """The processes that were started for this instance and still live, by number: web server, worker, database."""
    found, mark = {}, f"TRAINING_APP_INSTANCE={instance}\0".encode()
    data = os.fsencode(place_of(instance).data)
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes()
            # The database gets an environment of its own; its folder stands in its command.
            if command and (data in command or mark in (process / "environ").read_bytes() + b"\0"):
                found[int(process.name)] = command.replace(b"\0", b" ").decode()
        except OSError:
            continue
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Path]:
    """A data folder; whatever was started for it is gone in the end, however the test went."""
    folder = tmp_path / "instance"
    folder.mkdir(0o700)
    yield folder
    for number, command in left_of(folder).items():
        if "postgres" not in command:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
    EmbeddedPostgres(folder).stop()
    home = place_of(folder).home
    if home != folder:  # root keeps the data elsewhere
        shutil.rmtree(home, ignore_errors=True)


def test_an_empty_register_from_the_first_start_to_the_second(instance: Path) -> None:
    first = Started(instance, free_port())
    first.wait()
    refused = launch(instance, free_port(), instance.parent / "refused", "--empty")
    assert refused.wait(PATIENCE) == 1
    assert f"已在运行或正在启动：{first.site}" in (instance.parent / "refused").read_text("utf-8")

    browser = Browser(first.site)
    path, page = browser.get("/")
    assert path == "/set-up" and "首次设置" in page
    fields = {"code": CODE.search(first.said.read_text("utf-8"))[1]}
    for place, role in enumerate(FIRST_ROLES):
        password = f"{PASSWORD}-{place}"
        fields |= {f"{role}_login": f"first{place}", f"{role}_name": f"某{place}甲"}
        fields |= {f"{role}_password": password, f"{role}_again": password}
    path, page = browser.send("/set-up", **fields)
    assert path == "/login" and "首次设置完成" in page
    path, page = browser.send("/login", login="first0", password=f"{PASSWORD}-0")
    assert path == "/" and "系统管理员" in page

    # The worker makes up for the nights before the first start.
    until(lambda: browser.get("/jobs/")[1].count("已完成") >= 5, lambda: browser.get("/jobs/")[1])
    assert "有异常" not in browser.get("/jobs/")[1]
    running = " ".join(left_of(instance).values())
    assert all(each in running for each in ("jobs work", "gunicorn", "postgres"))
    first.end(signal.SIGINT)

    second = Started(instance, free_port())
    second.wait()
    assert "设置码" not in second.said.read_text("utf-8")
    browser = Browser(second.site)
    assert browser.get("/")[0].startswith("/login")
    assert browser.send("/login", login="first3", password=f"{PASSWORD}-3")[0] == "/"
    with pytest.raises(urllib.error.HTTPError, match="404"):
        browser.get("/set-up")
    second.end(signal.SIGTERM)


@pytest.mark.parametrize(
    ("port", "argument", "words"),
    [("abc", "--empty", "PORT"), ("70000", "--empty", "PORT"), ("8000", "--demo", "不认识的参数：--demo")],
)
def test_what_cannot_be_started_says_why(tmp_path: Path, port: str, argument: str, words: str) -> None:
    process = launch(tmp_path / "never", port, tmp_path / "said", argument)
    assert process.wait(PATIENCE) == 2
    assert words in (tmp_path / "said").read_text("utf-8")
    assert not (tmp_path / "never").exists()


def test_a_port_in_use_is_named(instance: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = launch(instance, port, instance.parent / "said", "--empty")
        assert process.wait(PATIENCE) == 1
    assert f"端口 {port} 无法使用" in (instance.parent / "said").read_text("utf-8")
    assert left_of(instance) == {}


@pytest.mark.parametrize("broken", ["none of it", "another folder's"])
def test_a_linked_environment_is_never_changed(tmp_path: Path, broken: str) -> None:
    """Whoever links another folder's environment keeps it, even where it does not fit."""
    here, there = tmp_path / "here", tmp_path / "there" / ".venv"
    (here / ".ci").mkdir(parents=True)
    (here / ".ci" / "prepare").write_bytes((ROOT / ".ci" / "prepare").read_bytes())
    (here / ".venv").symlink_to(there)
    if broken == "another folder's":
        there.mkdir(parents=True)
        (there / ".place").write_text("/elsewhere\n")
    before = sorted(tmp_path.rglob("*"))
    done = subprocess.run(["sh", ".ci/prepare"], cwd=here, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and f"是指向“{there}”的链接" in done.stderr
    assert sorted(tmp_path.rglob("*")) == before
