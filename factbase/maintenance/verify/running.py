"""Runs the checks, each guarded: what one of them trips over is its finding, and the others go on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from time import monotonic
from typing import Any, NamedTuple

from sqlalchemy import Connection

from factbase.copies import Progress, unwatched
from factbase.database import Location, reading
from factbase.maintenance.verify import derived, integrity, keys, log, schema, searching, texts
from factbase.maintenance.verify.reading import DAMAGE, reason
from factbase.maintenance.verify.report import Check, Finding, Findings, Report

_RESTORE = "factbase db restore FILE --yes"
_REINDEX = "factbase db reindex"
# How many of SQLite's instructions pass between two looks at the clock.
_INSTRUCTIONS = 10_000


class _Step(NamedTuple):
    name: str
    look: Callable[[Connection, Findings], None]
    mend: str


def _steps(location: Location, *, deep: bool) -> tuple[_Step, ...]:
    return (
        _Step("integrity", integrity.check, _RESTORE),
        _Step("schema", schema.check, _RESTORE),
        _Step("keys", keys.check, _RESTORE),
        _Step("texts", texts.check, _RESTORE),
        _Step("log", partial(log.check, deep=deep), _RESTORE),
        _Step("derived", derived.check, _REINDEX),
        _Step("search", partial(searching.check, location=location), _REINDEX),
    )


def verify(location: Location, *, deep: bool = False, progress: Progress = unwatched) -> Report:
    """Look at everything that a database holds, and change nothing.

    ``deep`` also reads every record of the log word for word. Memory does not grow with the database.
    Raises DatabaseUnusable where it cannot be opened at all, or has another schema revision.
    """
    checks: list[Check] = []
    with reading(location) as connection:
        for step in _steps(location, deep=deep):
            findings = Findings(step.name, progress)
            _guarded(connection, step, findings)
            checks.append(findings.check(_mend(step, checks)))
    return Report(tuple(checks))


def _mend(step: _Step, before: Sequence[Check]) -> str:
    """Return what puts a step's findings right: what is derived from damaged records comes back with them."""
    return step.mend if all(check.ok for check in before if check.mend != _REINDEX) else _RESTORE


def _guarded(connection: Connection, step: _Step, findings: Findings) -> None:
    findings.looked(0)
    try:
        with connection.begin_nested():
            step.look(connection, findings)
    except DAMAGE as error:
        findings.add("the database", f"cannot be read on ({reason(error)})")


def _interrupt_after(connection: Connection, end: float) -> None:
    """Have SQLite end its statements when the time is over: one of them may read every page."""
    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(lambda: monotonic() > end, _INSTRUCTIONS)


class _OutOfTimeError(Exception):
    """The time for a first look is over."""


def first_finding(location: Location, *, seconds: float) -> Finding | None:
    """Return the first thing that a backup would mend and that is found within about ``seconds``, or None."""
    end = monotonic() + seconds

    def watch(_what: str, _done: int, _total: int | None) -> None:
        if monotonic() > end:
            raise _OutOfTimeError

    with suppress(_OutOfTimeError), reading(location) as connection:
        if location.path:
            _interrupt_after(connection, end)
        for step in _steps(location, deep=True):
            if step.mend != _RESTORE:
                continue
            findings = Findings(step.name, watch)
            _guarded(connection, step, findings)
            if monotonic() > end:  # what was interrupted looks as if it could not be read
                break
            if findings.first:
                return findings.first[0]
    return None
