"""Takes in the next draft of an article, and carries every claim into it."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, insert, select, update

from factbase.changes import indexing
from factbase.changes.carrying import Earlier, Standing, alike, claims_standing, read_earlier
from factbase.changes.carrying_notes import move_notes, read_notes
from factbase.changes.drafts import Draft, Told, add_revision, add_sentences
from factbase.changes.operation import Operation, Recorded
from factbase.errors import Conflict, InvalidInput
from factbase.lookup import ArticleKey, latest_revision
from factbase.lookup.articles import RevisionKey
from factbase.records import ClaimReader
from factbase.references import ClaimRef, Place
from factbase.tables import anchor as anchor_table
from factbase.tables import article as article_table
from factbase.tables import claim as claim_table
from factbase.text import carrying
from factbase.text.anchors import sha256
from factbase.text.carrying import Passage, Piece, Placement, Sentence
from factbase.vocabulary import AnchorState, Role, Status, Thing

_PAGE = 500
_NEVER_STOOD = Placement(AnchorState.LOST, None, None, None, "it never had a place", None)
_SET = (
    update(claim_table)
    .where(claim_table.c.id == bindparam("key"))
    .values(status=bindparam("becomes"), version=claim_table.c.version + 1, operation_id=bindparam("by"))
)


@dataclass(frozen=True)
class Carried:
    """What became of a claim in a new draft.

    ``old`` is its place in the revision in which it stood last, ``new`` that in the new one. ``reopened`` says why
    it must be checked anew, if it was checked; ``difference`` are the words of both places where they differ.
    """

    ref: ClaimRef
    statement: str
    state: AnchorState
    old: Place | None
    new: Place | None
    score: float | None
    reason: str
    reopened: str | None
    difference: tuple[Piece, ...]


@dataclass(frozen=True)
class Revised:
    """A new revision: its number, its live claims (lost and reopened ones first), its sentences.

    ``number`` is None, and nothing was made, where the text is that of the newest revision. Of the notes on sentences
    ``notes_moved`` went along, and ``notes_left`` stay with the revision before.
    """

    article: str
    number: int | None
    claims: Sequence[Carried] = ()
    sentences: int = 0
    untriaged: int = 0
    notes_moved: int = 0
    notes_left: int = 0

    def count(self, state: AnchorState) -> int:
        """Return how many claims are in a state."""
        return sum(each.state == state for each in self.claims)

    @property
    def reopened(self) -> int:
        """How many claims that were checked must be checked anew."""
        return sum(each.reopened is not None for each in self.claims)


class ManyLost(InvalidInput):
    """A draft in which most claims, or without any most sentences, stand nowhere: it may be another article's.

    ``report`` is what would be.
    """

    def __init__(self, report: Revised, lost: int, stood: int, what: str) -> None:
        super().__init__(
            f"{lost} of the {stood} {what} of {report.article} stand nowhere in this text, more than half: "
            "see that it is a draft of this article, and add --force to take it in all the same."
        )
        self.report = report


def revise(
    operation: Operation,
    article: ArticleKey,
    draft: Draft,
    *,
    base: int,
    note: str | None = None,
    force: bool = False,
) -> Revised:
    """Make a draft the next revision of ``article``, and carry every claim into it, cut ones too.

    A sentence that is unchanged but for typography keeps its notes, and its role, unless a claim stands in it by now
    and it was none of a claim; all others are untriaged, and their notes stay where they were. A claim without an
    anchor in the newest revision stays without; one that was lost there is looked for by the words of the last
    revision in which it stood, and stays lost, with no new reason to check it, unless these are found. A checked
    claim whose words changed in substance is reopened.

    ``base`` is the number of the revision that the caller knew as the newest. Of two who revise at once one waits
    for the other and is refused: which of the two drafts is the later one only they can tell, and to go on from
    what they had not seen would measure every claim against the wrong text.

    Raises Conflict for a stale base, and ManyLost where over half of the live claims would be lost, or over half of
    the sentences where no claim stands, unless ``force``. Nothing is changed then.
    """
    connection = operation.connection
    newest = _locked(operation, article, base)
    if newest.sha256 == sha256(draft.text):
        return Revised(article.slug, None)
    carry = _Carrying(operation, article, newest, draft)
    report = carry.report()
    if not force:
        carry.refuse_another(report)
    revision_id = add_revision(operation, article.id, newest.number + 1, draft, note)
    add_sentences(operation, article.id, revision_id, draft, carry.roles)
    carry.write(revision_id)
    move_notes(operation, article.id, revision_id, carry.notes)
    indexing.refresh(connection, carry.reworded())
    return report


def _locked(operation: Operation, article: ArticleKey, base: int) -> RevisionKey:
    """Return the newest revision, which nobody may follow by another, nor change a claim, until the commit."""
    connection = operation.connection
    columns = article_table.c
    slug = connection.scalar(select(columns.slug).where(columns.id == article.id).with_for_update())
    if slug is None:
        raise Conflict(f"{article.slug} was removed meanwhile: `factbase article list` shows what is left.")
    newest = latest_revision(connection, article.id)
    if newest.number != base:
        raise Conflict(
            f"{article.slug} is at revision {newest.number} now, not {base}: "
            f"look at it (`factbase article show {article.slug}`) and run this again."
        )
    if connection.dialect.name == "postgresql":
        claims = select(claim_table.c.id).where(claim_table.c.article_id == article.id)
        connection.execute(claims.order_by(claim_table.c.id).with_for_update()).all()
    return newest


class _Carrying:
    """The claims of an article on their way into a new draft."""

    def __init__(self, operation: Operation, article: ArticleKey, newest: RevisionKey, draft: Draft) -> None:
        self._operation = operation
        self._connection = operation.connection
        self._article = article
        self._newest = newest
        self._draft = draft
        self._new = carrying.Draft.of(draft.text, draft.sentences)
        self._starts = [each.start for each in self._new.sentences]
        self._earlier: dict[int | None, Earlier] = {newest.id: read_earlier(self._connection, newest.id)}
        self._claims = claims_standing(self._connection, newest.id)
        self.placements: dict[int, Placement] = {}
        self._old = self._earlier[newest.id].draft
        same = alike(self._old, self._new, self._carry())
        self.roles = self._kept_roles(same)
        self.notes = read_notes(self._connection, newest.id, self._old.sentences, self._new.sentences, same)

    @property
    def live(self) -> list[Standing]:
        """The claims that are not cut."""
        return [each for each in self._claims if each.status != Status.CUT]

    def refuse_another(self, report: Revised) -> None:
        """Raise ManyLost for what has so little of the newest revision that it may be another article's."""
        stood = [each for each in self.live if each.revision_id == self._newest.id]
        places, what = [self.placements[each.key] for each in stood], "claims"
        if not stood:
            passages = [Passage(each.start, each.end, each.sha256) for each in self._old.sentences]
            places, what = carrying.carry(self._old, self._new, passages).placements, "sentences"
        lost = sum(each.state == AnchorState.LOST for each in places)
        if lost * 2 > len(places):
            raise ManyLost(report, lost, len(places), what)

    def _carry(self) -> dict[int, int]:
        """Place every claim; return which sentences of the new draft are which unchanged ones of the newest."""
        waiting: dict[int, list[Standing]] = defaultdict(list)
        for each in self._claims:
            if each.revision_id is None:
                self.placements[each.key] = _NEVER_STOOD
            else:
                waiting[each.revision_id].append(each)
        unchanged: dict[int, int] = {}
        for revision_id in {self._newest.id, *waiting}:
            if revision_id not in self._earlier:
                self._earlier[revision_id] = read_earlier(self._connection, revision_id)
            earlier = self._earlier[revision_id]
            passages = [each.passage for each in waiting[revision_id] if each.passage is not None]
            found = carrying.carry(earlier.draft, self._new, passages)
            if revision_id == self._newest.id:
                unchanged = found.unchanged
            for each, placement in zip(waiting[revision_id], found.placements, strict=True):
                self.placements[each.key] = self._told(each, placement)
        return unchanged

    def _told(self, each: Standing, placement: Placement) -> Placement:
        """Return the placement of a claim; one that was lost before is told so."""
        if each.revision_id == self._newest.id:
            return placement
        since = self._earlier[each.revision_id].number
        if placement.state == AnchorState.LOST:
            return placement._replace(reason=f"still lost: it last stood in revision {since}", reopens=None)
        return placement._replace(reason=f"found again from revision {since}: {placement.reason}")

    def _kept_roles(self, same: dict[int, int]) -> dict[int, Told]:
        """Return the roles that sentences of the new draft keep, by their index."""
        roles = self._earlier[self._newest.id].roles
        kept = {new: roles[old] for new, old in same.items() if roles[old].role is not None}
        for each in self.live:
            start = self.placements[each.key].start
            if start is not None:
                at = bisect_right(self._starts, start) - 1
                if at in kept and kept[at].role != Role.CLAIM:
                    del kept[at]
        return kept

    def _reopens(self, each: Standing) -> str | None:
        """Return why a claim must be checked anew, None where it need not or was not checked."""
        return self.placements[each.key].reopens if each.status == Status.CHECKED else None

    def report(self) -> Revised:
        """Return what becomes of the live claims, and of the sentences."""
        claims = [self._report(each) for each in self.live]
        claims.sort(key=_urgency)
        count = len(self._draft.sentences)
        number = self._newest.number + 1
        return Revised(
            article=self._article.slug,
            number=number,
            claims=claims,
            sentences=count,
            untriaged=count - len(self.roles),
            notes_moved=len(self.notes.going),
            notes_left=self.notes.staying,
        )

    def _report(self, each: Standing) -> Carried:
        placement = self.placements[each.key]
        old = None if each.revision_id is None else self._earlier[each.revision_id].draft
        return Carried(
            ref=ClaimRef(self._article.slug, each.number),
            statement=each.statement,
            state=placement.state,
            old=None if old is None or each.passage is None else _place(old.sentences, each.passage.start),
            new=None if placement.start is None else _place(self._new.sentences, placement.start),
            score=placement.score,
            reason=placement.reason,
            reopened=self._reopens(each),
            difference=tuple(self._difference(each, placement)),
        )

    def _difference(self, each: Standing, placement: Placement) -> Sequence[Piece]:
        if each.passage is None or each.revision_id is None or placement.start is None:
            return ()
        old, new = self._earlier[each.revision_id].draft.text, self._draft.text
        words = new[placement.start : placement.end]
        if old is None or old[each.passage.start : each.passage.end] == words:
            return ()
        return carrying.compare(old[each.passage.start : each.passage.end], words)

    def write(self, revision_id: int) -> None:
        """Give the claims their anchors and what follows from these, and log them."""
        reader = ClaimReader(self._connection)
        for first in range(0, len(self._claims), _PAGE):
            page = self._claims[first : first + _PAGE]
            records = self._write(page, revision_id, reader)
            self._operation.record_many(Thing.CLAIM, self._article.id, records)

    def _write(self, page: Sequence[Standing], revision_id: int, reader: ClaimReader) -> Iterator[Recorded]:
        keys = [each.key for each in page]
        before = list(reader.read(keys))
        self._connection.execute(insert(anchor_table), [self._anchor(each.key, revision_id) for each in page])
        changed = [
            {
                "key": each.key,
                "becomes": each.status if self._reopens(each) is None else Status.REOPENED,
                "by": self._operation.id,
            }
            for each in page
        ]
        self._connection.execute(_SET, changed)
        return map(Recorded, keys, before, reader.read(keys))

    def _anchor(self, claim_id: int, revision_id: int) -> dict[str, object]:
        placement = self.placements[claim_id]
        start, end = placement.start, placement.end
        return {
            "claim_id": claim_id,
            "revision_id": revision_id,
            "start": start,
            "end": end,
            "sha256": None if start is None else sha256(self._draft.text[start:end]),
            "state": placement.state,
        }

    def reworded(self) -> list[int]:
        """Return the keys of the claims whose passage a search must learn: other words, or words known only now."""
        bare = self._newest.text is None
        return [
            each.key
            for each in self._claims
            if bare
            or self.placements[each.key].state not in (AnchorState.EXACT, AnchorState.MOVED)
            or each.revision_id != self._newest.id
        ]


def _place(sentences: Sequence[Sentence], start: int) -> Place | None:
    at = bisect_right(sentences, start, key=lambda each: each.start) - 1
    return None if at < 0 else Place(sentences[at].paragraph, sentences[at].position)


def _urgency(each: Carried) -> tuple[bool, bool, int, int]:
    """Return what sorts claims: lost, reopened, reworded, moved, the rest; by number in each."""
    order = (AnchorState.LOST, AnchorState.REWORDED, AnchorState.MOVED, AnchorState.EXACT)
    return each.state != AnchorState.LOST, each.reopened is None, order.index(each.state), each.ref.number
