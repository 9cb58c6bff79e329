from pathlib import Path

import pytest
from sqlalchemy import inspect, select, text

from factbase import lookup, migrate
from factbase.changes import claims, marks, saved_lists, sources
from factbase.changes.articles import About, File, add_article
from factbase.changes.attributions import Saying, attribute
from factbase.changes.operation import Operation
from factbase.changes.sentences import set_role
from factbase.changes.undoing import undo
from factbase.database import SCHEMA_REVISION, Location, open_engine, reading, writing
from factbase.errors import BadUsage, DatabaseUnusable, InvalidInput
from factbase.maintenance.verify import verify
from factbase.records import dump as dump_line
from factbase.records import link_lines
from factbase.records.current import records_of
from factbase.references import Place
from factbase.tables import metadata
from factbase.tables.keys import LOGGED
from factbase.text.anchors import sha256
from factbase.text.sentences import split
from factbase.vocabulary import LinkKind, Mode, Role, SourceKind, Stance
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

    moved = migrate.downgrade(location, "0002", drop_as="Ana")
    assert (moved.before, moved.after) == (SCHEMA_REVISION, "0002")
    with pytest.raises(DatabaseUnusable, match="older schema 0002"), reading(location):
        pass
    migrate.upgrade(location)

    after = dump(location)
    for table in ("label", "note", "claim_link", "saved_list", "saved_list_look"):
        assert before.pop(table) != []
        assert after.pop(table) == []
    assert {"look", ""} <= dict(before.pop("search_token")).keys()  # the note's word goes with the note
    assert "look" not in dict(after.pop("search_token"))
    for table in ("operation", "change"):  # which tell that they went
        assert set(before.pop(table)) < set(after.pop(table))
    assert [row[:-2] for row in after.pop("claim")] == [
        row[:-2] for row in before.pop("claim")
    ]  # but the version
    assert after == before


def test_a_step_down_leaves_every_sentence_and_only_what_documents_suggest_goes(url: str) -> None:
    location = Location.of(url)
    with writing(location) as connection:
        operation = Operation(connection, actor="Ana", command="article add")
        spans, file = split("A title\n\nOne. Two."), File("a.md", "md", None)
        of = add_article(operation, "a", About(), "A title\n\nOne. Two.", spans, file, {1: Role.HEADING})
        set_role(operation, lookup.sentence(connection, of, Place(2, 1)), Role.CLAIM, "it says so")
        second = lookup.sentence(connection, of, Place(2, 2))
        marks.add_note(operation, (of, Place(2, 2), second), "Look.")
    before = dump(location)

    migrate.downgrade(location, "0004")
    migrate.upgrade(location)

    after = dump(location)
    suggested = metadata.tables["sentence"].c.keys().index("suggested")
    rows = before.pop("sentence")
    assert [row[suggested] for row in rows] == [Role.HEADING, None, None]
    assert after.pop("sentence") == [(*row[:suggested], None, *row[suggested + 1 :]) for row in rows]
    assert after == before
    assert [check for check in verify(location, deep=True).checks if not check.ok] == []
    with writing(location) as connection:
        operation = Operation(connection, actor="Ana", command="article add")
        add_article(operation, "b", About(), "Three.", split("Three."), file)
        assert max(connection.execute(select(metadata.tables["sentence"].c.id)).scalars()) == 4


@pytest.mark.parametrize("target", ["0001", "0002"])
def test_what_a_step_down_dropped_is_in_the_log_and_can_be_put_back(url: str, target: str) -> None:
    location = Location.of(url)
    fill(location)
    before = records(location)

    migrate.downgrade(location, target, drop_as="Ben")
    migrate.upgrade(location)

    assert [check for check in verify(location, deep=True).checks if not check.ok] == []
    assert records(location) != before
    with writing(location) as connection:
        undo(Operation(connection, actor="Ben", command="undo"))
    assert records(location) == before
    assert [check for check in verify(location, deep=True).checks if not check.ok] == []


def test_no_key_that_the_log_knows_is_given_again_after_a_step_down(url: str) -> None:
    location = Location.of(url)
    fill(location)

    migrate.downgrade(location, "0001", drop_as="Ana")
    migrate.upgrade(location)

    with writing(location) as connection:
        operation = Operation(connection, actor="Ana", command="test")
        made = claims.add_claim(operation, lookup.article(connection, "a"), "Third.", None)
        assert (made.id, made.ref.number) == (3, 3)


@pytest.mark.parametrize("revision", ["0001", "0002", "0003", "0004", "0005"])
def test_a_step_down_leaves_the_schema_of_its_revision(url: str, revision: str) -> None:
    location = Location.of(url)

    migrate.downgrade(location, revision)

    with open_engine(location).connect() as connection:
        assert list(migrate.faults(connection, revision)) == []


DAMAGE = {
    "an index is missing": ("DROP INDEX ix_change_named", "ix_change_named"),
    "a table is missing": ("DROP TABLE search_token", "search_token is missing"),
    "two revisions": ("INSERT INTO alembic_version VALUES ('0003')", "schemas .* and "),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_schema_is_named_and_no_step_is_taken(url: str, damage: str) -> None:
    statement, told = DAMAGE[damage]
    location = Location.of(url)
    with open_engine(location).begin() as connection:
        connection.execute(text(statement))

    with pytest.raises(DatabaseUnusable, match=f"{told}.*db restore FILE --yes"):
        migrate.downgrade(location, "0003")


def records(location: Location) -> list[str]:
    with reading(location) as connection:
        return [
            dump_line(line)
            for thing, table in LOGGED.items()
            for line in records_of(
                connection, thing, connection.execute(select(table.c["id"])).scalars().all()
            ).values()
        ] + [dump_line(line) for _key, line in link_lines(connection, [1, 2])]


def fill(location: Location) -> None:
    """Put a row into every table."""
    with writing(location) as connection:
        operation = Operation(connection, actor="Ana", command="test")
        of = add_article(operation, "a", About(), "One. Two.", split("One. Two."), File("a.txt", "txt", None))
        first = claims.add_claim(operation, of, "First.", None)
        second = claims.add_claim(operation, of, "Second.", claims.Passage(1, 0, 4, sha256("One.")))
        source = sources.add_source(operation, "Ana", SourceKind.PERSON, None)
        sources.add_alias(operation, source, "A.")
        attribute(operation, first, source, Saying(Stance.ASSERTS, Mode.DIRECT))
        marks.label(operation, first, "word")
        marks.link(operation, second, first, LinkKind.REPEATS)
        marks.add_note(operation, first, "Look.")
        saved_lists.save(connection, "weak", "a --unattributed", actor="Ana", seen=[1, 2])


def dump(location: Location) -> dict[str, list[tuple[object, ...]]]:
    with reading(location) as connection:
        return {
            name: sorted(map(tuple, connection.execute(table.select())), key=str)
            for name, table in metadata.tables.items()
        }
