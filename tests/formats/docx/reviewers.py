"""A reviewer's hand on a checking copy: comments, answers, words in our comments, tracked and untracked changes."""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping
from copy import deepcopy

import docx
from docx.comments import Comment
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from docx.text.run import Run
from lxml import etree

from factbase import lookup
from factbase.changes.claims import Passage, add_claim
from factbase.changes.drafts import Draft, File
from factbase.changes.operation import Operation
from factbase.changes.revising import revise
from factbase.database import Location, reading, writing
from factbase.formats.docx.copies import IMPORT
from factbase.formats.docx.writing import write_copy
from factbase.formats.exchange import Selection
from factbase.formats.reports import Report
from factbase.lookup import article
from factbase.records import note_lines
from factbase.text.anchors import sha256
from factbase.text.sentences import split

PART = Callable[[str], str]
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.commentsExtended+xml"
_KIND = "http://schemas.microsoft.com/office/2011/relationships/commentsExtended"


def copy_of(location: Location, slug: str) -> bytes:
    """Return the checking copy of an article."""
    out = io.BytesIO()
    with reading(location) as connection:
        write_copy(connection, out, Selection((slug,)))
    return out.getvalue()


def take_back(location: Location, data: bytes, *, skip: bool = False, dry_run: bool = False) -> Report:
    """Import a copy."""
    with writing(location, dry_run=dry_run) as connection:
        operation = Operation(connection, actor="Ana", command="import docx")
        return IMPORT.read(
            operation, io.BytesIO(data), "copy.docx", {"skip_refused": skip}, lambda _count: None
        )


def notes(location: Location, slug: str = "bridge") -> list[tuple[str, str, str]]:
    """Return the notes of an article: on what, by whom, words."""
    with reading(location) as connection:
        lines = note_lines(connection, article(connection, slug).id)
        return [(line["on"], line["actor"], line["text"]) for line in lines]


class Reviewer:
    """A document in the hands of somebody who comments on it."""

    def __init__(self, data: bytes, name: str = "Rosa") -> None:
        self.name = name
        self.document = docx.Document(io.BytesIO(data))
        self._answers: dict[int, int] = {}

    def comment(self, words: str, text: str, *, by: str | None = None, to: str | None = None) -> Comment:
        """Comment on words, or on all from them to the end of other words (``to``)."""
        first, last = self.runs(words)[0], self.runs(to or words)[-1]
        return self.document.add_comment([first, last], text, self.name if by is None else by, "R")

    def ours(self, number: int) -> Comment:
        """Return our comment on the claim of this number."""
        [found] = [each for each in self.document.comments if f"/{number} · " in each.text]
        return found

    def answer(self, comment: Comment, text: str) -> Comment:
        """Answer a comment as Word does: at the same place, and named in a part of its own."""
        made = self.document.comments.add_comment(text, self.name, "R")
        for kind in ("commentRangeStart", "commentRangeEnd", "commentReference"):
            [mark] = self.document.element.xpath(f'//w:{kind}[@w:id="{comment.comment_id}"]')
            own = mark if kind != "commentReference" else mark.getparent()
            again = deepcopy(own)
            for each in again.iter(qn(f"w:{kind}")):
                each.set(qn("w:id"), str(made.comment_id))
            own.addnext(again)
        self._answers[made.comment_id] = comment.comment_id
        return made

    def runs(self, words: str) -> list[Run]:
        """Return the runs that hold these words and nothing else, once they are parted so."""
        paragraph = next(each for each in self.document.paragraphs if words in each.text)
        start = paragraph.text.index(words)
        self._part(paragraph, start)
        self._part(paragraph, start + len(words))
        found, at = [], 0
        for run in paragraph.runs:
            if start <= at < start + len(words) and run.text:
                found.append(run)
            at += len(run.text)
        return found

    def _part(self, paragraph: Paragraph, at: int) -> None:
        for run in paragraph.runs:
            if 0 < at < len(run.text):
                rest = deepcopy(run._r)
                run._r.addnext(rest)
                Run(rest, paragraph).text = run.text[at:]
                run.text = run.text[:at]
                return
            at -= len(run.text)

    def track_deletion(self, words: str, *, moved: bool = False) -> None:
        """Delete words or move them away, tracked."""
        for run in self.runs(words):
            for text in [] if moved else run._r.findall(qn("w:t")):
                text.tag = qn("w:delText")
            self._around(run, "w:moveFrom" if moved else "w:del")

    def track_insertion(self, behind: str, words: str, *, moved: bool = False) -> Run:
        """Write words behind others, tracked."""
        last = self.runs(behind)[-1]
        made = deepcopy(last._r)
        last._r.addnext(made)
        run = Run(made, last._parent)
        run.text = words
        self._around(run, "w:moveTo" if moved else "w:ins")
        return run

    def _around(self, run: Run, tag: str) -> None:
        change = OxmlElement(tag, attrs={qn("w:id"): "1", qn("w:author"): self.name})
        run._r.addprevious(change)
        change.append(run._r)

    def saved(self) -> bytes:
        """Return the bytes of the document."""
        out = io.BytesIO()
        self.document.save(out)
        return _threaded(out.getvalue(), self._answers) if self._answers else out.getvalue()


def with_parts(data: bytes, parts: Mapping[str, PART | None], more: Mapping[str, str] | None = None) -> bytes:
    """Return a document in which some parts are made others, or left out, and ``more`` are put in."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in source.namelist():
            change = parts.get(name, str)
            if change is not None:
                content = source.read(name)
                made.writestr(name, change(content.decode()) if name in parts else content)
        for name, text in (more or {}).items():
            made.writestr(name, text)
    return out.getvalue()


def _threaded(data: bytes, answers: Mapping[int, int]) -> bytes:
    """Return a document whose comments have the ids by which their answers name them."""

    def identified(xml: str) -> str:
        root = etree.fromstring(xml.encode())
        for comment in root.iter(qn("w:comment")):
            paragraph = comment.findall(qn("w:p"))[-1]
            paragraph.set(f"{{{_W14}}}paraId", f"{int(comment.get(qn('w:id'))) + 1:08X}")
        return etree.tostring(root).decode()

    threads = "".join(
        f'<w15:commentEx w15:paraId="{answer + 1:08X}" w15:paraIdParent="{parent + 1:08X}" w15:done="0"/>'
        for answer, parent in answers.items()
    )
    part = f'<w15:commentsEx xmlns:w15="{_W15}">{threads}</w15:commentsEx>'
    return with_parts(
        data,
        {
            "word/comments.xml": identified,
            "[Content_Types].xml": lambda xml: xml.replace(
                "</Types>", f'<Override PartName="/word/commentsExtended.xml" ContentType="{_TYPE}"/></Types>'
            ),
            "word/_rels/document.xml.rels": lambda xml: re.sub(
                "</Relationships>$",
                f'<Relationship Id="rThreads" Type="{_KIND}" Target="commentsExtended.xml"/></Relationships>',
                xml.strip(),
            ),
        },
        {"word/commentsExtended.xml": part},
    )


def taken(location: Location, data: bytes) -> list[tuple[str, str, str]]:
    """Import a copy; return the notes that are new, having seen that a second time changes nothing."""
    before = Counter(notes(location))
    report = take_back(location, data)
    after = Counter(notes(location))
    added = after - before
    assert before - after == Counter()
    assert report.added["note"] == added.total()
    again = take_back(location, data)
    assert (again.added, again.refused) == (Counter(), [])
    assert Counter(notes(location)) == after
    return sorted(added.elements())


def next_draft(location: Location, text: str) -> None:
    """Make a text the next draft of the bridge."""
    with writing(location) as connection:
        of = lookup.article(connection, "bridge")
        base = lookup.latest_revision(connection, of.id).id
        operation = Operation(connection, actor="Ana", command="article revise")
        draft = Draft(text, split(text), File("b.txt", "txt", "0" * 64))
        assert revise(operation, of, draft, base=base, force=True).number


def claim_on(location: Location, words: str) -> None:
    """Add a claim on words of the bridge."""
    with writing(location) as connection:
        of = lookup.article(connection, "bridge")
        newest = lookup.latest_revision(connection, of.id)
        start = (newest.text or "").index(words)
        passage = Passage(newest.id, start, start + len(words), sha256(words))
        add_claim(Operation(connection, actor="Ana", command="test"), of, f"On {words}.", passage)


def point_behind(copy: Reviewer, words: str) -> None:
    """Comment at the point behind words: there is no range then, as LibreOffice has it without a selection."""
    made = copy.comment(words, f"Behind {words}.")
    for kind in ("commentRangeStart", "commentRangeEnd"):
        for each in copy.document.element.xpath(f'//w:{kind}[@w:id="{made.comment_id}"]'):
            each.getparent().remove(each)
