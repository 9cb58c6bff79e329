from __future__ import annotations

import pytest

from factbase.errors import InvalidInput
from factbase.text.documents.here import read_here
from factbase.vocabulary import Role
from tests.text.documents.making import docx, paragraph


def text(body: str, **related: str) -> str:
    return read_here(docx(body, **related), "a.docx", None).text


def warnings(body: str, **related: str) -> str:
    return " ".join(read_here(docx(body, **related), "a.docx", None).warnings)


def test_a_paragraph_is_a_paragraph_whatever_its_runs() -> None:
    assert text("<w:p><w:r><w:t>One </w:t></w:r><w:r><w:t>stands.</w:t></w:r></w:p>" + paragraph("Two.")) == (
        "One stands.\n\nTwo."
    )


def test_tracked_changes_are_accepted_and_said() -> None:
    body = (
        "<w:p><w:r><w:t xml:space='preserve'>About </w:t></w:r><w:del><w:r><w:delText>3,000</w:delText></w:r></w:del>"
        "<w:ins><w:r><w:t>2,800</w:t></w:r></w:ins><w:r><w:t xml:space='preserve'> men.</w:t></w:r></w:p>"
    )

    assert text(body) == "About 2,800 men."
    assert "1 insertion, 1 deletion" in warnings(body)


def test_what_was_moved_stands_only_where_it_is_now() -> None:
    body = "<w:p><w:moveFrom><w:r><w:t>Moved.</w:t></w:r></w:moveFrom></w:p>" + paragraph("Stays.")
    body += "<w:p><w:moveTo><w:r><w:t>Moved.</w:t></w:r></w:moveTo></w:p>"

    assert text(body) == "Stays.\n\nMoved."


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    body = paragraph("One ", "<w:rPr><w:del/></w:rPr>") + paragraph("goes on.") + paragraph("Two.")

    assert text(body) == "One goes on.\n\nTwo."


def test_a_large_first_letter_belongs_to_its_word() -> None:
    assert text(paragraph("T", '<w:framePr w:dropCap="drop"/>') + paragraph("he bridge.")) == "The bridge."


def test_notes_stand_at_the_end_in_the_order_of_reference() -> None:
    def mark(key: int) -> str:
        return f'<w:r><w:footnoteReference w:id="{key}"/></w:r>'

    body = f"<w:p>{mark(2)}<w:r><w:t>Words.</w:t></w:r>{mark(1)}</w:p>" + paragraph("More.")
    notes = "".join(
        f'<w:footnote w:id="{key}">{paragraph(words)}</w:footnote>'
        for key, words in ((0, "a separator"), (1, "Second."), (2, "First."))
    )

    assert text(body, footnotes=notes) == "Words.\n\nMore.\n\nFirst.\n\nSecond."
    assert "2 footnotes and endnotes" in warnings(body, footnotes=notes)


def test_a_text_box_that_is_written_twice_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('In the box.')}</w:txbxContent>"
    twice = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    body = f"<w:p><w:r><w:t>Before</w:t></w:r><w:r>{twice}</w:r><w:r><w:t> after.</w:t></w:r></w:p>"

    assert text(body) == "Before after.\n\nIn the box."
    assert "1 text box" in warnings(body)


def test_a_table_is_read_row_by_row() -> None:
    def row(*cells: str) -> str:
        return "<w:tr>" + "".join(f"<w:tc>{cell}</w:tc>" for cell in cells) + "</w:tr>"

    body = "<w:tbl>" + row(paragraph("Year"), paragraph("Members"))
    body += row(paragraph("2016"), paragraph("Three") + paragraph("thousand")) + "</w:tbl>"

    assert text(body) == "Year\tMembers\n\n2016\n\nThree\n\nthousand"


@pytest.mark.parametrize(
    ("run", "read"),
    [
        ("<w:t>a</w:t><w:tab/><w:t>b</w:t>", "a\tb"),
        ("<w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t>", "a‑b"),
        ('<w:t>a</w:t><w:sym w:font="Arial" w:char="00E9"/>', "aé"),
        ('<w:t>a</w:t><w:sym w:font="Wingdings" w:char="F0FE"/>', "a"),
        ('<w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText><w:t>code</w:t>'
         '<w:fldChar w:fldCharType="separate"/><w:t>a</w:t><w:fldChar w:fldCharType="end"/>', "a"),
        ("<w:t>a</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t>", "a"),
        ('<w:t>a</w:t></w:r><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>b</w:t>', "ab"),
    ],
)  # fmt: skip
def test_what_stands_in_a_run(run: str, read: str) -> None:
    assert text(f"<w:p><w:r>{run}</w:r></w:p>") == read


def test_hidden_text_comments_and_headers_are_left_out_and_said() -> None:
    body = "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r><w:r><w:t>Seen.</w:t></w:r>"
    body += "<w:r><w:commentReference/></w:r></w:p>"

    told = warnings(body, header=paragraph("The Daily"))

    assert "1 comment, 1 stretch of hidden text" in told
    assert "Headers and footers are left out." in told


def test_soft_breaks_part_paragraphs_unless_the_lines_are_wrapped() -> None:
    def lines(*given: str) -> str:
        return "<w:p><w:r>" + "<w:br/>".join(f"<w:t>{line}</w:t>" for line in given) + "</w:r></w:p>"

    assert text(lines("A question?", "An answer.")) == "A question?\n\nAn answer."
    assert (
        text(lines("This line goes", "on in the next", "and ends."))
        == "This line goes on in the next and ends."
    )


def test_headings_captions_and_the_title_are_known_by_their_styles() -> None:
    styles = "".join(
        f'<w:style w:styleId="{key}"><w:name w:val="{name}"/>{base}</w:style>'
        for key, name, base in (
            ("a", "Title", ""), ("b", "heading 2", ""), ("c", "Ours", '<w:basedOn w:val="b"/>'), ("d", "caption", "")
        )
    )  # fmt: skip
    body = "".join(paragraph(key * 3, f'<w:pStyle w:val="{key}"/>') for key in "abcde")
    body += paragraph("fff", '<w:outlineLvl w:val="0"/>') + paragraph("ggg", '<w:outlineLvl w:val="9"/>')

    document = read_here(docx(body, styles=styles), "a.docx", None)

    assert document.suggested == {
        1: Role.HEADING, 2: Role.HEADING, 3: Role.HEADING, 4: Role.CREDIT, 6: Role.HEADING
    }  # fmt: skip
    assert document.title == "aaa"


def test_title_author_day_and_language_are_taken_from_what_the_file_states() -> None:
    core = (
        '<p xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:t="http://purl.org/dc/terms/"><dc:title>The bridge'
        "</dc:title><dc:creator>Ana Leka</dc:creator><t:created>2026-03-14T09:30:00Z</t:created></p>"
    )
    body = '<w:p><w:r><w:rPr><w:lang w:val="sq-AL"/></w:rPr><w:t>Ura.</w:t></w:r></w:p>'

    document = read_here(docx(body, {"docProps/core.xml": core}), "a.docx", None)

    assert (document.title, document.byline, document.published_on, document.language) == (
        "The bridge", "Ana Leka", "2026-03-14", "sq-AL"
    )  # fmt: skip


def test_strict_open_xml_is_read_too() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = f'<s:p xmlns:s="{strict}"><s:r><s:t>Words.</s:t></s:r></s:p>'

    assert text(body) == "Words."


def test_a_text_that_is_not_in_the_file_is_missed() -> None:
    main = '<Relationship Type="http://example.org/officeDocument" Target="../../elsewhere.xml"/>'
    parts = {"_rels/.rels": f"<Relationships>{main}</Relationships>"}

    with pytest.raises(InvalidInput, match=r"a\.docx is damaged \(it names elsewhere\.xml as its text"):
        read_here(docx(paragraph("One."), parts), "a.docx", None)
