import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def desk(filled_template: Path, tmp_path: Path) -> Path:
    """An invented article in desk.db, where ``run`` stands."""
    return Path(shutil.copy(filled_template, tmp_path / "desk.db"))


def spoil(desk: Path, *statements: str) -> None:
    with closing(sqlite3.connect(desk)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def test_a_database_that_is_well(run: Run, desk: Path) -> None:
    result = run("--db", "desk.db", "db", "verify")

    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert lines[0] == ["ok", "check", "looked at", "wrong", "what", "mend it with"]
    assert {line[0] for line in lines[1:]} == {"✓"}
    assert [line[1] for line in lines[1:]] == [
        "integrity", "schema", "keys", "texts", "log", "derived", "search",
    ]  # fmt: skip
    assert (result.stderr, result.returncode) == ("", 0)


def test_what_is_wrong_is_named_with_the_command_that_mends_it(run: Run, desk: Path) -> None:
    spoil(
        desk,
        "UPDATE claim SET statement = statement || 'x' WHERE number < 6",
        "DELETE FROM claim_problem WHERE claim_id = (SELECT min(claim_id) FROM claim_problem)",
    )

    result = run("--db", "desk.db", "db", "verify")

    log = next(line.split("\t") for line in result.stdout.splitlines() if "\tlog\t" in line)
    assert (log[0], log[3], log[5]) == ("✗", "5", "factbase --db desk.db db restore FILE --yes")
    assert log[4].startswith("harbour-crane/1: is not what operation 1 left: statement: ")
    assert log[4].endswith("; and 2 more")
    assert result.stderr == (
        "Something is wrong (log 5, derived 1, search 5): "
        "run `factbase --db desk.db db restore FILE --yes`.\n"
    )
    assert result.returncode == 1


def test_json_has_every_finding_with_its_place(run: Run, desk: Path) -> None:
    spoil(desk, "UPDATE claim SET status = 'in_check' WHERE number < 6")

    result = run("--db", "desk.db", "db", "verify", "--deep", "--json")

    items = {item["name"]: item for item in json.loads(result.stdout)["items"]}
    assert [finding["place"] for finding in items["log"]["findings"]] == [
        f"harbour-crane/{number}" for number in range(1, 6)
    ]
    assert (items["log"]["ok"], items["log"]["wrong"], items["keys"]["ok"]) == (False, 5, True)
    assert items["keys"]["mend"] is None
    assert result.returncode == 1


def test_reindexing_says_what_it_did_and_what_comes_next(run: Run, desk: Path) -> None:
    spoil(desk, "UPDATE claim SET confidence = 'rumour' WHERE number < 3", "DELETE FROM claim_search")
    verified = run("--db", "desk.db", "db", "verify", "--json")
    mends = {item["mend"] for item in json.loads(verified.stdout)["items"] if not item["ok"]}
    assert mends == {"factbase --db desk.db db reindex"}
    assert verified.stderr.endswith(": run `factbase --db desk.db db reindex`.\n")

    result = run("--db", "desk.db", "db", "reindex")

    assert result.stdout == (
        "Derived 43 claims anew and built their search index: 2 got another confidence or other problems.\n"
    )
    assert result.stderr == "Next: factbase --db desk.db db verify\n"
    assert run("--db", "desk.db", "db", "verify").returncode == 0


@pytest.mark.parametrize("table", ["note", "search_token"])
def test_what_cannot_be_derived_anew_is_put_back(run: Run, desk: Path, table: str) -> None:
    spoil(desk, f"DROP TABLE {table}")

    result = run("--db", "desk.db", "db", "verify")

    assert result.stderr.endswith(": run `factbase --db desk.db db restore FILE --yes`.\n")
    assert result.returncode == 1


def test_another_schema_is_upgraded_before_it_is_verified(run: Run, desk: Path) -> None:
    run("--db", "desk.db", "db", "downgrade", "0003")

    result = run("--db", "desk.db", "db", "verify")

    assert "run `factbase --db desk.db db upgrade`" in result.stderr
    assert result.returncode == 4


def test_what_ends_a_command_is_the_damage_and_no_bug(run: Run, desk: Path) -> None:
    spoil(desk, "UPDATE change SET after = 'x' || after WHERE thing = 'claim'")

    result = run("--db", "desk.db", "log", "--operation", "1")

    assert result.stderr.startswith(f"Error: {desk} is damaged (harbour-crane/")
    assert result.returncode == 4
