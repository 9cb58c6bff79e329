import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import update

from factbase.database import Location, writing
from factbase.tables import revision
from tests.terminal import run_in_terminal

Factbase = Callable[..., Result]
TEXT = "The bridge\n\nThe council closed it in May. It is unsafe.\n\nCritics say so.\n"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    path = tmp_path / "Ura e Çuçit 2.txt"
    path.write_text(TEXT)
    return path


@pytest.fixture
def desk(factbase: Factbase, draft: Path) -> Factbase:
    """The command line, on a database with the article bridge."""
    assert factbase("article", "add", str(draft), "--slug", "bridge").exit_code == 0
    return factbase


def _article(desk: Factbase, slug: str = "bridge") -> dict[str, Any]:
    (item,) = json.loads(desk("article", "show", slug, "--json").stdout)["items"]
    assert isinstance(item, dict)
    return item


def test_an_article_is_named_for_its_file_and_titled_by_its_first_line(
    factbase: Factbase, draft: Path
) -> None:
    done = factbase("article", "add", str(draft), "--byline", "Ana Leka", "--published-on", "2026-03-14")

    assert done.stdout == "ura-e-cucit-2: added, 3 paragraphs, 4 sentences.\n"
    assert "sentence list ura-e-cucit-2 --untriaged" in done.stderr
    article = _article(factbase, "ura-e-cucit-2")
    assert (article["title"], article["byline"], article["published_on"]) == (
        "The bridge",
        "Ana Leka",
        "2026-03-14",
    )
    assert article["text"] == TEXT.strip()


def test_a_credit_before_it_is_no_title_and_no_slug_is_none_to_be_made(
    factbase: Factbase, tmp_path: Path
) -> None:
    page = tmp_path / "page.txt"
    page.write_text("Photo: Ana Leka\n\nThe bridge\n\nThe council closed it in May.\n")

    refused = factbase("article", "add", str(page), "--slug", "")

    assert (refused.exit_code, refused.stderr.count("\n")) == (3, 1)
    assert "“” cannot be a slug" in refused.stderr
    assert factbase("article", "add", str(page)).exit_code == 0
    assert _article(factbase, "page")["title"] == "The bridge"


def test_a_long_first_paragraph_is_no_title(factbase: Factbase, tmp_path: Path) -> None:
    for name, length in (("short", 120), ("long", 121)):
        (tmp_path / f"{name}.txt").write_text("a" * length)
        assert factbase("article", "add", str(tmp_path / f"{name}.txt")).exit_code == 0

    assert (_article(factbase, "short")["title"], _article(factbase, "long")["title"]) == ("a" * 120, "long")


def test_standard_input_needs_a_slug(factbase: Factbase) -> None:
    assert factbase("article", "add", "-", input=TEXT).exit_code == 2

    done = factbase("article", "add", "-", "--slug", "bridge", "--title", "A bridge", input=TEXT)
    assert (done.exit_code, _article(factbase)["title"]) == (0, "A bridge")


def test_the_same_text_is_taken_in_once_unless_asked_again(desk: Factbase, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())

    refused = desk("article", "add", str(copy))

    assert refused.exit_code == 3
    assert "already as bridge" in refused.stderr
    assert desk("article", "add", str(copy), "--again").exit_code == 0
    taken = desk("article", "add", str(copy), "--again")
    assert (taken.exit_code, "an article copy already" in taken.stderr) == (5, True)


@pytest.mark.parametrize(
    ("name", "data", "code", "why"),
    [
        ("a.docx", b"{\\rtf1 x}", 3, "rich text"),
        ("a.csv", b"a,b", 3, "a table"),
        ("a.txt", b"", 3, "empty"),
        ("a.txt", b" \n\xc2\xa0\n", 3, "empty"),
        ("a.txt", b"caf\xe9", 3, "not UTF-8 at byte 3"),
        ("a.txt", b"a\0b", 3, "binary"),
        ("ー.txt", b"x", 3, "give one with --slug"),
        ("b.txt", None, 2, "No file at"),
        ("/dev/zero.txt", None, 2, "No file at"),
    ],
)
def test_a_file_that_is_no_article_is_refused(
    factbase: Factbase, tmp_path: Path, name: str, data: bytes | None, code: int, why: str
) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)

    refused = factbase("article", "add", str(path))

    assert (refused.exit_code, refused.stdout) == (code, ""), refused.output
    assert why in refused.stderr
    assert json.loads(factbase("article", "list", "--json").stdout)["items"] == []


def test_a_folder_is_refused(factbase: Factbase, tmp_path: Path) -> None:
    refused = factbase("article", "add", str(tmp_path))

    assert (refused.exit_code, "is a folder" in refused.stderr) == (3, True)


@pytest.mark.parametrize(
    "option", [["--slug", "The Bridge"], ["--published-on", "yesterday"], ["--title", "\0"]]
)
def test_what_is_said_of_an_article_is_checked(factbase: Factbase, draft: Path, option: list[str]) -> None:
    assert factbase("article", "add", str(draft), *option).exit_code == 3


@pytest.fixture
def shipped(desk: Factbase, url: str) -> Factbase:
    """The same, the text left out as a dataset leaves it out."""
    with writing(Location.of(url)) as connection:
        connection.execute(update(revision).values(text=None))
    return desk


def test_a_text_is_attached_once(shipped: Factbase, draft: Path) -> None:
    attach = ("article", "attach", "bridge", str(draft))

    dry = shipped(*attach, "--dry-run")
    assert (dry.exit_code, _article(shipped)["text"]) == (0, None)
    assert shipped(*attach).stdout == f"bridge: text attached, {len(TEXT.strip())} characters.\n"
    assert _article(shipped)["text"] == TEXT.strip()
    again = shipped(*attach)
    assert (again.exit_code, again.stdout) == (0, "bridge has this text already: nothing was changed.\n")


def test_a_text_that_differs_is_refused_with_its_paragraphs(shipped: Factbase, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Advertisement\n\n" + TEXT.replace("May", "June"))

    refused = shipped("article", "attach", "bridge", str(other))

    assert refused.exit_code == 3
    assert refused.stdout == (
        "paragraph\tdifference\tknown length\tgiven length\n1\textra\t\t13\n2\tchanged\t43\t44\n"
    )
    assert "2 paragraphs" in refused.stderr
    assert _article(shipped)["text"] is None


def test_the_first_article_fits_its_dataset(factbase: Factbase, shared: Path) -> None:
    bundle = Path(__file__).parents[2] / "seeds" / "mek-albania" / "bundle.jsonl"
    assert factbase("import", "jsonl", str(bundle)).exit_code == 0

    done = factbase("article", "attach", "mek-albania", str(shared / "article" / "mek-albania.txt"))

    assert (done.exit_code, done.stdout) == (0, "mek-albania: text attached, 12183 characters.\n")


def test_an_edit_tells_what_changed(desk: Factbase) -> None:
    edit = ("article", "edit", "bridge", "--byline", "Ana Leka", "--published-on", "2026-03")

    assert (
        desk(*edit, "--version", "1").stdout
        == "bridge: byline nothing → Ana Leka, published on nothing → 2026-03.\n"
    )
    assert desk(*edit).stdout == "bridge says so already: nothing was changed.\n"
    assert desk("article", "edit", "bridge", "--byline", "").stdout == "bridge: byline Ana Leka → nothing.\n"
    assert desk(*edit, "--version", "1").exit_code == 5
    moved = desk("article", "edit", "bridge", "--slug", "old-bridge")
    assert moved.stdout == "bridge: slug bridge → old-bridge.\n"
    assert "article show old-bridge" in moved.stderr
    assert desk("article", "edit", "old-bridge").exit_code == 2
    assert desk("article", "edit", "bridge", "--url", "x").exit_code == 3


def test_removing_needs_a_word(desk: Factbase) -> None:
    refused = desk("article", "remove", "bridge")
    assert (refused.exit_code, "--yes" in refused.stderr) == (2, True)
    dry = desk("article", "remove", "bridge", "--dry-run")
    assert dry.stdout == "bridge: removed, with 0 claims.\n"
    assert _article(desk)["article"] == "bridge"

    done = desk("article", "remove", "bridge", "--yes", "--because", "not ours")

    assert (done.exit_code, done.stdout) == (0, "bridge: removed, with 0 claims.\n")
    assert desk("article", "show", "bridge").exit_code == 3
    assert desk("article", "remove", "bridge", "--yes").exit_code == 3
    assert "not ours" in desk("log", "--json").stdout


@pytest.mark.parametrize(("typed", "code", "left"), [("bridge", 0, 0), ("brigde", 2, 1)])
def test_on_a_terminal_the_slug_is_typed(
    factbase: Factbase, url: str, draft: Path, typed: str, code: int, left: int
) -> None:
    assert factbase("article", "add", str(draft), "--slug", "bridge").exit_code == 0
    program = [sys.executable, "-m", "factbase", "--db", url, "--actor", "Ana"]

    shown = run_in_terminal([*program, "article", "remove", "bridge"], answers=[("to go on", f"{typed}\r")])

    assert shown.code == code, shown.output
    assert len(json.loads(factbase("article", "list", "--json").stdout)["items"]) == left
