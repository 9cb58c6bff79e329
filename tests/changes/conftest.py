"""A database on disk, changed as the commands change it; after each test what is derived must hold."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import Connection, select

from factbase import lookup
from factbase.changes import derive, indexing
from factbase.changes.articles import About, add_article
from factbase.changes.attributions import Saying, attribute
from factbase.changes.claims import add_claim
from factbase.changes.drafts import File
from factbase.changes.operation import Operation
from factbase.changes.placing import passage_at
from factbase.changes.sources import add_source
from factbase.database import Location, writing
from factbase.lookup import ArticleKey, ClaimKey, SourceKey
from factbase.records.documents import Document
from factbase.references import claim_ref
from factbase.tables import change, claim_problem, operation, search_token
from factbase.tables import claim as claim_table
from factbase.text.sentences import split
from factbase.vocabulary import Mode, SourceKind, Stance

TEXT = (
    "The bridge\n\n"
    "The council closed the bridge in May. Mayor Ana Leka denied that it was unsafe.\n\n"
    "Critics say the repair cost four million."
)


class Logged(NamedTuple):
    """One row of the log: what, and its record before and after."""

    thing: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


class Desk:
    """What a test does: each ``operation()`` is a command of its own."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    def operation(self, command: str = "test", actor: str = "Ana", reason: str | None = None) -> Operation:
        return Operation(self.connection, actor=actor, command=command, reason=reason)

    def article(self, slug: str = "bridge", text: str = TEXT) -> ArticleKey:
        file = File(f"{slug}.txt", "txt", None)
        return add_article(self.operation(), slug, About(title=slug.title()), text, split(text), file)

    def source(
        self,
        name: str,
        kind: SourceKind = SourceKind.PERSON,
        article: ArticleKey | None = None,
        speaks_for: SourceKey | None = None,
    ) -> SourceKey:
        return add_source(self.operation(), name, kind, article, speaks_for)

    def claim(
        self, within: ArticleKey, statement: str = "The bridge is closed.", *, at: str | None = None
    ) -> ClaimKey:
        passage = None if at is None else passage_at(self.connection, within, at)
        return add_claim(self.operation(), within, statement, passage)

    def say(
        self,
        claim: ClaimKey,
        source: SourceKey,
        stance: Stance = Stance.ASSERTS,
        **more: Any,  # noqa: ANN401 - the rest of a Saying
    ) -> Operation:
        doing = self.operation()
        attribute(doing, claim, source, Saying(**{"stance": stance, "mode": Mode.INDIRECT} | more))
        return doing

    def now(self, claim: ClaimKey) -> ClaimKey:
        """Return the claim as it is by now, its version included."""
        return lookup.claim(self.connection, claim_ref(str(claim.ref)))

    def confidence(self, claim: ClaimKey) -> str:
        columns = claim_table.c
        return str(self.connection.scalar(select(columns.confidence).where(columns.id == claim.id)))

    def problems(self, claim: ClaimKey) -> set[str]:
        columns = claim_problem.c
        query = select(columns.rule).where(columns.claim_id == claim.id)
        return set(map(str, self.connection.execute(query).scalars()))

    def log(self, of: Operation) -> list[Logged]:
        """Return what ``of`` wrote in the log, in order; nothing if it changed nothing."""
        if not of.changed:
            return []
        columns = change.c
        query = select(columns.thing, columns.before, columns.after).where(columns.operation_id == of.id)
        return [
            Logged(str(thing), *(None if text is None else json.loads(text) for text in texts))
            for thing, *texts in self.connection.execute(query.order_by(columns.id))
        ]

    def operations(self) -> int:
        return len(self.connection.execute(select(operation.c.id)).all())


def searched(connection: Connection) -> tuple[dict[int, Document], dict[str, int]]:
    """Return what searches look in: the documents by claim, and how many hold each token."""
    claims = connection.execute(select(claim_table.c.id)).scalars().all()
    counts = connection.execute(select(search_token.c.token, search_token.c.claims))
    documents = indexing.stored(connection, [*claims, *range(1, 50)])  # those of removed claims too
    return documents, {row.token: row.claims for row in counts}


@pytest.fixture
def location(path: Path) -> Location:
    return Location.of(str(path))


@pytest.fixture
def desk(location: Location) -> Iterator[Desk]:
    """A way to change an empty database; whatever was done, nothing derived may be out of date after it."""
    with writing(location) as connection:
        yield Desk(connection)
        assert derive.refresh_all(connection) == 0
        kept = searched(connection)
        indexing.refresh_all(connection)
        assert kept == searched(connection)


@pytest.fixture
def bridge(desk: Desk) -> ArticleKey:
    return desk.article()


@pytest.fixture
def ana(desk: Desk) -> SourceKey:
    return desk.source("Ana Leka")
