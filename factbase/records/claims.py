"""Claims as records, read a page at a time.

The rows come as the driver gives them (``exec_driver_sql``): an export of an archive goes through here, and
turning each word into an enum and back is half of its time. Only integers are written into the SQL.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection

from factbase.records.lines import AttributionLine, ClaimLine
from factbase.records.sources import SourceNames

_CLAIMS = """
SELECT c.id, a.slug, c.number, c.statement, c.confidence, c.confidence_override, c.override_reason, c.status
FROM claim c JOIN article a ON a.id = c.article_id WHERE c.id IN ({keys})
"""
_ANCHORS = """
SELECT n.claim_id, n.revision_id, r.number, n.start, n."end", n.sha256, n.state
FROM anchor n JOIN revision r ON r.id = n.revision_id WHERE n.claim_id IN ({keys}) {up_to}
ORDER BY n.claim_id, r.number
"""
_ATTRIBUTIONS = """
SELECT claim_id, source_id, source_kind, stance, mode, terms, own_act, cue, quote, via_id, note
FROM attribution WHERE claim_id IN ({keys}) ORDER BY claim_id, id
"""
_LABELS = "SELECT claim_id, word FROM label WHERE claim_id IN ({keys}) ORDER BY claim_id, word"
_SENTENCES = 'SELECT start, "end", paragraph, position FROM sentence WHERE revision_id = {key} ORDER BY start'
_SENTENCE = """
SELECT "end", paragraph, position FROM sentence WHERE revision_id = {key} AND start <= {start}
ORDER BY start DESC LIMIT 1
"""
_KEPT_REVISIONS = 8


class ClaimReader:
    """Reads claims as records; keeps the names of sources and, for ``many``, the sentences of a few revisions.

    ``up_to`` is the number of the last revision whose anchors are read, if not all are.
    """

    def __init__(self, connection: Connection, *, many: bool = True, up_to: int | None = None) -> None:
        self._connection = connection
        self._many = many
        self._anchors = _ANCHORS.format(
            keys="{keys}", up_to="" if up_to is None else f"AND r.number <= {up_to}"
        )
        self._names = SourceNames(connection)
        self._known: dict[int, str] = {}
        self._sentences: dict[int, tuple[list[int], list[tuple[int, int, int]]]] = {}

    def read(self, claim_ids: Sequence[int]) -> Iterator[ClaimLine]:
        """Yield the records of ``claim_ids``, in that order: a few hundred at a time at most."""
        keys = ",".join(map(str, claim_ids))
        if not keys:
            return
        claims = {row[0]: row for row in self._rows(_CLAIMS, keys)}
        anchors, attributions, labels = (
            {key: list(rows) for key, rows in groupby(self._rows(query, keys), key=itemgetter(0))}
            for query in (self._anchors, _ATTRIBUTIONS, _LABELS)
        )
        self._known = self._names.load(
            key
            for rows in attributions.values()
            for row in rows
            for key in (row[1], row[9])
            if key is not None
        )
        for key in claim_ids:
            yield self._line(
                claims[key], anchors.get(key, []), attributions.get(key, []), labels.get(key, [])
            )

    def one(self, claim_id: int) -> ClaimLine:
        """Return the record of one claim."""
        return next(self.read([claim_id]))

    def _rows(self, query: str, keys: str) -> Sequence[Any]:
        return self._connection.exec_driver_sql(query.format(keys=keys)).all()

    def _line(self, row: Any, anchors: list[Any], attributions: list[Any], labels: list[Any]) -> ClaimLine:  # noqa: ANN401
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

    def _attribution(self, row: Any) -> AttributionLine:  # noqa: ANN401
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

    def _place(self, anchors: list[Any]) -> tuple[int | None, int | None, int | None, int | None]:
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
            rows = self._connection.exec_driver_sql(_SENTENCES.format(key=revision_id)).all()
            found = ([row[0] for row in rows], [(row[1], row[2], row[3]) for row in rows])
            if len(self._sentences) >= _KEPT_REVISIONS:
                self._sentences.pop(next(iter(self._sentences)))
            self._sentences[revision_id] = found
        return found


def claim_line(connection: Connection, claim_id: int) -> ClaimLine:
    """Return the record of one claim."""
    return ClaimReader(connection, many=False).one(claim_id)
