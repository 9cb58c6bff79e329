import pytest
from hypothesis import given
from hypothesis import strategies as st

from factbase.text.canonical import Span
from factbase.text.selectors import Quote, quote_at, selected


@given(st.text(alphabet="ab ", max_size=30), st.data())
def test_a_quote_points_back_to_its_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    quote = quote_at(text, span)

    assert span in selected(text, {"type": "TextQuoteSelector", **quote._asdict()})
    assert selected(text, {"type": "TextPositionSelector", **span._asdict()}) == [span]


def test_a_quote_has_what_stands_beside_it() -> None:
    text = f"{'a' * 40}words{'b' * 40}"

    assert quote_at(text, Span(40, 45)) == Quote("words", "a" * 32, "b" * 32)


def test_all_places_are_found_overlapping_ones_too() -> None:
    assert selected("bananas", {"type": "TextQuoteSelector", "exact": "ana"}) == [(1, 4), (3, 6)]
    assert selected("bananas", {"type": "TextQuoteSelector", "exact": "ana", "prefix": "n"}) == [(3, 6)]
    assert selected("bananas", {"type": "TextPositionSelector", "start": 5, "end": 9}) == []


@pytest.mark.parametrize(
    ("selector", "told"),
    [
        (
            {"type": "FragmentSelector"},
            "unknown selector: give a TextPositionSelector or a TextQuoteSelector",
        ),
        ({"type": "TextPositionSelector", "start": -1, "end": 2}, "a whole number from 0 as its “start”"),
        ({"type": "TextPositionSelector", "start": 1}, "a whole number from 0 as its “end”"),
        ({"type": "TextQuoteSelector"}, "a text as its “exact”"),
        ({"type": "TextQuoteSelector", "exact": "a", "suffix": 5}, "a text as its “suffix”"),
    ],
)
def test_a_selector_that_points_nowhere_is_refused(selector: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        selected("words", selector)
