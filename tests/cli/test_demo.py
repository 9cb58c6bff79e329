"""``factbase demo``: the same on both engines, kept as it was left, and gone when asked."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from factbase.cli.main import factbase as program
from tests.postgres import Server


def run(db: Path | str, *args: str) -> Result:
    return CliRunner().invoke(program, ["--db", str(db), "--actor", "Ana", *args])


@pytest.fixture
def db(surroundings: Path, tmp_path: Path) -> Path:
    """A path at which there is no database yet."""
    return tmp_path / "desk.db"


def test_both_engines_show_the_same(db: Path, server: Server) -> None:
    url = server.create_database()
    on_file, on_server = run(db, "demo"), run(url, "demo")
    server.drop_database(url)

    assert (on_file.exit_code, on_server.exit_code) == (0, 0), on_server.stderr
    assert on_file.stdout_bytes == on_server.stdout_bytes


def test_the_path_is_a_remark(db: Path) -> None:
    shown = run(db, "demo")

    assert str(db) in shown.stderr
    assert str(db.parent) not in shown.stdout
    assert f"factbase --db {db} claim list mek-albania --unattributed" in shown.stderr


def test_it_shows_the_articles_and_the_two_lists(db: Path) -> None:
    lines = run(db, "demo").stdout.splitlines()

    assert [line.split("\t")[0] for line in lines[:3]] == ["article", "harbour-crane", "mek-albania"]
    for what in ("claims that nobody is cited for; the first 5:", "claims that rest on rumour; the first 5:"):
        (at,) = (number for number, line in enumerate(lines) if line.endswith(what))
        assert lines[at + 1].startswith("claim\tat\tconfidence\tmark")
        assert all("/" in line.split("\t")[0] for line in lines[at + 2 : at + 7])


@pytest.mark.parametrize("command", ["claim list mek-albania --unattributed", "claim show harbour-crane/18",
    "claim list --source Cuci", "problems harbour-crane", "coverage mek-albania"])  # fmt: skip
def test_what_it_proposes_works(db: Path, command: str) -> None:
    assert command in run(db, "demo").stderr

    assert run(db, *command.split()).exit_code == 0


def test_a_second_run_keeps_what_was_edited(db: Path) -> None:
    run(db, "demo")
    run(db, "claim", "edit", "mek-albania/1", "--statement", "I changed this.")
    run(db, "source", "add", "Somebody New", "--kind", "person")

    again = run(db, "demo")

    assert "it was left as it is" in again.stderr
    assert "I changed this." in run(db, "claim", "list", "mek-albania").stdout


def test_a_removed_article_comes_back(db: Path) -> None:
    run(db, "demo")
    assert run(db, "article", "remove", "mek-albania", "--yes").exit_code == 0

    assert run(db, "demo").exit_code == 0
    assert "mek-albania" in run(db, "article", "list").stdout


@pytest.fixture
def own(db: Path, tmp_path: Path) -> Path:
    """A database with an article of somebody's own."""
    text = tmp_path / "own.txt"
    text.write_text("The council met. It rained.\n")
    run(db, "init")
    added = run(db, "article", "add", str(text))
    assert added.exit_code == 0, added.output
    return db


def test_beside_other_articles_it_has_its_own_file(own: Path) -> None:
    before = own.read_bytes()

    shown = run(own, "demo")

    beside = own.with_name("demo.db")
    assert shown.exit_code == 0
    assert f"The demo is in {beside}" in shown.stderr
    assert f"factbase --db {beside} " in shown.stderr
    assert own.read_bytes() == before
    assert "mek-albania" in run(beside, "article", "list").stdout


def test_a_server_with_other_articles_is_left_alone(
    server: Server, tmp_path: Path, surroundings: Path
) -> None:
    url = server.create_database()
    (tmp_path / "own.txt").write_text("The council met.\n")
    run(url, "init")
    run(url, "article", "add", str(tmp_path / "own.txt"))

    refused = run(url, "demo")
    server.drop_database(url)

    assert refused.exit_code == 4
    assert "give the demo a database of its own with --db" in refused.stderr


def test_removing_takes_the_file_with_nothing_else(db: Path) -> None:
    run(db, "demo")

    gone = run(db, "demo", "--remove")

    assert gone.stdout == "Removed harbour-crane and mek-albania.\n"
    assert not db.exists()


def test_removing_beside_other_articles(own: Path) -> None:
    run(own, "demo")

    gone = run(own, "demo", "--remove")

    assert gone.stdout == "Removed harbour-crane and mek-albania.\n"
    assert not own.with_name("demo.db").exists()
    assert "own" in run(own, "article", "list").stdout


def test_removing_leaves_an_article_that_came_later(db: Path, tmp_path: Path) -> None:
    run(db, "demo")
    (tmp_path / "own.txt").write_text("The council met.\n")
    run(db, "article", "add", str(tmp_path / "own.txt"))

    gone = run(db, "demo", "--remove")

    assert gone.stdout == "Removed harbour-crane and mek-albania.\n"
    rows = run(db, "article", "list").stdout.splitlines()[1:]
    assert [row.split("\t")[0] for row in rows] == ["own"]


@pytest.mark.parametrize("there", ["nothing", "an empty database"])
def test_where_there_is_no_demo_nothing_is_removed(db: Path, there: str) -> None:
    if there != "nothing":
        run(db, "init")

    none = run(db, "demo", "--remove")

    assert (none.exit_code, none.stdout) == (0, "There is no demo to remove.\n")
    assert db.exists() == (there != "nothing")


def test_on_a_server_only_the_articles_go(server: Server, surroundings: Path) -> None:
    url = server.create_database()
    run(url, "demo")

    gone = run(url, "demo", "--remove")
    left = run(url, "article", "list").stdout
    server.drop_database(url)

    assert gone.stdout == "Removed harbour-crane and mek-albania.\n"
    assert left.count("\n") == 1
