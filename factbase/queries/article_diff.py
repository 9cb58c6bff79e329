"""What changed between two revisions of an article, sentence by sentence, and which claims stand there."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy import Connection

from factbase.lookup import ArticleKey, RevisionKey
from factbase.queries.sentences import starts_of
from factbase.records.drafts import draft_of
from factbase.references import ClaimRef, Place
from factbase.text.carrying import Draft, Passage, Piece, PieceKind, Placement, carry, compare
from factbase.vocabulary import AnchorState


class Change(StrEnum):
    """What became of a sentence."""

    NEW = "new"
    CUT = "cut"
    REWORDED = "reworded"
    MOVED = "moved"


@dataclass(frozen=True)
class ChangedRow:
    """Sentences that are not what or where they were; ``old`` and ``new`` are their places, one for most.

    ``words`` is None where no text is here to take them from. ``reason`` says how they differ, or why they are
    taken for cut. ``claims`` are the live ones that begin in them, in either revision.
    """

    what: Change
    old: tuple[Place, ...]
    new: tuple[Place, ...]
    words: tuple[Piece, ...] | None
    reason: str
    claims: tuple[ClaimRef, ...]


def diff_article(
    connection: Connection, article: ArticleKey, old: RevisionKey, new: RevisionKey
) -> list[ChangedRow]:
    """Return what changed, in the reading order of the new revision; what was cut stands where it stood.

    Where a text is not here, sentences are known by their hashes: a reworded one is one that was cut, and a new one.
    """
    comparison = _Comparison(draft_of(connection, old.id), draft_of(connection, new.id))
    claims = [
        _claims(side.sentence_starts, starts_of(connection, key.id))
        for side, key in ((comparison.old_side, old), (comparison.new_side, new))
    ]
    return [
        ChangedRow(
            what=group.what,
            old=comparison.old_side.places(group.old),
            new=comparison.new_side.places(group.new),
            words=comparison.words(group),
            reason=group.reason,
            claims=tuple(
                ClaimRef(article.slug, number)
                for number in sorted(
                    {number for at in group.old for number in claims[0][at]}
                    | {number for at in group.new for number in claims[1][at]}
                )
            ),
        )
        for group in comparison.changed()
    ]


def _claims(starts: Sequence[int], anchors: Sequence[tuple[int, int]]) -> dict[int, list[int]]:
    """Return the numbers of the claims that begin in each sentence, by its index."""
    found: dict[int, list[int]] = defaultdict(list)
    for start, number in anchors:
        found[bisect_right(starts, start) - 1].append(number)
    return found


@dataclass
class _Group:
    """Sentences that belong together, as indices: most are one old and one new one."""

    what: Change
    old: list[int] = field(default_factory=list)
    new: list[int] = field(default_factory=list)
    reason: str = ""


class _Side:
    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.sentence_starts = [each.start for each in draft.sentences]

    def places(self, indices: Sequence[int]) -> tuple[Place, ...]:
        found = (self.draft.sentences[at] for at in indices)
        return tuple(Place(each.paragraph, each.position) for each in found)

    def words(self, indices: Sequence[int]) -> str | None:
        """Return the words of some sentences, or None where the text is not here."""
        text = self.draft.text
        if text is None:
            return None
        sentences = (self.draft.sentences[at] for at in indices)
        return " ".join(text[each.start : each.end] for each in sentences)


class _Comparison:
    """Two drafts, and for each sentence of the old one where it stands in the new one."""

    def __init__(self, old: Draft, new: Draft) -> None:
        self.old_side, self.new_side = _Side(old), _Side(new)
        passages = [Passage(each.start, each.end, each.sha256) for each in old.sentences]
        self._placements = carry(old, new, passages).placements

    def changed(self) -> Iterator[_Group]:
        """Yield the groups of sentences that changed, in the order of the new draft."""
        groups: list[tuple[tuple[int, bool, int], _Group]] = []
        owner: dict[int, _Group] = {}  # of each new sentence
        last = -1
        for at, placement in enumerate(self._placements):
            there = self._there(placement)
            if not there:
                groups.append(((last, True, at), _Group(Change.CUT, [at], reason=placement.reason)))
                continue
            known = next((owner[other] for other in there if other in owner), None)
            group = known or _Group(Change.REWORDED, reason=placement.reason)
            group.old.append(at)
            group.new += [other for other in there if other not in owner]
            owner |= dict.fromkeys(there, group)
            if placement.state in (AnchorState.EXACT, AnchorState.REWORDED):
                last = there[-1]
            if known is None and placement.state != AnchorState.EXACT:
                if placement.state == AnchorState.MOVED:
                    group.what, group.reason = Change.MOVED, ""
                groups.append(((there[0], False, at), group))
        fresh = (other for other in range(len(self.new_side.sentence_starts)) if other not in owner)
        groups += [((other, False, -1), _Group(Change.NEW, new=[other])) for other in fresh]
        return (group for _order, group in sorted(groups, key=lambda each: each[0]))

    def _there(self, placement: Placement) -> list[int]:
        """Return the new sentences that a placement touches."""
        if placement.start is None or placement.end is None:
            return []
        starts = self.new_side.sentence_starts
        return list(range(bisect_right(starts, placement.start) - 1, bisect_right(starts, placement.end - 1)))

    def words(self, group: _Group) -> tuple[Piece, ...] | None:
        """Return the words of a group: kept, cut and added."""
        old, new = self.old_side.words(group.old), self.new_side.words(group.new)
        match group.what:
            case Change.REWORDED if old is not None and new is not None:
                return tuple(compare(old, new))
            case Change.CUT:
                return None if old is None else (Piece(PieceKind.CUT, old),)
            case Change.NEW:
                return None if new is None else (Piece(PieceKind.ADDED, new),)
            case _:
                same = new if old is None else old
                return None if same is None else (Piece(PieceKind.KEPT, same),)
