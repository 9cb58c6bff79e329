"""Words, refs and names that are not known here."""

from __future__ import annotations

import json

import pytest

from tests.accidents.checking import check_refused, dump, run
from tests.accidents.conftest import call

REF = "harbour-crane/1"
ADD = ("claim", "add", "harbour-crane", "--sentence", "2/1")
SAID = ("claim", "attribute", REF, "--stance", "asserts")

# what a person does -> exit code and words
WORDS = {
    ("article", "show", "harbor-crane"): (3, "Did you mean harbour-crane?"),
    ("article", "show", "zzz"): (3, "No article zzz", "article list"),
    ("claim", "list", "harbor-crane"): (3, "Did you mean harbour-crane?"),
    ("claim", "show", "harbor-crane/1"): (3, "Did you mean harbour-crane?"),
    ("claim", "show", "harbour-crane/99"): (3, "go up to 43"),
    ("claim", "show", "harbour-crane"): (2, "ARTICLE/NUMBER"),
    ("claim", "show", "harbour-crane/0"): (2, "ARTICLE/NUMBER"),
    ("claim", "show", "harbour-crane/1.0"): (2, "ARTICLE/NUMBER"),
    ("claim", "show", "../etc/passwd"): (2, "ARTICLE/NUMBER"),
    ("claim", "edit", "harbour-crane/99", "--statement", "x"): (3, "go up to 43"),
    ("claim", "edit", REF, "--statement", ""): (3, "blank"),
    ("claim", "edit", REF, "--statement", " \u00a0\u2003"): (3, "blank"),
    ("claim", "edit", REF, "--statement", "\u200b\u2060\ufeff"): (3, "blank"),
    (*ADD, "--statement", "\u00a0"): (3, "blank"),
    ("claim", "add", "harbour-crane", "--sentence", "99/1", "--statement", "x"): (3, "No sentence 99/1"),
    ("claim", "add", "harbour-crane", "--sentence", "2.1", "--statement", "x"): (2, "PARAGRAPH/SENTENCE"),
    ("claim", "add", "harbour-crane", "--at", "a", "--statement", "x"): (3, ""),
    ("claim", "add", "harbour-crane", "--at", "no such words", "--statement", "x"): (3, ""),
    ("claim", "list", "--confidence", "hihg"): (2, "Did you mean high?"),
    ("claim", "list", "--kind", "persn"): (2, "Did you mean person?"),
    ("claim", "list", "--stance", "denys"): (2, "Did you mean denies?"),
    ("claim", "list", "--problem", "rumor"): (2, "Did you mean rumour?"),
    ("problems", "--rule", "rumor"): (2, "Did you mean rumour?"),
    ("problems", "--explain", "hearsy"): (2, "Did you mean hearsay?"),
    ("claim", "status", REF, "in_chek"): (2, "Did you mean in_check?"),
    ("sentence", "role", "harbour-crane", "2/1", "clam"): (2, "Did you mean claim?"),
    ("clam", "list"): (2, "claim"),
    ("claim", "lst"): (2, "list"),
    ("claim", "list", "--unatributed"): (2, "--unattributed"),
    ("claim", "list", "--after", "x"): (2, "ARTICLE/NUMBER"),
    ("claim", "list", "--changed-since", "yesterday"): (2, "2026-03-14"),
    ("claim", "list", "--limit", "0"): (2, "0 is not in the range"),
    (*SAID, "--source", "Critix", "--mode", "indirect"): (3, "Did you mean critics", "--new"),
    (*SAID, "--source", "Zzyzx Qqq", "--mode", "indirect"): (3, "No source “Zzyzx Qqq”", "--new"),
    (*SAID, "--source", "critics", "--via", "Zzyzx"): (3, "No source “Zzyzx”"),
    (*SAID, "--source", "Nobody Yet", "--new"): (2, "--kind"),
    ("source", "show", "Zzyzx Qqq"): (3, "No source “Zzyzx Qqq”"),
    ("source", "merge", "Zzyzx", "critics"): (3, "No source “Zzyzx”"),
    ("article", "edit", "harbour-crane", "--published-on", "2026-13-01"): (3, "2026-03-14"),
    ("article", "edit", "harbour-crane", "--slug", "Not A Slug"): (3, "cannot be a slug"),
    ("export", "csv", "harbor-crane"): (3, "Did you mean harbour-crane?"),
    ("coverage", "harbor-crane"): (3, "Did you mean harbour-crane?"),
    ("db", "downgrade", "9999"): (2, "No revision 9999"),
}  # fmt: skip


@pytest.mark.parametrize("args", WORDS, ids=" ".join)
def test_an_unknown_word_is_met_with_what_is_known(standing: str, args: tuple[str, ...]) -> None:
    code, *words = WORDS[args]
    before = dump(standing)

    check_refused(call(standing, *args), code, *words)

    assert dump(standing) == before


# What a shell hands over for bytes that are not UTF-8.
BROKEN = "\udcff"


@pytest.mark.parametrize(
    "args",
    [
        ("article", "show", BROKEN),
        ("article", "edit", "harbour-crane", "--title", BROKEN),
        ("source", "show", BROKEN),
        ("claim", "list", "--source", BROKEN),
        ("claim", "list", "--label", BROKEN),
        ("claim", "edit", REF, "--statement", BROKEN),
        ("claim", "label", REF, BROKEN),
        (*SAID, "--source", "critics", "--cue", BROKEN),
        ("note", "add", REF, BROKEN),
        ("log", "--actor", BROKEN),
        ("source", "add", BROKEN, "--kind", "person"),
    ],
    ids=ascii,
)
def test_bytes_that_are_no_text(standing: str, args: tuple[str, ...]) -> None:
    before = dump(standing)

    check_refused(call(standing, *args), 3)

    assert dump(standing) == before


@pytest.mark.parametrize(
    "args",
    [("claim", "list"), ("problems",), ("source", "list"), ("log",)],
    ids=" ".join,
)
def test_a_limit_that_no_database_counts_to_is_no_limit(standing: str, args: tuple[str, ...]) -> None:
    result = call(standing, *args, "--limit", "9" * 30)

    assert (result.exit_code, result.stdout != "") == (0, True), result.stderr


def test_a_stale_version_shows_both_values(standing: str) -> None:
    (shown,) = json.loads(call(standing, "claim", "show", REF, "--json").stdout)["items"]
    before = dump(standing)

    result = call(standing, "claim", "edit", REF, "--statement", "My words.", "--version", "7")

    check_refused(result, 5, f"version {shown['version']}, not 7", shown["statement"], "My words.")
    assert dump(standing) == before


def test_a_name_that_two_sources_have_lists_them(filled: str) -> None:
    for name in ("Ana Leka (mayor)", "Ana Leka (judge)"):
        assert call(filled, "source", "add", name, "--kind", "person").exit_code == 0
    before = dump(filled)

    result = call(filled, *SAID, "--source", "ana leka", "--mode", "indirect")

    check_refused(result, 3, "Ana Leka (judge) [person]", "Ana Leka (mayor) [person]")
    assert dump(filled) == before


def test_a_process_refuses_as_the_test_does(standing: str) -> None:
    check_refused(run("--db", standing, "claim", "show", "harbour-crane/99"), 3, "go up to 43")
