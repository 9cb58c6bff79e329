"""OpenDocument's .odt: the text with tracked changes accepted, then its notes."""

from __future__ import annotations

from collections import Counter

from factbase.errors import InvalidInput
from factbase.text.documents.document import Block, Reading
from factbase.text.documents.package import Package
from factbase.text.documents.remarks import counted, left_out
from factbase.text.documents.stated import byline, day, default_language
from factbase.text.documents.walker import Attributes, Walker, fields_of
from factbase.vocabulary import Role

_SPACES = {
    prefix: f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}"
    for prefix, name in (
        ("office", "office"), ("text", "text"), ("table", "table"), ("draw", "drawing"), ("style", "style"),
        ("meta", "meta"), ("svg", "svg-compatible"), ("manifest", "manifest"), ("fo", "xsl-fo-compatible"),
    )
}  # fmt: skip
_DC = "{http://purl.org/dc/elements/1.1/}"
_META = {
    f"{_DC}title": "title",
    f"{_SPACES['meta']}initial-creator": "first",
    f"{_DC}creator": "last",
    f"{_SPACES['meta']}creation-date": "created",
    f"{_DC}date": "changed",
    f"{_DC}language": "language",
}
_MOST_BLANKS = 1_000  # that one element stands for


def _in(name: str) -> str:
    """Return ``text:p`` as ``{namespace}p``."""
    prefix, local = name.split(":")
    return _SPACES[prefix] + local


class _Styles(Walker):
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
            _in("style:style"): self._open,
            _in("style:default-style"): self._open_default,
            _in("style:text-properties"): self._properties,
        } | {_in(f"style:{part}"): self._open_header for part in ("header", "footer")}
        self.ends = {_in(f"style:{part}"): self._close_header for part in ("header", "footer")}

    def _open(self, attributes: Attributes) -> None:
        self._style, self._default = attributes.get(_in("style:name"), ""), False
        self._parents[self._style] = attributes.get(_in("style:parent-style-name"), "")

    def _open_default(self, attributes: Attributes) -> None:
        self._style, self._default = "", attributes.get(_in("style:family")) == "paragraph"

    def _properties(self, attributes: Attributes) -> None:
        if self._default and (spoken := attributes.get(_in("fo:language"))):
            country = attributes.get(_in("fo:country"), "none")
            self.language = spoken if country == "none" else f"{spoken}-{country}"
        if attributes.get(_in("text:display")) == "none":
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


class _Content(Walker):
    """Hears content.xml."""

    def __init__(self, styles: _Styles) -> None:
        super().__init__()
        self.title: str | None = None
        self.notes: list[Block] = []
        self._styles = styles
        self._in_body = False
        self._open_styles: list[str] = []
        self._blank_before = True
        self.starts = {
            "office:text": self._open_body, "text:p": self._open_paragraph, "text:h": self._open_heading,
            "text:span": self._open_span, "text:s": self._blanks, "text:tab": self._tab,
            "text:line-break": self._line_break, "text:note": self._open_note, "text:note-citation": self.skip,
            "text:tracked-changes": self.skip, "text:change-start": self.counted("changes"),
            "text:change": self.counted("changes"), "text:hidden-text": self.counted("hidden", skipped=True),
            "text:hidden-paragraph": self.counted("hidden", skipped=True), "text:section": self._section,
            "text:ruby-text": self.skip, "office:annotation": self.counted("comments", skipped=True),
            "office:forms": self.skip, "office:scripts": self.skip, "text:sequence-decls": self.skip,
            "text:variable-decls": self.skip, "text:user-field-decls": self.skip, "svg:title": self.skip,
            "svg:desc": self.skip, "draw:text-box": self._open_box, "draw:image": self.counted("images", skipped=True),
            "draw:object": self.counted("objects", skipped=True), "table:table-row": self._open_row,
            "draw:object-ole": self.counted("objects", skipped=True), "table:table-cell": self._open_cell,
        }  # fmt: skip
        self.starts = {_in(name): handler for name, handler in self.starts.items()}
        self.ends = {
            _in("text:p"): self._close_paragraph,
            _in("text:h"): self._close_paragraph,
            _in("text:span"): self._close_span,
            _in("text:note"): self._close_note,
            _in("draw:text-box"): self._close_box,
            _in("table:table-row"): self.flow.close_row,
            _in("table:table-cell"): self.flow.close_cell,
        }

    def _open_body(self, _attributes: Attributes) -> None:
        self._in_body = True

    def _open_paragraph(self, attributes: Attributes) -> None:
        style = attributes.get(_in("text:style-name"), "")
        if self._styles.is_hidden(style):
            self.counts["hidden"] += 1
            self.skip()
            return
        self._begin(style, self._styles.role(style))

    def _open_heading(self, attributes: Attributes) -> None:
        self._begin(attributes.get(_in("text:style-name"), ""), Role.HEADING)

    def _begin(self, style: str, role: Role | None) -> None:
        self.flow.open_paragraph(role)
        self._open_styles.append(style)
        self._blank_before = True

    def _close_paragraph(self) -> None:
        if self.title is None and "Title" in self._styles.chain(self._open_styles.pop()):
            self.title = " ".join(self.flow.words().split()) or None
        self.flow.close_paragraph()
        self._blank_before = False

    def _open_span(self, attributes: Attributes) -> None:
        if self._styles.is_hidden(attributes.get(_in("text:style-name"), "")):
            self.counts["hidden"] += 1
            self.skip()

    def _close_span(self) -> None:
        """Nothing ends with a span."""

    def _section(self, attributes: Attributes) -> None:
        if attributes.get(_in("text:display")) == "none":
            self.counts["hidden"] += 1
            self.skip()

    def text(self, text: str) -> None:
        """Take text; a row of blanks and line feeds is one blank, as the format says."""
        if not self.flow.in_paragraph:
            return
        words = " ".join(text.split(" ")).replace("\n", " ").replace("\t", " ").replace("\r", " ")
        while "  " in words:
            words = words.replace("  ", " ")
        if self._blank_before:
            words = words.removeprefix(" ")
        if words:
            self.flow.write(words)
            self._blank_before = words.endswith(" ")

    def _blanks(self, attributes: Attributes) -> None:
        count = attributes.get(_in("text:c"), "1")
        self._sign(" " * min(int(count) if count.isdecimal() else 1, _MOST_BLANKS))

    def _tab(self, _attributes: Attributes) -> None:
        self._sign("\t")

    def _line_break(self, _attributes: Attributes) -> None:
        self._sign("\n")

    def _sign(self, sign: str) -> None:
        self.flow.write(sign)
        self._blank_before = False

    def _open_note(self, _attributes: Attributes) -> None:
        self.counts["notes"] += 1
        self.flow.open_box()

    def _close_note(self) -> None:
        self.notes += self.flow.close_box()

    def _open_box(self, _attributes: Attributes) -> None:
        self.counts["boxes"] += 1
        self.flow.open_box()

    def _close_box(self) -> None:
        self.flow.place(self.flow.close_box())

    def _open_row(self, _attributes: Attributes) -> None:
        self.counts["rows"] += 1
        self.flow.open_row()

    def _open_cell(self, _attributes: Attributes) -> None:
        self.flow.open_cell()


class _Manifest(Walker):
    """Hears whether parts are encrypted."""

    def __init__(self) -> None:
        super().__init__()
        self.starts = {_in("manifest:encryption-data"): self.counted("encrypted")}


def read(data: bytes, name: str) -> Reading:
    """Return what an .odt holds. Raises InvalidInput where it is encrypted, damaged or hostile."""
    package = Package(data, name)
    manifest = _Manifest()
    package.parse("META-INF/manifest.xml", manifest)
    if manifest.counts["encrypted"]:
        raise InvalidInput(f"{name} is encrypted: open it with its password and save it without one.")
    styles = _Styles()
    for part in ("styles.xml", "content.xml"):
        package.parse(part, styles)
    content = _Content(styles)
    if not package.parse("content.xml", content):
        raise InvalidInput(f"{name} is damaged (content.xml is missing): open it and save it anew.")
    meta = fields_of(package, "meta.xml", _META)
    return Reading(
        content.flow.blocks + content.notes,
        content.title or meta.get("title"),
        byline(meta.get("first") or meta.get("last")),
        day(meta.get("created") or meta.get("changed")),
        default_language(meta.get("language")) or default_language(styles.language),
        _warnings(content.counts, styles.running),
    )


def _warnings(counts: Counter[str], running: bool) -> list[str]:
    warnings = []
    if counts["changes"]:
        warnings.append(f"Tracked changes are taken as accepted: {counted(counts['changes'], 'change')}.")
    if counts["notes"]:
        warnings.append(
            f"{counted(counts['notes'], 'footnote or endnote', 'footnotes and endnotes')} stand at the end."
        )
    if counts["boxes"]:
        warnings.append(
            f"{counted(counts['boxes'], 'text box', 'text boxes')} stand after the paragraph they float in."
        )
    if counts["rows"]:
        warnings.append("Tables are read row by row.")
    if running:
        warnings.append("Headers and footers are left out.")
    return warnings + left_out(counts)
