"""OpenDocument's .odt: the text with tracked changes accepted, then its notes."""

from __future__ import annotations

from factbase.errors import InvalidInput
from factbase.text.documents.document import Block, Reading
from factbase.text.documents.opendocument_styles import Styles, odf
from factbase.text.documents.package import Package
from factbase.text.documents.remarks import remarks
from factbase.text.documents.stated import byline, day, default_language
from factbase.text.documents.walker import Attributes, Walker, fields_of
from factbase.vocabulary import Role

_DC = "{http://purl.org/dc/elements/1.1/}"
_META = {
    f"{_DC}title": "title",
    odf("meta:initial-creator"): "first",
    f"{_DC}creator": "last",
    odf("meta:creation-date"): "created",
    f"{_DC}date": "changed",
    f"{_DC}language": "language",
}
_MOST_BLANKS = 1_000  # that one element stands for


class _Content(Walker):
    """Hears content.xml."""

    def __init__(self, styles: Styles) -> None:
        super().__init__()
        self.title: str | None = None
        self.notes: list[Block] = []
        self._styles = styles
        self._region_id = ""
        self._deletions: set[str] = set()
        self._deleting: str | None = None
        self._open_styles: list[str] = []
        self._blank_before = True
        self.starts = {
            "text:p": self._open_paragraph, "text:h": self._open_heading,
            "text:span": self._open_span, "text:s": self._blanks, "text:tab": self._tab,
            "text:line-break": self._line_break, "text:note": self._open_note, "text:note-citation": self.skip,
            "text:changed-region": self._region, "text:deletion": self._deletion, "text:insertion": self.skip,
            "text:format-change": self.skip, "text:change-start": self._begin_change,
            "text:change-end": self._end_change,
            "text:change": self.counted("deleted"), "text:hidden-text": self.counted("hidden", skipped=True),
            "text:hidden-paragraph": self.counted("hidden", skipped=True), "text:section": self._section,
            "text:ruby-text": self.skip, "office:annotation": self.counted("comments", skipped=True),
            "office:forms": self.skip, "office:scripts": self.skip, "text:sequence-decls": self.skip,
            "text:variable-decls": self.skip, "text:user-field-decls": self.skip, "svg:title": self.skip,
            "svg:desc": self.skip, "draw:text-box": self.open_box, "draw:image": self.counted("images", skipped=True),
            "draw:object": self.counted("objects", skipped=True), "table:table-row": self.open_row,
            "draw:object-ole": self.counted("objects", skipped=True), "table:table-cell": self.open_cell,
        }  # fmt: skip
        self.starts = {odf(name): handler for name, handler in self.starts.items()}
        self.ends = {
            odf("text:p"): self._close_paragraph,
            odf("text:h"): self._close_paragraph,
            odf("text:note"): self._close_note,
            odf("draw:text-box"): self.close_box,
            odf("table:table-row"): self.flow.close_row,
            odf("table:table-cell"): self.flow.close_cell,
        }

    def _region(self, attributes: Attributes) -> None:
        self._region_id = attributes.get(odf("text:id"), "")

    def _deletion(self, _attributes: Attributes) -> None:
        """Remember which change is a deletion; what it deleted stands here, or where it was."""
        self._deletions.add(self._region_id)
        self.skip()

    def _begin_change(self, attributes: Attributes) -> None:
        change = attributes.get(odf("text:change-id"), "")
        self.counts["deleted" if change in self._deletions else "inserted"] += 1
        if change in self._deletions:
            self._deleting = change

    def _end_change(self, attributes: Attributes) -> None:
        if attributes.get(odf("text:change-id")) == self._deleting:
            self._deleting = None

    def _open_paragraph(self, attributes: Attributes) -> None:
        style = attributes.get(odf("text:style-name"), "")
        if self._styles.is_hidden(style):
            self.counts["hidden"] += 1
            self.skip()
            return
        self._begin(style, self._styles.role(style))

    def _open_heading(self, attributes: Attributes) -> None:
        self._begin(attributes.get(odf("text:style-name"), ""), Role.HEADING)

    def _begin(self, style: str, role: Role | None) -> None:
        self.flow.open_paragraph(role)
        self._open_styles.append(style)
        self._blank_before = True

    def _close_paragraph(self) -> None:
        if self.title is None and "Title" in self._styles.chain(self._open_styles.pop()):
            self.title = " ".join(self.flow.words().split()) or None
        self.flow.close_paragraph(joins_next=self._deleting is not None)
        self._blank_before = False

    def _open_span(self, attributes: Attributes) -> None:
        if self._styles.is_hidden(attributes.get(odf("text:style-name"), "")):
            self.counts["hidden"] += 1
            self.skip()

    def _section(self, attributes: Attributes) -> None:
        if attributes.get(odf("text:display")) == "none":
            self.counts["hidden"] += 1
            self.skip()

    def text(self, text: str) -> None:
        """Take text; a row of blanks and line feeds is one blank, as the format says."""
        if self._deleting is not None or not self.flow.in_paragraph:
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
        count = attributes.get(odf("text:c"), "1")
        self._sign(" " * min(int(count) if count.isdecimal() else 1, _MOST_BLANKS))

    def _tab(self, _attributes: Attributes) -> None:
        self._sign("\t")

    def _line_break(self, _attributes: Attributes) -> None:
        self._sign("\n")

    def _sign(self, sign: str) -> None:
        if self._deleting is None:
            self.flow.write(sign)
        self._blank_before = False

    def _open_note(self, _attributes: Attributes) -> None:
        if self._deleting is not None:
            self.skip()
            return
        self.counts["notes"] += 1
        self.flow.open_box()

    def _close_note(self) -> None:
        self.notes += self.flow.close_box()


class _Manifest(Walker):
    """Hears whether parts are encrypted."""

    def __init__(self) -> None:
        super().__init__()
        self.starts = {odf("manifest:encryption-data"): self.counted("encrypted")}


def read(data: bytes, name: str) -> Reading:
    """Return what an .odt holds. Raises InvalidInput where it is encrypted, damaged or hostile."""
    package = Package(data, name)
    manifest = _Manifest()
    package.parse("META-INF/manifest.xml", manifest)
    if manifest.counts["encrypted"]:
        raise InvalidInput(f"{name} is encrypted: open it with its password and save it without one.")
    styles = Styles()
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
        remarks(content.counts, running=styles.running),
    )
