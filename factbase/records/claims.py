"""Claims as records, read a page at a time.

The rows come as the driver gives them (``exec_driver_sql``): an export of an archive goes through here, and
turning each word into an enum and back is half of its time. Only integers are written into the SQL.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from factbase.records.lines import AttributionLine, ClaimLine
from factbase.records.rows import rows
from factbase.records.sources import SourceNames

_CLAIMS = """
SELECT c.id, a.slug, c.number, c.statement, c.confidence, c.confidence_override, c.override_reason, c.status
FROM claim c JOIN article a ON a.id = c.article_id WHERE {which} ORDER BY c.article_id, c.number
"""
_ANCHORS = """
SELECT c.id, n.revision_id, r.number, n.start, n."end", n.sha256, n.state
FROM claim c JOIN anchor n ON n.claim_id = c.id JOIN revision r ON r.id = n.revision_id WHERE {which} {up_to}
ORDER BY c.article_id, c.number, r.number
"""
_ATTRIBUTIONS = """
SELECT c.id, b.source_id, b.source_kind, b.stance, b.mode, b.terms, b.own_act, b.cue, b.quote, b.via_id, b.note
FROM claim c JOIN attribution b ON b.claim_id = c.id WHERE {which} ORDER BY c.article_id, c.number, b.id
"""
_LABELS = """
SELECT c.id, l.word FROM claim c JOIN label l ON l.claim_id = c.id WHERE {which}
ORDER BY c.article_id, c.number, l.word
"""
_NUMBERED = "c.article_id = ? AND c.number BETWEEN ? AND ?"
_SENTENCES = 'SELECT start, "end", paragraph, position FROM sentence WHERE revision_id = ? ORDER BY start'
_SENTENCE = """
SELECT "end", paragraph, position FROM sentence WHERE revision_id = {key} AND start <= {start}
ORDER BY start DESC LIMIT 1
"""
_NEXT = "SELECT number FROM claim WHERE article_id = ? AND number > ? ORDER BY number LIMIT 500"
_KEPT_REVISIONS = 8

_Row = tuple[Any, ...]


class ClaimReader:
    """Reads claims as records; keeps the names of sources and, for ``many``, the sentences of a few revisions.

    ``up_to`` is the number of the last revision whose anchors are read, if not all are.
    """

    def __init__(self, connection: Connection, *, many: bool = True, up_to: int | None = None) -> None:
        self._connection = connection
        self._many = many
        self._anchors = _ANCHORS.format(
            which="{which}", up_to="" if up_to is None else f"AND r.number <= {up_to}"
        )
        self._names = SourceNames(connection)
        self._known: dict[int, str] = {}
        self._sentences: dict[int, tuple[list[int], list[tuple[int, int, int]]]] = {}

    def read(self, claim_ids: Sequence[int]) -> Iterator[ClaimLine]:
        """Yield the records of ``claim_ids``, in that order: a few hundred at a time at most."""
        if claim_ids:
            lines = self._lines(f"c.id IN ({','.join(map(str, claim_ids))})")
            yield from (lines[key] for key in claim_ids)

    def page(self, article_id: int, first: int, last: int) -> Iterable[ClaimLine]:
        """Return the records of an article's claims from number ``first`` to ``last``, in that order."""
        return self._lines(_NUMBERED, article_id, first, last).values()

    def of_article(self, article_id: int, numbers: Sequence[int] | None = None) -> Iterator[ClaimLine]:
        """Yield the records of an article's claims, or of those with these numbers, which ascend; a page at a time."""
        last = 0
        while numbers is None or (index := bisect_right(numbers, last)) < len(numbers):
            if numbers is not None:
                last = numbers[index] - 1
            keys = [row[0] for row in rows(self._connection, _NEXT, article_id, last)]
            if not keys:
                return
            wanted = None if numbers is None else frozenset(numbers[index : index + len(keys)])
            for line in self.page(article_id, keys[0], keys[-1]):
                if wanted is None or line["number"] in wanted:
                    yield line
            last = keys[-1]

    def _lines(self, which: str, *values: int) -> dict[int, ClaimLine]:
        """Return the records of the claims of which a condition holds, by article and number."""
        claims, *hanging = (
            rows(self._connection, query.format(which=which), *values)
            for query in (_CLAIMS, self._anchors, _ATTRIBUTIONS, _LABELS)
        )
        anchors, attributions, labels = map(_by_claim, hanging)
        self._known = self._names.load(
            key for row in hanging[1] for key in (row[1], row[9]) if key is not None
        )
        return {
            row[0]: self._line(
                row, anchors.get(row[0], []), attributions.get(row[0], []), labels.get(row[0], [])
            )
            for row in claims
        }

    def one(self, claim_id: int) -> ClaimLine:
        """Return the record of one claim."""
        return next(self.read([claim_id]))

    def _line(
        self, row: _Row, anchors: list[_Row], attributions: list[_Row], labels: list[_Row]
    ) -> ClaimLine:
        _key, slug, number, statement, confidence, override, reason, status = row
        paragraph, sentence, start, end = self._place(anchors)
        # Written out as dicts: a call of the shape takes twice as long.
        return {
            "type": "claim",
            "article": slug,
            "number": number,
            "ref": f"{slug}/{number}",
            "statement": statement,
            "confidence": confidence,
            "confidence_override": None if override is None else {"word": override, "reason": reason},
            "status": status,
            "paragraph": paragraph,
            "sentence": sentence,
            "start": start,
            "end": end,
            "anchors": [
                {"revision": revision, "start": start, "end": end, "sha256": sha256, "state": state}
                for _claim, _revision, revision, start, end, sha256, state in anchors
            ],
            "attributions": [self._attribution(attribution) for attribution in attributions],
            "labels": [word for _claim, word in labels],
        }

    def _attribution(self, row: _Row) -> AttributionLine:
        _claim, source_id, kind, stance, mode, terms, own_act, cue, quote, via_id, note = row
        return {
            "source": self._known[source_id],
            "kind": kind,
            "stance": stance,
            "mode": mode,
            "terms": terms,
            "own_act": bool(own_act),
            "cue": cue,
            "quote": quote,
            "via": None if via_id is None else self._known[via_id],
            "note": note,
        }

    def _place(self, anchors: list[_Row]) -> tuple[int | None, int | None, int | None, int | None]:
        """Return paragraph, sentence, start and end of the newest anchor, as far as it has them."""
        if not anchors or anchors[-1][3] is None:
            return None, None, None, None
        _claim, revision_id, _number, start, end, _sha256, _state = anchors[-1]
        sentence = self._sentence_at(revision_id, start)
        if sentence is None or start >= sentence[0]:
            return None, None, start, end
        return sentence[1], sentence[2], start, end

    def _sentence_at(self, revision_id: int, start: int) -> tuple[int, int, int] | None:
        """Return end, paragraph and position of the last sentence that begins at ``start`` or before."""
        if not self._many:
            query = _SENTENCE.format(key=revision_id, start=start)
            row = self._connection.exec_driver_sql(query).first()
            return None if row is None else (row[0], row[1], row[2])
        starts, sentences = self._sentences_of(revision_id)
        index = bisect_right(starts, start) - 1
        return None if index < 0 else sentences[index]

    def _sentences_of(self, revision_id: int) -> tuple[list[int], list[tuple[int, int, int]]]:
        found = self._sentences.get(revision_id)
        if found is None:
            sentences = rows(self._connection, _SENTENCES, revision_id)
            found = [row[0] for row in sentences], [row[1:] for row in sentences]
            if len(self._sentences) >= _KEPT_REVISIONS:
                self._sentences.pop(next(iter(self._sentences)))
            self._sentences[revision_id] = found
        return found


def _by_claim(found: Sequence[_Row]) -> dict[int, list[_Row]]:
    """Return rows that are ordered by claim, by its key."""
    return {key: list(of_claim) for key, of_claim in groupby(found, key=itemgetter(0))}


def claim_line(connection: Connection, claim_id: int) -> ClaimLine:
    """Return the record of one claim."""
    return ClaimReader(connection, many=False).one(claim_id)
