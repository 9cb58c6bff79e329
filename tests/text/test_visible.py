import pytest
from hypothesis import given
from hypothesis import strategies as st

from factbase.text.visible import unsafe, visible

UNSAFE = [
    *range(0x20), *range(0x7F, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A),
    0x200E, 0x200F, 0x061C, 0x200B, 0x2060, 0xFEFF,
]  # fmt: skip
BLANKS = set(map(ord, "\t\n\r\v\f\x85"))


@pytest.mark.parametrize("code", UNSAFE)
def test_an_unsafe_character_is_named_or_a_blank(code: int) -> None:
    shown = " " if code in BLANKS else f"⟨U+{code:04X}⟩"

    assert visible(f"a{chr(code)}b") == f"a{shown}b"


def test_an_escape_cannot_reach_the_terminal() -> None:
    assert visible("\x1b[31mred\x9b0m") == "⟨U+001B⟩[31mred⟨U+009B⟩0m"


def test_one_line_end_is_one_blank() -> None:
    assert visible("a\r\nb\tc\nd\u2028e\n\nf") == "a b c d e  f"


@pytest.mark.parametrize("text", ["", "Çuçi said “no” — 👩\u200d🚀", "می\u200cخواهم", "[bold]\u00a0x"])
def test_ordinary_text_is_returned_itself(text: str) -> None:
    assert visible(text) is text


def test_half_of_a_surrogate_pair_is_named() -> None:
    assert visible("\ud800") == "⟨U+D800⟩"


@given(st.text())
def test_what_is_visible_stays_so_and_can_be_encoded(text: str) -> None:
    shown = visible(text)

    assert visible(shown) is shown
    assert not any(ord(character) in UNSAFE for character in shown)
    shown.encode()


def test_unsafe_characters_are_counted_by_name_and_breaks_are_not() -> None:
    assert unsafe("a\u202eb\u200bc\u202e\td\n") == {"⟨U+202E⟩": 2, "⟨U+200B⟩": 1}
    assert not unsafe("Çuçi – “no”.")
