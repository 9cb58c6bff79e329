"""Where a database is."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from glob import escape
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from factbase.errors import BadUsage
from factbase.text.secrets import without_secrets

# Meant for a server, but no URL; it may hold a password, so that nothing of it is shown.
_SERVER = re.compile(r"postgres\w*(\+\w+)?:|.*\b(password|host)=", re.IGNORECASE)


@dataclass(frozen=True)
class Location:
    """Where a database is: a SQLite file or a PostgreSQL server."""

    url: URL
    path: Path | None

    @classmethod
    def of(cls, given: str) -> Location:
        """Return the location of a path or of a ``postgresql://`` URL. Raises BadUsage for other schemes."""
        if "://" not in given:
            if _SERVER.match(given):
                raise BadUsage("That is no path and no database URL: write postgresql://USER@HOST/NAME.")
            path = Path(given).expanduser().absolute()
            file = "file:" + quote(os.fsencode(path))
            return cls(URL.create("sqlite", database=file, query={"mode": "rw", "uri": "true"}), path)
        try:
            url = make_url(given)
        except (ArgumentError, ValueError):  # the latter for a port that is no number
            raise BadUsage(
                "The database URL cannot be read: write postgresql://USER@HOST/NAME or a path."
            ) from None
        if url.get_backend_name() != "postgresql":
            raise BadUsage(f"{url.drivername} is not supported: give a path (SQLite) or postgresql://….")
        return cls(url.set(drivername="postgresql+psycopg"), None)

    def last_backup(self) -> Path | None:
        """Return the newest of the backups beside a file that bear its name and a time, or None."""
        if self.path is None:
            return None
        named = f"{escape(self.path.stem)}-????-??-??T??????Z.db"
        return max(self.path.parent.glob(named), default=None)

    def __str__(self) -> str:
        return str(self.path or without_secrets(self.url.render_as_string(hide_password=True)))
