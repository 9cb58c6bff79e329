"""A small desk: one article, three live claims and a cut one, with a denial and a vague source."""

from sqlalchemy import Connection

from factbase import lookup
from factbase.changes.articles import About, add_article
from factbase.changes.attributions import Saying, attribute
from factbase.changes.claims import Passage, add_claim, cut
from factbase.changes.drafts import File
from factbase.changes.marks import label
from factbase.changes.operation import Operation
from factbase.changes.sources import add_alias, add_source
from factbase.lookup import ArticleKey, ClaimKey
from factbase.text.anchors import sha256
from factbase.text.sentences import split
from factbase.vocabulary import Mode, SourceKind, Stance


def fill(connection: Connection, text: str) -> None:
    """Store the desk, as one run by Ana; ``text`` is that of conftest."""
    operation = Operation(connection, actor="Ana", command="article add")
    article = add_article(
        operation, "bridge", About(title="Bridge"), text, split(text), File("bridge.txt", "txt", None)
    )
    _claim(operation, article, text, "The bridge is closed.", "council closed the bridge")
    unsafe = _claim(operation, article, text, "The bridge was unsafe.", "it was unsafe")
    cost = _claim(operation, article, text, "The repair cost four million.", "the repair cost four million")
    mayor = add_source(operation, "Ana Leka", SourceKind.PERSON, None)
    add_alias(operation, mayor, "The Mayor")
    critics = add_source(operation, "critics", SourceKind.GROUP, article)
    attribute(operation, unsafe, mayor, Saying(Stance.DENIES, Mode.INDIRECT))
    attribute(operation, cost, critics, Saying(Stance.ASSERTS, Mode.INDIRECT, cue="say"))
    label(operation, cost, "figure")
    cut(operation, add_claim(operation, article, "The bridge is old.", None))


def _claim(operation: Operation, article: ArticleKey, text: str, statement: str, at: str) -> ClaimKey:
    revision = lookup.latest_revision(operation.connection, article.id)
    start = text.index(at)
    return add_claim(operation, article, statement, Passage(revision.id, start, start + len(at), sha256(at)))
