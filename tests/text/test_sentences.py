import json
import time
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from factbase import shipped
from factbase.text.canonical import canonical_text, paragraphs
from factbase.text.files import decode, read_bytes
from factbase.text.folding import is_blank
from factbase.text.sentences import SentenceSpan, split
from tests.benchmarks.splitting import score

WORDS = [
    *("He", "said", "é", "👋", "5", "end.", "Yes!", "(so?)", "“Go.”", "«Non.»", "[6]", "…", "...", ". . ."),
    *(
        "Mr.",
        "U.S.",
        "No.",
        "A.",
        "p.",
        "a.m.",
        "1.",
        "2.",
        "1.)",
        "a)",
        "b)",
        "•",
        "– Ja.",
        "»",
        "III.",
        "II",
    ),
    *("The", "Der", "(see", "asked", "iPhone", ",", "¿", "。", "\u202f»", " ", "\u00a0", "\n", "\n\n"),
]
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=30).map(" ".join))
LANGUAGES = st.sampled_from([None, "en", "de-AT", "fr", "it", "es", "sq", "bs", "hr", "sr_Latn", "nl", ""])


def sentences(text: str) -> list[str]:
    return [text[start:end] for _, _, start, end in split(text)]


@given(TEXTS, LANGUAGES)
def test_every_character_that_is_not_blank_is_in_exactly_one_sentence(
    text: str, language: str | None
) -> None:
    spans = split(text, language)

    covered = [place for _, _, start, end in spans for place in range(start, end)]
    assert covered == sorted(set(covered))
    assert all(text[place].isspace() for place in set(range(len(text))) - set(covered))


@given(TEXTS, LANGUAGES)
def test_sentences_are_numbered_in_their_paragraph_and_have_no_blank_edges(
    raw: str, language: str | None
) -> None:
    assume(not is_blank(raw.replace("\ufeff", "")))
    text = canonical_text(raw)

    for number, (start, end) in enumerate(paragraphs(text), start=1):
        inside = [span for span in split(text, language) if span.paragraph == number]
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
        "The U.S. Senate voted. | In the U.S. it was late.",
        "At 5 a.m. Mr. Lee woke. | He slept at 9 P.M. | Mr. Lee was tired.",
        "It shut at 5 p.m. | Police came at 6 p.m. Monday.",
        "You and I. | Did Adam I. Cole come?",
        "It grew . . . . | Then it stopped.",
        "It grew. | . . . Then it stopped.",
        "I wonder… | But she came.",
        "1.) Open the box | 2.) Close it",
        "They met (at noon). | (Nobody knew.) | It rained.",
        "It fell sharply. | (photo: the harbour)",
        "Nobody was asked. 4 | Even so they paid. | 4 of them left.",
        "It fell.¹ | It rose.[2, 3] | It fell. […] | It rose.",
        "She lives on 5th St. | The house is red.",
        "“Why?” Cole asked. | “Because!” Mr. Lee shouted. | “Go!” | He ran.",
        "There are two steps: 1. Open the box. | 2. Close it.",
        "iPhones are cheap. | eBay sold them.",
        "II. Scope",
        "2.1. This is the scope. | It is wide.",
        "„Geh!“ | ‚Nein.‘ | »Doch.« | ›Gut.‹ | Aus.",
        "It costs 5 kg. | Nobody pays in kg. | It ends.",
        "Was it Brown et al. (2010) or Brown et al. (2012)? | Both.",
        "He was there .. | Nobody saw him.",
        "Really ? ! | Yes .",
        "They drove at 90 km/h. | Police stopped them.",
        "Ask example.com/a?b=c. | Nobody knows.",
        "He said no. | 3 of them paid.",
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
        "He met Sgt. Cole, Brig. Gen. Ray, Msgr. Poe and Hwy. Patrol on Mt. Ida in St. Ives.",
        "Find it at N°. 26.5, p. 5, fig. 3, No. 7 and § 5.",
        "We saw Adam I. Cole, J.P. Ray, H. W. Poe and Martin King Jr. Hall.",
        "The rule of Roe v. Wade stands.",
        "It opens at 9 a.m. Monday and at 10 a.m. EST.",
        "Smith Corp. Chief Executive Ann Lee and Beta Inc. Chairman Ray met.",
        "It stands in vol. 2, no. 3, and in the list (no. 4).",
        "The list (No. 5) , or so it was. , then",
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
        "end." + "[1]" * 50_000 + " X",
        "end." + " »" * 50_000 + " X",
        "“x.” " + "A. " * 50_000,
        "• " * 100_000 + "x",
        "".join(f"{number % 999 + 1}. Item " for number in range(30_000)),
        "x" * 200_000 + ". " + "1" * 200_000 + " The",
    ],
    ids=[
        "stops",
        "spaced",
        "quotes",
        "titles",
        "brackets",
        "notes",
        "guillemets",
        "speakers",
        "bullets",
        "items",
        "words",
    ],
)
def test_no_paragraph_takes_the_square_of_its_length(text: str) -> None:
    begin = time.process_time()
    split(text)

    assert time.process_time() - begin < 5  # a second at most; the square took minutes


@pytest.mark.parametrize("times", [14_200, pytest.param(142_000, marks=pytest.mark.torture)])
def test_ten_million_characters_in_a_paragraph_are_split(times: int) -> None:
    text = "She left the house at 5 p.m. and came to Mr. Ray. Nobody had seen her. " * times

    assert len(split(text)) == 2 * times


@pytest.mark.parametrize("times", [100_000, pytest.param(1_000_000, marks=pytest.mark.torture)])
def test_a_million_paragraphs_are_split(times: int) -> None:
    assert split("Word.\n\n" * times)[-1] == SentenceSpan(times, 1, 7 * times - 7, 7 * times - 2)


def test_a_list_in_one_paragraph_has_its_items() -> None:
    assert sentences("1) The door 2) The lock 3) The key") == ["1) The door", "2) The lock", "3) The key"]
    assert sentences("a. The door b. The lock d. The key") == ["a. The door", "b. The lock d.", "The key"]
    assert sentences("• The door • The lock") == ["• The door", "• The lock"]
    assert sentences("⁃9. The door ⁃10. The lock") == ["⁃9. The door", "⁃10. The lock"]
    assert sentences("They open 1) the door 2) the lock") == ["They open 1) the door 2) the lock"]


def test_a_text_need_not_be_canonical() -> None:
    assert sentences(" \t One. Two. \n\n \n\n Three. ") == ["One.", "Two.", "Three."]


def test_written_english_is_split_as_people_split_it(shared: Path) -> None:
    scored = score(shared / "suites" / "segmentation" / "gum_dev.jsonl")

    assert (scored.f1 >= 97, scored.bad) == (True, 0)


def test_the_golden_rules_hold(shared: Path) -> None:
    assert score(shared / "suites" / "segmentation" / "golden_rules.jsonl").exact == 48


def test_every_claim_of_the_dataset_stands_in_the_sentence_that_it_names(shared: Path) -> None:
    text = canonical_text(decode(read_bytes(shared / "article" / "mek-albania.txt"), "mek-albania.txt"))
    spans = {(span.paragraph, span.position): span for span in split(text)}
    bundle = shipped.folder("seeds") / "mek-albania" / "bundle.jsonl"
    claims = [
        line for line in map(json.loads, bundle.read_text("utf-8").splitlines()) if line["type"] == "claim"
    ]

    assert len(claims) > 200
    for line in claims:
        (anchor,), span = line["anchors"], spans[line["paragraph"], line["sentence"]]
        assert span.start <= anchor["start"] < anchor["end"] <= span.end, line["ref"]


def test_the_first_article_has_105_sentences_in_43_paragraphs(shared: Path) -> None:
    text = canonical_text(decode(read_bytes(shared / "article" / "mek-albania.txt"), "mek-albania.txt"))
    spans = split(text)

    assert (spans[-1].paragraph, len(spans)) == (43, 105)
