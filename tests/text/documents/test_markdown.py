from __future__ import annotations

import pytest

from factbase.errors import InvalidInput
from factbase.text.documents.here import read_here
from factbase.vocabulary import Role


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("One\ntwo.\n\nThree.", "One two.\n\nThree."),
        ("One.  \nTwo.", "One.\n\nTwo."),
        ("*a* **b** `c` [d](http://e) ~~f~~", "a b c d f"),
        ("- a\n- b\n  1. c", "a\n\nb\n\nc"),
        ("> said\n\n```\ncode [x]\n```", "said\n\ncode [x]"),
        ("| a | b |\n|---|---|\n| c | d |", "a\tb\n\nc\td"),
        ("a<b>c</b>\n\n<div><p>d</p><p>e</p></div>", "ac\n\nd\n\ne"),
        (
            "Said.[^1] More.\n\n[^1]: A note\nthat goes on.\n\nLast.",
            "Said. More.\n\nLast.\n\nA note that goes on.",
        ),
        ("Not a note.[^x]", "Not a note.[^x]"),
    ],
)
def test_what_markdown_shows_is_read(source: str, text: str) -> None:
    assert read_here(source.encode(), "a.md", None).text == text


def test_headings_are_suggested_and_images_said() -> None:
    read = read_here(b"# One\n\nwords\n\nTwo\n---\n\n![alt](x.png) words", "a.md", None)

    assert read.suggested == {1: Role.HEADING, 3: Role.HEADING}
    assert read.warnings == ("Left out: 1 image.",)


@pytest.mark.parametrize(
    "front",
    [
        '---\ntitle: "The bridge"\nauthor: Ana Leka\ndate: 2026-03-14\nlang: sq\n---\n',
        '+++\ntitle = "The bridge"\nauthors = ["Ana Leka"]\ndate = 2026-03-14T09:00:00Z\nlanguage = "sq"\n+++\n',
        "---\ntitle: The bridge\nauthors:\n  - name: Ana Leka\ndate: 2026-03-14\nlang: sq\n---\n",
    ],
    ids=["YAML", "TOML", "a list"],
)
def test_the_front_matter_is_read_and_is_no_text(front: str) -> None:
    read = read_here(f"{front}\nWords.".encode(), "a.md", None)

    assert (read.text, read.title, read.byline, read.published_on, read.language) == (
        "Words.", "The bridge", "Ana Leka", "2026-03-14", "sq"
    )  # fmt: skip


@pytest.mark.parametrize("source", [">" * 100_000 + " said", "- " * 60 + "said"])
def test_what_is_too_deep_to_be_read_is_not_left_out_in_silence(source: str) -> None:
    with pytest.raises(InvalidInput, match=r"a\.md has quotations or lists 99 deep in each other: take"):
        read_here(source.encode(), "a.md", None)

    assert read_here(b">" * 50 + b" said", "a.md", None).text == "said"
