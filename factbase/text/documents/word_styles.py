"""The styles of a .docx: which are headings, which are captions, and what language is the default."""

from __future__ import annotations

import re

from factbase.text.documents.walker import Attributes
from factbase.vocabulary import Role

NAMESPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_HEADING = re.compile(r"heading\b.*|title|subtitle")
_BODY_LEVEL = 9  # the outline level of what is no heading


def val(attributes: Attributes, name: str = "val") -> str | None:
    """Return the attribute ``w:val``, or another of Word's own."""
    for space in NAMESPACES:
        if (value := attributes.get(f"{{{space}}}{name}")) is not None:
            return value
    return None


def is_on(attributes: Attributes) -> bool:
    """Return whether a switch such as ``w:vanish`` is on: it is without a value too."""
    return val(attributes) not in ("0", "false", "off")


def outline_role(attributes: Attributes) -> Role | None:
    """Return what a ``w:outlineLvl`` says of its paragraph."""
    level = val(attributes) or ""
    return Role.HEADING if level.isdecimal() and int(level) < _BODY_LEVEL else None


class Styles:
    """Hears styles.xml."""

    def __init__(self) -> None:
        self.language: str | None = None
        self._style: str | None = None  # the id of the style that is open
        self._names: dict[str, str] = {}
        self._bases: dict[str, str] = {}
        self._roles: dict[str, Role] = {}
        self._hidden: dict[str, bool] = {}
        self._in_defaults = False

    def start(self, tag: str, attributes: Attributes) -> None:
        """Hear an element begin."""
        name = tag.rpartition("}")[2]
        if name == "style":
            self._style = val(attributes, "styleId")
        elif name == "docDefaults":
            self._in_defaults = True
        elif name == "lang" and self._in_defaults:
            self.language = val(attributes)
        elif self._style is not None:
            self._describe(self._style, name, attributes)

    def _describe(self, style: str, name: str, attributes: Attributes) -> None:
        if name == "name":
            self._names[style] = (val(attributes) or "").casefold()
        elif name == "basedOn":
            self._bases[style] = val(attributes) or ""
        elif name == "outlineLvl" and (role := outline_role(attributes)):
            self._roles[style] = role
        elif name == "vanish":
            self._hidden[style] = is_on(attributes)

    def end(self, tag: str) -> None:
        """Hear an element end."""
        name = tag.rpartition("}")[2]
        if name == "style":
            self._style = None
        elif name == "docDefaults":
            self._in_defaults = False

    def data(self, _text: str) -> None:
        """Styles have no text."""

    def _chain(self, style: str | None) -> list[str]:
        """Return a style and those it is based on, nearest first."""
        chain: list[str] = []
        while style and style not in chain:
            chain.append(style)
            style = self._bases.get(style)
        return chain

    def role(self, style: str | None) -> Role | None:
        """Return what a paragraph in ``style`` is, where the style says so."""
        for each in self._chain(style):
            name = self._names.get(each, each.casefold())
            if _HEADING.fullmatch(name) or each in self._roles:
                return Role.HEADING
            if name == "caption":
                return Role.CREDIT
        return None

    def is_title(self, style: str | None) -> bool:
        """Return whether ``style`` is the one for titles."""
        return bool(style) and self._names.get(style or "", "") == "title"

    def is_hidden(self, style: str | None) -> bool:
        """Return whether text in ``style`` is hidden."""
        return next((self._hidden[each] for each in self._chain(style) if each in self._hidden), False)
