"""The desk on each engine: an article with a quotation over sentences, and two people at it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from factbase import lookup
from factbase.changes.articles import About, add_article
from factbase.changes.drafts import File
from factbase.changes.operation import Operation
from factbase.database import Location, reading, writing
from factbase.desk.acts import Desk
from factbase.queries.claims import claim_items, claim_keys
from factbase.queries.filters import ClaimFilter
from factbase.queries.sentences import list_sentences
from factbase.text.sentences import split
from tests.postgres import Server

TEXT = (
    "The bridge\n\n"
    "The council closed the bridge in May. Mayor Ana Leka denied that it was unsafe.\n\n"
    "“We close what is old,” said Bo Dibra. “It has been shaking since March. Nobody asked us.”\n\n"
    "Critics say the repair cost four million, and Italy, Spain and Malta paid for it."
)

Sit = Callable[..., Desk]


@pytest.fixture(scope="session")
def sqlite_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Here a database to be copied has the article ``bridge``, added by Ana."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("bridge") / "bridge.db"))
    add(Location.of(str(path)))
    return path


@pytest.fixture(scope="session")
def postgres_template(server: Server, postgres_template: str) -> str:
    """As above, on a server."""
    url = server.create_database(postgres_template)
    add(Location.of(url))
    return url


@pytest.fixture
def location(url: str) -> Location:
    """A database on each engine with the article ``bridge``."""
    return Location.of(url)


def add(place: Location, text: str = TEXT, slug: str = "bridge") -> None:
    """Store an article, untriaged."""
    with writing(place) as connection:
        operation = Operation(connection, actor="Ana", command="article add")
        file = File(f"{slug}.txt", "txt", None)
        add_article(operation, slug, About(title=slug.title()), text, split(text), file)


@pytest.fixture
def sit(location: Location) -> Iterator[Sit]:
    """Return a way to sit down at the article: ``sit("Ben")``."""
    desks: list[Desk] = []

    def down(actor: str = "Ana", slug: str = "bridge") -> Desk:
        desks.append(Desk(location, actor, slug))
        return desks[-1]

    yield down
    for desk in desks:
        desk.close()


@pytest.fixture
def desk(sit: Sit) -> Desk:
    return sit()


def claims_of(place: Location, slug: str = "bridge") -> dict[int, dict[str, object]]:
    """Return the live claims of an article as records, by number."""
    with reading(place) as connection:
        keys = claim_keys(connection, ClaimFilter(article_id=lookup.article(connection, slug).id))
        return {int(str(item["number"])): item for item in claim_items(connection, keys)}


def roles_of(place: Location, slug: str = "bridge") -> dict[str, str | None]:
    """Return the role of each sentence by its place."""
    with reading(place) as connection:
        rows = list_sentences(connection, lookup.article(connection, slug))
        return {str(row.place): row.role and str(row.role) for row in rows}
