from hypothesis import given
from hypothesis import strategies as st

from factbase.text.canonical import Span
from factbase.text.marking import LANES, lanes, pieces

SPANS = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 15)).map(lambda drawn: Span(drawn[0], drawn[0] + drawn[1])),
    unique=True,
    max_size=12,
).map(lambda spans: sorted(spans, key=lambda span: (span.start, -span.end)))


def test_two_that_cross_are_cut_where_the_other_begins_and_ends() -> None:
    (found,) = pieces([Span(0, 10), Span(5, 15)], [Span(0, 20)])

    assert [(piece.start, piece.end, [number for _lane, number in piece.on]) for piece in found] == [
        (0, 5, [0]),
        (5, 10, [0, 1]),
        (10, 15, [1]),
        (15, 20, []),
    ]
    assert [piece.ends for piece in found] == [(), (0,), (1,), ()]


def test_one_over_two_paragraphs_is_cut_between_them_and_ends_once() -> None:
    first, second = pieces([Span(2, 9)], [Span(0, 4), Span(6, 12)])

    assert [(piece.start, piece.end, bool(piece.on), piece.ends) for piece in [*first, *second]] == [
        (0, 2, False, ()),
        (2, 4, True, ()),
        (6, 9, True, (0,)),
        (9, 12, False, ()),
    ]


@given(SPANS)
def test_pieces_cover_the_text_and_each_letter_has_the_passages_it_has(spans: list[Span]) -> None:
    (found,) = pieces(spans, [Span(0, 60)])
    lane = lanes(spans)

    assert [at for piece in found for at in range(piece.start, piece.end)] == list(range(60))
    for piece in found:
        for at in range(piece.start, piece.end):
            over = {number for number, (start, end) in enumerate(spans) if start <= at < end}
            assert {number for _lane, number in piece.on} == {
                number for number in over if lane[number] < LANES
            }
    assert sorted(number for piece in found for number in piece.ends) == list(range(len(spans)))


@given(SPANS)
def test_no_two_that_overlap_share_a_lane(spans: list[Span]) -> None:
    lane = lanes(spans)

    for one, (start, end) in enumerate(spans):
        for other in range(one):
            if spans[other].start < end and spans[other].end > start:
                assert lane[one] != lane[other]
