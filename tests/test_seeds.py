"""The datasets that ship are what they say they are."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from factbase import lookup, shipped
from factbase.cli.main import factbase as program
from factbase.database import Location, reading
from factbase.formats.bundle.strict import loads
from factbase.tables import claim, claim_problem
from factbase.text.canonical import canonical_text
from factbase.text.documents import read
from factbase.vocabulary import Mode, Rule, SourceKind, Stance

SEEDS = shipped.folder("seeds")
ROOT = Path(__file__).parents[1]
Line = dict[str, Any]
Run = Callable[..., Result]


def _lines(slug: str, type_: str) -> list[Line]:
    text = (SEEDS / slug / "bundle.jsonl").read_text("utf-8")
    return [line for each in text.split("\n") if each and (line := loads(each))["type"] == type_]


@pytest.fixture(scope="module")
def demo_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with both datasets, to be copied."""
    path = tmp_path_factory.mktemp("seeds") / "factbase.db"
    done = CliRunner().invoke(program, ["--db", str(path), "--actor", "Ana", "demo"])
    assert done.exit_code == 0, done.output
    return path


@pytest.fixture
def demo(demo_file: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(demo_file, tmp_path / "factbase.db"))


@pytest.fixture
def run(demo: Path) -> Run:
    """Return a way to run a command on both datasets: ``run("coverage", "mek-albania")``."""
    return lambda *args: CliRunner().invoke(program, ["--db", str(demo), "--actor", "Ana", *args])


@pytest.fixture
def text(shared: Path) -> str:
    """The article that the larger dataset is about, as its reader has it; it does not ship."""
    return (shared / "article" / "mek-albania.txt").read_text("utf-8")


def test_every_sentence_of_the_article_has_a_role() -> None:
    sentences = _lines("mek-albania", "sentence")

    assert len(sentences) == 106
    assert max(line["paragraph"] for line in sentences) == 43
    assert None not in {line["role"] for line in sentences}


def test_every_claim_has_its_place() -> None:
    claims = _lines("mek-albania", "claim")

    assert 240 <= len(claims) <= 320
    for line in claims:
        assert [anchor["state"] for anchor in line["anchors"]] == ["exact"], line["ref"]
        assert line["sentence"] is not None, line["ref"]


def test_claim_sentences_are_those_with_claims() -> None:
    for slug in ("mek-albania", "harbour-crane"):
        with_claims = {(line["paragraph"], line["sentence"]) for line in _lines(slug, "claim")}
        assert with_claims == {
            (line["paragraph"], line["sentence"])
            for line in _lines(slug, "sentence")
            if line["role"] == "claim"
        }


def test_the_text_of_the_article_does_not_ship() -> None:
    assert [line["text"] for line in _lines("mek-albania", "revision")] == [None]


@pytest.mark.parametrize("slug", ["mek-albania", "harbour-crane"])
def test_no_statement_stands_twice(slug: str) -> None:
    statements = Counter(line["statement"].casefold() for line in _lines(slug, "claim"))

    assert [statement for statement, count in statements.items() if count > 1] == []


def _strings(value: Any) -> Iterable[str]:  # noqa: ANN401
    if isinstance(value, dict):
        return chain.from_iterable(map(_strings, value.values()))
    if isinstance(value, list):
        return chain.from_iterable(map(_strings, value))
    return [value] if isinstance(value, str) else []


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).casefold())


def test_nothing_repeats_eight_words_of_the_article(text: str) -> None:
    source = _words(text)
    runs = {tuple(source[at : at + 8]) for at in range(len(source) - 7)}

    copied = [
        words[at : at + 8]
        for type_ in ("claim", "source", "note", "sentence", "article")
        for line in _lines("mek-albania", type_)
        for words in map(_words, _strings(line))
        for at in range(len(words) - 7)
        if tuple(words[at : at + 8]) in runs
    ]
    assert copied == []


def test_no_file_of_ours_repeats_eight_words_of_it(shared: Path) -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("this is no checkout: git lists the files to look at")
    script, article = shared / "suites" / "run" / "own_words.py", shared / "article" / "mek-albania.txt"

    done = subprocess.run(
        [sys.executable, script, article], cwd=ROOT, capture_output=True, text=True, timeout=60
    )

    assert (done.returncode, done.stdout) == (0, "")


def test_the_dataset_covers_its_article(run: Run, shared: Path) -> None:
    copy = shared / "article" / "mek-albania.txt"

    assert run("coverage", "mek-albania").exit_code == 0
    attached = run("article", "attach", "mek-albania", str(copy))
    assert attached.exit_code == 0, attached.output
    covered = run("coverage", "mek-albania")
    assert covered.exit_code == 0, covered.output
    again = run("article", "attach", "mek-albania", str(copy))
    assert again.exit_code == 0
    assert "already" in again.output


@pytest.mark.parametrize("line", [0, 20, 42])
def test_one_letter_that_is_another_is_refused(run: Run, text: str, tmp_path: Path, line: int) -> None:
    paragraphs = [paragraph for paragraph in text.split("\n") if paragraph.strip()]
    letter = paragraphs[line][3]
    paragraphs[line] = paragraphs[line][:3] + ("x" if letter != "x" else "y") + paragraphs[line][4:]
    copy = tmp_path / "copy.txt"
    copy.write_text("\n".join(paragraphs), "utf-8")

    refused = run("article", "attach", "mek-albania", str(copy))

    assert refused.exit_code == 3
    rows = [row.split("\t") for row in refused.stdout.splitlines()]
    assert [row[:2] for row in rows[1:]] == [[str(line + 1), "changed"]]
    assert f"changed: {line + 1}" in refused.stderr


@pytest.mark.parametrize("at", [0, 20, 43])
def test_one_paragraph_more_is_one_difference(run: Run, text: str, tmp_path: Path, at: int) -> None:
    paragraphs = [paragraph for paragraph in text.split("\n") if paragraph.strip()]
    paragraphs.insert(at, "This stands in no other copy.")
    copy = tmp_path / "copy.txt"
    copy.write_text("\n".join(paragraphs), "utf-8")

    refused = run("article", "attach", "mek-albania", str(copy))

    assert refused.exit_code == 3
    rows = [row.split("\t")[:2] for row in refused.stdout.splitlines()]
    assert rows[1:] == [[str(at + 1), "extra"]]


@pytest.mark.parametrize("name", ["Cuci", "ÇUÇI", unicodedata.normalize("NFD", "Çuçi"), "bledi cuci"])
def test_a_name_is_found_however_it_is_spelt(demo: Path, name: str) -> None:
    with reading(Location.of(str(demo))) as connection:
        assert str(lookup.source(connection, name).name) == "Bledi Çuçi"


EXPECTED = [
    "Edi Rama", "MEK", "The Guardian", "The New York Times", "FBI", "NATO", "the author", "critics",
    "journalists", "rumour", "local resident",
]  # fmt: skip


@pytest.mark.parametrize("name", EXPECTED)
def test_who_is_named_in_the_article_is_a_source(demo: Path, name: str) -> None:
    with reading(Location.of(str(demo))) as connection:
        article = lookup.article(connection, "mek-albania")
        assert lookup.source(connection, name, article_id=article.id)


def test_the_sample_shows_every_word() -> None:
    said = [each for line in _lines("harbour-crane", "claim") for each in line["attributions"]]

    assert {each["kind"] for each in said} == set(SourceKind)
    assert {each["stance"] for each in said} == set(Stance)
    assert {each["mode"] for each in said} == set(Mode)


def test_every_rule_fires_in_the_sample(demo: Path) -> None:
    with reading(Location.of(str(demo))) as connection:
        article = lookup.article(connection, "harbour-crane")
        query = select(claim_problem.c.rule).join_from(claim_problem, claim)
        query = query.where(claim.c.article_id == article.id)
        assert set(connection.execute(query).scalars()) == set(Rule)


def test_the_sample_has_its_text_and_two_later_drafts_as_word_files_too(run: Run) -> None:
    (revision,) = _lines("harbour-crane", "revision")
    names = {"article": "draft-1", "draft-2": "draft-2", "draft-3": "draft-3"}  # as text, and in Word
    folder = SEEDS / "harbour-crane"
    texts = [canonical_text((folder / f"{name}.txt").read_text("utf-8")) for name in names]
    word = [read((folder / f"{name}.docx").read_bytes(), f"{name}.docx").text for name in names.values()]

    assert revision["text"] == texts[0]
    assert word == texts
    assert len(set(texts)) == 3
    assert run("coverage", "harbour-crane").exit_code == 0
