"""The keys that tables give out: each once, also after what had it is gone."""

from sqlalchemy import Connection, Table, func, select, text

from factbase.tables.articles import article, revision, sentence
from factbase.tables.claims import claim, note
from factbase.tables.log import change
from factbase.tables.sources import source
from factbase.vocabulary import Thing

# What is in the log by a key of its own: none of these may be given again when the thing is gone.
LOGGED: dict[Thing, Table] = {
    Thing.ARTICLE: article,
    Thing.REVISION: revision,
    Thing.SENTENCE: sentence,
    Thing.SOURCE: source,
    Thing.CLAIM: claim,
    Thing.NOTE: note,
}


def last_key(connection: Connection, table: Table) -> int:
    """Return the last key that a table has given out, 0 if none."""
    if connection.dialect.name == "postgresql":
        query = (
            "SELECT last_value FROM pg_sequences "
            f"WHERE schemaname = current_schema() AND sequencename = '{table.name}_id_seq'"
        )
    else:
        query = f"SELECT seq FROM sqlite_sequence WHERE name = '{table.name}'"
    return connection.execute(text(query)).scalar() or 0


def set_last_key(connection: Connection, table: Table, key: int) -> None:
    """Have a table go on after ``key``; 0 where it has given out none."""
    if connection.dialect.name == "postgresql":
        query = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :value, :called)")
        connection.execute(query, {"name": table.name, "value": key or 1, "called": bool(key)})
        return
    connection.exec_driver_sql("DELETE FROM sqlite_sequence WHERE name = ?", (table.name,))
    if key:
        connection.exec_driver_sql("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table.name, key))


def logged_keys(connection: Connection) -> dict[Table, int]:
    """Return the highest key of each table that stands in the log. The whole log is read."""
    columns = change.c
    query = select(columns.thing, func.max(columns.thing_id)).group_by(columns.thing)
    return {LOGGED[thing]: key for thing, key in connection.execute(query) if thing in LOGGED}
