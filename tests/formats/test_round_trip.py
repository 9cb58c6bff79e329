"""What goes out comes in again, and goes out as the same bytes."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from factbase import lookup
from factbase.changes.claims import add_claim
from factbase.changes.marks import add_note
from factbase.changes.operation import Operation
from factbase.changes.sources import add_source
from factbase.database import Location, reading, writing
from factbase.formats.bundle.exporting import write_bundle
from factbase.tables import claim, operation, revision
from factbase.vocabulary import SourceKind
from tests.benchmarks import generate
from tests.formats.conftest import Line, export, indexed, parsed, seed, take_in, written

SEEDS = ("harbour-crane", "mek-albania")


@pytest.mark.parametrize("slug", SEEDS)
def test_a_seed_is_written_as_it_was_read(location: Location, slug: str) -> None:
    take_in(location, seed(slug))

    assert export(location) == seed(slug)
    assert export(location, slug) == seed(slug)


def test_both_seeds_are_one_bundle_after_the_other(location: Location) -> None:
    for slug in reversed(SEEDS):
        take_in(location, seed(slug))
    both = export(location)

    head, *rest = (seed(slug).split(b"\n", 1) for slug in SEEDS)
    assert both == b"\n".join(head) + rest[0][1]


def test_a_desk_with_everything_goes_through_both_engines(filled: Location, other: Location) -> None:
    out = export(filled)

    take_in(other, out)

    assert export(other) == out


def test_the_engines_write_the_same_desk(filled: Location, desk: bytes) -> None:
    def timeless(bundle: bytes) -> list[Line]:
        return [line | ({"at": ""} if line["type"] == "note" else {}) for line in parsed(bundle)]

    assert timeless(export(filled)) == timeless(desk)


def test_a_bundle_of_many_batches_comes_in_whole(location: Location, tmp_path: Path) -> None:
    generate.write_bundle(tmp_path / "many.jsonl", 3_000)
    many = (tmp_path / "many.jsonl").read_bytes()

    take_in(location, many)

    assert sorted(parsed(export(location)), key=str) == sorted(parsed(many), key=str)


def test_a_search_sees_what_comes_late_in_a_bundle(location: Location, other: Location, desk: bytes) -> None:
    """A text after the claims that stand in it, a note on an article's claim after those of another."""
    head, *lines = parsed(desk)
    (text,) = [line for line in lines if line["type"] == "revision" and line["article"] == "bridge"]
    note = {"type": "note", "on": "bridge/1", "number": 9, "actor": "Ana", "at": "2026-03-14T09:26:53Z"}
    take_in(location, written([head, *(line | {"text": None} if line == text else line for line in lines)]))
    article = next(line for line in lines if line["type"] == "article" and line["article"] == "bridge")
    more = [article | {"next_number": 8}]
    more += [line for line in lines if line["type"] == "claim" and line["article"] == "bridge"]
    first = next(line for line in more if line.get("ref") == "bridge/1")
    new = first | {"number": 7, "ref": "bridge/7", "statement": "It was new."}

    take_in(location, written([head, *more, new, text, note | {"text": "Late."}]))

    take_in(other, export(location))
    with reading(location) as here, reading(other) as there:
        assert indexed(here)[1] == indexed(there)[1]


def test_one_article_of_the_desk_goes_through(location: Location, other: Location, desk: bytes) -> None:
    take_in(location, desk)
    bridge = export(location, "bridge")

    take_in(other, bridge)

    assert export(other) == bridge


def test_line_separators_are_escaped(desk: bytes) -> None:
    text = desk.decode()

    assert "\\u2028" in text
    assert "\\u0085" in text
    assert len(text.splitlines()) == text.count("\n")


def test_articles_that_come_alone_leave_the_links_between_them_out(location: Location, desk: bytes) -> None:
    take_in(location, desk)
    out = io.StringIO()
    with reading(location) as connection:
        left = write_bundle(connection, out, ["bridge"])

    links = [line for line in parsed(out.getvalue().encode()) if line["type"] == "link"]
    assert left == 3
    assert links == [{"type": "link", "claim": "bridge/2", "kind": "not_same", "other": "bridge/1"}]


def test_all_articles_leave_no_link_out(filled: Location) -> None:
    with reading(filled) as connection:
        assert write_bundle(connection, io.StringIO()) == 0


def test_the_links_come_with_the_later_article(location: Location, desk: bytes) -> None:
    take_in(location, desk)
    first, both = export(location, "a-ferry"), export(location, "a-ferry", "bridge")

    assert not [line for line in parsed(first) if line["type"] == "link"]
    assert len([line for line in parsed(both) if line["type"] == "link"]) == 4


def test_without_text_all_but_the_text_is_there(location: Location, other: Location, desk: bytes) -> None:
    take_in(location, desk)
    bare = export(location, with_text=False)

    for with_text, without in zip(parsed(desk), parsed(bare), strict=True):
        assert with_text | ({"text": None} if with_text["type"] == "revision" else {}) == without
    take_in(other, bare)
    assert export(other) == bare


def test_a_bundle_with_text_gives_it_to_a_revision_without(location: Location, desk: bytes) -> None:
    take_in(location, desk)
    bare = export(location, with_text=False)
    with writing(location) as connection:
        connection.execute(
            revision.update().values(text=None, file_name=None, file_format=None, file_sha256=None)
        )

    report, wrote = take_in(location, desk)

    assert report.changed == {"revision": 2}
    assert not report.differing
    assert wrote
    assert export(location) == desk
    assert take_in(location, bare)[1] is False
    assert export(location) == desk


def test_the_text_of_a_seed_comes_with_its_own_file_values(location: Location) -> None:
    whole = seed("harbour-crane")
    lines = parsed(whole)
    bare = written([line | ({"text": None} if line["type"] == "revision" else {}) for line in lines])
    take_in(location, bare)

    take_in(location, whole)

    assert export(location) == whole


@pytest.mark.parametrize("update", [False, True])
def test_the_same_again_changes_nothing(location: Location, desk: bytes, update: bool) -> None:
    take_in(location, desk)
    with reading(location) as connection:
        before = connection.execute(select(claim.c.id, claim.c.version)).all()

    report, wrote = take_in(location, desk, update=update)

    assert not (report.added)
    assert not (report.changed)
    assert not (report.differing)
    assert not (report.differences)
    assert not wrote
    with reading(location) as connection:
        assert len(connection.execute(select(operation.c.id)).all()) == 1
        assert connection.execute(select(claim.c.id, claim.c.version)).all() == before


def test_both_revisions_of_an_article_go_through(location: Location, desk: bytes) -> None:
    bundle = written(_second_revision(parsed(desk)))
    take_in(location, bundle)

    assert parsed(export(location)) == parsed(bundle)
    report, wrote = take_in(location, bundle)
    assert not (report.changed)
    assert not (report.differing)
    assert not wrote


def _second_revision(lines: list[Line]) -> list[Line]:
    """Give bridge a second revision, which begins otherwise: every sentence stands elsewhere."""
    first = [line for line in lines if line.get("article") == "bridge" and "revision" in line]
    at = lines.index(first[-1]) + 1
    revision, *sentences = [{**line, "revision": 2} for line in first]
    revision |= {"text": None, "sha256": "1" * 64, "characters": revision["characters"] + 5}
    for sentence in sentences:
        sentence |= {"start": sentence["start"] + 5, "end": sentence["end"] + 5, "sha256": "2" * 64}
    return [*lines[:at], revision, *sentences, *lines[at:]]


def test_numbering_goes_on_after_an_import(location: Location, desk: bytes) -> None:
    take_in(location, desk)

    with writing(location) as connection:
        doing = Operation(connection, actor="Ana", command="claim add")
        article = lookup.article(connection, "a-ferry")
        new = add_claim(doing, article, "The ferry is late.", None)
        add_source(doing, "A New Source", SourceKind.PERSON, None)
        assert add_note(doing, new, "It was.") == 1

    assert str(new.ref) == "a-ferry/4"


def test_one_goes_on_where_another_stopped(location: Location, desk: bytes) -> None:
    """Imports before and after own work: keys are given out by both."""
    take_in(location, seed("harbour-crane"))
    with writing(location) as connection:
        doing = Operation(connection, actor="Ana", command="claim add")
        add_claim(doing, lookup.article(connection, "harbour-crane"), "It is green.", None)
        add_source(doing, "A New Source", SourceKind.PERSON, None)

    take_in(location, desk)

    assert export(location, "a-ferry", "bridge") == b"\n".join(desk.split(b"\n")[:-2]) + b"\n"


def test_a_note_that_stands_twice_comes_in_once(sqlite_template: Path, tmp_path: Path, desk: bytes) -> None:
    location = Location.of(str(shutil.copy(sqlite_template, tmp_path / "1.db")))
    lines = parsed(desk)
    at = next(i for i, line in enumerate(lines) if line["type"] == "note" and ":" not in line["on"])

    report, _changed = take_in(location, written([*lines[: at + 1], lines[at], *lines[at + 1 :]]))

    assert report.same["note"] == 1
    assert export(location) == desk
