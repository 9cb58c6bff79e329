"""Backups of a server's database, put back into it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import make_url

from factbase import migrate
from factbase.database import Location, open_engine
from factbase.errors import BadUsage, DatabaseUnusable, InvalidInput
from factbase.maintenance.backup import back_up
from factbase.maintenance.restore import restore
from factbase.maintenance.verify import verify
from tests.accidents.checking import command, dump
from tests.limits import kill_at
from tests.maintenance.conftest import NEW, OLD, call, edit, statement, succeed


@pytest.fixture
def server_desk(desk: Path, database: Callable[[], str]) -> str:
    """Give the URL of a desk on a server."""
    url = database()
    succeed(desk, "db", "copy", "--to", url)
    return url


def rows(url: str) -> dict[str, list[str]]:
    """Return every row; indexes come back from a dump written with other casts."""
    return {name: found for name, found in dump(url).items() if name != "indexes"}


def test_a_servers_database_is_put_back_and_what_was_there_is_kept(
    server_desk: str, database: Callable[[], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    location = Location.of(server_desk)
    edit(server_desk, OLD)
    backup = back_up(location, tmp_path / "kept.dump").path
    old = rows(server_desk)
    edit(server_desk, NEW)
    new = rows(server_desk)

    with pytest.raises(InvalidInput, match="--yes"):
        restore(location, backup)
    assert rows(server_desk) == new
    kept = restore(location, backup, replace=True).kept
    assert rows(server_desk) == old
    assert kept is not None
    assert kept.stat().st_mode & 0o777 == 0o600
    again = database()
    restore(Location.of(again), kept)
    assert rows(again) == new
    edit(server_desk, "It can be written, and keys go on.")
    assert [check for check in verify(location).checks if not check.ok] == []


def test_an_older_dump_takes_a_newer_schemas_tables_away(
    server_desk: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    location = Location.of(server_desk)
    migrate.downgrade(location, "0003")
    backup = back_up(location, tmp_path / "older.dump").path
    migrate.upgrade(location)

    restored = restore(location, backup, replace=True)

    assert restored.schema == "0003"
    with open_engine(location).connect() as connection:
        assert connection.exec_driver_sql("SELECT to_regclass('claim_search')").scalar() is None
    migrate.upgrade(location)
    assert [check for check in verify(location).checks if not check.ok] == []


def test_a_restore_that_fails_on_a_server_changes_nothing(
    server_desk: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    location = Location.of(server_desk)
    backup = back_up(location, tmp_path / "kept.dump").path
    before = rows(server_desk)
    cut = tmp_path / "cut.dump"
    cut.write_bytes(backup.read_bytes()[: backup.stat().st_size * 2 // 3])

    with pytest.raises(DatabaseUnusable, match="pg_restore failed"):
        restore(location, cut, replace=True)
    words = command("--db", server_desk, "db", "restore", backup, "--yes")
    for moment in range(4):
        kill_at(words, 0.9 + moment * 0.2, cwd=tmp_path)
        assert rows(server_desk) == before  # a backup of the same moment: done or not, no row differs
    assert call(server_desk, "claim", "list").exit_code == 0


def test_somebody_elses_tables_on_a_server_are_left(
    server_desk: str, database: Callable[[], str], tmp_path: Path
) -> None:
    backup = back_up(Location.of(server_desk), tmp_path / "kept.dump").path
    theirs = database()
    with open_engine(Location.of(theirs)).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (id integer)")

    with pytest.raises(DatabaseUnusable, match="somebody else"):
        restore(Location.of(theirs), backup, replace=True)


def test_what_others_keep_beside_our_tables_is_neither_kept_nor_dropped(
    server_desk: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    location = Location.of(server_desk)
    with open_engine(location).begin() as connection:
        connection.exec_driver_sql("CREATE TABLE theirs (id integer)")
        connection.exec_driver_sql("INSERT INTO theirs VALUES (7)")
        connection.exec_driver_sql("CREATE SCHEMA apart CREATE TABLE claim (id integer)")
        connection.exec_driver_sql("INSERT INTO apart.claim VALUES (8)")
    edit(server_desk, OLD)
    backup = back_up(location, tmp_path / "kept.dump").path
    edit(server_desk, NEW)

    restore(location, backup, replace=True)

    assert statement(server_desk) == OLD
    with open_engine(location).connect() as connection:
        assert connection.exec_driver_sql("SELECT id FROM theirs").scalars().all() == [7]
        assert connection.exec_driver_sql("SELECT id FROM apart.claim").scalars().all() == [8]


@pytest.mark.parametrize(
    "theirs",
    [
        "CREATE VIEW theirs AS SELECT id FROM claim",
        "CREATE TABLE theirs (claim_id integer REFERENCES claim)",
    ],
)
def test_what_others_have_built_on_our_tables_is_not_dropped_with_them(
    server_desk: str, tmp_path: Path, theirs: str
) -> None:
    location = Location.of(server_desk)
    backup = back_up(location, tmp_path / "kept.dump").path
    with open_engine(location).begin() as connection:
        connection.exec_driver_sql(theirs)
    edit(server_desk, NEW)

    with pytest.raises(DatabaseUnusable, match=r"^theirs in .* drop it first"):
        restore(location, backup, replace=True)

    assert statement(server_desk) == NEW
    with open_engine(location).connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM theirs").scalar() is not None


def test_where_the_url_names_no_database_the_dump_has_a_name_all_the_same(
    server_desk: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    url = make_url(server_desk)
    monkeypatch.setenv("PGDATABASE", str(url.database))
    location = Location.of(server_desk.replace(f"/{url.database}?", "/?"))
    backup = back_up(location, tmp_path / "kept.dump").path

    kept = restore(location, backup, replace=True).kept

    assert kept is not None
    assert kept.name == "factbase.dump.before-restore"


def test_a_backup_of_the_other_engine_is_told_where_it_goes(
    server_desk: str, desk: Path, backup: Path, tmp_path: Path
) -> None:
    dumped = back_up(Location.of(server_desk), tmp_path / "kept.dump").path

    with pytest.raises(BadUsage, match="db copy --to"):
        restore(Location.of(server_desk), backup, replace=True)
    with pytest.raises(BadUsage, match="PostgreSQL"):
        restore(Location.of(str(desk)), dumped, replace=True)


FOREIGN = {
    "trigger evil": (
        "CREATE FUNCTION worse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TRIGGER evil BEFORE INSERT ON claim FOR EACH ROW EXECUTE FUNCTION worse()",
    ),
    "rule evil": ("CREATE RULE evil AS ON DELETE TO claim DO INSTEAD NOTHING",),
}


@pytest.mark.parametrize("thing", FOREIGN)
def test_a_dump_with_what_is_none_of_ours_is_not_put_back(
    desk: Path, database: Callable[[], str], tmp_path: Path, thing: str
) -> None:
    theirs, ours = database(), database()
    for url in (theirs, ours):
        succeed(desk, "db", "copy", "--to", url)
    with open_engine(Location.of(theirs)).begin() as connection:
        for each in FOREIGN[thing]:
            connection.exec_driver_sql(each)
    backup = back_up(Location.of(theirs), tmp_path / "theirs.dump").path
    edit(ours, NEW)

    with pytest.raises(DatabaseUnusable, match=f"theirs.dump holds the {thing}"):
        restore(Location.of(ours), backup, replace=True)
    assert (statement(ours), backup.exists()) == (NEW, True)
