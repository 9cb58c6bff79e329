"""The first article through three drafts: what an editor does to it, claim by claim, where the article is at hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from factbase.cli.main import factbase as program
from factbase.database import Location, writing
from factbase.tables import claim
from factbase.vocabulary import Status

SLUG = "mek-albania"
STRAIGHT = str.maketrans("“”‘’", "\"\"''")


class Manuscript:
    """The article as an editor has it open: numbered paragraphs, each a line."""

    def __init__(self, text: str) -> None:
        self.paragraphs = [line.strip() for line in text.split("\n") if line.strip()]

    def put(self, number: int, old: str, new: str) -> None:
        """Put ``new`` in the place of ``old``, which stands in that paragraph once."""
        assert self.paragraphs[number - 1].count(old) == 1, old
        self.paragraphs[number - 1] = self.paragraphs[number - 1].replace(old, new)

    def sentence(self, number: int, first: str, last: str) -> str:
        """Return what stands from the words ``first`` to the words ``last``."""
        paragraph = self.paragraphs[number - 1]
        return paragraph[paragraph.index(first) : paragraph.index(last) + len(last)]

    def save(self, path: Path) -> str:
        path.write_text("\n\n".join(self.paragraphs) + "\n", "utf-8")
        return str(path)


def second_draft(draft: Manuscript) -> None:
    draft.put(8, "3,000 MEK", "2,700 MEK")  # 1: another number
    draft.put(4, "For years, the", "For years the")  # 2: a comma
    draft.put(28, "is unimaginable", "is not unimaginable")  # 3: a negation
    draft.paragraphs.insert(33, draft.paragraphs.pop(35))  # 4: paragraph 36 comes before 34
    draft.paragraphs[4] = draft.paragraphs[4].translate(STRAIGHT)  # 5: straight quotes
    cut = draft.sentence(27, "Resistance led", "EU intervention.")
    draft.put(27, f" {cut}", "")  # 6: a sentence cut


def third_draft(draft: Manuscript) -> None:
    draft.put(33, "Prime Minister Edi Rama", "Foreign Minister Agim Nesho")  # 7: another speaker
    draft.put(35, "15 July cyberattack", "17 July cyberattack")  # 8: another date
    draft.put(6, ", leaving his wife", ". He left his wife")  # 9: a sentence split
    draft.put(40, "to Iran. The embassy", "to Iran; the embassy")  # 10: two sentences merged
    draft.put(33, "in Albania. On", "in Albania. Its embassy was small. On")  # 11: a new sentence
    draft.paragraphs[40:42] = [" ".join(draft.paragraphs[40:42])]  # 12: two paragraphs joined


def refs(*numbers: int) -> set[str]:
    return {f"{SLUG}/{number}" for number in numbers}


@pytest.fixture
def call(path: Path) -> Callable[..., str]:
    def factbase(*words: str) -> str:
        result = CliRunner().invoke(program, ["--db", str(path), "--actor", "Ana", *words])
        assert result.exit_code in (0, 1), result.stderr
        return result.stdout

    return factbase


def revise(call: Callable[..., str], file: str) -> dict[str, dict[str, object]]:
    items = json.loads(call("article", "revise", SLUG, file, "--json"))["items"]
    return {item["ref"]: item for item in items}


def in_state(report: dict[str, dict[str, object]], state: str) -> set[str]:
    return {ref for ref, item in report.items() if item["state"] == state}


def untriaged(call: Callable[..., str]) -> set[str]:
    lines = call("sentence", "list", SLUG, "--untriaged", "--jsonl").splitlines()
    return {json.loads(line)["sentence"] for line in lines}


def test_twelve_edits_in_two_drafts(
    call: Callable[..., str], path: Path, shared: Path, tmp_path: Path
) -> None:
    article = shared / "article" / f"{SLUG}.txt"
    call("demo")
    call("article", "attach", SLUG, str(article))
    with writing(Location.of(str(path))) as connection:
        connection.execute(update(claim).values(status=Status.CHECKED))
    draft = Manuscript(article.read_text("utf-8"))

    second_draft(draft)
    second = revise(call, draft.save(tmp_path / "second.txt"))
    new_in_second = untriaged(call)
    third_draft(draft)
    third = revise(call, draft.save(tmp_path / "third.txt"))

    assert in_state(second, "lost") == refs(182, 183, 184, 185)
    assert in_state(second, "moved") == refs(*range(238, 250))
    assert {ref: item["reopened"] for ref, item in second.items() if item["reopened"]} == {
        **dict.fromkeys(refs(182, 183, 184, 185), "sentence cut"),
        **dict.fromkeys(refs(55, 58), "number 3,000 → 2,700"),
        f"{SLUG}/195": "negation not added",
    }
    assert {"8/1", "28/4"} <= new_in_second
    assert "4/1" not in new_in_second  # a comma alone
    assert not {place for place in new_in_second if int(place.partition("/")[0]) in (34, 35, 36)} - {"35/2"}
    assert in_state(third, "lost") == refs(182, 183, 184, 185)
    told = {ref: str(item["reopened"]) for ref, item in third.items() if item["reopened"]}
    speaker = {ref for ref, why in told.items() if why.startswith("speaker") and "Agim Nesho" in why}
    assert speaker == refs(220, 221, 222, 223, 224, 225)
    assert {ref: why for ref, why in told.items() if ref not in speaker} == {
        f"{SLUG}/49": "wording leaving → He left",
        f"{SLUG}/227": "date 15 July → 17 July",
    }
    assert in_state(third, "moved") == set()
    assert untriaged(call) - new_in_second == {"6/1", "6/2", "33/2", "33/3", "35/1", "40/1"}
    assert "33/2" in call("coverage", SLUG)  # which names the new sentence
