"""How far an article is tagged, and what of it does not hold."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from factbase import lookup
from factbase.lookup import ArticleKey, RevisionKey
from factbase.queries.places import Whereabouts, last_whereabouts
from factbase.references import ClaimRef, Place
from factbase.tables import anchor, claim, sentence
from factbase.text.anchors import sha256
from factbase.vocabulary import AnchorState, Role, Status


@dataclass(frozen=True)
class Coverage:
    """A revision of an article, sentence by sentence and anchor by anchor; ``is_newest`` is whether none follows.

    ``last`` says where each ``lost`` claim stood before, None where that is not known. ``unplaced`` claims have no
    anchor in it; they may have come from outside and leave nothing open.
    """

    article: str
    revision: int
    is_newest: bool
    sentences: int
    claims: int
    roles: dict[Role, int]
    untriaged: tuple[Place, ...]
    claimless: tuple[Place, ...]
    misplaced: tuple[Place, ...]
    broken: tuple[ClaimRef, ...]
    lost: tuple[ClaimRef, ...]
    last: tuple[Whereabouts | None, ...]
    unplaced: tuple[ClaimRef, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is open."""
        return not (self.untriaged or self.claimless or self.misplaced or self.broken or self.lost)


def coverage_of(connection: Connection, article: ArticleKey, number: int | None = None) -> Coverage:
    """Return how far the newest revision of an article is tagged, or the one of this number.

    Raises NotFound where there is none.
    """
    revision = lookup.revision(connection, article, number)
    newest = number is None or revision.number == lookup.latest_revision(connection, article.id).number
    sentences = _sentences(connection, revision.id)
    anchors = _anchors(connection, article.id, revision.id)
    lost = [row for row in anchors if row.state == AnchorState.LOST]
    last = last_whereabouts(connection, [row.id for row in lost], before=revision.number)
    starts = [row.start for row in sentences]
    claimed = {
        bisect_right(starts, row.start) - 1
        for row in anchors
        if row.start is not None and _inside(sentences, starts, row.start)
    }

    def places(numbers: Sequence[int]) -> tuple[Place, ...]:
        return tuple(Place(sentences[number].paragraph, sentences[number].position) for number in numbers)

    def refs(rows: Sequence[Any]) -> tuple[ClaimRef, ...]:
        return tuple(ClaimRef(article.slug, row.number) for row in rows)

    roles = [row.role for row in sentences]
    counts = Counter(role for role in roles if role is not None)
    return Coverage(
        article=article.slug,
        revision=revision.number,
        is_newest=newest,
        sentences=len(sentences),
        claims=len(anchors),
        roles={role: counts[role] for role in Role},
        untriaged=places([at for at, role in enumerate(roles) if role is None]),
        claimless=places([at for at, role in enumerate(roles) if role == Role.CLAIM and at not in claimed]),
        misplaced=places([at for at in sorted(claimed) if roles[at] not in (None, Role.CLAIM)]),
        broken=refs(
            [row for row in anchors if row.start is not None and not _holds(row, revision, sentences, starts)]
        ),
        lost=refs(lost),
        last=tuple(last.get(row.id) for row in lost),
        unplaced=refs([row for row in anchors if row.state is None]),
    )


def _sentences(connection: Connection, revision_id: int) -> Sequence[Any]:
    columns = sentence.c
    query = select(
        columns.paragraph, columns.position, columns.start, columns.end, columns.sha256, columns.role
    )
    return connection.execute(query.where(columns.revision_id == revision_id).order_by(columns.start)).all()


def _anchors(connection: Connection, article_id: int, revision_id: int) -> Sequence[Any]:
    """Return every live claim with its anchor in a revision, whose columns are None where it has none."""
    query = (
        select(claim.c.id, claim.c.number, anchor.c.start, anchor.c.end, anchor.c.sha256, anchor.c.state)
        .join_from(
            claim,
            anchor,
            (anchor.c.claim_id == claim.c.id) & (anchor.c.revision_id == revision_id),
            isouter=True,
        )
        .where(claim.c.article_id == article_id, claim.c.status != Status.CUT)
        .order_by(claim.c.number)
    )
    return connection.execute(query).all()


def _inside(sentences: Sequence[Any], starts: Sequence[int], start: int) -> bool:
    at = bisect_right(starts, start) - 1
    return at >= 0 and start < sentences[at].end


def _holds(row: Any, revision: RevisionKey, sentences: Sequence[Any], starts: Sequence[int]) -> bool:  # noqa: ANN401
    """Return whether an anchor's words are those it was put on, as far as that can be seen without the text."""
    if row.end > revision.characters or not _inside(sentences, starts, row.start):
        return False
    if revision.text is not None:
        return bool(sha256(revision.text[row.start : row.end]) == row.sha256)
    within = sentences[bisect_right(starts, row.start) - 1]
    whole = (row.start, row.end) == (within.start, within.end)
    return not whole or bool(within.sha256 == row.sha256)
