"""The datasets that come with the package, and the demo that they make."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, func, select

from factbase import migrate, shipped
from factbase.changes.operation import Operation
from factbase.changes.removing import remove_article
from factbase.database import Location, reading, writing
from factbase.errors import DatabaseUnusable, InvalidInput
from factbase.formats.bundle.importing import import_bundle
from factbase.lookup import article, find_article
from factbase.tables import article as article_table
from factbase.tables import change
from factbase.tables import operation as operation_table

BUNDLE = "bundle.jsonl"


def datasets() -> list[Path]:
    """Return the folders of the datasets, by slug: each is named for its article."""
    return sorted(path.parent for path in shipped.folder("seeds").glob(f"*/{BUNDLE}"))


def demo_location(location: Location) -> Location:
    """Return where the demo goes: ``location`` if it is absent or holds only the demo, else demo.db beside it.

    Raises DatabaseUnusable for a server's database that holds other articles.
    """
    if location.path is None:
        migrate.create(location)
    elif not location.path.exists():
        return location
    if not _others(location):
        return location
    beside = _beside(location)
    if beside is None:
        raise DatabaseUnusable(
            f"{location} holds other articles: give the demo a database of its own with --db."
        )
    return beside


def _others(location: Location) -> set[str]:
    """Return the slugs in a database that are not the demo's."""
    with reading(location) as connection:
        return set(connection.execute(select(article_table.c.slug)).scalars()) - {
            path.name for path in datasets()
        }


def load(location: Location, actor: str) -> list[str]:
    """Put the datasets into the database at ``location``, made if it is absent; return the slugs that came in.

    An article that is there already is left as it is, whatever was done to it.
    """
    migrate.create(location)
    loaded = []
    with writing(location) as connection:
        operation = Operation(connection, actor=actor, command="demo")
        for folder in datasets():
            if _is_here(connection, folder.name):
                continue
            with (folder / BUNDLE).open("rb") as file:
                import_bundle(operation, file, f"The dataset {folder.name}")
            loaded.append(folder.name)
    return loaded


def remove(location: Location, actor: str, *, changed_too: bool = False) -> list[str]:
    """Take the datasets' articles out again, here or from demo.db beside; return their slugs.

    A file to which nobody did anything but load the demo is removed itself. Raises InvalidInput where
    somebody changed something in the articles, unless ``changed_too``: the log keeps it then.
    """
    slugs = {folder.name for folder in datasets()}
    for place in (location, _beside(location)):
        if place is None or (place.path is not None and not place.path.exists()):
            continue
        here = [slug for slug in _slugs(place) if slug in slugs]
        changed = _changes_since(place, here)
        if changed and not changed_too:
            raise InvalidInput(
                f"{changed} changes were made to the demo in {place}: add --yes to remove it all the same."
            )
        if here and place.path is not None and not _others(place) and not changed:
            for suffix in ("", "-wal", "-shm"):
                place.path.with_name(place.path.name + suffix).unlink(missing_ok=True)
        elif here:
            _remove_articles(place, here, actor)
        if here:
            return here
    return []


def _changes_since(location: Location, slugs: list[str]) -> int:
    """Return how many operations other than the demo's own changed something in the articles."""
    articles = select(article_table.c.id).where(article_table.c.slug.in_(slugs))
    query = (
        select(func.count(change.c.operation_id.distinct()))
        .join_from(change, operation_table)
        .where(change.c.article_id.in_(articles), operation_table.c.command != "demo")
    )
    with reading(location) as connection:
        return connection.execute(query).scalar_one()


def _remove_articles(location: Location, slugs: list[str], actor: str) -> None:
    with writing(location) as connection:
        operation = Operation(connection, actor=actor, command="demo --remove")
        for slug in slugs:
            remove_article(operation, article(connection, slug))


def _beside(location: Location) -> Location | None:
    return None if location.path is None else Location.of(str(location.path.with_name("demo.db")))


def _slugs(location: Location) -> list[str]:
    with reading(location) as connection:
        return list(connection.execute(select(article_table.c.slug).order_by(article_table.c.slug)).scalars())


def _is_here(connection: Connection, slug: str) -> bool:
    return find_article(connection, slug) is not None
