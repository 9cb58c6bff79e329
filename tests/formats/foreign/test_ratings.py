"""What ratings come to, and how far that is what others found."""

from pathlib import Path

import pytest

from factbase.formats.foreign.ratings import Rating, rating_of

LABELS = {
    "true": Rating.TRUE,
    "mostly true": Rating.MOSTLY_TRUE,
    "partly true/misleading": Rating.PARTLY_TRUE,
    "mostly false": Rating.MOSTLY_FALSE,
    "false": Rating.FALSE,
    "complicated/hard to categorise": Rating.UNPROVEN,
    "other": Rating.OTHER,
}
LONGEST = 4  # words; what is longer is a sentence about one claim


@pytest.mark.parametrize(
    ("words", "rating"),
    [
        ("FALSE", Rating.FALSE),
        ("Half-True", Rating.PARTLY_TRUE),
        ("missing_context", Rating.PARTLY_TRUE),
        ("Engañoso", Rating.PARTLY_TRUE),
        ("Incorrect \r", Rating.FALSE),
        ("Verdadeiro, mas...", Rating.MOSTLY_TRUE),
        ("3 [true]", Rating.TRUE),
        ("Reker hat diesen Satz nie gesagt.", Rating.OTHER),
        ("", Rating.OTHER),
        ("…", Rating.OTHER),
    ],
)
def test_capitals_accents_and_signs_do_not_count(words: str, rating: Rating) -> None:
    assert rating_of(words) is rating


def test_the_words_of_many_sites_come_to_what_others_found(shared: Path) -> None:
    folder = shared / "suites" / "x-fact-ratings" / "data" / "x-fact" / "label_maps"
    master = {}
    for line in (folder / "master_mapping.tsv").read_text("utf-8").splitlines():
        label, words = line.split("\t")
        master |= {word.strip().lower(): LABELS[label] for word in words.split("|")}

    agreed, all_ = 0, 0
    for site in folder.glob("*.txt"):
        for line in site.read_text("utf-8").split("\n"):
            word, tab, found = line.partition("\t")
            if tab and len(word.split()) <= LONGEST and len(word) <= 40:
                found = found.split("\t")[0].strip().lower()
                expected = master.get(found) or master.get(found.split("/")[0])
                all_ += 1
                agreed += rating_of(word) is expected

    assert all_ > 300
    assert agreed / all_ >= 0.98
