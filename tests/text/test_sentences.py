import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from factbase.text.canonical import canonical_text, paragraphs
from factbase.text.files import decode, read_bytes
from factbase.text.folding import is_blank
from factbase.text.sentences import SentenceSpan, split

WORDS = [
    *("He", "said", "é", "👋", "5", "end.", "Yes!", "(so?)", "“Go.”", "«Non.»", "[6]", "…", "...", ". . ."),
    *("Mr.", "U.S.", "No.", "A.", "p.", "a.m.", "1.", "•", " ", "\u00a0", "\n", "\n\n"),
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))


def sentences(text: str) -> list[str]:
    return [text[start:end] for _, _, start, end in split(text)]


@given(TEXTS)
def test_every_character_that_is_not_blank_is_in_exactly_one_sentence(raw: str) -> None:
    assume(not is_blank(raw.replace("\ufeff", "")))
    text = canonical_text(raw)
    spans = split(text)

    covered = [place for _, _, start, end in spans for place in range(start, end)]
    assert len(covered) == len(set(covered))
    assert all(text[place].isspace() for place in set(range(len(text))) - set(covered))
    assert "".join("".join(sentences(text)).split()) == "".join(text.split())


@given(TEXTS)
def test_sentences_are_numbered_in_their_paragraph_and_have_no_blank_edges(raw: str) -> None:
    assume(not is_blank(raw.replace("\ufeff", "")))
    text = canonical_text(raw)

    for number, (start, end) in enumerate(paragraphs(text), start=1):
        inside = [span for span in split(text) if span.paragraph == number]
        assert [span.position for span in inside] == list(range(1, len(inside) + 1))
        assert (inside[0].start, inside[-1].end) == (start, end)
        assert all(
            text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in inside
        )


def test_places_are_counted_from_one_and_in_characters() -> None:
    assert split("👋 Hi. You!\n\nThree.") == [
        SentenceSpan(1, 1, 0, 5),
        SentenceSpan(1, 2, 6, 10),
        SentenceSpan(2, 1, 12, 18),
    ]


def test_the_empty_text_has_no_sentences() -> None:
    assert split("") == []


@pytest.mark.parametrize(
    "text",
    [
        "He came. | She left! | Did you? | Yes.",
        "“It fell. | Nobody saw it,” she said. | “Nobody.” | He nodded.",
        "She asked (was it late?). | It was. | (It always was.) | Then they left.",
        "«Il est tard.» | Elle part.",
        "“Stop!” | He ran. | ‘Why?’ | Because.",
        "It was (so he said.) | Then it was not.",
        "It went on.... | She left.",
        "Really?! | Yes.",
        "It cost 12.50. | 3 of them paid.",
        "He was born in Dulwich. [17] | Placed there, he stayed.",
        "He stayed.[3][4] | Then he left. [5]",
        "Well done! 👋",
        "They joined the U.S. | The rest did not.",
        "She works at Acme Inc. | He does not.",
        "They chose plan B. | The others went home.",
        "So did I. | Then we left.",
        "He said no. | Then he left.",
        "Was it late? | No. | Bob came.",
        "השעה מאוחרת? | כן.",
    ],
)
def test_a_sentence_ends(text: str) -> None:
    parts = text.split(" | ")

    assert sentences(" ".join(parts)) == parts


@pytest.mark.parametrize(
    "text",
    [
        "Mr. Smith and Dr. Jones met Gen. Brown and Lt. Col. Ray.",
        "The U.S. Army, e.g. Smith, i.e. Brown, and the U.N. Council met.",
        "See No. 10, p. 55, Art. 5 and c. 1818.",
        "J. K. Rowling met George W. Bush and J.R.R. Tolkien.",
        "It rose 3.5 per cent to $1.25 at 5 p.m. Tuesday.",
        "I thought … Bob would come.",
        "I thought... Bob would come.",
        "I thought . . . Bob would come.",
        "See www.example.com/a.html and mek.txt for it.",
        "“Is it?” she asked.",
        "“Go!” he said.",
        "It happened on Jan. 5 and Sept. 11.",
        "1. Open the box.",
        "• 2.) Close it.",
        "He works for Brown & Co. Ltd. in Leeds.",
        "She said that (in the U.N.) Security was late.",
        "One.Two",
        "...",
        "What is it? ?!",
    ],
)
def test_a_sentence_goes_on(text: str) -> None:
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "text",
    [
        "." * 100_000 + "x",
        "." + " ." * 100_000 + "x",
        '."x' * 50_000,
        "Mr. " * 50_000 + "x",
        "A. " + "(" * 100_000,
    ],
    ids=["stops", "spaced stops", "quotes", "titles", "brackets"],
)
def test_no_paragraph_takes_the_square_of_its_length(text: str) -> None:
    begin = time.perf_counter()
    split(text)

    assert time.perf_counter() - begin < 5  # a second at most on a busy machine; the square took minutes


class Score(NamedTuple):
    """How a suite was split: right, made and wanted breaks, and paragraphs that are right altogether."""

    right: int
    made: int
    wanted: int
    exact: int

    @property
    def f1(self) -> float:
        return 200 * self.right / (self.made + self.wanted)


def wanted_ends(paragraph: dict) -> Iterator[int]:
    """Yield where the sentences of a suite's paragraph end, which it gives as offsets or as texts."""
    at = 0
    for sentence in paragraph["sentences"]:
        if isinstance(sentence, str):
            at = paragraph["text"].index(sentence, at) + len(sentence)
            yield at
        else:
            yield sentence[1]


def score(suite: Path) -> Score:
    right = made = wanted = exact = 0
    for line in suite.read_text(encoding="utf-8").split("\n"):
        if line:
            paragraph = json.loads(line)
            length = len(paragraph["text"].rstrip())
            gold = {end for end in wanted_ends(paragraph) if end < length}
            ours = {end for _, _, _, end in split(paragraph["text"]) if end < length}
            right, made, wanted = right + len(gold & ours), made + len(ours), wanted + len(gold)
            exact += gold == ours
    return Score(right, made, wanted, exact)


def test_written_english_is_split_as_people_split_it(shared: Path) -> None:
    assert score(shared / "suites" / "segmentation" / "gum_dev.jsonl").f1 >= 96.5


def test_most_golden_rules_hold(shared: Path) -> None:
    assert score(shared / "suites" / "segmentation" / "golden_rules.jsonl").exact >= 39


def test_the_first_article_has_105_sentences_in_43_paragraphs(shared: Path) -> None:
    text = canonical_text(decode(read_bytes(shared / "article" / "mek-albania.txt"), "mek-albania.txt"))
    spans = split(text)

    assert (spans[-1].paragraph, len(spans)) == (43, 105)
