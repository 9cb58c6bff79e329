"""The checking copy, read again by python-docx: each comment stands around its claim's words."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from click.testing import Result
from docx.document import Document
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from factbase import lookup
from factbase.changes.claims import Passage, add_claim
from factbase.changes.operation import Operation
from factbase.database import Location, reading, writing
from factbase.formats.docx.writing import write_copy
from factbase.formats.exchange import Selection
from factbase.formats.html.safety import named
from factbase.tables import anchor, article, claim, revision
from factbase.text.anchors import sha256
from tests.formats.reported import fill

Factbase = Callable[..., Result]


def _written(location: Location, slug: str) -> bytes:
    out = io.BytesIO()
    with reading(location) as connection:
        write_copy(connection, out, Selection((slug,)))
    return out.getvalue()


def _covered(document: Document) -> dict[int, str]:
    """Return the words that each comment stands around; a paragraph's end is a line's."""
    opened: set[int] = set()
    found: dict[int, str] = {}
    for paragraph in document.element.body.iter(qn("w:p")):
        for number in opened:
            found[number] += "\n"
        for element in paragraph.iter():
            if element.tag == qn("w:commentRangeStart"):
                opened.add(int(element.get(qn("w:id"))))
                found[int(element.get(qn("w:id")))] = ""
            elif element.tag == qn("w:commentRangeEnd"):
                opened.remove(int(element.get(qn("w:id"))))
            elif element.tag == qn("w:t"):
                for number in opened:
                    found[number] += element.text or ""
    return found


def _around(data: bytes) -> dict[int, str]:
    """Return the words that the comment on each claim stands around, by the claim's number."""
    document = docx.Document(io.BytesIO(data))
    covered = _covered(document)
    return {
        int(comment.paragraphs[-1].text.partition(" · ")[0].rpartition("/")[2]): covered[comment.comment_id]
        for comment in document.comments
    }


def _passages(location: Location, slug: str) -> dict[int, str]:
    """Return the passages of an article's claims as a document shows them."""
    with reading(location) as connection:
        query = select(claim.c.number, anchor.c.start, anchor.c.end, revision.c.text)
        rows = connection.execute(
            query.join_from(anchor, claim)
            .join(revision, anchor.c.revision_id == revision.c.id)
            .join(article, revision.c.article_id == article.c.id)
            .where(article.c.slug == slug, anchor.c.start.is_not(None))
        ).all()
    return {
        number: "\n".join(named(line) for line in (text or "")[start:end].split("\n\n"))
        for number, start, end, text in rows
    }


def test_each_comment_stands_around_its_passage(filled_template: Path) -> None:
    location = Location.of(str(filled_template))

    around, passages = _around(_written(location, "harbour-crane")), _passages(location, "harbour-crane")

    assert len(passages) > 40
    assert passages.items() <= around.items()


def test_passages_may_overlap_nest_and_go_on_in_the_next_paragraph(filled: Location) -> None:
    with writing(filled) as connection:
        operation = Operation(connection, actor="Ana", command="test")
        of = lookup.article(connection, "bridge")
        newest = lookup.latest_revision(connection, of.id)
        text = newest.text or ""
        for start, end in [(0, len(text)), (4, 30), (20, 60), (20, 25), (25, 60)]:
            passage = Passage(newest.id, start, end, sha256(text[start:end]))
            add_claim(operation, of, f"Said from {start} to {end}.", passage)

    around, passages = _around(_written(filled, "bridge")), _passages(filled, "bridge")

    assert len(passages) == 9
    assert passages.items() <= around.items()
    assert around[4] == "bridge/4 (cut): The bridge is old."
    assert around[6] == "bridge/6 (lost: its passage is not in revision 1): The bridge is red."


def test_a_comment_says_who_stands_behind_a_claim_and_what_is_amiss(filled: Location) -> None:
    document = docx.Document(io.BytesIO(_written(filled, "bridge")))

    [said] = [each.text for each in document.comments if each.text.startswith("2 L: ")]

    assert said.splitlines()[0] == "2 L: The bridge was unsafe."
    assert "Source: Ana Leka (mayor) (person) denies, indirect, cue “denied”" in said
    assert "Confidence: low, rated so by a person (Nobody measured.)" in said
    assert "Problem (look): contested. " in said
    assert "Status: open" in said
    assert document.sections[0].header.paragraphs[0].text == document.core_properties.comments
    assert document.core_properties.comments.startswith("Checking copy of bridge, revision 1, text ")


def test_the_same_claims_give_the_same_bytes(filled_template: Path) -> None:
    location = Location.of(str(filled_template))

    assert _written(location, "harbour-crane") == _written(location, "harbour-crane")


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40))
def test_whatever_people_write_the_comments_stand_around_their_passages(
    sqlite_template: Path, tmp_path: Path, hostile: str
) -> None:
    location = Location.of(str(shutil.copy(sqlite_template, tmp_path / "hostile.db")))
    with writing(location) as connection:
        fill(connection, f"h {hostile} \ufffe\x01")

    assert _around(_written(location, "a")) == _passages(location, "a")


def test_what_no_copy_can_be_made_of_is_refused_in_a_sentence(factbase: Factbase, tmp_path: Path) -> None:
    assert factbase("demo").exit_code == 0
    out = tmp_path / "copy.docx"

    for words, code, said in (
        (["mek-albania"], 3, "The text of mek-albania is not in this database"),
        (["mek-albania", "harbour-crane"], 2, "A checking copy is of one article"),
        ([], 2, "A checking copy is of one article"),
        (["no-such"], 3, "No article no-such."),
    ):
        refused = factbase("export", "docx", *words, "-o", str(out))
        assert (refused.exit_code, refused.stderr.count("\n")) == (code, 1)
        assert said in refused.stderr
    assert not out.exists()


def test_without_python_docx_the_extra_is_named(
    filled_template: Path, monkeypatch: pytest.MonkeyPatch, factbase: Factbase
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)

    refused = factbase("--db", str(filled_template), "export", "docx", "harbour-crane")

    assert refused.exit_code == 3
    assert "pip install 'factbase[documents]'" in refused.stderr
