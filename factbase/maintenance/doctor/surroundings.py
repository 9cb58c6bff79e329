"""Settings, languages, the terminal, and what SQLite can do: all but the database itself."""

from __future__ import annotations

import codecs
import locale
import os
import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from shlex import quote

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError

from factbase.errors import InvalidInput
from factbase.maintenance.doctor.report import Check, well, wrong
from factbase.settings import config_path, read_config

# RETURNING came with this version of SQLite.
_OLDEST_SQLITE = (3, 35, 0)
# Below this many columns a table is no table any more.
_NARROWEST = 40


def checks() -> Iterator[Check]:
    """Yield what can be said before a database is looked for."""
    yield _settings()
    yield _encoding()
    yield _terminal()
    yield _sqlite()


def _settings() -> Check:
    path = config_path()
    try:
        read_config(path)
    except InvalidInput as error:
        return wrong("settings", str(error), _mended_settings(path))
    return well("settings", f"{path} was read" if path.exists() else f"no file {path}: the defaults hold")


def _mended_settings(path: Path) -> str:
    """Return the command for a config file that cannot be read."""
    try:
        is_file = path.is_file()
    except OSError:  # a name that is too long
        is_file = False
    if is_file and not os.access(path, os.R_OK):
        return f"chmod u+r {quote(str(path))}"
    if not is_file and os.environ.get("FACTBASE_CONFIG"):
        return unset_variable("FACTBASE_CONFIG")
    return f"mv {quote(str(path))} {quote(f'{path}.broken')}"


def unset_variable(name: str) -> str:
    """Return the command that takes a variable out of the environment."""
    return f"set {name}=" if os.name == "nt" else f"unset {name}"


def _encoding() -> Check:
    """Look at the encoding of names and arguments; files are UTF-8 whatever it is."""
    named = {"the locale": locale.getpreferredencoding(False), "file names": sys.getfilesystemencoding()}
    others = [f"{what} in {encoding}" for what, encoding in named.items() if not _is_utf8(encoding)]
    if others:
        return wrong("encoding", f"{' and '.join(others)}, not in UTF-8", _set_variable("PYTHONUTF8", "1"))
    return well("encoding", "UTF-8")


def _is_utf8(encoding: str) -> bool:
    try:
        return codecs.lookup(encoding).name == "utf-8"
    except LookupError:
        return False


def _set_variable(name: str, value: str) -> str:
    return f"set {name}={value}" if os.name == "nt" else f"export {name}={value}"


def _terminal() -> Check:
    if sys.stdout is None or not sys.stdout.isatty():
        return well("terminal", "none: the output goes into a file or a pipe, in UTF-8")
    if not _is_utf8(sys.stdout.encoding or ""):
        found = f"it takes {sys.stdout.encoding}: letters that it lacks are shown as \\u…"
        return wrong("terminal", found, _set_variable("PYTHONIOENCODING", "utf-8"))
    width = shutil.get_terminal_size().columns
    if width < _NARROWEST:
        return wrong(
            "terminal", f"{width} columns: tables need {_NARROWEST}", f"export COLUMNS={_NARROWEST * 2}"
        )
    return well("terminal", f"{width} columns, UTF-8")


def _sqlite() -> Check:
    name = "Python and SQLite"
    with create_engine("sqlite://").connect() as connection:
        version = str(connection.exec_driver_sql("SELECT sqlite_version()").scalar())
        found = f"Python {platform.python_version()}, SQLite {version}"
        newer = "uv tool install --python 3.13 factbase"  # a Python that brings its own SQLite
        if tuple(map(int, version.split("."))) < _OLDEST_SQLITE:
            return wrong(name, f"{found}: {'.'.join(map(str, _OLDEST_SQLITE))} or newer is needed", newer)
        try:
            connection.exec_driver_sql("CREATE VIRTUAL TABLE trial USING fts5 (word)")
        except DBAPIError:
            return wrong(name, f"{found} without FTS5, which searches need", newer)
    return well(name, f"{found} with FTS5")
