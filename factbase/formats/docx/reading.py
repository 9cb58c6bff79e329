"""Reads a checking copy that came back: the comments on it, and where in its text each stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from factbase.errors import InvalidInput
from factbase.formats.docx.marks import Of, of_copy
from factbase.text.canonical import Span
from factbase.text.documents.package import Package
from factbase.text.documents.walker import Attributes, End, Start, Walker, fields_of, named
from factbase.text.documents.word import Relations, relations_of_file
from factbase.text.documents.word_body import SIGNS
from factbase.text.documents.word_styles import NAMESPACES, val

_ABOUT = {"{http://purl.org/dc/elements/1.1/}description": "about"}
_PARAGRAPH_ID = "{http://schemas.microsoft.com/office/word/2010/wordml}paraId"
_THREADS = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_WRITTEN_TWICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BETWEEN = "\n\n"


@dataclass
class Comment:
    """A comment: its number in the file from 1, who wrote it, when (as it stands there), and its lines."""

    number: int
    author: str
    at: str
    lines: list[str]
    last: str = ""  # the id of its last paragraph, by which answers name it


class Copy(NamedTuple):
    """A copy as it was before tracked changes: what it is of, its paragraphs joined by blank lines, its comments.

    ``comments`` are by id. ``spans`` gives by it the stretch of the text that a comment stands around, an empty one
    where it stands between two letters, and none where it is not in the text; ``roots`` for an answer the id of the
    comment with which its thread begins. ``tracked`` is how many changes were tracked.
    """

    of: Of
    text: str
    comments: Mapping[str, Comment]
    spans: Mapping[str, Span]
    roots: Mapping[str, str]
    tracked: int


def read_copy(data: bytes, name: str) -> Copy:
    """Return what a .docx holds. Raises InvalidInput where it is damaged or hostile, or no checking copy."""
    package = Package(data, name)
    main = Relations(package, "").first("officeDocument", "word/document.xml")
    relations = Relations(package, main)
    of = _of(package, relations)
    if of is None:
        raise InvalidInput(
            f"{name} is no checking copy in .docx: take one that `factbase export docx` wrote and people commented on."
        )
    body, comments, threads = _Body(), _Comments(), _Threads()
    if not package.parse(main, body):
        raise InvalidInput(
            f"{name} is damaged (it names {main} as its text, and that is not in it): open it and save it anew."
        )
    package.parse(relations.first("comments"), comments)
    package.parse(relations.first("commentsExtended"), threads)
    roots = threads.roots({each.last: key for key, each in comments.found.items() if each.last})
    return Copy(of, body.whole(), comments.found, body.spans(), roots, body.tracked)


def _of(package: Package, relations: Relations) -> Of | None:
    """Return what a file is a copy of: its properties say it, and each page's head."""
    said = fields_of(package, relations_of_file(package), _ABOUT).get("about", "")
    if (of := of_copy(said)) is not None:
        return of
    for part in relations.paths.get("header", []):
        header = _Body()
        package.parse(part, header)
        if (of := of_copy(header.whole())) is not None:
            return of
    return None


class _Words(Walker):
    """Hears the words of runs, whatever a run is in; a break between lines is a ``BREAK``."""

    BREAK = " "

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._reads = False
        self._properties = 0  # how many of those that are open describe a paragraph or a run

    def hear(self, starts: Mapping[str, Start], ends: Mapping[str, End], *words: str) -> None:
        """Hear these elements too; ``words`` are those whose text counts."""
        signs = {name: self._sign(self.BREAK if sign == "\n" else sign) for name, sign in SIGNS.items()}
        first: dict[str, Start] = {"pPr": self._describe, "rPr": self._describe, "txbxContent": self.skip}
        last: dict[str, End] = {"pPr": self._described, "rPr": self._described}
        first |= {**signs, "tab": self._sign(" "), **dict.fromkeys(words, self._open), **starts}
        self.starts = named(NAMESPACES, first) | {_WRITTEN_TWICE: self.skip}
        self.ends = named(NAMESPACES, {**last, **dict.fromkeys(words, self._close), **ends})

    def write(self, text: str) -> None:
        """Take words."""
        self.pieces.append(text)

    def in_properties(self) -> bool:
        """Return whether what is heard describes a paragraph or run and is not in it."""
        return self._properties > 0

    def _describe(self, _attributes: Attributes) -> None:
        self._properties += 1

    def _described(self) -> None:
        self._properties -= 1

    def _open(self, _attributes: Attributes) -> None:
        self._reads = True

    def _close(self) -> None:
        self._reads = False

    def _sign(self, sign: str) -> Start:
        return lambda _attributes: None if self._properties else self.write(sign)

    def text(self, text: str) -> None:
        """Take text."""
        if self._reads:
            self.write(text)


class _Body(_Words):
    """Hears document.xml: what was inserted is passed by, what was deleted is there still."""

    def __init__(self) -> None:
        super().__init__()
        self.tracked = 0
        self._paragraphs: list[str] = []
        self._begins = 0  # where the paragraph that is open or comes next begins in the text
        self._length = 0  # of what is open
        self._inserted = 0
        self._goes_on = False
        self._in_paragraph = False
        self._places: dict[tuple[str, str], int] = {}  # "start", "end" or "at", and a comment's id
        self._open_places: dict[tuple[str, str], int] = {}  # in the open paragraph
        self.hear(
            {
                "p": self._open_paragraph, "ins": self._insert, "moveTo": self._insert, "del": self._delete,
                "moveFrom": self._delete, "commentRangeStart": self._mark("start"),
                "commentRangeEnd": self._mark("end"), "commentReference": self._mark("at"),
            },
            {"p": self._close_paragraph, "ins": self._inserted_ends, "moveTo": self._inserted_ends},
            "t", "delText",
        )  # fmt: skip

    def whole(self) -> str:
        """Return the text."""
        self._end_paragraph()
        return _BETWEEN.join(self._paragraphs)

    def spans(self) -> dict[str, Span]:
        """Return where each comment stands."""
        found: dict[str, Span] = {}
        for _kind, key in self._places:
            at = self._places.get(("at", key))
            start = self._places.get(("start", key), at)
            end = self._places.get(("end", key), at)
            if start is not None and end is not None:
                found[key] = Span(start, max(start, end))
        return found

    def write(self, text: str) -> None:
        """Take words, unless they were inserted."""
        if not self._inserted:
            super().write(text)
            self._length += len(text)

    def _open_paragraph(self, _attributes: Attributes) -> None:
        self._in_paragraph = True

    def _close_paragraph(self) -> None:
        self._in_paragraph = False
        if not self._goes_on:  # else its end was inserted
            self._end_paragraph()
        self._goes_on = False

    def _end_paragraph(self) -> None:
        written = "".join(self.pieces)
        words = written.strip()
        before = len(written) - len(written.lstrip())
        for mark, at in self._open_places.items():
            self._places.setdefault(mark, self._begins + min(max(0, at - before), len(words)))
        if words:
            self._paragraphs.append(words)
            self._begins += len(words) + len(_BETWEEN)
        self.pieces, self._length, self._open_places = [], 0, {}

    def _mark(self, kind: str) -> Start:
        def mark(attributes: Attributes) -> None:
            key = kind, val(attributes, "id") or ""
            if self._in_paragraph:
                self._open_places.setdefault(key, self._length)
            else:
                ended = max(0, self._begins - len(_BETWEEN))
                self._places.setdefault(key, ended if kind == "end" else self._begins)

        return mark

    def _insert(self, _attributes: Attributes) -> None:
        self.tracked += 1
        if self.in_properties():
            self._goes_on = True
        self._inserted += not self.in_properties()

    def _inserted_ends(self) -> None:
        self._inserted -= not self.in_properties()

    def _delete(self, _attributes: Attributes) -> None:
        self.tracked += 1


class _Comments(_Words):
    """Hears comments.xml."""

    BREAK = "\n"

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, Comment] = {}
        self._comment: Comment | None = None
        self.hear(
            {"comment": self._begin, "p": self._open_paragraph},
            {"comment": self._finish, "p": self._line},
            "t",
        )

    def _begin(self, attributes: Attributes) -> None:
        author, at = (val(attributes, each) or "" for each in ("author", "date"))
        self._comment = Comment(len(self.found) + 1, author, at, [])
        self.found.setdefault(val(attributes, "id") or "", self._comment)

    def _finish(self) -> None:
        self._comment = None

    def _open_paragraph(self, attributes: Attributes) -> None:
        self.pieces = []
        if self._comment is not None:
            self._comment.last = attributes.get(_PARAGRAPH_ID, "")

    def _line(self) -> None:
        if self._comment is not None:
            self._comment.lines += "".join(self.pieces).split("\n")


class _Threads:
    """Hears commentsExtended.xml: which comment answers which, by the ids of their last paragraphs."""

    def __init__(self) -> None:
        self._answered: dict[str, str] = {}

    def start(self, tag: str, attributes: Attributes) -> None:
        """Hear of a comment."""
        if tag == f"{_THREADS}commentEx" and (parent := attributes.get(f"{_THREADS}paraIdParent")):
            self._answered[attributes.get(f"{_THREADS}paraId", "")] = parent

    def end(self, _tag: str) -> None:
        """Nothing ends here."""

    def data(self, _text: str) -> None:
        """Nothing is said here."""

    def roots(self, keys: Mapping[str, str]) -> dict[str, str]:
        """Return for each answer the first comment of its thread; ``keys`` gives comments by their last paragraph."""
        known: dict[str, str] = {}
        for last in self._answered:
            passed: set[str] = set()
            root = last
            while root in self._answered and root not in passed and root not in known:
                passed.add(root)
                root = self._answered[root]
            known |= dict.fromkeys(passed, known.get(root, root))
        return {keys[last]: keys[root] for last, root in known.items() if last in keys and root in keys}
