"""Two sources that turn out to be one."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack

from sqlalchemy import Connection, delete, insert, select, update

from factbase.changes import claims as claim_changes
from factbase.changes import derive
from factbase.changes.operation import Operation
from factbase.changes.sources import changing, claims_of, hold_name
from factbase.errors import InvalidInput
from factbase.lookup import ClaimKey, SourceKey
from factbase.lookup.sources import source_by_key
from factbase.records import source_line
from factbase.references import ClaimRef
from factbase.tables import article, attribution, claim, source, source_alias
from factbase.text.folding import fold
from factbase.vocabulary import Thing


def merge(operation: Operation, gone: SourceKey, kept: SourceKey) -> int:
    """Make ``gone`` a name of ``kept``: its claims, aliases and spokesmen go over; return how many claims.

    Where both say the same of one claim, what ``kept`` says stands. Raises InvalidInput for a source merged
    with itself, for two that exist inside different articles, where a body would speak for itself, where ``kept``
    would speak for one that exists only inside an article, and where an article would cite two of one name.
    """
    if gone.id == kept.id:
        raise InvalidInput(f"“{gone.name}” and “{kept.name}” are one source already.")
    connection = operation.connection
    if kept.article_id is not None and kept.article_id != gone.article_id:
        raise InvalidInput(
            f"“{kept.name}” exists only inside one article: keep “{gone.name}” and merge into it."
        )
    hold_name(connection, kept.name)
    both = select(source.c.id).where(source.c.id.in_([gone.id, kept.id])).order_by(source.c.id)
    connection.execute(both.with_for_update()).all()  # so that nobody cites the one that goes
    _refuse_circle(connection, gone, kept)
    _refuse_foreign_body(connection, gone, kept)
    affected = _claims(connection, gone)
    _refuse_namesake(connection, affected, gone, kept)
    before = source_line(connection, gone.id)
    with changing(operation, kept), ExitStack() as stack:
        for spokesman in _spokesmen(connection, gone, kept):
            stack.enter_context(changing(operation, spokesman))
        for key in affected:
            stack.enter_context(claim_changes.changing(operation, key))
        _move_attributions(connection, gone, kept)
        _move_names(connection, gone, kept)
        connection.execute(delete(source).where(source.c.id == gone.id))
        operation.record(Thing.SOURCE, gone.id, article_id=gone.article_id, before=before, after=None)
        derive.refresh(connection, claims_of(connection, kept.id))
    return len(affected)


def _refuse_circle(connection: Connection, gone: SourceKey, kept: SourceKey) -> None:
    """Raise InvalidInput where one of the two speaks for the other through a third."""
    columns = source.c
    for first, other in ((gone, kept), (kept, gone)):
        body = connection.scalar(select(columns.speaks_for_id).where(columns.id == first.id))
        while body is not None and body != other.id:
            third = body
            body = connection.scalar(select(columns.speaks_for_id).where(columns.id == third))
            if body == other.id:
                name = source_by_key(connection, third).name
                raise InvalidInput(
                    f"“{first.name}” speaks for “{name}”, and that for “{other.name}”: "
                    f"change for whom “{name}” speaks first (`factbase source edit`)."
                )


def _refuse_foreign_body(connection: Connection, gone: SourceKey, kept: SourceKey) -> None:
    """Raise InvalidInput where the body that ``kept`` would take over exists only inside an article."""
    columns = source.c
    own, spoken_for = (
        connection.scalar(select(columns.speaks_for_id).where(columns.id == key))
        for key in (kept.id, gone.id)
    )
    if own not in (None, gone.id) or spoken_for in (None, kept.id):
        return
    body = source_by_key(connection, spoken_for)
    if body.article_id not in (None, kept.article_id):
        raise InvalidInput(
            f"“{gone.name}” speaks for “{body.name}”, which exists only inside one article: "
            f"change for whom “{gone.name}” speaks first (`factbase source edit`)."
        )


def _refuse_namesake(
    connection: Connection, claims: Sequence[ClaimKey], gone: SourceKey, kept: SourceKey
) -> None:
    """Raise InvalidInput where an article that is to cite ``kept`` has a source of its own by the very name."""
    if kept.article_id is not None:
        return
    slugs = {each.article_id: each.ref.slug for each in claims}
    query = select(source.c.article_id).where(
        source.c.article_id.in_(slugs),
        source.c.id != gone.id,
        source.c.key == fold(kept.name.name),
        source.c.name == kept.name.name,
        source.c.qualifier == kept.name.qualifier,
    )
    if (article_id := connection.scalar(query.order_by(source.c.article_id).limit(1))) is not None:
        raise InvalidInput(
            f"{slugs[article_id]} has a source “{kept.name}” of its own: "
            "give one of the two a qualifier, “… (…)”, and merge then."
        )


def _spokesmen(connection: Connection, gone: SourceKey, kept: SourceKey) -> list[SourceKey]:
    columns = source.c
    query = select(columns.id).where(columns.speaks_for_id == gone.id, columns.id != kept.id)
    keys = connection.execute(query.order_by(columns.id)).scalars().all()
    return [source_by_key(connection, key) for key in keys]


def _claims(connection: Connection, of: SourceKey) -> list[ClaimKey]:
    columns = attribution.c
    keys = select(columns.claim_id).where((columns.source_id == of.id) | (columns.via_id == of.id))
    query = (
        select(
            claim.c.id,
            claim.c.article_id,
            article.c.slug,
            claim.c.number,
            claim.c.statement,
            claim.c.status,
            claim.c.version,
        )
        .join_from(claim, article)
        .where(claim.c.id.in_(keys))
        .order_by(claim.c.id)
    )
    return [
        ClaimKey(
            row.id, row.article_id, ClaimRef(row.slug, row.number), row.statement, row.status, row.version
        )
        for row in connection.execute(query)
    ]


def _move_attributions(connection: Connection, gone: SourceKey, kept: SourceKey) -> None:
    columns = attribution.c
    query = select(columns.id, columns.claim_id, columns.source_id, columns.stance, columns.via_id).where(
        columns.source_id.in_([gone.id, kept.id]) | columns.via_id.in_([gone.id, kept.id])
    )
    rows = connection.execute(query.order_by(columns.id)).all()
    # What stays as it is comes first: of two that become the same, that one is kept.
    rows = sorted(rows, key=lambda row: gone.id in (row.source_id, row.via_id))
    taken: set[tuple[int, int, str, int | None]] = set()
    for key, claim_id, source_id, stance, via_id in rows:
        speaker = kept.id if source_id == gone.id else source_id
        via = kept.id if via_id == gone.id else via_id
        via = None if via == speaker else via
        if (claim_id, speaker, stance, via) in taken:
            connection.execute(delete(attribution).where(columns.id == key))
            continue
        taken.add((claim_id, speaker, stance, via))
        if (speaker, via) != (source_id, via_id):
            kind = {"source_kind": kept.kind} if speaker == kept.id else {}
            connection.execute(
                update(attribution).where(columns.id == key).values(source_id=speaker, via_id=via, **kind)
            )


def _move_names(connection: Connection, gone: SourceKey, kept: SourceKey) -> None:
    aliases = source_alias.c
    names = [
        *connection.execute(select(aliases.name).where(aliases.source_id == gone.id)).scalars(),
        gone.name.name,
        str(gone.name),
    ]
    connection.execute(delete(source_alias).where(aliases.source_id == gone.id))
    known = {
        fold(kept.name.name),
        *connection.execute(select(aliases.key).where(aliases.source_id == kept.id)).scalars(),
    }
    for name in names:
        if fold(name) not in known:
            known.add(fold(name))
            connection.execute(insert(source_alias).values(source_id=kept.id, name=name, key=fold(name)))
    bodies = source.c
    spoken_for = connection.scalar(select(bodies.speaks_for_id).where(bodies.id == gone.id))
    connection.execute(
        update(source)
        .where(bodies.speaks_for_id == gone.id, bodies.id != kept.id)
        .values(speaks_for_id=kept.id)
    )
    own = connection.scalar(select(bodies.speaks_for_id).where(bodies.id == kept.id))
    if own in (None, gone.id):
        body = spoken_for if spoken_for not in (kept.id, gone.id) else None
        connection.execute(update(source).where(bodies.id == kept.id).values(speaks_for_id=body))
