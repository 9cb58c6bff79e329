"""Bundles with something wrong in them: refused by line and field, and nothing of them is kept."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from factbase.formats.bundle.strict import loads
from tests.accidents.bundles import Line, lines, link, note, said, source, written
from tests.accidents.checking import check_refused, dump
from tests.accidents.conftest import call

Spoil = Callable[[list[Line]], Any]


def _set(index: int, **values: Any) -> Spoil:  # noqa: ANN401
    return lambda given: given[index].update(values)


def _in(index: int, field: str, **values: Any) -> Spoil:  # noqa: ANN401
    return lambda given: given[index][field][0].update(values)


def _without(index: int, field: str) -> Spoil:
    return lambda given: given[index].pop(field)


def _more(*more: Line, at: int = 14) -> Spoil:
    return lambda given: given.__setitem__(slice(at, at), more)


def _all(*spoils: Spoil) -> Spoil:
    return lambda given: [spoil(given) for spoil in spoils]


RECORDS: dict[str, tuple[Spoil, str]] = {
    "no header": (lambda given: given.pop(0), "no bundle"),
    "newer": (_set(0, schema="factbase/bundle@2"), "newer factbase"),
    "another schema": (_set(0, schema="desk/claims@1"), "desk/claims@1"),
    "header twice": (_more(lines()[0], at=1), "line 2, type: "),
    "unknown type": (_set(9, type="clam"), "line 10, type: "),
    "no type": (_without(9, "type"), "line 10, type: "),
    "unknown field": (_set(9, mood="sad"), "line 10, mood: is unknown"),
    "unknown field inside": (_in(10, "attributions", mood="sad"), "line 11, attributions[0].mood: is unknown"),
    "missing field": (_without(9, "statement"), "line 10, statement: is missing"),
    "missing field inside": (_without(9, "anchors"), "line 10, anchors: is missing"),
    "number as text": (_set(9, number="1"), "line 10, number: "),
    "number with a half": (_set(9, number=1.5), "line 10, number: "),
    "number of zero": (_set(9, number=0), "line 10, number: "),
    "number beyond a column": (_set(9, number=2**31), "line 10, number: "),
    "list as text": (_set(9, labels="figure"), "line 10, labels: "),
    "null": (_set(9, statement=None), "line 10, statement: "),
    "yes as text": (_in(10, "attributions", own_act="no"), "line 11, attributions[0].own_act: "),
    "unknown word": (_in(10, "attributions", stance="says"), "line 11, attributions[0].stance: "),
    "unknown status": (_set(9, status="done"), "line 10, status: "),
    "a list for a line": (lambda given: given.__setitem__(9, [1]), "line 10, the line: is no object"),
    "blank statement": (_set(9, statement="  "), "line 10, statement: is blank"),
    "NBSP for a statement": (_set(9, statement="\u00a0"), "line 10, statement: is blank"),
    "zero-width statement": (_set(9, statement="\u200b\u2060"), "line 10, statement: is blank"),
    "blank label": (_set(9, labels=[" "]), "line 10, labels[0]: is blank"),
    "zero-width source": (_more(source("\u200b"), at=9), "line 10, source: is blank"),
    "NUL": (_set(9, statement="a\0b"), "line 10, statement: holds a NUL"),
    "NUL inside": (_in(10, "attributions", cue="a\0b"), "NUL"),
    "half a surrogate": (_set(9, statement="\ud800"), "line 10, the line: holds half of a surrogate pair"),
    "half a surrogate for a field": (_set(9, **{"\udfff": 1}), "line 10, the line: holds half of a"),
    "bad slug": (_set(1, article="A Bridge"), "cannot be a slug"),
    "bad date": (_set(1, published_on="soon"), "no date"),
    "text of another length": (_set(2, characters=5), "line 3, characters: "),
    "text of another hash": (_set(2, sha256="0" * 64), "line 3, sha256: "),
    "hash of no hash": (_set(2, sha256="xyz"), "line 3, sha256: "),
    "revision 2 first": (_set(2, revision=2), "line 3, revision: must be 1"),
    "sentence outside": (_set(5, end=70), "line 6, end: is 70, outside the text of 69"),
    "sentence backwards": (_set(5, start=69, end=43), "line 6, end: must lie after start"),
    "sentence inside another": (_set(4, start=10), "line 5, start: lies inside"),
    "sentence hash": (_set(4, sha256="0" * 64), "line 5, sha256: "),
    "sentence twice": (_more(lines()[4], at=5), "line 6, "),
    "sentence of no revision": (_set(4, revision=7), "line 5, revision: revision 7 is not here"),
    "anchor outside": (_in(9, "anchors", end=9999), "line 10, anchors: 0–9999 lies outside"),
    "anchor hash": (_in(9, "anchors", sha256="0" * 64), "line 10, anchors: sha256 is not that"),
    "anchor backwards": (_in(9, "anchors", start=20, end=3), "line 10, anchors: "),
    "anchor of no revision": (_in(9, "anchors", revision=3), "line 10, anchors: revision 3 is not here"),
    "lost anchor with a place": (_in(9, "anchors", state="lost"), "line 10, anchors: a lost one"),
    "anchor without a place": (_in(9, "anchors", start=None), "line 10, anchors: "),
    "unknown source": (_in(10, "attributions", source="Nobody"), "“Nobody” has no line before this one"),
    "unknown via": (_in(11, "attributions", via="Nobody"), "“Nobody” has no line before this one"),
    "itself as via": (_in(10, "attributions", via="Ana Leka"), "is the source itself"),
    "other kind": (_in(10, "attributions", kind="group"), "is group, but the source is of kind person"),
    "source said twice": (
        lambda given: given[10]["attributions"].append(said("Ana Leka", "person", "denies")),
        "line 11, attributions: one source",
    ),
    "other confidence": (_set(9, confidence="high"), "line 10, confidence: is high, but"),
    "other paragraph": (_set(9, paragraph=2), "line 10, paragraph: is 2, but the anchor gives 1"),
    "other sentence": (_set(9, sentence=2), "line 10, sentence: is 2, but the anchor gives 1"),
    "other start": (_set(9, start=1), "line 10, start: is 1, but the anchor gives 0"),
    "other end": (_set(9, end=21), "line 10, end: is 21, but the anchor gives 20"),
    "other ref": (_set(9, ref="bridge/2"), "line 10, ref: is bridge/2"),
    "other article": (_set(9, article="ferry"), "line 10, article: “ferry” is not the article"),
    "one number twice": (_set(10, number=1, ref="bridge/1"), "line 11, number: 1 stands twice"),
    "number not given out": (_set(10, number=9, ref="bridge/9"), "line 11, number: 9 is not below"),
    "override without reason": (
        _set(9, confidence_override={"word": "low"}),
        "line 10, confidence_override.reason: is missing",
    ),
    "link to nowhere": (_set(12, other="bridge/8"), "line 13, other: No claim 8"),
    "link to no article": (_set(12, other="ferry/1"), "line 13, other: No article ferry"),
    "link to no ref": (_set(12, other="x"), "line 13, other: “x” is no claim ref"),
    "link to itself": (_set(12, other="bridge/1"), "line 13, other: is the claim itself"),
    "repeats in a ring of two": (
        _all(_set(12, kind="repeats"), _more(link("bridge/2", "bridge/1"))),
        "line 15, kind: bridge/1 repeats bridge/2 already",
    ),
    "repeats and not the same": (
        _all(_set(12, kind="repeats"), _more(link("bridge/2", "bridge/1", "not_same"))),
        "line 15, kind: ",
    ),
    "note on nothing": (_set(13, on="bridge/8"), "line 14, on: No claim 8"),
    "note on no sentence": (_set(13, on="bridge:9/9"), "line 14, on: No sentence 9/9"),
    "note on no ref": (_more(note("bridge")), "line 15, on: "),
    "speaks_for itself": (_set(7, speaks_for="Ana Leka"), "line 8, speaks_for: "),
    "speaks_for a later one": (_set(6, speaks_for="Ana Leka"), "line 7, speaks_for: “Ana Leka” has no line"),
    "speaks_for a circle": (
        _all(_set(6, speaks_for="Ana Leka"), _set(7, speaks_for="City Council")),
        "line 7, speaks_for: ",
    ),
    "alias twice, spelt alike": (_set(7, aliases=["Cuci", "Çuçi"]), "line 8, aliases: two of them"),
    "two sources spelt alike": (_more(source("ANA  LÉKA"), at=9), "line 10, source: "),
    "global kind in an article": (_set(7, article="bridge"), "line 8, article: must be null"),
    "group in no article": (_set(8, article=None), "line 9, article: must be the article"),
    "an article twice": (_more(lines()[1]), "“bridge” stands twice"),
    "a claim before any article": (lambda given: given.insert(1, given.pop(9)), "line 2, article: "),
    "a link before any article": (lambda given: given.insert(1, given.pop(12)), "line 2, "),
}  # fmt: skip


def _refused(standing: str, path: Path, bundle: bytes, *words: str) -> None:
    path.write_bytes(bundle)
    before = dump(standing)
    for more in ((), ("--update",)):
        check_refused(call(standing, "import", "jsonl", str(path), *more), 3, *words)
    assert dump(standing) == before


def test_the_bundle_to_be_spoilt_is_good(standing: str, tmp_path: Path) -> None:
    (tmp_path / "desk.jsonl").write_bytes(written(lines()))

    result = call(standing, "import", "jsonl", str(tmp_path / "desk.jsonl"), "--dry-run")

    assert (result.exit_code, "added" in result.stderr) == (0, True), result.stderr


@pytest.mark.parametrize("what", RECORDS)
def test_a_record_that_is_wrong_is_named(standing: str, tmp_path: Path, what: str) -> None:
    spoil, words = RECORDS[what]
    given = lines()
    spoil(given)

    _refused(standing, tmp_path / "desk.jsonl", written(given), words)


GOOD = written(lines())
CLAIM = GOOD.split(b"\n")[9]
RAW: dict[str, tuple[bytes, str]] = {
    "cut in a line": (GOOD[: GOOD.index(CLAIM) + 50], "line 10, the line: is no JSON"),
    "cut in a letter": (GOOD[: GOOD.index(CLAIM)] + '{"type":"é'.encode()[:-1], "Line 10 is not UTF-8"),
    "key twice": (GOOD.replace(b'"number": 1,', b'"number": 1, "number": 2,', 1), "the key “number” twice"),
    "same key, same value": (GOOD.replace(b'"number": 1,', b'"number": 1, "number": 1,', 1), "twice"),
    "key twice inside": (GOOD.replace(b'"own_act": false', b'"own_act": false, "own_act": true', 1), "twice"),
    "NaN": (GOOD.replace(b'"start": 0', b'"start": NaN'), "holds NaN"),
    "Infinity": (GOOD.replace(b'"start": 0', b'"start": -Infinity'), "holds -Infinity"),
    "1e999": (GOOD.replace(b'"start": 0', b'"start": 1e999'), "too large"),
    "5,000 digits": (GOOD.replace(b'"start": 0', b'"start": ' + b"9" * 5000), "line 4, "),
    "deep": (GOOD.replace(CLAIM, b"[" * 100_000), "line 10, the line: is nested too deeply"),
    "two on a line": (GOOD.replace(CLAIM + b"\n", CLAIM), "line 10, the line: is no JSON"),
    "single quotes": (GOOD.replace(CLAIM, CLAIM.replace(b'"', b"'")), "line 10, the line: is no JSON"),
    "raw control": (GOOD.replace(b"It is closed", b"It is\x01closed"), "line 10, the line: is no JSON"),
    "a comment": (GOOD.replace(CLAIM, b"// " + CLAIM), "line 10, the line: is no JSON"),
    "surrogate as UTF-8": (GOOD.replace(b"It is closed", b"\xed\xa0\x80"), "Line 10 is not UTF-8"),
    "a text": (b"The bridge is closed.\n" * 50, "no bundle"),
    "one array": (b"[" + GOOD.replace(b"\n", b",\n") + b"]", "no bundle"),
    "newer, and more in it": (GOOD.replace(b"bundle@1", b'bundle@2", "by": "x'), "newer factbase"),
}


@pytest.mark.parametrize("what", RAW)
def test_bytes_that_are_no_bundle_are_named(standing: str, tmp_path: Path, what: str) -> None:
    bundle, words = RAW[what]

    _refused(standing, tmp_path / "desk.jsonl", bundle, words)


def test_a_bundle_cut_between_two_lines_is_a_smaller_bundle(standing: str, tmp_path: Path) -> None:
    (tmp_path / "desk.jsonl").write_bytes(GOOD[: GOOD.index(CLAIM)])

    result = call(standing, "import", "jsonl", str(tmp_path / "desk.jsonl"), "--dry-run")

    assert result.exit_code == 0, result.stderr


def test_the_first_twenty_of_many_faults_are_listed(standing: str, tmp_path: Path) -> None:
    given = lines()
    given[9:9] = [source(f"Person {number}", "persn") for number in range(25)]
    (tmp_path / "desk.jsonl").write_bytes(written(given))

    result = call(standing, "import", "jsonl", str(tmp_path / "desk.jsonl"))

    check_refused(result, 3, "the first 20 faults", "nothing was changed")
    listed = [line for line in result.stderr.splitlines() if line.startswith("  line ")]
    assert [line.split(":")[0] for line in listed] == [f"  line {number}, kind" for number in range(10, 30)]


def test_claims_that_repeat_each_other_in_a_ring_are_no_fault(filled: str, tmp_path: Path) -> None:
    given = lines()
    given[12:13] = [link("bridge/1", "bridge/2"), link("bridge/2", "bridge/3"), link("bridge/3", "bridge/1")]
    (tmp_path / "desk.jsonl").write_bytes(written(given))

    for words in ("added 1 article", "nothing new"):
        result = call(filled, "import", "jsonl", str(tmp_path / "desk.jsonl"))
        assert (result.exit_code, words in result.stderr) == (0, True), result.stderr


def test_a_line_that_comes_twice_alike_is_no_fault(standing: str, tmp_path: Path) -> None:
    given = lines()
    given[9:9] = [given[7], given[2], source("Bo", aliases=["B.", "B."])]
    given += given[-2:]
    (tmp_path / "desk.jsonl").write_bytes(written(given))

    result = call(standing, "import", "jsonl", str(tmp_path / "desk.jsonl"), "--dry-run")

    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize("fault", ["published_on", "title", "article"])
def test_the_lines_of_a_faulty_article_are_not_blamed_for_it(fault: str, desk: Path, tmp_path: Path) -> None:
    given = lines()
    given[1][fault] = " " if fault == "title" else "So on"

    (tmp_path / "desk.jsonl").write_bytes(written(given))
    result = call(desk, "import", "jsonl", str(tmp_path / "desk.jsonl"))

    check_refused(result, 3, "refused for one fault", f"line 2, {fault}: ")


def test_a_circle_with_sources_that_are_here_is_refused(filled: str, tmp_path: Path) -> None:
    given = lines()
    (tmp_path / "desk.jsonl").write_bytes(written(given))
    assert call(filled, "import", "jsonl", str(tmp_path / "desk.jsonl")).exit_code == 0
    given[6]["speaks_for"] = "Ana Leka"

    (tmp_path / "desk.jsonl").write_bytes(written(given))
    before = dump(filled)

    check_refused(call(filled, "import", "jsonl", str(tmp_path / "desk.jsonl"), "--update"), 3, "line 7, ")
    assert dump(filled) == before


def test_a_line_without_an_end_is_refused(desk: Path, tmp_path: Path) -> None:
    (tmp_path / "desk.jsonl").write_bytes(b'{"type":"bundle","schema":"' + b"x" * 60_000_000)

    check_refused(call(desk, "import", "jsonl", str(tmp_path / "desk.jsonl")), 3, "longer than 50 MB")


# What a bundle may not hold though JSON may: which of the two was meant, nobody can tell.
TWICE = {"y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json"}


def test_the_loader_is_as_strict_as_the_json_test_suite(shared: Path) -> None:
    suite = shared / "suites" / "jsonl" / "JSONTestSuite"
    if not suite.is_dir():
        pytest.skip("JSONTestSuite is not on this machine")
    files = sorted(suite.rglob("[yni]_*.json"))
    taken = {path.name: _is_taken(path) for path in files}

    assert len(files) > 300
    refused = {name for name, is_taken in taken.items() if name.startswith("y_") and not is_taken}
    assert refused == TWICE
    assert not [name for name, is_taken in taken.items() if name.startswith("n_") and is_taken]


def _is_taken(path: Path) -> bool:
    try:
        loads(path.read_bytes().decode())
    except ValueError:  # UnicodeDecodeError is one
        return False
    return True
