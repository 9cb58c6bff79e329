"""Database URLs as they may be shown."""

from __future__ import annotations

import re
from urllib.parse import unquote

# What stands between the user's name and the host; a password in which nobody has escaped an “@” too.
_PASSWORD = re.compile(r"(://[^:/]*):[^@]*@(?:[^/?@]*@)*")
_PARAMETER = re.compile(r"([?&]([^=&]*)=)[^&]*")
_SECRET = re.compile(r"passw|passfile|secret|scram", re.IGNORECASE)


def is_secret(parameter: str) -> bool:
    """Return whether a parameter of a connection, such as ``sslpassword``, is nothing to be shown."""
    return _SECRET.search(unquote(parameter)) is not None


def without_secrets(url: str) -> str:
    """Return a database URL with ``***`` for each password in it, parsable or not; a path is left as it is."""
    if "://" not in url:
        return url
    return _PARAMETER.sub(
        lambda found: f"{found[1]}***" if is_secret(found[2]) else found[0], _PASSWORD.sub(r"\1:***@", url)
    )
