from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from factbase import migrate
from factbase.database import SCHEMA_REVISION, Location, open_engine, reading
from factbase.errors import BadUsage, DatabaseUnusable, InvalidInput
from factbase.tables import metadata
from tests.postgres import Server


def sqlite_schema(location: Location) -> dict[str, list[str]]:
    """Return the DDL of each table and index, its lines sorted: Alembic writes constraints in another order."""
    with open_engine(location).connect() as connection:
        rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        return {
            name: sorted(line.strip(" \t,") for line in sql.splitlines())
            for name, sql in rows
            if not name.startswith(("sqlite_", "alembic_"))
        }


def postgres_schema(url: str) -> dict[str, list[str]]:
    with open_engine(Location.of(url)).connect() as connection:
        columns = connection.execute(
            text(
                "SELECT table_name, column_name, data_type, collation_name, is_nullable, identity_generation, "
                "character_maximum_length FROM information_schema.columns WHERE table_schema = 'public'"
            )
        ).all()
        constraints = connection.execute(
            text("SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
                 "WHERE connamespace = 'public'::regnamespace")
        ).all()  # fmt: skip
        indexes = connection.execute(
            text("SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
        ).all()
    found: dict[str, list[str]] = {}
    for table, *rest in sorted([*columns, *constraints, *indexes], key=str):
        if table != "alembic_version":
            found.setdefault(table, []).append(" ".join(map(str, rest)))
    return found


def test_migrations_build_what_the_tables_describe_on_sqlite(path: Path, tmp_path: Path) -> None:
    described = tmp_path / "described.db"
    described.touch()
    location = Location.of(str(described))
    metadata.create_all(open_engine(location))

    assert sqlite_schema(Location.of(str(path))) == sqlite_schema(location)


def test_migrations_build_what_the_tables_describe_on_postgresql(
    server: Server, postgres_template: str
) -> None:
    described = server.create_database()
    metadata.create_all(open_engine(Location.of(described)))

    assert postgres_schema(postgres_template) == postgres_schema(described)
    assert postgres_schema(described).keys() == {*metadata.tables, "claim_search"}


def test_every_text_is_compared_by_code_point_on_postgresql(postgres_template: str) -> None:
    with open_engine(Location.of(postgres_template)).connect() as connection:
        for table in metadata.tables:
            for column in inspect(connection).get_columns(table):
                if str(column["type"]) == "TEXT":
                    assert column["type"].collation == "C", (table, column["name"])


def test_a_new_file_is_only_for_its_owner(tmp_path: Path) -> None:
    made = tmp_path / "folder" / "new.db"

    assert migrate.create(Location.of(str(made)))
    assert made.stat().st_mode & 0o777 == 0o600
    assert made.parent.stat().st_mode & 0o777 == 0o700
    assert not migrate.create(Location.of(str(made)))


@pytest.mark.parametrize("target", ["0000", "9999", "x"])
def test_an_unknown_revision_is_refused(path: Path, target: str) -> None:
    with pytest.raises(BadUsage, match="choose one from"):
        migrate.downgrade(Location.of(str(path)), target)


def test_a_foreign_server_database_is_refused(server: Server) -> None:
    url = server.create_database()
    with open_engine(Location.of(url)).begin() as connection:
        connection.execute(text("CREATE TABLE theirs (id integer)"))

    with pytest.raises(DatabaseUnusable, match="somebody else's tables"):
        migrate.create(Location.of(url))


def test_rows_that_a_step_down_would_drop_are_named_first(url: str) -> None:
    location = Location.of(url)
    fill(location)

    with pytest.raises(InvalidInput, match=r"drop rows \(1 in .*add --yes"):
        migrate.downgrade(location, "0002")
    with reading(location):
        pass  # still at the newest


def test_down_and_up_keeps_every_row_that_both_revisions_hold(url: str) -> None:
    location = Location.of(url)
    fill(location)
    before = dump(location)

    moved = migrate.downgrade(location, "0002", drop_data=True)
    assert (moved.before, moved.after) == (SCHEMA_REVISION, "0002")
    with pytest.raises(DatabaseUnusable, match="older schema 0002"), reading(location):
        pass
    migrate.upgrade(location)

    after = dump(location)
    for table in ("label", "note", "claim_link"):
        assert before.pop(table) != []
        assert after.pop(table) == []
    assert {"look", ""} <= dict(before.pop("search_token")).keys()  # the note's word goes with the note
    assert "look" not in dict(after.pop("search_token"))
    assert after == before


def fill(location: Location) -> None:
    """Put a row into every table."""
    from factbase.changes import claims, marks, sources
    from factbase.changes.articles import About, File, add_article
    from factbase.changes.attributions import Saying, attribute
    from factbase.changes.operation import Operation
    from factbase.database import writing
    from factbase.text.sentences import split
    from factbase.vocabulary import LinkKind, Mode, SourceKind, Stance

    with writing(location) as connection:
        operation = Operation(connection, actor="Ana", command="test")
        of = add_article(operation, "a", About(), "One. Two.", split("One. Two."), File("a.txt", "txt", None))
        first = claims.add_claim(operation, of, "First.", None)
        second = claims.add_claim(operation, of, "Second.", claims.Passage(1, 0, 4, "0" * 64))
        source = sources.add_source(operation, "Ana", SourceKind.PERSON, None)
        sources.add_alias(operation, source, "A.")
        attribute(operation, first, source, Saying(Stance.ASSERTS, Mode.DIRECT))
        marks.label(operation, first, "word")
        marks.link(operation, second, first, LinkKind.REPEATS)
        marks.add_note(operation, first, "Look.")


def dump(location: Location) -> dict[str, list[tuple[object, ...]]]:
    with reading(location) as connection:
        return {
            name: sorted(map(tuple, connection.execute(table.select())), key=str)
            for name, table in metadata.tables.items()
        }
