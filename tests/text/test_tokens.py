import os
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factbase.text.tokens import located, tokens


@pytest.mark.parametrize("name", ["Çuçi", "ÇUÇI", "cuci", unicodedata.normalize("NFD", "Çuçi")])
def test_one_name_is_one_token_in_every_spelling(name: str) -> None:
    assert tokens(name) == ["cuci"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đuro, łódź, straße", ["duro", "lodz", "strass"]),
        ("Москва", ["moskva"]),
        ("1997-2013", ["1997", "2013"]),
        ("3,000 or 12,345,678, not 1,23 nor 1,2345", ["3000", "or", "12345678", "not", "1", "23", "nor", "1", "2345"]),
        ("O’Brien’s C++", ["o", "brien", "s", "c"]),
        ("snake_case", ["snake", "case"]),
        ("bridges, bridge, bridging", ["bridg", "bridg", "bridg"]),
        ("🙂 * - \" ( )", []),
        ("", []),
    ],
)  # fmt: skip
def test_words_lose_capitals_accents_and_endings(text: str, expected: list[str]) -> None:
    assert tokens(text) == expected


def test_no_word_is_left_out_for_being_common() -> None:
    assert tokens("to be or not to be") == ["to", "be", "or", "not", "to", "be"]


def test_a_word_of_ten_thousand_letters_is_a_short_token() -> None:
    assert [len(token) for token in tokens("a" * 10_000)] == [64]


@given(st.text())
def test_tokens_are_small_letters_and_digits_only(text: str) -> None:
    assert all(token.isascii() and token.isalnum() and token == token.lower() for token in tokens(text))


@given(st.text())
def test_located_tokens_are_the_tokens_and_stand_in_order(text: str) -> None:
    found = list(located(text))

    assert [token.text for token in found] == tokens(text)
    assert all(0 <= token.start < token.end <= len(text) for token in found)
    assert [token.start for token in found] == sorted(token.start for token in found)


@given(st.text(alphabet=st.characters(max_codepoint=127)))
def test_plain_text_takes_a_short_cut_to_the_same_tokens(text: str) -> None:
    assert tokens(text) == tokens(text + " é")[:-1]


def test_a_number_of_many_digits_is_a_short_token() -> None:
    assert tokens("7" * 300) == ["7" * 64]


def test_another_stemmer_that_is_installed_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "Stemmer.py").write_text(
        "algorithms = lambda: ['english']\n"
        "class Stemmer:\n"
        "    def __init__(self, language): pass\n"
        "    def stemWord(self, word): return 'other'\n"
    )
    code = "from factbase.text.tokens import tokens; print(*tokens('bridges bridging'))"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environment)

    assert (done.stdout, done.stderr) == ("bridg bridg\n", "")
