"""Walks through the elements of a page and parts its words into blocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from factbase.text.documents.document import Block
from factbase.text.documents.flow import Flow
from factbase.vocabulary import Role

_BLOCKS_LIST = (
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li main menu nav ol optgroup option p pre section "
    "summary table tbody td tfoot th thead tr ul"
)
_BLOCKS = frozenset(_BLOCKS_LIST.split())
_ROLES = dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), Role.HEADING) | {"figcaption": Role.CREDIT}
_SPACE = re.compile(r"[ \t\n\r\f]+")
_ROUND_BREAK = re.compile(r" *\n *")
_BLANKS = re.compile(" {2,}")
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[ivxlc]{1,5}|[*†‡§¶↑^↩\ufe0e]{1,3})[\])]?", re.IGNORECASE)
_NOTE_CLASS = re.compile(
    r"footnote|noteref|note-ref|sdfootnote|sdendnote|msofootnote|reference|backlink", re.IGNORECASE
)


@dataclass
class Walked:
    """The blocks of a part of a page, and how often something that a warning is about was met."""

    blocks: list[Block]
    counts: Counter[str] = field(default_factory=Counter)


class _Walk:
    def __init__(self) -> None:
        self.flow = Flow()
        self.counts: Counter[str] = Counter()
        self._pieces: list[str] = []
        self._roles: list[Role] = []
        self._verbatim = 0

    def write(self, text: str | None) -> None:
        if text:
            self._pieces.append(text if self._verbatim else _SPACE.sub(" ", text))

    def end_block(self) -> None:
        text = _ROUND_BREAK.sub("\n", _BLANKS.sub(" ", "".join(self._pieces)))
        self._pieces.clear()
        if text.strip():
            self.flow.open_paragraph(self._roles[-1] if self._roles else None)
            self.flow.write(text.strip())
            self.flow.close_paragraph()

    def start(self, element: etree._Element) -> None:
        tag = str(element.tag)
        if tag in _BLOCKS:
            self.end_block()
        if tag in _ROLES:
            self._roles.append(_ROLES[tag])
        if tag == "br":
            self._pieces.append("\n")
        elif tag == "q":
            self._pieces.append("“")
        elif tag == "img":
            self.counts["images"] += 1
        elif tag == "pre":
            self._verbatim += 1
        elif tag == "tr":
            self.counts["rows"] += 1
            self.flow.open_row()
        elif _is_cell(element):
            self.flow.open_cell()
        self.write(element.text)

    def end(self, element: etree._Element) -> None:
        tag = str(element.tag)
        if tag in _BLOCKS:
            self.end_block()
        if tag in _ROLES:
            self._roles.pop()
        if tag == "q":
            self._pieces.append("”")
        elif tag == "pre":
            self._verbatim -= 1
        elif tag == "tr":
            self.flow.close_row()
        elif _is_cell(element):
            self.flow.close_cell()


def _is_cell(element: etree._Element) -> bool:
    parent = element.getparent()
    return element.tag in ("td", "th") and parent is not None and parent.tag == "tr"


def _is_note_mark(element: etree._Element) -> bool:
    """Return whether an element is the number that leads to a note or back from it."""
    if element.tag != "a" or "#" not in element.get("href", ""):
        return False
    if not _NOTE_MARK.fullmatch("".join(map(str, element.itertext())).strip()):
        return False
    parent = element.getparent()
    raised = element.find(".//sup") is not None or (parent is not None and parent.tag == "sup")
    named = " ".join((element.get("class", ""), element.get("role", ""), element.get("href", "")))
    return raised or bool(_NOTE_CLASS.search(named))


def walk(top: etree._Element, is_left_out: Callable[[etree._Element], bool]) -> Walked:
    """Return the blocks in ``top`` but for the elements that ``is_left_out``; what follows these stays."""
    walked = _Walk()
    skipped: etree._Element | None = None
    steps = etree.iterwalk(top, events=("start", "end", "comment"))
    for event, element in steps:
        if event == "start":
            noted = _is_note_mark(element)
            walked.counts["notes"] += noted
            if noted or (element is not top and is_left_out(element)):
                skipped = element
                steps.skip_subtree()
                if element.tag in _BLOCKS:
                    walked.end_block()
                continue
            walked.start(element)
            continue
        if skipped is not None and element is skipped:
            skipped = None
        elif event == "end":
            walked.end(element)
        if element is not top:
            walked.write(element.tail)
    walked.end_block()
    return Walked(walked.flow.blocks, walked.counts)
