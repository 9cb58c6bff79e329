from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factbase.text.quantities import Date, dates, numbers


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("It holds 3,000 people", ["3000"]),
        ("It holds 3000 people", ["3000"]),
        ("It holds 3\u202f000 people", ["3000"]),
        ("It holds three thousand people", ["3000"]),
        ("4 million, 4.5 million, £1.8bn, $3k", ["4000000", "4500000.0", "1800000000.0", "3000"]),
        ("half a million and a dozen", ["500000", "12"]),
        ("two hundred and fifty of twenty-one thousand five hundred", ["250", "21500"]),
        ("two three or forty", ["2", "3", "40"]),
        ("twenty five thousand", ["25000"]),
        ("one of them, and nobody", []),
        ("the 17th, a 17-year-old", ["17", "17"]),
        ("an F16, covid19, 3D and MH370", []),
        ("½ of 1,23", ["1", "23"]),
        ("", []),
    ],
)
def test_numbers_are_values_in_digits_or_words(text: str, values: list[str]) -> None:
    assert [str(number.value) for number in numbers(text)] == values


@pytest.mark.parametrize("text", ["70%", "70 %", "70 percent", "70 per cent", "seventy percent"])
def test_percentages_are_told_from_plain_numbers(text: str) -> None:
    (number,) = numbers(text)

    assert (number.value, number.percent, number.printed) == (Decimal(70), True, text)


MARCH = (None, 3, None, None)


def year(number: int) -> tuple[int, None, None, None]:
    return number, None, None, None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("on 6 January 2020", [(2020, 1, 6, None)]),
        ("on the 6th of January, 2020", [(2020, 1, 6, None)]),
        ("on January 6, 2020", [(2020, 1, 6, None)]),
        ("on Jan. 6", [(None, 1, 6, None)]),
        ("on 2020-01-06 or in 2020-01", [(2020, 1, 6, None), (2020, 1, None, None)]),
        ("in May 2013, in March and since April", [(2013, 5, None, None), MARCH, (None, 4, None, None)]),
        ("It may march. May it? March on!", []),
        ("from 1997-2013 and 1997–98", [year(1997), year(2013), year(1997), year(1998)]),
        ("on Monday", [(None, None, None, "Monday")]),
        ("2,000 people, $2000, 2000 per cent, 1984.5", []),
    ],
)  # fmt: skip
def test_dates_are_read_in_the_parts_that_are_said(text: str, found: list[tuple[object, ...]]) -> None:
    read = list(dates(text))

    assert [date[1:] for date, _span in read] == found
    assert all(date.printed in text or date.printed == "1998" for date, _span in read)


def test_dates_agree_where_a_part_is_shared_and_none_differs() -> None:
    day, month = Date("6 January 2020", 2020, 1, 6), Date("January 2020", 2020, 1)

    assert day.agrees(month)
    assert month.agrees(day)
    assert not day.agrees(Date("7 January", None, 1, 7))
    assert not day.agrees(Date("Monday", weekday="Monday"))


@given(st.text(alphabet="0123456789,. -–/%$aonemillion\u00a0", max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    spans = [span for _date, span in dates(text)]

    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(number.value >= 0 and number.printed.strip() for number in numbers(text))
