"""PDF: lines put together into paragraphs, which is a guess and said to be one."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from factbase.errors import InvalidInput
from factbase.text.documents.document import Block, Reading
from factbase.text.documents.stated import byline, day, default_language, title
from factbase.vocabulary import Role

if TYPE_CHECKING:
    import pypdfium2

PAGES = 1_000
_HEADING_SIZE = 1.15  # times the size of the letters of most lines
_GAP = 1.45  # times the usual distance of lines: a new paragraph
_BLANK = 0.6  # of the height of letters: a blank, and the comma that may hang out of the margin
_MOST = 0.95  # of the lines of a column end before its margin; the others may be a headline over two columns
_EDGE = 3  # lines at the top and bottom of a page among which running ones are looked for
_DIGITS = re.compile(r"\d+")
_PARTED = 0.05  # of the lines end with a hyphen: words are parted, else it is a compound's own
_HYPHENS = ("\ufffe", "\x02", "\N{SOFT HYPHEN}", "-")  # what PDFium gives for a hyphen at a line's end
_LINE = re.compile("[^\n\x02\ufffe]*[\n\x02\ufffe]|[^\n\x02\ufffe]+")  # PDFium ends no line after a hyphen
_END = tuple(".!?…:”’\"')]»")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\ufffe\uffff]")
_SCANNED = "give the file that it was printed from, or one with its text recognised"


class _Line(NamedTuple):
    """A line of text on a page, in points from the page's left and bottom."""

    page: int
    text: str
    left: float
    right: float
    first: float  # how wide its first word is
    base: float
    height: float  # of its letters


def read(data: bytes, name: str) -> Reading:
    """Return what a PDF holds.

    Raises InvalidInput where it has a password, is damaged, has too many pages, or none with text.
    """
    document = _opened(data, name)
    pages = len(document)
    if pages > PAGES:
        raise InvalidInput(f"{name} has {pages:,} pages, more than {PAGES:,}: give the article's alone.")
    lines: list[_Line] = []
    empty: list[int] = []
    for number in range(pages):
        found = _lines(document, number)
        lines += found
        if not found:
            empty.append(number + 1)
    if not lines:
        raise InvalidInput(f"{name} has no text on its {pages} pages, it is scanned: {_SCANNED}.")
    running = _running(lines, pages)
    blocks = _blocks([line for line in lines if _pattern(line) not in running])
    reading = Reading(blocks)
    _state(reading, document)
    reading.warnings.append(
        "A PDF holds lines, not paragraphs: where paragraphs end is a guess, look at them."
    )
    if running:
        reading.warnings.append("Lines that return on every page are left out.")
    if empty:
        reading.warnings.append(f"No text on {_listed(empty)}: scanned, or a picture.")
    return reading


def _listed(pages: list[int]) -> str:
    shown = ", ".join(map(str, pages[:5])) + (", …" if len(pages) > 5 else "")
    return f"page {shown}" if len(pages) == 1 else f"pages {shown}"


def _opened(data: bytes, name: str) -> pypdfium2.PdfDocument:
    try:
        import pypdfium2
    except ImportError:
        raise InvalidInput(
            f"{name} is a PDF, which is read with an extra: pip install 'factbase[documents]'."
        ) from None
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            raise InvalidInput(
                f"{name} is encrypted: open it with its password and save it without one."
            ) from None
        raise InvalidInput(f"{name} is cut off or damaged: get it again from whoever sent it.") from None


def _state(reading: Reading, document: pypdfium2.PdfDocument) -> None:
    """Put what the PDF says of itself into ``reading``."""
    import pypdfium2.raw as raw

    said = document.get_metadata_dict()
    reading.title = title(said.get("Title"))
    reading.byline = byline(said.get("Author"))
    reading.published_on = day(said.get("CreationDate", "").removeprefix("D:")[:8])
    size = raw.FPDFCatalog_GetLanguage(document, None, 0)
    if 2 < size < 100:
        buffer = (raw.FPDF_WCHAR * (size // 2))()
        raw.FPDFCatalog_GetLanguage(document, buffer, size)
        reading.language = default_language(bytes(buffer).decode("utf-16-le", "replace").rstrip("\0"))


def _lines(document: pypdfium2.PdfDocument, number: int) -> list[_Line]:
    """Return the lines of a page, in the order of the file."""
    page = document[number]
    letters = page.get_textpage()
    lines: list[_Line] = []
    position = 0
    for line in _LINE.findall(letters.get_text_range(errors="replace")):
        if words := line.strip():
            first = position + line.index(words[0])
            lines.append(_line(letters, number, words, first))
        position += len(line)
    letters.close()
    page.close()
    return lines


def _line(letters: pypdfium2.PdfTextPage, page: int, words: str, first: int) -> _Line:
    """Return the line whose ``words`` begin with the letter ``first`` of the page."""
    import ctypes

    import pypdfium2.raw as raw

    across, base = ctypes.c_double(), ctypes.c_double()
    raw.FPDFText_GetCharOrigin(letters, first, across, base)
    _left, _bottom, right, _top = letters.get_charbox(first + len(words) - 1)
    _left, _bottom, first_right, _top = letters.get_charbox(first + len(words.split(maxsplit=1)[0]) - 1)
    height = raw.FPDFText_GetFontSize(letters, first)
    return _Line(page, words, across.value, right, first_right - across.value, base.value, height)


def _pattern(line: _Line) -> tuple[str, int]:
    """Return what a running line is known by: its words without numbers, and its height on the page."""
    return _DIGITS.sub("#", line.text), round(line.base / 4)


def _running(lines: list[_Line], pages: int) -> set[tuple[str, int]]:
    """Return what stands at the edge of most pages: headers, footers, page numbers."""
    if pages < 3:
        return {
            _pattern(line)
            for line in lines
            if pages > 1 and line.text.isdecimal() and _is_at_edge(line, lines)
        }
    edges: Counter[tuple[str, int]] = Counter()
    by_page: dict[int, list[_Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    for found in by_page.values():
        ordered = sorted(found, key=lambda line: line.base)
        edges.update({_pattern(line) for line in ordered[:_EDGE] + ordered[-_EDGE:]})
    return {pattern for pattern, count in edges.items() if count > pages / 2}


def _is_at_edge(line: _Line, lines: list[_Line]) -> bool:
    bases = [other.base for other in lines if other.page == line.page]
    return line.base in (min(bases), max(bases))


def _blocks(lines: list[_Line]) -> list[Block]:
    """Return the paragraphs that the lines seem to make."""
    if not lines:
        return []
    height = median(line.height for line in lines)
    steps = [before.base - line.base for before, line in pairwise(lines)]
    step = median([each for each in steps if 0 < each < 4 * height] or [height * 1.2])
    margins = _margins(lines)
    parts_words = sum(line.text.endswith(_HYPHENS) for line in lines) > _PARTED * len(lines)
    paragraphs: list[list[_Line]] = [[lines[0]]]
    for before, line in pairwise(lines):
        if _begins(before, line, step, margins[round(before.left / 4)]):
            paragraphs.append([])
        paragraphs[-1].append(line)
    return [
        Block(_joined(paragraph, parts_words), Role.HEADING if _is_heading(paragraph, height) else None)
        for paragraph in paragraphs
    ]


def _margins(lines: list[_Line]) -> dict[int, float]:
    """Return how far to the right the lines go that begin at a place (in fours of points)."""
    rights: dict[int, list[float]] = {}
    for line in lines:
        rights.setdefault(round(line.left / 4), []).append(line.right)
    return {left: sorted(found)[int(_MOST * (len(found) - 1))] for left, found in rights.items()}


def _is_heading(paragraph: list[_Line], height: float) -> bool:
    return len(paragraph) <= 3 and paragraph[0].height > _HEADING_SIZE * height


def _begins(before: _Line, line: _Line, step: float, margin: float) -> bool:
    """Return whether ``line`` begins a paragraph."""
    if abs(before.height - line.height) > 0.12 * max(before.height, line.height):
        return True
    ended = before.text.endswith(_END)
    if before.page != line.page or line.base > before.base:  # another page or column
        return ended and before.right + _BLANK * line.height + line.first < margin
    if before.base - line.base > _GAP * step:
        return True
    if not ended and line.text[0].islower():
        return False
    if before.right + _BLANK * line.height + line.first < margin:
        return True  # its first word had room on the line before
    return ended and line.left - before.left > 0.8 * line.height


def _joined(lines: list[_Line], parts_words: bool) -> str:
    """Return the lines of a paragraph as one.

    A hyphen at a line's end goes where the document ``parts_words``, and stays before a capital.
    """
    text = ""
    for line in lines:
        if text.endswith(_HYPHENS):
            stays = not (parts_words and line.text[0].islower())
            text = f"{text[:-1]}{'-' if stays else ''}{line.text}"
        else:
            text = f"{text} {line.text}"
    return _CONTROLS.sub("", text).lstrip()
