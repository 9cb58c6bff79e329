"""Changes to claims: their words, their rating, where the work is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, delete, insert, select, update

from factbase.changes import derive, indexing
from factbase.changes.operation import Operation
from factbase.changes.sentences import give_claim_role
from factbase.changes.wording import storable
from factbase.errors import Conflict, InvalidInput
from factbase.lookup import ArticleKey, ClaimKey
from factbase.records import ClaimLine, ClaimReader, claim_line
from factbase.references import ClaimRef
from factbase.tables import anchor as anchor_table
from factbase.tables import article as article_table
from factbase.tables import claim as claim_table
from factbase.tables import revision as revision_table
from factbase.vocabulary import AnchorState, Confidence, Status, Thing

_KEY = claim_table.c.id == bindparam("key")
_LOCK = (
    select(claim_table.c.statement, claim_table.c.status, claim_table.c.version).where(_KEY).with_for_update()
)
_SET = update(claim_table).where(_KEY)
_NEXT_VERSION = (
    update(claim_table)
    .where(_KEY, claim_table.c.version == bindparam("found"))
    .values(version=claim_table.c.version + 1, operation_id=bindparam("by"))
)


@dataclass(frozen=True)
class Passage:
    """Where a claim stands in a revision: code points, end-exclusive, and the hash of the words there."""

    revision_id: int
    start: int
    end: int
    sha256: str


@contextmanager
def changing(operation: Operation, claim: ClaimKey, *, version: int | None = None) -> Iterator[ClaimKey]:
    """Log what happens to ``claim`` inside, derive what follows, and raise its version if it changed at all.

    Give the claim as it is under the lock: what was read before it somebody else may have changed since.
    Raises Conflict if ``version`` is given and the claim is not at it any more.
    """
    connection = operation.connection
    found = connection.execute(_LOCK, {"key": claim.id}).first()
    if found is None:
        raise Conflict(
            f"{claim.ref} was removed meanwhile: `factbase claim list {claim.ref.slug}` shows what is left."
        )
    if version is not None and version != found.version:
        raise Conflict(
            f"{claim.ref} is at version {found.version}, not {version}: it now says “{found.statement}”."
        )
    reader = ClaimReader(connection, many=False)
    before = reader.one(claim.id)
    yield replace(claim, statement=found.statement, status=found.status, version=found.version)
    after = reader.one(claim.id)
    if before == after:
        return
    counts = any(before[part] != after[part] for part in ("attributions", "confidence_override", "status"))
    if counts and derive.refresh(connection, [claim.id]):
        after = reader.one(claim.id)
    if _searched(before) != _searched(after):
        indexing.refresh(connection, [claim.id])
    connection.execute(_NEXT_VERSION, {"key": claim.id, "found": found.version, "by": operation.id})
    operation.record(
        Thing.CLAIM, claim.id, article_id=claim.article_id, claim_id=claim.id, before=before, after=after
    )


def _searched(line: ClaimLine) -> tuple[object, ...]:
    """Return what of a claim's record a search sees."""
    cited = [(each["source"], each["via"]) for each in line["attributions"]]
    return line["statement"], line["anchors"], cited


def touch(operation: Operation, claim_id: int) -> None:
    """Raise a claim's version for a change that its own record does not show, such as a link."""
    columns = claim_table.c
    connection = operation.connection
    connection.execute(
        update(claim_table)
        .where(columns.id == claim_id)
        .values(version=columns.version + 1, operation_id=operation.id)
    )


def add_claim(operation: Operation, article: ArticleKey, statement: str, passage: Passage | None) -> ClaimKey:
    """Store a new claim, unattributed as yet, and give its sentence the role claim.

    Its number is the article's next and is never given again.
    """
    connection = operation.connection
    statement = storable(statement, "the statement")
    columns = article_table.c
    take = (
        update(article_table)
        .where(columns.id == article.id)
        .values(next_number=columns.next_number + 1)
        .returning(columns.next_number - 1)
    )
    number = connection.scalar(take)
    if number is None:
        raise Conflict(f"{article.slug} was removed meanwhile: `factbase article list` shows what is left.")
    row = insert(claim_table).values(
        article_id=article.id,
        number=number,
        statement=statement,
        confidence=Confidence.LOW,
        status=Status.OPEN,
        operation_id=operation.id,
        version=1,
    )
    claim_id = connection.execute(row.returning(claim_table.c.id)).scalar_one()
    if passage is not None:
        if connection.dialect.name == "postgresql":  # elsewhere nobody wrote since it was looked up
            refuse_older(operation, article.id, article.slug, passage.revision_id)
        _place(operation, claim_id, passage)
    derive.refresh(connection, [claim_id])
    indexing.refresh(connection, [claim_id])
    operation.record(
        Thing.CLAIM,
        claim_id,
        article_id=article.id,
        claim_id=claim_id,
        before=None,
        after=claim_line(connection, claim_id),
    )
    return ClaimKey(claim_id, article.id, ClaimRef(article.slug, number), statement, Status.OPEN, 1)


def _place(
    operation: Operation, claim_id: int, passage: Passage, state: AnchorState = AnchorState.EXACT
) -> None:
    operation.connection.execute(
        insert(anchor_table).values(
            claim_id=claim_id,
            revision_id=passage.revision_id,
            start=passage.start,
            end=passage.end,
            sha256=passage.sha256,
            state=state,
        )
    )
    give_claim_role(operation, passage.revision_id, passage.start)


def refuse_older(operation: Operation, article_id: int, slug: str, revision_id: int) -> None:
    """Raise Conflict where a draft came in since a place in this one was looked up; the article is locked by now."""
    columns = revision_table.c
    newest = select(columns.id).where(columns.article_id == article_id).order_by(columns.number.desc())
    if operation.connection.scalar(newest.limit(1)) != revision_id:
        raise Conflict(f"{slug} got another draft meanwhile: see where it stands now, and run this again.")


def anchor_claim(operation: Operation, claim: ClaimKey, passage: Passage) -> None:
    """Say where a claim stands in the newest revision: one that was lost, or that stands elsewhere.

    It is exact there with the words that it had in the draft before, else reworded. A checked one reopens
    where the words are others than those that it had until now. Raises InvalidInput for one that is cut.
    """
    connection = operation.connection
    slug = claim.ref.slug
    lock = select(article_table.c.id).where(article_table.c.id == claim.article_id).with_for_update()
    if connection.scalar(lock) is not None:  # first, as a draft does; a claim that is gone is told below
        refuse_older(operation, claim.article_id, slug, passage.revision_id)
    columns = anchor_table.c
    with changing(operation, claim) as now:
        if now.status == Status.CUT:
            raise InvalidInput(
                f"{claim.ref} is cut: `factbase claim restore {claim.ref}` brings it back first."
            )
        stood = (
            select(columns.revision_id, columns.start, columns.end, columns.sha256)
            .join_from(anchor_table, revision_table)
            .where(columns.claim_id == claim.id, columns.start.is_not(None))
            .order_by(revision_table.c.number.desc())
        )
        places = connection.execute(stood).all()
        if places and tuple(places[0]) == tuple(vars(passage).values()):
            return
        earlier = [place.sha256 for place in places if place.revision_id != passage.revision_id]
        same = not earlier or earlier[0] == passage.sha256
        here = (columns.claim_id == claim.id) & (columns.revision_id == passage.revision_id)
        connection.execute(delete(anchor_table).where(here))
        _place(operation, claim.id, passage, AnchorState.EXACT if same else AnchorState.REWORDED)
        if places and places[0].sha256 != passage.sha256:
            reopen(operation, now)


def edit_statement(
    operation: Operation, claim: ClaimKey, statement: str, *, version: int | None = None
) -> None:
    """Give a claim other words; a checked one reopens, since its check was of the old ones.

    Raises Conflict if ``version`` is given and stale, with both statements.
    """
    statement = storable(statement, "the statement")
    if version is not None and version != claim.version:
        raise Conflict(
            f"{claim.ref} is at version {claim.version}, not {version}: it says “{claim.statement}”, "
            f"you wrote “{statement}”; look again and give --version {claim.version}."
        )
    with changing(operation, claim, version=version) as now:
        if statement != now.statement:
            _set(operation, now, statement=statement)
            reopen(operation, now)


def reopen(operation: Operation, claim: ClaimKey) -> None:
    """Reopen a claim that was checked: what was checked is not what it says now. Call with what ``changing`` gives."""
    if claim.status == Status.CHECKED:
        _set(operation, claim, status=Status.REOPENED)


def rate(operation: Operation, claim: ClaimKey, word: Confidence | None, reason: str | None) -> None:
    """Put a person's word in place of the default confidence, or take it back with None.

    A word equal to the default is kept too: somebody looked. Raises InvalidInput for a word without a reason.
    """
    if word is not None and reason is None:
        raise InvalidInput("An override needs its reason: say why with --because.")
    with changing(operation, claim):
        because = None if word is None or reason is None else storable(reason, "the reason")
        _set(operation, claim, confidence_override=word, override_reason=because)


def set_status(operation: Operation, claim: ClaimKey, status: Status) -> None:
    """Say where the work on a claim is. Raises InvalidInput for a claim that is cut, or to be cut."""
    if status == Status.CUT:
        raise InvalidInput(f"Cutting needs its reason: `factbase claim cut {claim.ref} --because …`.")
    with changing(operation, claim) as now:
        if now.status == Status.CUT:
            raise InvalidInput(
                f"{claim.ref} is cut: `factbase claim restore {claim.ref}` brings it back first."
            )
        _set(operation, now, status=status)


def cut(operation: Operation, claim: ClaimKey) -> None:
    """Take a claim out of the lists; it keeps its number, its record and its log."""
    with changing(operation, claim):
        _set(operation, claim, status=Status.CUT)


def restore(operation: Operation, claim: ClaimKey) -> None:
    """Bring a cut claim back, open; its sentence is one with a claim again.

    Raises InvalidInput for one that is not cut.
    """
    with changing(operation, claim) as now:
        if now.status != Status.CUT:
            raise InvalidInput(f"{claim.ref} is not cut (it is {now.status}): there is nothing to restore.")
        _set(operation, now, status=Status.OPEN)
    columns = anchor_table.c
    places = select(columns.revision_id, columns.start).where(columns.claim_id == claim.id)
    for revision_id, start in operation.connection.execute(places).all():
        if start is not None:
            give_claim_role(operation, revision_id, start)


def _set(operation: Operation, claim: ClaimKey, **values: object) -> None:
    operation.connection.execute(_SET, {"key": claim.id, **values})
