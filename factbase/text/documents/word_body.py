"""Walks through the body, the notes or a header of a .docx."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from factbase.text.documents.document import Block
from factbase.text.documents.walker import Attributes, End, Start, Walker, named
from factbase.text.documents.word_styles import NAMESPACES, Styles, is_on, outline_role, val

_OTHER = {
    "markup": ("http://schemas.openxmlformats.org/markup-compatibility/2006",),
    "mathematics": (
        "http://schemas.openxmlformats.org/officeDocument/2006/math",
        "http://purl.oclc.org/ooxml/officeDocument/math",
    ),
    "pictures": (
        "http://schemas.openxmlformats.org/drawingml/2006/picture",
        "http://purl.oclc.org/ooxml/drawingml/picture",
    ),
    "vector": ("urn:schemas-microsoft-com:vml",),
    "charts": (
        "http://schemas.openxmlformats.org/drawingml/2006/chart",
        "http://purl.oclc.org/ooxml/drawingml/chart",
    ),
    "diagrams": (
        "http://schemas.openxmlformats.org/drawingml/2006/diagram",
        "http://purl.oclc.org/ooxml/drawingml/diagram",
    ),
}
_PRIVATE = range(0xE000, 0xF900)  # where fonts of pictures keep their signs
SIGNS = {
    "br": "\n",
    "cr": "\n",
    "noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
    "softHyphen": "\N{SOFT HYPHEN}",
}
# What was before a tracked change, what stands above a line of ruby text, and what a newer Word writes twice.
_SKIPPED = (
    "pPrChange",
    "rPrChange",
    "sectPrChange",
    "tblPrChange",
    "trPrChange",
    "tcPrChange",
    "tblGridChange",
    "rt",
)


@dataclass
class _Run:
    """A run of letters in one format."""

    hidden: bool
    language: str | None = None


class Body(Walker):
    """Hears document.xml or what is built like it."""

    def __init__(self, styles: Styles) -> None:
        super().__init__()
        self.styles = styles
        self.title: str | None = None
        self.notes: dict[str, list[str]] = {"footnotes": [], "endnotes": []}  # ids, in the order of reference
        self.noted: dict[str, list[Block]] = {}  # a note's id -> what it says
        self._note = ""
        self._languages: Counter[str | None] = Counter()
        self._runs: list[_Run] = []
        self._fields: list[bool] = []  # of each open field whether its result has begun
        self._properties: list[str] = []  # pPr and rPr that are open
        self._reads = False
        self._joins_next = False
        self._style: str | None = None
        self._register()

    def _register(self) -> None:
        starts: dict[str, Start] = {
            "p": self._open_paragraph, "pPr": self._open_paragraph_properties, "pStyle": self._paragraph_style,
            "outlineLvl": self._outline, "framePr": self._frame, "r": self._open_run, "rPr": self._open_run_properties,
            "rStyle": self._run_style, "vanish": self._vanish, "lang": self._lang, "t": self._open_text,
            "tab": self._tab, "sym": self._symbol, "fldChar": self._field, "ins": self._insert,
            "moveTo": self._insert, "del": self._delete, "moveFrom": self._delete, "txbxContent": self.open_box,
            "tr": self.open_row, "tc": self.open_cell, "footnote": self._open_note, "endnote": self._open_note,
            "footnoteReference": self._refer("footnotes"), "endnoteReference": self._refer("endnotes"),
            "commentReference": self.counted("comments"), "object": self.counted("objects"),
            "altChunk": self.counted("parts"), "subDoc": self.counted("parts"),
        }  # fmt: skip
        starts |= dict.fromkeys(_SKIPPED, self.skip) | {
            name: self._sign(sign) for name, sign in SIGNS.items()
        }
        ends: dict[str, End] = {
            "p": self._close_paragraph, "pPr": self._close_properties, "rPr": self._close_properties,
            "r": self._close_run, "t": self._close_text, "txbxContent": self.close_box,
            "tr": self.flow.close_row, "tc": self.flow.close_cell,
            "footnote": self._close_note, "endnote": self._close_note,
        }  # fmt: skip
        self.starts = named(NAMESPACES, starts) | named(_OTHER["markup"], {"Fallback": self.skip})
        self.starts |= named(_OTHER["mathematics"], {"t": self._open_text})
        self.starts |= named(_OTHER["pictures"], {"pic": self.counted("images")})
        self.starts |= named(_OTHER["vector"], {"imagedata": self.counted("images")})
        self.starts |= named(_OTHER["charts"], {"chart": self.counted("diagrams")})
        self.starts |= named(_OTHER["diagrams"], {"relIds": self.counted("diagrams")})
        self.ends = named(NAMESPACES, ends) | named(_OTHER["mathematics"], {"t": self._close_text})

    def language(self) -> str | None:
        """Return the language of most of the letters, where it is said."""
        return max(self._languages, key=lambda each: self._languages[each], default=None)

    # Paragraphs

    def _open_paragraph(self, _attributes: Attributes) -> None:
        self.flow.open_paragraph()
        self._style, self._joins_next = None, False

    def _open_paragraph_properties(self, _attributes: Attributes) -> None:
        self._properties.append("p")

    def _close_properties(self) -> None:
        self._properties.pop()

    def _paragraph_style(self, attributes: Attributes) -> None:
        self._style = val(attributes)
        if role := self.styles.role(self._style):
            self.flow.suggest(role)

    def _frame(self, attributes: Attributes) -> None:
        """Hear of a frame: a large first letter is a paragraph of its own, in front of the one that it belongs to."""
        self._joins_next = (val(attributes, "dropCap") or "none") != "none"

    def _outline(self, attributes: Attributes) -> None:
        if role := outline_role(attributes):
            self.flow.suggest(role)

    def _close_paragraph(self) -> None:
        if self.title is None and self.styles.is_title(self._style):
            self.title = " ".join(self.flow.words().split()) or None
        self.flow.close_paragraph(joins_next=self._joins_next)
        self._style, self._joins_next = None, False

    # Runs and what stands in them

    def _open_run(self, _attributes: Attributes) -> None:
        hidden = any(run.hidden for run in self._runs) or self.styles.is_hidden(self._style)
        self._runs.append(_Run(hidden))

    def _close_run(self) -> None:
        self._runs.pop()

    def _open_run_properties(self, _attributes: Attributes) -> None:
        self._properties.append("r")

    def _of_a_run(self) -> bool:
        """Return whether the property at hand is a run's, not that of a paragraph's end."""
        return self._properties == ["r"] and bool(self._runs)

    def _run_style(self, attributes: Attributes) -> None:
        if self._of_a_run() and self.styles.is_hidden(val(attributes)):
            self._runs[-1].hidden = True

    def _vanish(self, attributes: Attributes) -> None:
        if self._of_a_run():
            self._runs[-1].hidden = is_on(attributes)

    def _lang(self, attributes: Attributes) -> None:
        if self._of_a_run():
            self._runs[-1].language = val(attributes)

    def _open_text(self, _attributes: Attributes) -> None:
        self._reads = True
        if self._runs and self._runs[-1].hidden:
            self.counts["hidden"] += 1

    def _close_text(self) -> None:
        self._reads = False

    def text(self, text: str) -> None:
        """Take text of a run that is shown."""
        if not self._reads:
            return
        self._write(text)
        self._languages[self._runs[-1].language if self._runs else None] += len(text)

    def _write(self, text: str) -> None:
        if not (self._runs and self._runs[-1].hidden) and all(self._fields):
            self.flow.write(text)

    def _sign(self, sign: str) -> Start:
        return lambda _attributes: self._write(sign) if self._runs else None

    def _tab(self, _attributes: Attributes) -> None:
        if self._runs and not self._properties:  # else it is a tab stop
            self._write("\t")

    def _symbol(self, attributes: Attributes) -> None:
        try:
            code = int(val(attributes, "char") or "", 16)
        except ValueError:
            return
        if code in _PRIVATE or code > 0xFFFF:
            self.counts["symbols"] += 1
        else:
            self._write(chr(code))

    def _field(self, attributes: Attributes) -> None:
        kind = val(attributes, "fldCharType")
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    # Tracked changes

    def _insert(self, _attributes: Attributes) -> None:
        if not self._properties:
            self.counts["inserted"] += 1

    def _delete(self, _attributes: Attributes) -> None:
        if not self._properties:
            self.counts["deleted"] += 1
            self.skip()
        elif self._properties == ["p", "r"]:
            self._joins_next = True

    # Boxes, tables, notes

    def _refer(self, kind: str) -> Start:
        return lambda attributes: self.notes[kind].append(val(attributes, "id") or "")

    def _open_note(self, attributes: Attributes) -> None:
        self._note = val(attributes, "id") or ""
        self.flow.open_box()

    def _close_note(self) -> None:
        self.noted[self._note] = self.flow.close_box()
