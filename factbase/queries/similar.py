"""Finds earlier claims that may say the same: the likeliest first, the same on every engine.

Claims that share rare words with what is asked for are found through the index, as many words as a budget on the
claims that have them allows. Of these the index tells which have the commoner words too, and those that share most
are compared word by word: so the work is bounded however many claims there are. Scores are worked out here, from the
tokens that both engines hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import accumulate

from sqlalchemy import Connection

from factbase.lookup import ClaimKey
from factbase.queries.shared_words import SharedWords
from factbase.references import ClaimRef
from factbase.text.likeness import FUNCTION, Compared, alike, asked, halves, joined, scores, weigh
from factbase.vocabulary import LinkKind

BUDGET = 10_000  # claims that are looked up through their words
REFINING = 100_000  # claims that have the further words by which those are told apart
_REFINERS = 8  # such words at most
BEST = 100  # of these the best, which are compared word by word
_TOGETHER = 20  # common words that a claim must all have
_LEAST = 0.5  # of the best score, for what is worth a look


@dataclass(frozen=True)
class Likely:
    """A claim that may say the same, by key. ``score`` orders one list; it is no measure of sameness."""

    key: int
    score: float
    link: LinkKind | None


def similar_to_text(connection: Connection, text: str, *, limit: int) -> list[Likely]:
    """Return the claims that may say the same as ``text``, the likeliest first, of equals the earliest.

    Cut claims are left out. Empty where no claim has a word of it that tells something.
    """
    return _similar(connection, text, {}, frozenset(), limit)


def similar_to_claim(connection: Connection, claim: ClaimKey, *, limit: int) -> list[Likely]:
    """Return the other claims that may say the same as ``claim``; those it is ``not_same`` as are left out."""
    links = _links(connection, claim.id)
    not_same = {key for key, kinds in links.items() if LinkKind.NOT_SAME in kinds}
    said = {key: max(kinds) for key, kinds in links.items()}  # of two, repeats says more than contradicts
    return _similar(connection, claim.statement, said, not_same | {claim.id}, limit)


def worth_a_look(found: Sequence[Likely]) -> list[Likely]:
    """Return of a list, the likeliest first, what fits at least half as well as that, and what is linked already.

    Of 999 posts whose claim is known this hides none among the first five, and half of all that is listed.
    """
    return [each for each in found if each.link or each.score >= _LEAST * found[0].score]


def _links(connection: Connection, claim_id: int) -> dict[int, set[LinkKind]]:
    """Return the kinds of link between a claim and each other one, whichever was named first."""
    query = (
        f"SELECT other_id, kind FROM claim_link WHERE claim_id = {claim_id}"
        f" UNION ALL SELECT claim_id, kind FROM claim_link WHERE other_id = {claim_id}"
    )
    links: dict[int, set[LinkKind]] = defaultdict(set)
    for key, kind in connection.exec_driver_sql(query):
        links[key].add(LinkKind(kind))
    return links


def _similar(
    connection: Connection, text: str, links: Mapping[int, LinkKind], without: Set[int], limit: int
) -> list[Likely]:
    index = SharedWords(connection)
    words = asked(text)
    claims = index.counts(["", *words, *joined(words)])
    unknown = [word for word in words if word not in claims]
    claims |= index.counts(half for pairs in halves(unknown).values() for pair in pairs for half in pair)
    weights = weigh(words, claims)
    plain = FUNCTION.issuperset(words)  # none of it tells anything: then all of it counts
    telling = {word: weight for word, weight in weights.items() if plain or word not in FUNCTION}
    likeliest = [key for key in _likeliest(index, telling, claims) if key not in without]
    documents = _documents(index, likeliest, max(limit, BEST))
    near = alike(words, claims, documents.values())
    claims |= index.counts(other for others in near.values() for other in others)
    scored = scores(weights, near, claims, documents)
    best = sorted(scored, key=lambda key: (-scored[key], key))[:limit]
    return [Likely(key, scored[key], links.get(key)) for key in best]


def _likeliest(index: SharedWords, weights: Mapping[str, float], claims: Mapping[str, int]) -> list[int]:
    """Return the claims that share words within the budget, those that share the most telling first."""
    words = sorted(weights, key=lambda word: (claims[word], word))
    rare = _within(words, claims, BUDGET)
    shared: dict[int, float] = defaultdict(float)
    for word in rare:
        _add(shared, weights[word], index.having([word]))
    if len(shared) > BEST:
        for word in _within(words[len(rare) :], claims, REFINING)[:_REFINERS]:
            _add(shared, weights[word], index.having(rare, [word]))
    elif words and not shared:  # all are common
        for group in (words[:_TOGETHER], words[:1]):
            keys = index.having(*([word] for word in group), newest=BUDGET)
            _add(shared, sum(weights[word] for word in group), keys)
    return sorted(sorted(shared), key=shared.__getitem__, reverse=True)  # of equals the earliest first


def _within(words: Sequence[str], claims: Mapping[str, int], budget: int) -> Sequence[str]:
    """Return the first of ``words``, as many as have no more claims together than ``budget``."""
    spent = accumulate(claims[word] for word in words)
    return [word for word, sum_ in zip(words, spent, strict=True) if sum_ <= budget]


def _add(shared: dict[int, float], weight: float, keys: Sequence[int]) -> None:
    for key in keys:
        shared[key] += weight


def _documents(index: SharedWords, keys: Sequence[int], most: int) -> dict[int, Compared]:
    """Return the first ``most`` of the claims that are not cut."""
    documents: dict[int, Compared] = {}
    for first in range(0, len(keys), most):
        documents |= index.documents(keys[first : first + most])
        if len(documents) >= most:
            break
    return documents


def refs_of(connection: Connection, keys: Sequence[int]) -> list[ClaimRef]:
    """Return the refs of the claims with these keys, in that order."""
    if not keys:
        return []
    query = (
        "SELECT c.id, a.slug, c.number FROM claim c JOIN article a ON a.id = c.article_id"
        f" WHERE c.id IN ({','.join(map(str, keys))})"
    )
    refs = {row[0]: ClaimRef(*row[1:]) for row in connection.exec_driver_sql(query)}
    return [refs[key] for key in keys]
