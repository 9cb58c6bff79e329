import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from anyascii import anyascii
from hypothesis import assume, example, given
from hypothesis import strategies as st

from factbase.text.folding import fold, is_blank, unstorable

NAMES = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize("name", ["Çuçi", unicodedata.normalize("NFD", "Çuçi"), "CUCI", "cuci", " Cuci. "])
def test_spellings_of_one_name_have_one_key(name: str) -> None:
    assert fold(name) == "cuci"


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Đorđe", anyascii("Đorđe").casefold()),
        ("Straße", "strasse"),
        ("Łukasz Ørsted", "lukasz orsted"),
        ("İstanbul", "istanbul"),
        ("O’Brien-Smith,  Jr.", "o brien smith jr"),
        ("the_desk\u00a0of\tnews", "the desk of news"),
        ("ﬁnance Ⅷ", "finance viii"),
        ("Çu\u00adçi\u200b", "cuci"),
    ],
)
def test_accents_capitals_and_signs_do_not_count(name: str, key: str) -> None:
    assert fold(name) == key


def test_a_name_of_signs_alone_keeps_its_own_key() -> None:
    assert fold(" —  — ") == "— —"
    assert fold("?") != fold("!")


@given(NAMES)
def test_only_a_blank_name_can_have_an_empty_key(name: str) -> None:
    assume(not is_blank(name))

    assert fold(name)
    assert fold(name) == fold(name).strip()


@given(NAMES)
@example("Андрей")
@example("ἁ")
@example("が")
def test_composed_and_decomposed_names_have_one_key(name: str) -> None:
    assert fold(unicodedata.normalize("NFC", name)) == fold(unicodedata.normalize("NFD", name))


@given(st.text(st.characters(codec="ascii")))
def test_capitals_and_the_number_of_blanks_do_not_count(name: str) -> None:
    assert fold(name.upper()) == fold(name.lower()) == fold(name.replace(" ", "  "))


def test_a_plain_name_is_folded_without_the_tables_of_other_scripts() -> None:
    program = (
        "import sys; from factbase.text.folding import fold; fold('Ana'); print('anyascii' in sys.modules)"
    )

    result = subprocess.run(
        [sys.executable, "-c", program],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )

    assert result.stdout == "False\n"


@pytest.mark.parametrize(
    "text", ["", " ", "\t\r\n", "\u00a0", "\u200b\u2060\ufeff", "\u202e", "\0\x1b", "\u3164\u2800\ufe0f"]
)
def test_a_text_of_which_nothing_is_seen_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["a", " . ", "\u200b\u0301", "👋", "\u00a0ç", "\ud800"])
def test_a_text_with_one_sign_is_not_blank(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("👋a\0", "holds a NUL character at position 2"),
        ("é\ud800", "holds half of a surrogate pair at position 1"),
        ("\udfff\0", "holds half of a surrogate pair at position 0"),
        ("\0\ud800", "holds a NUL character at position 0"),
    ],
)
def test_what_no_database_can_keep_is_named_with_its_place(text: str, fault: str) -> None:
    assert unstorable(text) == fault


@given(NAMES)
def test_all_other_text_can_be_stored(text: str) -> None:
    assert (unstorable(text) is None) == ("\0" not in text)
