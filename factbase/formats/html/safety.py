"""Makes text from outside safe in a page. The templates escape it; here is what escaping alone does not do."""

from __future__ import annotations

import re

from markupsafe import Markup

from factbase.text.visible import visible

# No page may hold these, escaped or not: they are no characters. The last two of each plane are among them.
_NO_CHARACTERS = re.compile(
    "[\ufdd0-\ufdef"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
    + "]"
)
# RFC 3986, over http alone: no user, no javascript:, nothing that a browser would read otherwise than it stands.
_ADDRESS = re.compile(
    r"https?://[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?)*(:[0-9]{1,5})?"
    r"([/?#]([A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*){0,3}"
)
_LANGUAGE = re.compile("[A-Za-z]{2,3}(-[A-Za-z]{4})?(-[A-Za-z]{2}|-[0-9]{3})?")


def written(value: object) -> object:
    """Return a value as a template writes it: unsafe characters of a text are named.

    Raises TypeError for None: a page never says “None”.
    """
    if value is None:
        raise TypeError("A template writes what is not there.")
    if isinstance(value, str) and not isinstance(value, Markup):
        return named(value)
    return value


def named(text: str) -> str:
    """Return a text with its control characters and those that are none named, ⟨U+FFFE⟩."""
    return _NO_CHARACTERS.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", visible(text))


def is_address(text: str) -> bool:
    """Return whether a text may be linked: an address on the web, written as one."""
    return _ADDRESS.fullmatch(text) is not None


def language_tag(text: str | None) -> str:
    """Return a language as a page declares it, such as ``sq`` or ``sr-Latn``; empty where that is not known."""
    return text if text is not None and _LANGUAGE.fullmatch(text) else ""
