"""Words, addresses and dates out of whatever stands where they should be."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factbase.formats.foreign.claimants import claimants_of
from factbase.formats.foreign.wording import address, day, language, plain, types, words
from factbase.text.folding import is_blank, unstorable
from factbase.vocabulary import SourceKind

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("Incorrect \r", "Incorrect"),
        ("It&#039;s &lt;b&gt;here&lt;/b&gt; &amp; now", "It's here & now"),
        ("<script>alert(1)</script><p>Ana <b>Leka</b></p>", "alert(1) Ana Leka"),
        ("a < b and c > d", "a < b and c > d"),
        ("one\u0085two\u2028three\0", "one two three"),
        ("half \ud800", "half \ufffd"),
        ("\u200b \ufeff", ""),
        (["Mzwandile", None, "", "mayor", "mayor"], "Mzwandile, mayor"),
        ({"@type": "Person", "name": ["Ana"]}, "Ana"),
        ({"@value": "Vero", "@language": "it"}, "Vero"),
        (5, "5"),
        (True, ""),
        ({}, ""),
    ],
)
def test_words_are_what_a_person_would_read(value: Any, said: str) -> None:  # noqa: ANN401
    assert words(value) == said


@settings(deadline=None)
@given(JSON)
def test_words_of_any_value_can_be_kept(value: Any) -> None:  # noqa: ANN401
    said = words(value)

    assert unstorable(said) is None
    assert not said or not is_blank(said)
    assert "\n" not in said
    assert all(claimant.name for claimant in claimants_of(value))
    assert day(value) is None or len(str(day(value))) == 10
    assert language(value) is None or str(language(value)).isascii()
    assert types(value) is not None
    assert address(value) is None or str(address(value)).lower().startswith("http")


@settings(deadline=None)
@given(st.text())
def test_plain_text_stays_plain(text: str) -> None:
    assert " ".join(plain(text).split()) == plain(text)


@pytest.mark.parametrize(
    "value",
    ["javascript:alert(1)", "/a/b", "aosfatos.org/x", "//x.example/", "http://", "https://[", "data:text/html,x",
     "https://a.example/\nb", "https://a b.example", "Réseaux sociaux", "", 3, None, {"url": "x"}, [[]]],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_none(value: Any) -> None:  # noqa: ANN401
    assert address(value) is None


def test_the_first_address_counts() -> None:
    assert (
        address(["", "javascript:x", {"url": " https://a.example/Ö?x=1#y "}]) == "https://a.example/Ö?x=1#y"
    )


@pytest.mark.parametrize(
    ("value", "date"),
    [
        ("2020-07-05", "2020-07-05"),
        ("2020-08-31 17:22:16", "2020-08-31"),
        ("2019-04-10T12:09:05+05:30", "2019-04-10"),
        ("2023-01-24T13:32:06.838Z", "2023-01-24"),
        ("2020-02-31", None),
        ("5 July 2020", None),
        (1588377600, None),
        (None, None),
    ],
)
def test_a_date_is_the_day_that_is_written(value: Any, date: str | None) -> None:  # noqa: ANN401
    assert day(value) == date


@pytest.mark.parametrize(
    ("value", "who"),
    [
        ({"@type": "Person", "name": "Ana Leka"}, [("Ana Leka", SourceKind.PERSON)]),
        ({"@type": "NewsMediaOrganization", "name": "Écho"}, [("Écho", SourceKind.ORGANISATION)]),
        ({"@type": "Organization", "name": "Facebook user "}, [("Facebook user", SourceKind.GROUP)]),
        ({"@type": "Person", "name": "Multiple sources"}, [("Multiple sources", SourceKind.GROUP)]),
        ({"@type": "Person", "name": "Facebook user Leka"}, [("Facebook user Leka", SourceKind.PERSON)]),
        ({"@type": "Person"}, []),
        ("Ana", [("Ana", SourceKind.PERSON)]),
        (["Ana", {"name": "Ana"}, "Ben"], [("Ana", SourceKind.PERSON), ("Ben", SourceKind.PERSON)]),
        (None, []),
    ],
)
def test_a_claimant_is_a_person_a_body_or_nobody_in_particular(
    value: Any,  # noqa: ANN401
    who: list[tuple[str, SourceKind]],
) -> None:
    assert [tuple(each) for each in claimants_of(value)] == who
