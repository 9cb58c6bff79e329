import pytest
from sqlalchemy import Connection, update

from factbase import lookup
from factbase.changes.attaching import Difference, ExpectedSentence, attach, compare
from factbase.changes.drafts import File
from factbase.errors import InvalidInput
from factbase.lookup import ArticleKey
from factbase.tables import revision
from factbase.text.anchors import sha256
from factbase.text.sentences import split
from tests.changes.conftest import TEXT, Desk

FILE = File("copy.txt", "txt", "0" * 64)
PARAGRAPHS = ["One. And so on.", "Two two.", "Three!", "Two two.", "Five five five."]


def _known(text: str) -> list[ExpectedSentence]:
    return [
        ExpectedSentence(span.paragraph, span.start, span.end, sha256(text[span.start : span.end]))
        for span in split(text)
    ]


def _compare(given: list[str], known: list[str] = PARAGRAPHS) -> list[Difference]:
    return compare("\n\n".join(given), _known("\n\n".join(known)))


def test_the_same_text_fits() -> None:
    assert _compare(PARAGRAPHS) == []


@pytest.mark.parametrize("at", range(6))
def test_one_paragraph_more_is_one_difference(at: int) -> None:
    given = [*PARAGRAPHS[:at], "Something new.", *PARAGRAPHS[at:]]

    assert _compare(given) == [Difference(at + 1, "extra", None, 14)]


@pytest.mark.parametrize("at", [0, 2, 4])
def test_one_paragraph_less_is_one_difference(at: int) -> None:
    given = [*PARAGRAPHS[:at], *PARAGRAPHS[at + 1 :]]

    assert _compare(given) == [Difference(at + 1, "missing", len(PARAGRAPHS[at]), None)]


@pytest.mark.parametrize("at", range(5))
def test_one_letter_is_one_difference(at: int) -> None:
    given = [*PARAGRAPHS]
    given[at] = "X" + given[at][1:]

    assert _compare(given) == [Difference(at + 1, "changed", len(given[at]), len(given[at]))]


def test_a_paragraph_that_goes_on_does_not_fit() -> None:
    assert _compare(["Three! No", *PARAGRAPHS[1:]], ["Three!", *PARAGRAPHS[1:]]) == [
        Difference(1, "changed", 6, 9)
    ]


def test_only_the_second_sentence_differs() -> None:
    assert [each.paragraph for each in _compare(["One. And so in.", *PARAGRAPHS[1:]])] == [1]


@pytest.fixture
def shipped(desk: Desk, bridge: ArticleKey) -> ArticleKey:
    """An article whose text is not here."""
    _forget(desk.connection)
    return bridge


def _forget(connection: Connection) -> None:
    connection.execute(update(revision).values(text=None, file_name=None, file_format=None, file_sha256=None))


def test_a_text_that_fits_is_attached_and_logged(desk: Desk, shipped: ArticleKey) -> None:
    doing, again = desk.operation(), desk.operation()

    assert attach(doing, shipped, TEXT, FILE) == []
    assert attach(again, shipped, TEXT, FILE) == []

    (row,) = desk.log(doing)
    assert row.before is not None
    assert row.before["text"] is None
    assert row.after == row.before | {
        "text": TEXT,
        "file_name": "copy.txt",
        "file_format": "txt",
        "file_sha256": "0" * 64,
    }
    assert not again.changed


def test_a_text_that_differs_changes_nothing(desk: Desk, shipped: ArticleKey) -> None:
    doing = desk.operation()

    assert attach(doing, shipped, TEXT.replace("in May", "in June"), FILE) == [
        Difference(2, "changed", 79, 80)
    ]

    assert not doing.changed
    assert lookup.latest_revision(desk.connection, shipped.id).text is None


def test_blanks_between_sentences_count(desk: Desk, shipped: ArticleKey) -> None:
    other = TEXT.replace("in May. Mayor", "in May.\u00a0Mayor")

    with pytest.raises(InvalidInput, match="blanks between sentences"):
        attach(desk.operation(), shipped, other, FILE)
