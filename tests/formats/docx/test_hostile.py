"""Files that are no checking copies, or were spoilt: each is refused in a sentence, and nothing is changed."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from factbase.database import Location
from factbase.errors import FactbaseError
from tests.formats.docx.reviewers import Reviewer, copy_of, notes, take_back, with_parts
from tests.text.documents.making import docx, odt, paragraph

SAMPLE, ALL = 60, 10_000
COMMENTS, TEXT = "word/comments.xml", "word/document.xml"
BOMB = '<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
ODD = [
    b"\0",
    b"<",
    b">",
    b"&",
    b'"',
    b"\xff",
    b"/1 \xc2\xb7 ",
    b"<w:p>",
    b"</w:p>",
    b"<w:ins>",
    b"\xed\xa0\x80",
    b"9" * 30,
]

Make = Callable[[bytes], bytes]


def _without_of(data: bytes) -> bytes:
    nothing: Callable[[str], str] = lambda xml: re.sub("Checking copy", "Copy", xml)  # noqa: E731
    headers = [name for name in zipfile.ZipFile(io.BytesIO(data)).namelist() if "header" in name]
    return with_parts(data, dict.fromkeys(["docProps/core.xml", *headers], nothing))


def _declaring(xml: str) -> str:
    return re.sub(r"^(<\?xml.*?\?>)?", BOMB, xml, count=1)


SPOILT: dict[str, tuple[Make, str]] = {
    "empty": (lambda _data: b"", "is cut off or damaged"),
    "text": (lambda _data: b"Words.", "is cut off or damaged"),
    "cut": (lambda data: data[:4000], "is cut off or damaged"),
    "no copy": (lambda _data: docx(paragraph("Words.")), "is no checking copy in .docx"),
    "an .odt": (lambda _data: odt("<text:p>Words.</text:p>"), "is no checking copy in .docx"),
    "says nothing": (_without_of, "is no checking copy in .docx"),
    "no text": (lambda data: with_parts(data, {TEXT: None}), "is damaged (it names word/document.xml as its text"),
    "cut comments": (lambda data: with_parts(data, {COMMENTS: lambda xml: xml[:-20]}), "(word/comments.xml cannot be"),
    "control character": (
        lambda data: with_parts(data, {COMMENTS: lambda xml: xml.replace("When?", "When&#1;")}),
        "word/comments.xml cannot be read",
    ),
    "zip bomb": (lambda data: with_parts(data, {}, {"x": "0" * 60_000_000}), "is a zip bomb"),
    "XML bomb": (lambda data: with_parts(data, {COMMENTS: _declaring}), "a document type in word/comments.xml"),
    "XML bomb in the text": (lambda data: with_parts(data, {TEXT: _declaring}), "declares a document type in word/doc"),
    "a path outside": (lambda data: with_parts(data, {}, {"../../evil": "x"}), "points outside"),
    "20 MB": (lambda data: data + bytes(20_000_000), "is larger than 20 MB"),
    "comment outside of the text": (
        lambda data: with_parts(data, {TEXT: lambda xml: re.sub(r"<w:comment[^>]*/>", "", xml)}),
        "was refused for 1 of its 1 comments",
    ),
}  # fmt: skip


def _commented(location: Location) -> bytes:
    copy = Reviewer(copy_of(location, "bridge"))
    copy.comment("in May", "When?")
    return copy.saved()


@pytest.mark.parametrize("what", SPOILT)
def test_what_is_no_whole_copy_is_refused_in_a_sentence(bridge: Location, what: str) -> None:
    make, words = SPOILT[what]
    before = notes(bridge)

    with pytest.raises(FactbaseError) as raised:
        take_back(bridge, make(_commented(bridge)))

    assert words in str(raised.value)
    assert str(raised.value).startswith("copy.docx ")
    assert notes(bridge) == before


def test_a_copy_without_comments_or_their_part_changes_nothing(bridge: Location) -> None:
    before = notes(bridge)
    for change in (None, lambda xml: re.sub(r"<w:comment .*</w:comment>", "", xml, flags=re.DOTALL)):
        report = take_back(bridge, with_parts(_commented(bridge), {COMMENTS: change}))

        assert (report.added, report.same, report.refused) == ({}, {}, [])
    assert notes(bridge) == before


def test_the_command_ends_as_all_imports_do(factbase: Callable[..., Result], tmp_path: Path) -> None:
    file, plain = tmp_path / "copy.docx", tmp_path / "plain.docx"
    plain.write_bytes(docx(paragraph("Words.")))
    assert factbase("demo").exit_code == 0
    assert factbase("export", "docx", "harbour-crane", "-o", str(file)).exit_code == 0
    copy = Reviewer(file.read_bytes(), "Rosa [red]\x9b31m")
    copy.answer(copy.ours(2), "Says who?")
    file.write_bytes(copy.saved())

    dry = factbase("import", "docx", str(file), "--dry-run")
    done = factbase("import", "docx", str(file))
    again = factbase("import", "docx", str(file))
    shown = factbase("claim", "show", "harbour-crane/2")
    refused = factbase("import", "docx", str(plain))
    missing = factbase("import", "docx", str(tmp_path / "no.docx"))

    assert f"{file}: added 1 note." in dry.stderr
    assert f"{file}: added 1 note." in done.stderr
    assert f"{file}: nothing new, nothing was changed." in again.stderr
    assert "Says who? (Rosa [red]⟨U+009B⟩31m" in shown.stdout
    assert (dry.exit_code, done.exit_code, again.exit_code) == (0, 0, 0)
    assert (refused.exit_code, missing.exit_code, refused.stderr.count("\n")) == (3, 2, 1)
    assert factbase("undo").exit_code == 0
    assert "Says who?" not in factbase("claim", "show", "harbour-crane/2").stdout


def _mutated(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with some of them changed, cut out, doubled or put in."""
    found = bytearray(data)
    for _time in range(chance.randint(1, 6)):
        at = chance.randrange(len(found) + 1)
        to = min(len(found), at + chance.randint(0, 40))
        match chance.randrange(5):
            case 0:
                found[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del found[at:to]
            case 2:
                found[at:at] = found[at:to]
            case 3:
                found[at:at] = chance.choice(ODD)
            case _ if not chance.randrange(8):
                del found[at:]
    return bytes(found)


def _mutated_inside(data: bytes, chance: random.Random) -> bytes:
    """Return a copy in which one part that is read is mutated, or tags of it are changed for others, its zip whole."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w") as made:
        read = [
            COMMENTS,
            TEXT,
            "word/commentsExtended.xml",
            "docProps/core.xml",
            "word/_rels/document.xml.rels",
        ]
        wanted = chance.choice(read)
        for name in source.namelist():
            part = source.read(name)
            if name == wanted:
                part = _shuffled(part, chance) if chance.randrange(2) else _mutated(part, chance)
            made.writestr(name, part)
    return out.getvalue()


def _shuffled(part: bytes, chance: random.Random) -> bytes:
    """Return XML that is well formed still: some empty elements and attributes stand for others, or are gone."""
    values = re.findall(rb'="[^"]*"', part)
    empty = re.findall(rb"<[^<>]*/>", part)
    for _time in range(chance.randint(1, 8)):
        if chance.randrange(2) and empty:
            part = part.replace(chance.choice(empty), chance.choice([b"", *empty[:50]]), 1)
        else:
            part = part.replace(chance.choice(values), chance.choice([b'=""', b'="-1"', *values]), 1)
    return part


@pytest.mark.parametrize("times", [SAMPLE, pytest.param(ALL, marks=pytest.mark.torture)])
def test_a_mutated_copy_ends_in_a_report_or_a_sentence(bridge: Location, times: int) -> None:
    copy = Reviewer(copy_of(bridge, "bridge"))
    copy.answer(copy.comment("in May", "When?"), "Then.")
    copy.comment("council", "Which?", to="a cousin")
    copy.track_deletion("Mayor")
    copy.track_insertion("denied", " loudly")
    data, chance = copy.saved(), random.Random(times)
    taken, refused = 0, []

    for _time in range(times):
        mutated = (_mutated_inside if chance.randrange(4) else _mutated)(data, chance)
        try:
            take_back(bridge, mutated, skip=bool(chance.randrange(2)), dry_run=True)
            taken += 1
        except FactbaseError as error:
            refused.append(str(error))

    assert min(taken, len(refused)) > times // 20
    assert not any("\n" in each for each in refused)
