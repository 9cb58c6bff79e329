"""The database itself: that it is there and ours, can be written, and is not ahead of its time."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from shlex import quote

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import DBAPIError

from factbase.database import (
    SCHEMA_REVISION,
    Location,
    check_file,
    open_engine,
    reading,
    schema_revision,
    translated,
    writing,
)
from factbase.errors import Conflict, DatabaseUnusable
from factbase.maintenance import server
from factbase.maintenance.doctor.files import backups
from factbase.maintenance.doctor.report import Check, well, wrong
from factbase.maintenance.doctor.surroundings import unset_variable
from factbase.settings import Key, setting
from factbase.sourcing import RULES_VERSION
from factbase.tables import derivation, operation
from factbase.text.tokens import VERSION

# How far the clocks of a desk's machines may differ.
_TOLERANCE = timedelta(minutes=2)


def standing(location: Location, program: str) -> Check:
    """Say whether there is a database of ours that this version can read."""
    name = "database"
    path = location.path
    if path and not path.exists():
        return wrong(name, f"none at {path}", f"{program} init")
    try:
        if path:
            check_file(path)
        with open_engine(location).connect() as connection:
            schema = schema_revision(connection, location)
    except DBAPIError as error:
        return wrong(name, str(translated(error, location)), put_back(location, program))
    except DatabaseUnusable as error:
        if path and not path.is_file():
            return wrong(name, str(error), elsewhere(program))
        if path and not os.access(path, os.R_OK):
            return wrong(name, str(error), f"chmod u+rw {quote(str(path))}")
        return wrong(name, str(error), put_back(location, program))
    if schema is None:
        return wrong(name, f"{location} holds none yet", f"{program} init")
    if schema < SCHEMA_REVISION:
        return wrong(name, f"{location} has the older schema {schema}", f"{program} db upgrade")
    if schema > SCHEMA_REVISION:
        found = f"{location} was made by a newer factbase (schema {schema})"
        return wrong(name, found, "python3 -m pip install --upgrade factbase")
    return well(name, f"{location}, schema {schema}")


def elsewhere(program: str) -> str:
    """Return the command for a path where no database can be: what names it is taken back."""
    if program != "factbase":  # it is named on the command line
        return "factbase --db NEW.db init"
    origin = setting(Key.DB).origin
    return unset_variable(origin) if origin in os.environ else "factbase config unset db"


def put_back(location: Location, program: str) -> str:
    """Return the command for a database that cannot be used."""
    if location.path is None:
        return "factbase config set db postgresql://USER@HOST/NAME"
    known = backups(location.path.resolve()) if location.path.parent.is_dir() else []
    backup = quote(str(known[0])) if known else "BACKUP"
    return f"{program} db restore {backup} --yes"


def checks(location: Location, program: str) -> Iterator[Check]:
    """Yield what is to be said of a database that can be read."""
    yield _writable(location)
    with reading(location) as connection:
        yield _clock(connection, program)
        yield _rules(connection, program)


def _writable(location: Location) -> Check:
    name = "writing"
    try:
        with writing(location, dry_run=True) as connection:
            connection.execute(derivation.update().values(rules_version=derivation.c.rules_version))
    except Conflict:
        return well(name, "not tried: another command is writing")
    except DatabaseUnusable as error:
        if location.path is None:
            return wrong(name, str(error), "factbase config set db postgresql://USER@HOST/NAME")
        return wrong(
            name, str(error), f"chmod u+w {quote(str(location.path.parent))} {quote(str(location.path))}"
        )
    return well(name, "allowed")


def _clock(connection: Connection, program: str) -> Check:
    """Compare the clock with the log, which no earlier run can have written in the future."""
    name = "clock"
    latest = connection.scalar(select(func.max(operation.c.at)))
    now = datetime.now(UTC)
    try:
        ahead = latest is not None and datetime.fromisoformat(latest) > now + _TOLERANCE
    except ValueError:
        return wrong(name, f"the log goes to “{latest}”, which is no time", f"{program} db verify")
    if ahead:
        found = f"it is {now:%Y-%m-%dT%H:%M:%SZ}, but the log goes to {latest}: the clock has gone back"
        return wrong(name, found, _set_clock())
    return well(name, f"{now:%Y-%m-%dT%H:%M:%SZ}, not before the last entry in the log")


def _set_clock() -> str:
    if sys.platform == "win32":
        return "w32tm /resync"
    if sys.platform == "darwin":
        return "sudo sntp -sS time.apple.com"
    return "sudo timedatectl set-ntp true"


def _rules(connection: Connection, program: str) -> Check:
    stamped = connection.execute(select(derivation)).first()
    kept = None if stamped is None else (stamped.rules_version, stamped.search_version)
    if kept != (RULES_VERSION, VERSION):
        found = "confidence, problems or the search index are from other rules than this version has"
        return wrong("rules", found, f"{program} db upgrade")
    return well("rules", "confidence, problems and the search index are from the rules of this version")


def client_programs(location: Location) -> Check:
    """Say whether backups of a server's database can be made here."""
    name = "pg_dump"
    try:
        found = server.dump_version()
        with open_engine(location).connect() as connection:
            needed = server.server_version(connection)
    except DatabaseUnusable as error:
        return wrong(name, str(error), _install_client(None))
    except DBAPIError:
        return well(name, f"version {found}")
    if found < needed:
        return wrong(name, f"version {found} is older than the server, {needed}", _install_client(needed))
    return well(name, f"version {found}, the server has {needed}")


def _install_client(version: int | None) -> str:
    if shutil.which("apt-get"):
        return f"sudo apt-get install postgresql-client{'' if version is None else f'-{version}'}"
    if sys.platform == "darwin":
        return f"brew install postgresql{'' if version is None else f'@{version}'}"
    return "sudo dnf install postgresql"
