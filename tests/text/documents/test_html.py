from __future__ import annotations

import pytest

from factbase.errors import InvalidInput
from factbase.text.documents.document import Document
from factbase.text.documents.here import read_here
from factbase.vocabulary import Role

LONG = "The bridge over the old harbour was opened on a cold morning in March by the mayor and her daughter. "


def page(body: str, head: str = "", start: str = "<html>") -> Document:
    return read_here(
        f"<!doctype html>{start}<head>{head}</head><body>{body}</body></html>".encode(), "a.html", None
    )


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("<p>One\n  two</p><p>three</p>", "One two\n\nthree"),
        ("One.<br>Two.<div>Three</div>four", "One.\n\nTwo.\n\nThree\n\nfour"),
        ("<p>a<b>b</b> <i>c</i>&nbsp;d &amp; &#8220;e&#8221;", "ab c\u00a0d & “e”"),
        ("<ul><li>a<li>b<ul><li>c</ul></ul>", "a\n\nb\n\nc"),
        ("<table><tr><th>Year<th>Men<tr><td>2016<td>3,000</table>", "Year\tMen\n\n2016\t3,000"),
        ("<p>She said <q>no</q>.", "She said “no”."),
        ("<pre>Line one.\nLine two.</pre>", "Line one.\n\nLine two."),
        ("<p>Seen<script>x()</script><!-- not --><style>p{}</style> too", "Seen too"),
        ('<p>Words.<sup><a href="#fn1">1</a></sup> More.', "Words. More."),
    ],
)
def test_words_are_parted_as_a_browser_shows_them(body: str, text: str) -> None:
    assert page(body).text == text


def test_the_furniture_of_a_page_is_left_out_and_named() -> None:
    body = (
        "<header><h1>The bridge</h1></header><nav><a href=/>Home</a></nav>"
        "<div class='cookie-banner'>We use cookies.</div>"
        f"<article><p>{LONG}</p><aside>Read this too</aside><p>{LONG}</p><div id=related-stories><p>Another</p></div>"
        "<div class='shareButtons'>Share</div></article><footer>© The Daily</footer>"
    )

    read = page(body)

    assert read.text == f"The bridge\n\n{LONG.strip()}\n\n{LONG.strip()}"
    assert "related links, share buttons, sidebars" in " ".join(read.warnings)


def test_the_article_is_found_in_a_page_that_does_not_mark_it() -> None:
    links = "".join(f"<li><a href=/{n}>A story of the day, number {n}</a>" for n in range(9))
    body = f"<header>The Daily</header><div><ul>{links}</ul></div>"
    body += f"<div><div><p>{LONG}</p><p>{LONG}</p></div><div>Tags</div></div>"

    assert page(body).text == f"{LONG.strip()}\n\n{LONG.strip()}"


def test_an_element_that_holds_most_of_the_words_is_no_furniture_whatever_its_name() -> None:
    assert page(f"<nav>Home</nav><div class=sidebar><p>{LONG}</p></div>").text == LONG.strip()


def test_a_paragraph_is_no_furniture_whatever_its_name() -> None:
    assert page(f"<nav>Home</nav><article><p class=promo>{LONG}<p>{LONG}<p>{LONG}").text.count("bridge") == 3


def test_a_document_saved_as_a_page_is_kept_whole() -> None:
    assert page("<h1>A</h1><ul><li><a href=x>b</a></ul><p>c").text == "A\n\nb\n\nc"


def test_hidden_elements_are_left_out_and_said() -> None:
    read = page(f"<p>{LONG}<p hidden>secret<p style='display: none'>secret<p>Seen.")

    assert "secret" not in read.text
    assert any("2 stretches of hidden text" in warning for warning in read.warnings)


def test_headings_and_captions_are_suggested() -> None:
    read = page("<h2>Head</h2><p>Words.</p><figure><img><figcaption>A bridge.</figcaption></figure>")

    assert read.suggested == {1: Role.HEADING, 3: Role.CREDIT}
    assert any("1 image" in warning for warning in read.warnings)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (
            '<script type="application/ld+json">{"@graph": [{"@type": ["NewsArticle"], "headline": "The bridge", '
            '"author": [{"name": "Ana Leka"}, "Ben Oak"], "datePublished": "2026-03-14T09:00:00Z"}]}</script>', "",
        ),
        (
            '<meta property="og:title" content="The bridge"><meta name="author" content="Ana Leka, Ben Oak">'
            '<meta property="article:published_time" content="2026-03-14T09:00:00+01:00">', "",
        ),
        (
            "<title>The Daily</title>",
            "<h1>The bridge</h1><a rel=author>Ana Leka, Ben Oak</a><time datetime=2026-03-14>",
        ),
    ],
    ids=["JSON-LD", "meta", "marks"],
)  # fmt: skip
def test_title_author_day_and_language_are_taken_from_what_the_page_states(head: str, body: str) -> None:
    read = page(f"{body}<p>Words.", head, "<html lang=en-GB>")

    assert (read.title, read.byline, read.published_on, read.language) == (
        "The bridge", "Ana Leka, Ben Oak", "2026-03-14", "en-GB"
    )  # fmt: skip


def test_a_page_is_read_in_the_encoding_that_it_declares() -> None:
    data = '<html><meta charset="windows-1252"><p>“Çuçi”'.encode("cp1252")

    assert read_here(data, "a.html", None).text == "“Çuçi”"


def test_a_page_that_declares_none_must_be_utf8() -> None:
    with pytest.raises(InvalidInput, match="not UTF-8 at byte 9"):
        read_here("<html><p>“".encode("cp1252"), "a.html", None)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"<html>" + b"<p>x" * 300_001, "tags, more than"),
        (b"<html>" + b"<div>" * 3_000 + b"x", "deeper than"),
    ],
)
def test_a_page_that_no_person_wrote_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        read_here(data, "a.html", None)
