import pytest

from factbase.changes.placing import passage_at, passage_of_sentence
from factbase.errors import InvalidInput, NotFound
from factbase.lookup import ArticleKey
from factbase.references import Place
from factbase.text.anchors import sha256
from tests.changes.conftest import TEXT, Desk


def test_words_are_found_where_they_stand(desk: Desk, bridge: ArticleKey) -> None:
    passage = passage_at(desk.connection, bridge, "it was unsafe")

    start = TEXT.index("it was unsafe")
    assert (passage.start, passage.end) == (start, start + 13)
    assert passage.sha256 == sha256("it was unsafe")


def test_words_in_two_places_are_refused_with_both(desk: Desk, bridge: ArticleKey) -> None:
    with pytest.raises(InvalidInput, match=r"in 2 places: 1/1 “….*bridge.*2/1 “….*closed the bridge in May"):
        passage_at(desk.connection, bridge, "bridge")

    first, second = (passage_at(desk.connection, bridge, "bridge", Place(*at)) for at in ((1, 1), (2, 1)))
    assert (first.start, second.start) == (TEXT.index("bridge"), TEXT.index("bridge in May"))


@pytest.mark.parametrize("place", [None, Place(1, 1)])
def test_words_that_stand_nowhere_are_refused(desk: Desk, bridge: ArticleKey, place: Place | None) -> None:
    with pytest.raises(NotFound, match="does not stand in"):
        passage_at(desk.connection, bridge, "tunnel", place)


def test_a_whole_sentence_needs_no_words(desk: Desk, bridge: ArticleKey) -> None:
    found = passage_of_sentence(desk.connection, bridge, Place(2, 2))

    assert TEXT[found.start : found.end] == "Mayor Ana Leka denied that it was unsafe."
    assert found.sha256 == sha256(TEXT[found.start : found.end])
