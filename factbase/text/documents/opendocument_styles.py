"""The styles of an .odt, and the names of OpenDocument's elements."""

from __future__ import annotations

from factbase.text.documents.walker import Attributes, Walker
from factbase.vocabulary import Role

_SPACES = {
    prefix: f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
        ("meta", "meta"), ("svg", "svg-compatible"), ("manifest", "manifest"), ("fo", "xsl-fo-compatible"),
    )
}  # fmt: skip


def odf(name: str) -> str:
    """Return ``text:p`` as ``{namespace}p``."""
    prefix, local = name.split(":")
    return _SPACES[prefix] + local


class Styles(Walker):
    """Hears the styles: which are hidden, which are headings or captions, what language is the default."""

    def __init__(self) -> None:
        super().__init__()
        self.language: str | None = None
        self.running = False  # whether a header or footer has words
        self._parents: dict[str, str] = {}
        self._hidden: set[str] = set()
        self._style = ""
        self._default = self._header = False
        self.starts = {
            odf("style:style"): self._open,
            odf("style:default-style"): self._open_default,
            odf("style:text-properties"): self._properties,
        } | {odf(f"style:{part}"): self._open_header for part in ("header", "footer")}
        self.ends = {odf(f"style:{part}"): self._close_header for part in ("header", "footer")}

    def _open(self, attributes: Attributes) -> None:
        self._style, self._default = attributes.get(odf("style:name"), ""), False
        self._parents[self._style] = attributes.get(odf("style:parent-style-name"), "")

    def _open_default(self, attributes: Attributes) -> None:
        self._style, self._default = "", attributes.get(odf("style:family")) == "paragraph"

    def _properties(self, attributes: Attributes) -> None:
        if self._default and (spoken := attributes.get(odf("fo:language"))):
            country = attributes.get(odf("fo:country"), "none")
            self.language = spoken if country == "none" else f"{spoken}-{country}"
        if attributes.get(odf("text:display")) == "none":
            self._hidden.add(self._style)

    def _open_header(self, _attributes: Attributes) -> None:
        self._header = True

    def _close_header(self) -> None:
        self._header = False

    def text(self, text: str) -> None:
        """Take note of words in a header or footer."""
        self.running = self.running or (self._header and not text.isspace())

    def chain(self, style: str) -> list[str]:
        """Return a style and those it is based on, nearest first."""
        chain: list[str] = []
        while style and style not in chain:
            chain.append(style)
            style = self._parents.get(style, "")
        return chain

    def is_hidden(self, style: str) -> bool:
        """Return whether text in ``style`` is hidden."""
        return any(each in self._hidden for each in self.chain(style))

    def role(self, style: str) -> Role | None:
        """Return what a paragraph in ``style`` is, where the style says so."""
        chain = self.chain(style)
        if any(each in ("Title", "Subtitle") or each.startswith("Heading") for each in chain):
            return Role.HEADING
        captions = ("Caption", "Illustration", "Figure", "Drawing", "Table")
        return Role.CREDIT if any(each in captions for each in chain) else None
