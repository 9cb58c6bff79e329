"""How a sheet is written: its marks, and the signs that stand for what a line cannot hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from factbase.text.visible import visible

VERSION = 1
NOTATION = """\
# A sentence begins with its place and its role: claim, heading, credit, not_checkable or untriaged. Its words follow
# the bar, to be read only. Below it stand its claims, each with its number and then the lines that belong to it:
#   12 The statement, in your own words.
#     @ Name | asserts | indirect     who says so: asserts, denies, questions or speculates; observation, direct,
#                                     indirect or mixed. Left out, it is asserts and indirect.
#     @ Name [person] | denies        a new source needs its kind: author, person, organisation, publication,
#                                     document, anonymous, group or rumour.
#     = medium | why                  a rating of your own: high, medium, low or rumour, and the reason. Without a
#                                     reason it is what follows from the sources, to be read only.
#   + The statement of a new claim.
#   x 12 why                          takes claim 12 out, in place of its line.
# A claim that is moved below another sentence stands there, with the whole of it. Sentences that you leave out are
# left alone. A line that begins with # is a remark. \\| is a bar, \\\\ is \\, \\n a line break, \\u{202E} any sign.
"""
HEADER = re.compile(r"# factbase sheet (\d+): (\S+), revision (\d+), operation (\d+)")
_ESCAPE = re.compile(r"\\(?:u\{([0-9A-Fa-f]{1,6})\}|(.))", re.DOTALL)
_PLAIN = {"\n": "\\n", "\\": "\\\\", "|": "\\|"}


class BadEscape(Exception):
    """A backslash with nothing known behind it; the message is what stands there."""


def header(slug: str, revision: int, operation: int) -> str:
    """Return the first line of a sheet; ``operation`` is the newest that it knows of."""
    return f"# factbase sheet {VERSION}: {slug}, revision {revision}, operation {operation}"


def escaped(text: str, *, also: str = "") -> str:
    """Return a text as it stands in one line of a sheet; the signs of ``also`` get a backslash too."""
    return "".join(_escaped(text, also))


def _escaped(text: str, also: str) -> Iterator[str]:
    for at, sign in enumerate(text):
        if sign in _PLAIN:
            yield _PLAIN[sign]
        elif sign in also:
            yield f"\\{sign}"
        elif (at in (0, len(text) - 1) and sign.isspace()) or (sign != " " and visible(sign) != sign):
            yield f"\\u{{{ord(sign):X}}}"
        else:
            yield sign


def unescaped(text: str) -> str:
    """Return what a text in a sheet stands for. Raises BadEscape."""

    def meant(match: re.Match[str]) -> str:
        if match[1]:
            code = int(match[1], 16)
            if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
                raise BadEscape(match[0])
            return chr(code)
        if match[2] == "n":
            return "\n"
        if match[2] in "\\|[":
            return match[2]
        raise BadEscape(match[0])

    if text.count("\\") and _ESCAPE.sub("", text).endswith("\\"):
        raise BadEscape("\\")
    return _ESCAPE.sub(meant, text)


def fields(text: str) -> list[str]:
    """Return the parts of a line between its bars, without blanks around them and still escaped."""
    parts, start, at = [], 0, 0
    while at < len(text):
        if text[at] == "\\":
            at += 1
        elif text[at] == "|":
            parts.append(text[start:at])
            start = at + 1
        at += 1
    return [part.strip() for part in (*parts, text[start:])]
