"""The embedded server: started by whoever needs it, shared, recovered after a crash, and closed to everybody else."""

from __future__ import annotations

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

import config
from training_app.db import embedded_place, embedded_server
from training_app.db.embedded import EmbeddedPostgres
from training_app.db.embedded_place import ServerUnavailable

CHECKOUT = Path(config.__file__).parent
HOLD = """
import sys, time
from pathlib import Path
from training_app.db.embedded import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]))
server.ensure_running()
print("running", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def instance(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An instance folder with a space and Chinese characters in its long path; the server is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="embedded ") as folder:
        root_home = Path(folder).parent / f"{Path(folder).name.replace(' ', '-')}-var"
        if os.geteuid() == 0:
            monkeypatch.setattr(embedded_place, "ROOT_HOME", root_home)
        path = Path(folder) / "培训 平台" / ("长" * 50) / "instance"
        path.mkdir(parents=True)
        yield path
        EmbeddedPostgres(path).stop()
        subprocess.run(["rm", "-rf", str(root_home)], check=True)


def query(server: EmbeddedPostgres, statement: str) -> object:
    with psycopg.connect(server.url().replace("+psycopg", ""), autocommit=True) as connection:
        row = connection.execute(statement)
        return row.fetchone()[0] if row.description else None


def hold(instance: Path) -> subprocess.Popen[str]:
    """Another process that uses the server until its standard input closes."""
    prelude = "from training_app.db import embedded_place\nfrom pathlib import Path\n"
    prelude += f"embedded_place.ROOT_HOME = Path({str(embedded_place.ROOT_HOME)!r})\n"
    return subprocess.Popen(
        [sys.executable, "-c", prelude + HOLD, str(instance)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=CHECKOUT,
    )


def finish(process: subprocess.Popen[str]) -> None:
    with process:
        process.communicate(timeout=60)
    assert process.returncode == 0


def test_the_address_is_known_without_a_server(instance: Path) -> None:
    server = EmbeddedPostgres(instance)
    assert server.url().startswith("postgresql+psycopg://training_app@/training_app?host=%2F")
    assert not server.running
    assert {path.name for path in instance.iterdir()} <= {"pg.mark"}


def test_a_new_instance_at_an_old_path_never_meets_the_old_data(instance: Path) -> None:
    server = EmbeddedPostgres(instance)
    server.ensure_running()
    query(server, "create table kept as select 1 as one")
    server.stop()
    shutil.rmtree(instance)
    instance.mkdir(mode=0o700)
    with EmbeddedPostgres(instance) as again:
        again.ensure_running()
        assert query(again, "select to_regclass('kept')") is None
        again.stop()


def test_data_survive_a_stop(instance: Path) -> None:
    server = EmbeddedPostgres(instance)
    server.ensure_running()
    server.ensure_running()
    query(server, "create table kept as select '威海' as city")
    server.stop()
    assert not server.running
    server.ensure_running()
    assert query(server, "select city from kept") == "威海"


def test_the_application_is_no_superuser_and_text_is_unicode(instance: Path) -> None:
    with EmbeddedPostgres(instance) as server:
        assert query(server, "select usesuper or usecreatedb from pg_user where usename = current_user") is False
        assert query(server, "select lower('ÀÉ') || current_setting('server_encoding')") == "àéUTF8"
        assert query(server, "select current_setting('listen_addresses')") == ""
        assert query(server, "select current_setting('synchronous_commit') || current_setting('fsync')") == "onon"


def test_nobody_else_can_reach_socket_or_data(instance: Path) -> None:
    with EmbeddedPostgres(instance) as server:
        for folder in (server.place.socket, server.place.data):
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        if os.geteuid() == 0:
            assert server.place.data.stat().st_uid != 0
            assert (instance / "pg.location").read_text("utf-8").strip() == str(server.place.data)
        else:
            assert server.place.data == instance / "pg"


def test_recovers_when_the_server_is_killed(instance: Path) -> None:
    with EmbeddedPostgres(instance) as server:
        query(server, "create table kept as select 1 as one")
        pid = int((server.place.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        deadline = time.monotonic() + 10
        while server.running and time.monotonic() < deadline:
            time.sleep(0.01)
        server.ensure_running()
        assert query(server, "select one from kept") == 1
        assert int((server.place.data / "postmaster.pid").read_text().split()[0]) != pid


def test_a_stale_number_of_another_process_does_not_block_the_start(instance: Path) -> None:
    server = EmbeddedPostgres(instance)
    server.ensure_running()
    lines = (server.place.data / "postmaster.pid").read_text().splitlines()
    server.stop()
    foreign = subprocess.Popen(["sleep", "60"], user=server.place.data.stat().st_uid)
    try:
        (server.place.data / "postmaster.pid").write_text("\n".join([str(foreign.pid), *lines[1:], ""]))
        server.ensure_running()
        assert query(server, "select 1") == 1
        assert foreign.poll() is None
    finally:
        foreign.kill()
        foreign.wait()


def test_starts_anew_when_the_data_were_deleted_under_a_running_server(instance: Path) -> None:
    server = EmbeddedPostgres(instance)
    server.ensure_running()
    orphan = psutil.Process(int((server.place.data / "postmaster.pid").read_text().split()[0]))
    subprocess.run(["rm", "-rf", str(server.place.data)], check=True)
    server.ensure_running()
    assert query(server, "select 1") == 1
    assert not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE


def test_processes_share_one_server_and_the_last_one_stops_it(instance: Path) -> None:
    both = [hold(instance), hold(instance)]
    assert [process.stdout.readline() for process in both if process.stdout] == ["running\n"] * 2
    server = EmbeddedPostgres(instance)
    assert query(server, "select 1") == 1
    finish(both[0])
    assert server.running
    assert server.stop_if_unused() is False
    finish(both[1])
    assert not server.running


def test_a_killed_user_does_not_keep_the_server_for_ever(instance: Path) -> None:
    killed = hold(instance)
    assert killed.stdout is not None and killed.stdout.readline() == "running\n"
    with killed:
        killed.kill()
    server = EmbeddedPostgres(instance)
    assert server.running
    finish(hold(instance))
    assert not server.running


def test_a_socket_folder_laid_by_somebody_else_is_refused(instance: Path, tmp_path: Path) -> None:
    server = EmbeddedPostgres(instance)
    socket = server.place.socket
    socket.parent.mkdir(parents=True, exist_ok=True)
    socket.symlink_to(tmp_path)
    try:
        with pytest.raises(ServerUnavailable, match="可能有人冒充"):
            server.ensure_running()
    finally:
        socket.unlink()


def test_a_path_a_shell_would_read_is_refused(instance: Path) -> None:
    server = EmbeddedPostgres(instance / "$HOME")
    if os.geteuid() == 0:  # the data lie elsewhere, so the name does no harm
        server.ensure_running()
        server.stop()
    else:
        with pytest.raises(ServerUnavailable, match="不含这些字符"):
            server.ensure_running()


def test_a_throw_away_server_leaves_nothing() -> None:
    server = EmbeddedPostgres.temporary()
    assert query(server, "select current_setting('fsync')") == "off"
    query(server, "create database another")
    folder = server.instance
    pid = int((server.place.data / "postmaster.pid").read_text().split()[0])
    server.stop()
    assert not folder.exists()
    assert not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def test_a_throw_away_server_of_a_killed_process_is_swept() -> None:
    script = "from training_app.db.embedded import EmbeddedPostgres\nimport os, signal\n"
    script += "server = EmbeddedPostgres.temporary()\nprint(server.instance, flush=True)\nos.kill(os.getpid(), signal.SIGKILL)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=CHECKOUT, check=False)
    folder = Path(done.stdout.strip())
    assert folder.is_dir()
    EmbeddedPostgres.sweep_temporary()
    assert not folder.exists()


def test_a_running_throw_away_server_is_not_swept() -> None:
    with EmbeddedPostgres.temporary() as server:
        EmbeddedPostgres.sweep_temporary()
        assert query(server, "select 1") == 1


def test_starting_again_is_quick(instance: Path) -> None:
    server = EmbeddedPostgres(instance)
    server.ensure_running()
    started = time.perf_counter()
    for _ in range(100):
        server.ensure_running()
    assert time.perf_counter() - started < 1


def test_the_server_keeps_an_eighth_of_the_memory_within_bounds() -> None:
    gigabyte = 1 << 30
    assert [embedded_server.shared_buffers(each * gigabyte) for each in (1, 4, 64)] == ["256MB", "512MB", "1024MB"]
