from __future__ import annotations

import pytest

from factbase.errors import InvalidInput
from factbase.text.documents.document import Document
from factbase.text.documents.here import read_here
from factbase.vocabulary import Role
from tests.text.documents.making import odt


def document(body: str, **about: str) -> Document:
    return read_here(odt(body, **about), "a.odt", None)  # type: ignore[arg-type]


def test_blanks_are_those_that_the_format_means() -> None:
    body = '<text:p>  One\n   two<text:s text:c="2"/>three<text:tab/>four</text:p>'

    assert document(body).text == "One two  three\tfour"


def test_what_was_deleted_is_gone_wherever_the_file_keeps_it() -> None:
    regions = (
        '<text:tracked-changes><text:changed-region text:id="a"><text:deletion><text:p>old</text:p></text:deletion>'
        '</text:changed-region><text:changed-region text:id="b"><text:deletion/></text:changed-region>'
        '<text:changed-region text:id="c"><text:insertion/></text:changed-region></text:tracked-changes>'
    )
    body = (
        'One<text:change text:change-id="a"/> <text:change-start text:change-id="b"/>gone</text:p><text:p>too'
        '<text:change-end text:change-id="b"/><text:change-start text:change-id="c"/>new'
        '<text:change-end text:change-id="c"/>.'
    )

    read = document(f"{regions}<text:p>{body}</text:p>")

    assert read.text == "One new."
    assert "1 insertion, 2 deletions" in read.warnings[0]


def test_notes_stand_at_the_end_and_comments_are_left_out() -> None:
    note = (
        "<text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body>"
    )
    comment = "<office:annotation><text:p>why?</text:p></office:annotation>"
    body = f"<text:p>Words<text:note>{note}</text:note>{comment}.</text:p><text:p>More.</text:p>"

    read = document(body)

    assert read.text == "Words.\n\nMore.\n\nA note."
    assert any("1 comment" in warning for warning in read.warnings)


def test_tables_and_boxes_are_read_where_they_stand() -> None:
    cells = "".join(f"<table:table-cell><text:p>{word}</text:p></table:table-cell>" for word in ("a", "b"))
    body = "<text:p>Before.<draw:frame><draw:text-box><text:p>In a box.</text:p></draw:text-box></draw:frame></text:p>"
    body += f"<table:table><table:table-row>{cells}</table:table-row></table:table>"

    assert document(body).text == "Before.\n\nIn a box.\n\na\tb"


def test_headings_and_hidden_text_are_known_by_their_marks() -> None:
    automatic = '<style:style style:name="T1"><style:text-properties text:display="none"/></style:style>'
    body = (
        '<text:h>A heading</text:h><text:p>Seen<text:span text:style-name="T1"> secret</text:span>.</text:p>'
    )

    read = document(body, automatic=automatic)

    assert (read.text, read.suggested) == ("A heading\n\nSeen.", {1: Role.HEADING})
    assert any("hidden text" in warning for warning in read.warnings)


def test_title_author_day_and_language_are_taken_from_what_the_file_states() -> None:
    meta = (
        "<dc:title>The bridge</dc:title><meta:initial-creator>Ana Leka</meta:initial-creator>"
        "<meta:creation-date>2026-03-14T09:30:00</meta:creation-date><dc:language>sq-AL</dc:language>"
    )

    read = document("<text:p>Ura.</text:p>", meta=meta)

    assert (read.title, read.byline, read.published_on, read.language) == (
        "The bridge", "Ana Leka", "2026-03-14", "sq-AL"
    )  # fmt: skip


def test_an_encrypted_file_is_named_as_such() -> None:
    data = odt("", parts={"META-INF/manifest.xml": "<manifest:encryption-data/>"})

    with pytest.raises(InvalidInput, match=r"a\.odt is encrypted"):
        read_here(data, "a.odt", None)
