"""The order in which things are looked at: what the next ones rest on comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from factbase.copies import Progress, unwatched
from factbase.database import Location
from factbase.errors import DatabaseUnusable, FactbaseError
from factbase.maintenance import verify
from factbase.maintenance.doctor import contents, files, surroundings
from factbase.maintenance.doctor.report import Check, well, wrong


def examine(
    place: Callable[[], Location], program: str = "factbase", *, progress: Progress = unwatched
) -> Iterator[Check]:
    """Yield the checks of the surroundings, of the files and of the database that ``place`` finds.

    ``program`` is how the commands that mend something begin. Nothing is changed but what every command of
    SQLite's does: a write-ahead log that a dead process has left is taken in.
    """
    yield from surroundings.checks()
    try:
        location = place()
    except FactbaseError as error:
        yield wrong("database", str(error), "factbase config unset db")
        return
    try:
        left = files.write_ahead(location)
    except OSError as error:  # a name that is too long
        found = f"{location.path} cannot be opened ({error.strerror})"
        yield wrong("database", found, contents.elsewhere(program))
        return
    if location.path:
        yield from files.checks(location.path, program)
    else:
        yield contents.client_programs(location)
    standing = contents.standing(location, program)
    yield standing
    if not standing.well:
        return
    try:
        yield from contents.checks(location, program)
        if location.path:
            yield from files.afterwards(location.path, left, program)
        yield from _verified(location, program, progress)
    except DatabaseUnusable as error:  # which is damaged further in
        yield wrong("contents", str(error), contents.put_back(location, program))


def _verified(location: Location, program: str, progress: Progress) -> Iterator[Check]:
    """Yield what the quick part of a verification finds."""
    for check in verify.verify(location, progress=progress).checks:
        if check.ok or check.mend is None:
            yield well(check.name, f"{check.looked_at:,} looked at, nothing is wrong")
        else:
            first = str(check.findings[0]) if check.findings else "see factbase db verify"
            yield wrong(
                check.name,
                f"{check.wrong:,} wrong, such as {first}",
                check.mend.replace("factbase", program, 1),
            )
