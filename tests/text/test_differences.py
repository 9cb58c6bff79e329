import pytest
from hypothesis import given
from hypothesis import strategies as st

from factbase.text.differences import Difference, differences


@pytest.mark.parametrize(
    ("here", "there", "told"),
    [
        ("It holds 3,000 people.", "It holds 2,500 people.", "number 3,000 ≠ 2,500"),
        ("It holds 3,000 people.", "It holds people.", "number only here: 3,000"),
        ("5 of 7 fell", "6 of 8 fell", "numbers 5, 7 ≠ 6, 8"),
        ("It rose by 5%.", "It rose by 5.", "number 5% ≠ 5"),
        ("It opened in 2016.", "It opened in May 2013.", "date 2016 ≠ May 2013"),
        ("It is in Tirana.", "It is in Paris, France.", "name only here: Tirana; names only there: Paris, France"),
        ("Ana Leka said it.", "Gent Leka said it.", "name only here: Ana Leka; name only there: Gent Leka"),
        ("She denied it.", "She confirmed it.", "negation only here: denied"),
        ("It is unsafe.", "It isn't unsafe, and never was.", "negation only there: isn't, never"),
    ],
)  # fmt: skip
def test_what_differs_is_told_in_words(here: str, there: str, told: str) -> None:
    assert "; ".join(map(str, differences(here, there))) == told


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("It holds 3,000 people.", "Three thousand people are held."),
        ("The 2000 members", "the 2,000 members"),
        ("70 per cent of them", "70% of them"),
        ("On January 6, 2020 it closed.", "It closed on 6 January."),
        ("Mayor Ana Leka closed it.", "Leka closed it."),
        ("U.S. troops left Iran.", "US troops left the Iranian desert."),
        ("It was never opened.", "It was not opened."),
        ("", ""),
    ],
)
def test_the_same_said_otherwise_is_no_difference(here: str, there: str) -> None:
    assert differences(here, there) == []
    assert differences(there, here) == []


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_difference_seen_from_the_other_side_is_the_same(here: str, there: str) -> None:
    turned = [Difference(each.what, each.there, each.here) for each in differences(there, here)]

    assert differences(here, there) == turned
    assert differences(here, here) == []
