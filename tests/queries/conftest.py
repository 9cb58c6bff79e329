"""A database on each engine, filled the way the commands fill it."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection

from factbase import lookup
from factbase.changes.articles import About, add_article
from factbase.changes.attributions import Saying, attribute
from factbase.changes.claims import Passage, add_claim
from factbase.changes.drafts import File
from factbase.changes.operation import Operation
from factbase.changes.sources import add_source
from factbase.database import Location, writing
from factbase.lookup import ArticleKey, ClaimKey
from factbase.references import ClaimRef
from factbase.text.anchors import sha256
from factbase.text.sentences import split
from factbase.vocabulary import Mode, SourceKind, Stance

TEXT = (
    "The bridge\n\n"
    "The council closed the bridge in May. Mayor Ana Leka denied that it was unsafe.\n\n"
    "Critics say the repair cost four million."
)

MakeClaim = Callable[..., ClaimKey]


@pytest.fixture
def location(url: str) -> Location:
    """An empty database, on each engine."""
    return Location.of(url)


@pytest.fixture
def connection(location: Location) -> Iterator[Connection]:
    """A connection that may write; what it writes is seen by itself."""
    with writing(location) as connection:
        yield connection


@pytest.fixture
def operation(connection: Connection) -> Operation:
    return Operation(connection, actor="Ana", command="claim add")


@pytest.fixture
def make_article(operation: Operation) -> Callable[..., ArticleKey]:
    """Return a way to add an article: ``make_article("bridge")``."""

    def make(slug: str = "bridge", text: str = TEXT) -> ArticleKey:
        file = File(f"{slug}.txt", "txt", None)
        return add_article(operation, slug, About(title=slug.title()), text, split(text), file)

    return make


@pytest.fixture
def article(make_article: Callable[..., ArticleKey]) -> ArticleKey:
    return make_article()


@pytest.fixture
def make_claim(operation: Operation, article: ArticleKey) -> MakeClaim:
    """Return a way to add a claim: ``make_claim("It is unsafe.", at="it was unsafe", said_by="MEK")``."""

    def make(
        statement: str = "The bridge is closed.",
        *,
        at: str | None = None,
        said_by: str | None = None,
        kind: SourceKind = SourceKind.PERSON,
        stance: Stance = Stance.ASSERTS,
        mode: Mode = Mode.INDIRECT,
        within: ArticleKey = article,
    ) -> ClaimKey:
        passage = None
        revision = lookup.latest_revision(operation.connection, within.id)
        if at is not None and revision.text is not None:
            start = revision.text.index(at)
            passage = Passage(revision.id, start, start + len(at), sha256(at))
        claim = add_claim(operation, within, statement, passage)
        if said_by is not None:
            known = lookup.sources_named(operation.connection, said_by, article_id=within.id)
            source = known[0] if known else add_source(operation, said_by, kind, within)
            attribute(operation, claim, source, Saying(stance=stance, mode=mode))
        return lookup.claim(operation.connection, ClaimRef(within.slug, claim.ref.number))

    return make
