"""A desk with one of everything: two articles that point to each other, and all that a bundle can carry."""

from sqlalchemy import Connection, insert, update

from factbase import lookup
from factbase.changes import marks
from factbase.changes.articles import About, add_article
from factbase.changes.attributions import Saying, attribute
from factbase.changes.claims import add_claim, cut, rate, set_status
from factbase.changes.drafts import File
from factbase.changes.operation import Operation
from factbase.changes.placing import passage_at
from factbase.changes.sentences import set_role
from factbase.changes.sources import add_alias, add_source
from factbase.lookup import ArticleKey, ClaimKey, SourceKey
from factbase.references import Place, claim_ref
from factbase.tables import anchor
from factbase.tables import article as article_table
from factbase.text.sentences import split
from factbase.vocabulary import (
    AnchorState,
    Confidence,
    LinkKind,
    Mode,
    Role,
    SourceKind,
    Stance,
    Status,
    Terms,
)

BRIDGE = (
    "The bridge\n\n"
    "The council closed the bridge in May. Mayor Ana Leka denied that it was unsafe.\n\n"
    "Critics say the repair\u2028cost four million 👷\u200d♀️. Rumour has it that a cousin\u0085was paid."
)
FERRY = "The ferry sails at six. Ana Leka, a sailor, said: “=SUM(A1) — it sails.” The Écho reported it."


def fill(connection: Connection) -> None:
    """Store the desk, as one run by Ana."""
    operation = Operation(connection, actor="Ana", command="article add")
    bridge = _article(operation, "bridge", BRIDGE)
    ferry = _article(operation, "a-ferry", FERRY)
    closed, unsafe = _bridge(operation, bridge)
    sails = _ferry(operation, ferry)
    marks.link(operation, closed, sails, LinkKind.REPEATS)
    marks.link(operation, sails, unsafe, LinkKind.REPEATS)
    marks.link(operation, unsafe, sails, LinkKind.CONTRADICTS)
    marks.link(operation, closed, unsafe, LinkKind.NOT_SAME)
    add_source(operation, "Uncited Institute", SourceKind.ORGANISATION, None)


def _article(operation: Operation, slug: str, text: str) -> ArticleKey:
    about = About(slug.title(), f"https://{slug}.example/", "Ana “A.” Leka", "2026-03-14", "en")
    return add_article(operation, slug, about, text, split(text), File(f"{slug}.txt", "txt", "0" * 64))


def _claim(operation: Operation, article: ArticleKey, statement: str, at: str | None = None) -> ClaimKey:
    passage = None if at is None else passage_at(operation.connection, article, at)
    return add_claim(operation, article, statement, passage)


def _bridge(operation: Operation, article: ArticleKey) -> tuple[ClaimKey, ClaimKey]:
    closed = _claim(operation, article, "The bridge is closed.", "council closed the bridge")
    unsafe = _claim(operation, article, "The bridge was unsafe.", "it was unsafe")
    cost = _claim(operation, article, "=4,000,000 is the cost\u2028or so\u0085👷\u200d♀️.", "the repair")
    gone = _claim(operation, article, "The bridge is old.")
    rumoured = _claim(operation, article, "A cousin was paid.", "a cousin")
    lost = _claim(operation, article, "The bridge is red.")
    _lose(operation, article, lost)
    council = add_source(operation, "City Council", SourceKind.ORGANISATION, None)
    mayor = add_source(operation, "Ana Leka (mayor)", SourceKind.PERSON, None, council)
    add_alias(operation, mayor, "The Mayor")
    add_alias(operation, mayor, "Bürgermeisterin | \\ Çelik")
    deputy = add_source(operation, "A Deputy", SourceKind.PERSON, None, mayor)
    _voices(operation, article, unsafe, cost, rumoured, mayor, deputy)
    attribute(
        operation,
        closed,
        council,
        Saying(Stance.ASSERTS, Mode.DIRECT, Terms.ON_RECORD, True, quote="“closed”"),
    )
    attribute(operation, closed, deputy, Saying(Stance.ASSERTS, Mode.MIXED, via=mayor, note="by\nletter|"))
    cut(operation, gone)
    set_status(operation, closed, Status.CHECKED)
    rate(operation, unsafe, Confidence.LOW, "Nobody measured.")
    for word in ("zebra", "Ämter", "figure"):
        marks.label(operation, cost, word)
    _notes(operation, article, cost)
    return tuple(lookup.claim(operation.connection, each.ref) for each in (closed, unsafe))  # type: ignore[return-value]


def _voices(
    operation: Operation,
    article: ArticleKey,
    unsafe: ClaimKey,
    cost: ClaimKey,
    rumoured: ClaimKey,
    mayor: SourceKey,
    deputy: SourceKey,
) -> None:
    critics = add_source(operation, "critics", SourceKind.GROUP, article, None)
    rumour = add_source(operation, "rumour", SourceKind.RUMOUR, article)
    attribute(operation, unsafe, mayor, Saying(Stance.DENIES, Mode.INDIRECT, cue="denied"))
    attribute(operation, unsafe, critics, Saying(Stance.SPECULATES, Mode.INDIRECT))
    attribute(operation, cost, critics, Saying(Stance.ASSERTS, Mode.INDIRECT, cue="say", via=deputy))
    attribute(operation, cost, critics, Saying(Stance.ASSERTS, Mode.INDIRECT, via=mayor))
    attribute(operation, rumoured, rumour, Saying(Stance.ASSERTS, Mode.INDIRECT, Terms.BACKGROUND))


def _lose(operation: Operation, article: ArticleKey, claim: ClaimKey) -> None:
    """Lose a claim's anchor, as a revision will once one can be added."""
    revision = lookup.latest_revision(operation.connection, article.id)
    row = {"claim_id": claim.id, "revision_id": revision.id, "state": AnchorState.LOST}
    operation.connection.execute(insert(anchor).values(row))


def _notes(operation: Operation, article: ArticleKey, claim: ClaimKey) -> None:
    marks.add_note(operation, claim, "Ask again.\nTwice\u2029over.")
    marks.add_note(operation, claim, "Asked.")
    marks.remove_note(operation, claim, 1)
    marks.add_note(operation, claim, "Third, after the first went.")
    place = Place(1, 1)
    sentence = lookup.sentence(operation.connection, article, place)
    set_role(operation, sentence, Role.HEADING, "It stands alone.")
    marks.add_note(operation, (article, place, sentence), "A short heading.")


def _ferry(operation: Operation, article: ArticleKey) -> ClaimKey:
    """Take the ferry's article apart; its first number is gone for ever."""
    columns = article_table.c
    operation.connection.execute(update(article_table).where(columns.id == article.id).values(next_number=2))
    sails = _claim(operation, article, "The ferry sails at six.", "sails at six")
    said = _claim(operation, article, "It sails.", "it sails")
    sailor = add_source(operation, "Ana Leka (sailor)", SourceKind.PERSON, None)
    paper = add_source(operation, "The Écho", SourceKind.PUBLICATION, article)
    critics = add_source(operation, "critics", SourceKind.GROUP, article)
    author = add_source(operation, "the author", SourceKind.AUTHOR, article)
    attribute(operation, said, sailor, Saying(Stance.ASSERTS, Mode.DIRECT, quote="=SUM(A1)", via=paper))
    attribute(operation, said, critics, Saying(Stance.QUESTIONS, Mode.INDIRECT, Terms.OFF_RECORD))
    attribute(operation, sails, author, Saying(Stance.ASSERTS, Mode.OBSERVATION))
    return lookup.claim(operation.connection, claim_ref("a-ferry/2"))
