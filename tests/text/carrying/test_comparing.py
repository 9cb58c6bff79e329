import pytest
from hypothesis import given
from hypothesis import strategies as st

from factbase.text.carrying import compare

WORDS = st.lists(
    st.sampled_from(["a", "b", "Leka", ",", " ", "  ", ".", "“", "3,000", "don’t", "\u00a0"])
).map("".join)


def shown(old: str, new: str) -> str:
    marks = {"kept": "{}", "cut": "[-{}-]", "added": "[+{}+]"}
    return "".join(marks[piece.kind].format(piece.text) for piece in compare(old, new))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("It holds 3,000 people.", "It holds 2,800 people.", "It holds [-3,000-][+2,800+] people."),
        ("The brake was on.", "The brake was not on.", "The brake was[+ not+] on."),
        ("Yesterday the camp closed.", "The camp closed.", "[-Yesterday the-][+The+] camp closed."),
        ("They left in May, he said.", "They left, he said.", "They left[- in May-], he said."),
        ("“Yes”", '"Yes"', '[-“-][+"+]Yes[-”-][+"+]'),
        ("one  blank", "one blank", "one[-  -][+ +]blank"),
        ("", "new", "[+new+]"),
        ("old", "", "[-old-]"),
    ],
)
def test_what_changed_is_shown_in_whole_words(old: str, new: str, told: str) -> None:
    assert shown(old, new) == told


@given(WORDS, WORDS)
def test_the_pieces_give_both_wordings_back(old: str, new: str) -> None:
    pieces = compare(old, new)

    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "cut") == new
    assert all(piece.text for piece in pieces)
    assert [piece.kind for piece in compare(old, old)] in ([], ["kept"])


def test_a_long_wording_is_compared_by_its_ends() -> None:
    old = "word " * 50_000
    pieces = compare(old, f"{old[:100_000]}x {old[100_000:]}")

    assert [(piece.kind, len(piece.text)) for piece in pieces] == [
        ("kept", 100_000),
        ("added", 2),
        ("kept", 150_000),
    ]
