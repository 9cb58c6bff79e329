"""Markdown: what it would show, with its front matter read and its notes at the end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from factbase.errors import InvalidInput
from factbase.text.counting import counted
from factbase.text.documents.document import Reading
from factbase.text.documents.flow import Flow
from factbase.text.documents.html import blocks_of
from factbase.text.documents.remarks import left_out
from factbase.text.documents.stated import byline, day, language, title
from factbase.text.files import decode
from factbase.vocabulary import Role

_FRONT = re.compile(r"\A(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_STATED = re.compile(r"^([A-Za-z_-]+)[ \t]*[:=][ \t]*(.*)$", re.MULTILINE)
_LISTED = re.compile(r"^\s*-\s*(?:name:\s*)?(.+)$", re.MULTILINE)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_NOTE = re.compile(r" {0,3}\[\^([^\]\s]+)\]:[ \t]?(.*)")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
LINES = 100_000
_NESTING = 100  # quotations and lists in each other


def read(data: bytes, name: str) -> Reading:
    """Return what a Markdown file holds. Raises InvalidInput where it is not UTF-8 or has too many lines."""
    source = decode(data, name).replace("\r\n", "\n").replace("\r", "\n")
    if (lines := source.count("\n")) > LINES:
        raise InvalidInput(f"{name} has {lines:,} lines, more than {LINES:,}: give an article, or split it.")
    reading = Reading()
    if front := _FRONT.match(source):
        _state(reading, front[2])
        source = source[front.end() :]
    source, notes = _parted(source)
    markdown = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable(["table", "strikethrough"])
    shown = _Shown(name, set(notes))
    shown.take(markdown.parse(source))
    for key in [key for key in shown.referred if key in notes]:
        shown.take(markdown.parse(notes[key]))
    reading.blocks = shown.flow.blocks
    if shown.referred:
        reading.warnings.append(f"{counted(len(shown.referred), 'footnote')} stand at the end.")
    if shown.counts["rows"]:
        reading.warnings.append("Tables are read row by row.")
    reading.warnings += left_out(shown.counts)
    return reading


def _state(reading: Reading, front: str) -> None:
    """Put what the front matter says into ``reading``."""
    said = {key.lower(): value.strip().strip("\"'") for key, value in _STATED.findall(front)}
    reading.title = title(said.get("title"))
    author = said.get("author") or said.get("authors") or said.get("byline") or ""
    if not author and (listed := re.search(r"^authors?:[ \t]*\n((?:[ \t]*-.*\n?)+)", front, re.MULTILINE)):
        author = ", ".join(each.strip("\"' ") for each in _LISTED.findall(listed[1]))
    reading.byline = byline(", ".join(each.strip(" \"'") for each in author.strip("[]").split(",")))
    reading.published_on = day(said.get("date") or said.get("published") or said.get("published_on"))
    reading.language = language(said.get("lang") or said.get("language"))


def _parted(source: str) -> tuple[str, dict[str, str]]:
    """Return the source without its footnotes, and these by their labels."""
    kept: list[str] = []
    notes: dict[str, list[str]] = {}
    open_note: list[str] | None = None
    fence = ""
    for line in source.split("\n"):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        note = None if fence else _NOTE.match(line)
        if note:
            open_note = notes.setdefault(note[1], [])
            open_note.append(note[2])
        elif open_note is not None and (line.startswith(("    ", "\t")) or (line.strip() and open_note[-1])):
            open_note.append(line.strip())
        else:
            if open_note is not None and not line.strip():
                open_note.append("")
            else:
                open_note = None
            kept.append(line)
    return "\n".join(kept), {label: "\n".join(lines) for label, lines in notes.items()}


class _Shown:
    """Takes tokens and keeps what they show."""

    def __init__(self, name: str, labels: set[str]) -> None:
        self.flow = Flow()
        self.counts: Counter[str] = Counter()
        self.referred: dict[str, None] = {}  # labels of notes, in the order of reference
        self._name = name
        self._labels = labels
        self._heading = False

    def take(self, tokens: Sequence[Token]) -> None:
        """Take what ``tokens`` show, block by block. Raises InvalidInput where some may have been left unread."""
        if any(token.level >= _NESTING - 1 for token in tokens):
            raise InvalidInput(
                f"{self._name} has quotations or lists {_NESTING - 1} deep in each other: take the marks away."
            )
        for token in tokens:
            match token.type:
                case "heading_open" | "heading_close":
                    self._heading = token.nesting == 1
                case "tr_open":
                    self.counts["rows"] += 1
                    self.flow.open_row()
                case "tr_close":
                    self.flow.close_row()
                case "td_open" | "th_open":
                    self.flow.open_cell()
                case "td_close" | "th_close":
                    self.flow.close_cell()
                case "inline":
                    self._paragraph(self._inline(token.children or []))
                case "fence" | "code_block":
                    self._paragraph(token.content)
                case "html_block":
                    self.flow.place(blocks_of(token.content, self._name))

    def _paragraph(self, text: str) -> None:
        self.flow.open_paragraph(Role.HEADING if self._heading else None)
        self.flow.write(text)
        self.flow.close_paragraph()

    def _inline(self, tokens: Sequence[Token]) -> str:
        """Return the words of a paragraph; a line break in the source is a blank, a forced one stays."""
        pieces = []
        for token in tokens:
            match token.type:
                case "text" | "code_inline":
                    pieces.append(token.content)
                case "softbreak":
                    pieces.append(" ")
                case "hardbreak":
                    pieces.append("\n")
                case "html_inline" if _LINE_BREAK.fullmatch(token.content):
                    pieces.append("\n")
                case "image":
                    self.counts["images"] += 1
        return re.sub(r"\[\^([^\]\s]+)\]", self._refer, "".join(pieces))

    def _refer(self, mark: re.Match[str]) -> str:
        if mark[1] not in self._labels:
            return mark[0]
        self.referred[mark[1]] = None
        return ""
