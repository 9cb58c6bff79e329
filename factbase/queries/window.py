"""A window on an article: one sentence, those around it, the claims that stand there, and where to go next.

What it costs does not grow with the article: each query walks an index from where the person is. The rows come as
the driver gives them (``exec_driver_sql``), and only numbers and words of closed lists are written into the SQL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, select

from factbase.lookup import ClaimKey, SentenceKey
from factbase.queries.claims import problems_of
from factbase.records import ClaimLine, ClaimReader, LinkLine, link_lines
from factbase.references import ClaimRef, Place
from factbase.tables import sentence
from factbase.vocabulary import Confidence, Role, Rule, Status

MOST = 200  # claims of one sentence that are shown

_SENTENCES = """
SELECT id, revision_id, start, "end", sha256, role, reason, suggested, version, paragraph, position
FROM sentence WHERE revision_id = {revision} AND start {beyond} ORDER BY start {way} LIMIT {most}
"""
_STANDING = """
SELECT n.claim_id FROM anchor n JOIN claim c ON c.id = n.claim_id
WHERE n.revision_id = {revision} AND n.start >= {first} AND n.start < {end} AND n."end" > {start}
AND c.status <> 'cut' ORDER BY n.start, c.number LIMIT {most}
"""
_COUNTS = """
SELECT s.id, count(*) FROM sentence s JOIN anchor n
ON n.revision_id = s.revision_id AND n.start >= s.start AND n.start < s."end"
JOIN claim c ON c.id = n.claim_id AND c.status <> 'cut' WHERE s.id IN ({keys}) GROUP BY s.id
"""
_NOTES = "SELECT {on}_id, number, text, actor FROM note WHERE {on}_id IN ({keys}) ORDER BY {on}_id, number"
_CLAIMS = "SELECT id, article_id, version, status FROM claim WHERE id IN ({keys})"
_VOICES = "SELECT claim_id, id FROM attribution WHERE claim_id IN ({keys}) ORDER BY claim_id, id"
_LOST = """
SELECT n.claim_id FROM anchor n JOIN claim c ON c.id = n.claim_id
WHERE n.revision_id = {revision} AND n.start IS NULL AND c.status <> 'cut' ORDER BY c.number
"""


class SentenceCard(NamedTuple):
    """A sentence as the window shows it; ``claims`` is how many live ones start in it, ``notes`` its remarks."""

    place: Place
    key: SentenceKey
    claims: int
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ClaimCard:
    """A claim as the window shows it; ``voices`` are the keys of its attributions, in the order of its record."""

    key: ClaimKey
    line: ClaimLine
    voices: tuple[int, ...]
    problems: tuple[Rule, ...]
    links: tuple[LinkLine, ...]
    notes: tuple[str, ...]


class Only(StrEnum):
    """What the sentences that are walked through may be narrowed to, besides a problem rule."""

    UNTRIAGED = "untriaged"
    UNATTRIBUTED = "unattributed"
    REOPENED = "reopened"
    MINE = "mine"


class Progress(NamedTuple):
    """How many sentences have a role, of how many, and how many claims are lost."""

    done: int
    sentences: int
    lost: int

    def __str__(self) -> str:
        return f"{self.done} of {self.sentences}"


def sentences_around(
    connection: Connection, revision_id: int, at: int, around: int
) -> tuple[list[SentenceCard], SentenceCard | None, list[SentenceCard]]:
    """Return the sentence that starts at ``at`` or is the last before it, and up to ``around`` on each side.

    Offsets are code points. The sentence is None where nothing starts so early.
    """
    before = _read(connection, revision_id, f"<= {at}", "DESC", around + 1)[::-1]
    after = _read(connection, revision_id, f"> {at}", "ASC", around)
    cards = _cards(connection, [*before, *after])
    if not before:
        return [], None, cards
    return cards[: len(before) - 1], cards[len(before) - 1], cards[len(before) :]


def _read(
    connection: Connection, revision_id: int, beyond: str, way: str, most: int
) -> list[tuple[Place, SentenceKey]]:
    query = _SENTENCES.format(revision=revision_id, beyond=beyond, way=way, most=most)
    return [_sentence(*row) for row in connection.exec_driver_sql(query)]


def _sentence(
    key: int,
    revision: int,
    start: int,
    end: int,
    sha256: str,
    role: str | None,
    reason: str | None,
    suggested: str | None,
    version: int,
    paragraph: int,
    position: int,
) -> tuple[Place, SentenceKey]:
    known, hint = (Role(word) if word else None for word in (role, suggested))
    found = SentenceKey(key, revision, start, end, sha256, known, reason, hint, version)
    return Place(paragraph, position), found


def _cards(connection: Connection, rows: Sequence[tuple[Place, SentenceKey]]) -> list[SentenceCard]:
    keys = ",".join(str(key.id) for _place, key in rows)
    if not keys:
        return []
    counts: dict[int, int] = dict(connection.exec_driver_sql(_COUNTS.format(keys=keys)).all())
    notes = _notes(connection, "sentence", keys)
    return [SentenceCard(place, key, counts.get(key.id, 0), notes.get(key.id, ())) for place, key in rows]


def _notes(connection: Connection, on: str, keys: str) -> dict[int, tuple[str, ...]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, number, words, actor in connection.exec_driver_sql(_NOTES.format(on=on, keys=keys)):
        found[key].append(f"{number}: {words} ({actor})")
    return {key: tuple(each) for key, each in found.items()}


def claims_standing(connection: Connection, revision_id: int, first: int, start: int, end: int) -> list[int]:
    """Return the keys of the live claims that reach into ``start`` to ``end``, at most MOST, in reading order.

    Those count whose passage begins at ``first`` or later.
    """
    query = _STANDING.format(revision=revision_id, first=first, start=start, end=end, most=MOST)
    return list(connection.exec_driver_sql(query).scalars())


def claim_cards(connection: Connection, keys: Sequence[int]) -> list[ClaimCard]:
    """Return those of the claims that exist, in the order of ``keys``; some hundreds at most."""
    if not keys:
        return []
    listed = ",".join(map(str, keys))
    rows = {row[0]: row for row in connection.exec_driver_sql(_CLAIMS.format(keys=listed))}
    there = [key for key in keys if key in rows]
    voices: dict[int, list[int]] = defaultdict(list)
    for claim_id, key in connection.exec_driver_sql(_VOICES.format(keys=listed)):
        voices[claim_id].append(key)
    problems = problems_of(connection, there)
    notes = _notes(connection, "claim", listed)
    links = [line for _key, line in link_lines(connection, there)]
    cards = []
    for key, line in zip(there, ClaimReader(connection, many=len(there) > MOST).read(there), strict=True):
        _id, article_id, version, status = rows[key]
        ref = ClaimRef(line["article"], line["number"])
        cards.append(
            ClaimCard(
                ClaimKey(key, article_id, ref, line["statement"], Status(status), version),
                line,
                tuple(voices[key]),
                problems.get(key, ()),
                tuple(link for link in links if line["ref"] in (link["claim"], link["other"])),
                notes.get(key, ()),
            )
        )
    return cards


def claim_numbered(connection: Connection, article_id: int, number: int) -> int | None:
    """Return the key of an article's claim, or None where there is none of that number."""
    query = f"SELECT id FROM claim WHERE article_id = {article_id} AND number = {number}"
    found: int | None = connection.exec_driver_sql(query).scalar()
    return found


def lost_claims(connection: Connection, revision_id: int) -> list[int]:
    """Return the keys of the live claims that a revision has lost, by number."""
    return list(connection.exec_driver_sql(_LOST.format(revision=revision_id)).scalars())


def progress_of(connection: Connection, revision_id: int) -> Progress:
    """Return how far a revision is tagged."""
    query = f"SELECT count(role), count(*) FROM sentence WHERE revision_id = {revision_id}"
    done, sentences = connection.exec_driver_sql(query).one()
    return Progress(done, sentences, len(lost_claims(connection, revision_id)))


def sentence_beyond(
    connection: Connection,
    revision_id: int,
    at: int,
    only: Only | Rule | None = None,
    *,
    back: bool = False,
    actor_id: int | None = None,
) -> int | None:
    """Return where the next sentence after ``at`` starts, or the one before it, that is ``only`` so; None at the end.

    ``actor_id`` is whose changes count for ``Only.MINE``; without one nothing is theirs.
    """
    where = f"AND {_condition(only, actor_id)}" if only is not None else ""
    query = (
        f"SELECT s.start FROM sentence s WHERE s.revision_id = {revision_id} AND s.start {'<' if back else '>'} {at} "
        f"{where} ORDER BY s.start {'DESC' if back else 'ASC'} LIMIT 1"
    )
    found: int | None = connection.exec_driver_sql(query).scalar()
    return found


_STARTS_THERE = 'n.revision_id = s.revision_id AND n.start >= s.start AND n.start < s."end"'


def _condition(only: Only | Rule, actor_id: int | None) -> str:
    if only == Only.UNTRIAGED:
        return "s.role IS NULL"
    if only == Only.REOPENED:
        joined = "JOIN claim c ON c.id = n.claim_id AND c.status = 'reopened'"
    elif only == Only.MINE:
        joined = (
            "JOIN claim c ON c.id = n.claim_id AND c.status <> 'cut' JOIN change h ON h.claim_id = n.claim_id "
            f"JOIN operation o ON o.id = h.operation_id AND o.actor_id = {actor_id or 0}"
        )
        return f"(s.id IN ({_sentences_changed_by(actor_id or 0)}) OR {_has_standing(joined)})"
    else:
        joined = f"JOIN claim_problem p ON p.rule = '{only.value}' AND p.claim_id = n.claim_id"
    return _has_standing(joined)


def _has_standing(joined: str) -> str:
    return f"EXISTS (SELECT 1 FROM anchor n {joined} WHERE {_STARTS_THERE})"


def _sentences_changed_by(actor_id: int) -> str:
    """Return what selects the sentences to which somebody gave another role, not those that they brought in."""
    return (
        "SELECT h.thing_id FROM change h JOIN operation o ON o.id = h.operation_id "
        f"WHERE o.actor_id = {actor_id} AND h.thing = 'sentence' AND h.before IS NOT NULL"
    )


def newest_draft(connection: Connection, article_id: int) -> tuple[int, bool] | None:
    """Return the key of an article's newest revision and whether its text is here, without reading that."""
    query = f"SELECT id, text IS NOT NULL FROM revision WHERE article_id = {article_id} ORDER BY number DESC LIMIT 1"
    row = connection.exec_driver_sql(query).first()
    return None if row is None else (row[0], bool(row[1]))


def same_sentence(connection: Connection, revision_id: int, sha256: str) -> int | None:
    """Return where the first sentence with these words starts in a revision, or None."""
    columns = sentence.c
    query = select(columns.start).where(columns.revision_id == revision_id, columns.sha256 == sha256)
    return connection.scalar(query.order_by(columns.start).limit(1))


class Changer(NamedTuple):
    """Who changed something last, and when, in UTC."""

    actor: str
    at: str


def last_changer(connection: Connection, claim_id: int) -> Changer:
    """Return who changed a claim last."""
    query = (
        "SELECT a.name, o.at FROM claim c JOIN operation o ON o.id = c.operation_id "
        f"JOIN actor a ON a.id = o.actor_id WHERE c.id = {claim_id}"
    )
    return Changer(*connection.exec_driver_sql(query).one())


def confidence_of(connection: Connection, claim_id: int) -> Confidence:
    """Return the confidence that a claim has now."""
    return Confidence(
        connection.exec_driver_sql(f"SELECT confidence FROM claim WHERE id = {claim_id}").scalar_one()
    )


def last_changer_of_sentence(connection: Connection, sentence_id: int) -> Changer:
    """Return who changed a sentence last. The log is read backwards, since it has no index for that."""
    query = (
        "SELECT a.name, o.at FROM change h JOIN operation o ON o.id = h.operation_id "
        f"JOIN actor a ON a.id = o.actor_id WHERE h.thing = 'sentence' AND h.thing_id = {sentence_id} "
        "ORDER BY h.id DESC LIMIT 1"
    )
    return Changer(*connection.exec_driver_sql(query).one())


def attributed_before(connection: Connection, revision_id: int, at: int, without: int) -> int | None:
    """Return the nearest claim that starts at ``at`` or before and has a source, but for one; None without any."""
    query = (
        "SELECT n.claim_id FROM anchor n JOIN claim c ON c.id = n.claim_id AND c.status <> 'cut' "
        f"WHERE n.revision_id = {revision_id} AND n.start <= {at} AND n.claim_id <> {without} "
        "AND EXISTS (SELECT 1 FROM attribution b WHERE b.claim_id = n.claim_id) "
        "ORDER BY n.start DESC, c.number DESC LIMIT 1"
    )
    found: int | None = connection.exec_driver_sql(query).scalar()
    return found
