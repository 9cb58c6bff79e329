"""Times as a person types them: a day, or a moment in UTC, as the log keeps it."""

from __future__ import annotations

import re

from factbase.errors import BadUsage

_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(:\d{2})?Z?)?")


def since(given: str) -> str:
    """Return the first second of a day or moment, like 2026-03-14T00:00:00Z. Raises BadUsage."""
    return _second(given, clock="00:00", seconds=":00")


def until(given: str) -> str:
    """Return the last second of a day, minute or moment. Raises BadUsage."""
    return _second(given, clock="23:59", seconds=":59")


def _second(given: str, *, clock: str, seconds: str) -> str:
    from datetime import datetime

    match = _MOMENT.fullmatch(given.strip())
    moment = f"{match[1]}T{match[2] or clock}{match[3] or seconds}" if match else ""
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        raise BadUsage(f"“{given}” is no time: write 2026-03-14 or 2026-03-14T09:26:53Z (UTC).") from None
    return f"{moment}Z"
