"""A ClaimReview as a fact check, however it is written: the sites differ in nearly every field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from factbase.formats.foreign.checked import Checked, Refused, Review
from factbase.formats.foreign.claimants import claimants_of
from factbase.formats.foreign.linked import Linked, bare
from factbase.formats.foreign.wording import address, addresses, day, language, many, types, words

TYPE = "ClaimReview"
# Of what all other fields say, nothing is made; they stay in the record.
_USED = frozenset(
    {"@context", "@type", "@id", "url", "author", "publisher", "claimReviewed", "itemReviewed", "reviewRating",
     "datePublished", "name", "headline", "title", "inLanguage"}
)  # fmt: skip
_SEEN = ("appearance", "firstAppearance", "url", "sameAs")
_PARTS = ("author", "publisher", "itemReviewed", "reviewRating")  # which a document may hold elsewhere
_STATING = ("text", "claimReviewed", "name", "headline")
_NAMED = frozenset({"@context", "@type", "@id", "name"})
_USED_OF = {
    "author": _NAMED,
    "publisher": _NAMED,
    "itemReviewed": _NAMED - {"name"} | {"author", *_SEEN},
    "itemReviewed.author": _NAMED | {"sameAs", "givenName", "familyName"},
    "reviewRating": _NAMED
    | {"alternateName", "ratingValue", "worstRating", "bestRating", "ratingExplanation"},
}


def records(value: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401
    """Yield the ClaimReviews in a value: itself, those of a list or an ``@graph``, and those inside other objects.

    What one of them only refers to by its ``@id``, and which stands elsewhere in the value, is put into it.
    """
    linked = Linked(value)
    for each in _found(value):
        yield linked.resolved(each, _PARTS)


def _found(value: Any) -> Iterator[Mapping[str, Any]]:  # noqa: ANN401
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, Mapping):
            if is_record(each):
                yield each
            else:
                pending.extend(reversed(list(each.values())))
        elif isinstance(each, list):
            pending.extend(reversed(each))


def is_record(value: Mapping[str, Any]) -> bool:
    """Return whether an object is a ClaimReview, or has what only one has."""
    return TYPE in types(value) or "claimReviewed" in value


def check(given: Mapping[str, Any]) -> Checked:
    """Return what a ClaimReview says. Raises Refused where it has no claim in words."""
    record = bare(given)
    items = [each for each in many(record.get("itemReviewed")) if isinstance(each, Mapping)]
    statement, member = _statement(record, items)
    review = _review(record)
    seen = list(addresses(*(item.get(name) for item in items for name in _SEEN)))
    authors = [author for item in items for author in many(item.get("author"))]
    seen += addresses(*(author.get("sameAs") for author in authors if isinstance(author, Mapping)))
    return Checked(
        given,
        statement,
        next(key for key, name in zip(given, record, strict=True) if name == member),
        list(claimants_of(authors)),
        [review],
        identity=words(record.get("url")) or words(record.get("@id")),
        seen_at=list(dict.fromkeys(seen)),
        kept=list(_kept(record, member)),
        remarks=list(_remarks(record, review)),
    )


def _kept(record: Mapping[str, Any], member: str) -> Iterator[str]:
    """Yield the fields that nothing is made of, those of the parts too: ``author.url``."""
    named = {name: many(record.get(name)) for name in _PARTS}
    named["itemReviewed.author"] = [
        author
        for item in named["itemReviewed"]
        if isinstance(item, Mapping)
        for author in many(item.get("author"))
    ]
    if not words(record.get("publisher")):
        named.pop("publisher")
    elif words(record.get("author")) != words(record.get("publisher")):
        yield "author"
        named.pop("author")
    yield from (name for name in record if name not in _USED)
    found = {
        f"{part}.{name}": None
        for part, values in named.items()
        for value in values
        if isinstance(value, Mapping)
        for name in value
        if name not in _USED_OF[part] and not (part == member and name in _STATING)
    }
    yield from found
    yield from ("the other ratings" for _ in named["reviewRating"][1:2])


def _statement(record: Mapping[str, Any], items: list[Mapping[str, Any]]) -> tuple[str, str]:
    """Return the claim in words, and the member in which they stand."""
    if statement := words(record.get("claimReviewed")):
        return statement, "claimReviewed"
    for name in _STATING:
        for item in items:
            if ("Claim" in types(item) or name != "headline") and (statement := words(item.get(name))):
                return statement, "itemReviewed"
    raise Refused("has no claim in words (claimReviewed is missing or blank)")


def _review(record: Mapping[str, Any]) -> Review:
    rating = next((each for each in many(record.get("reviewRating"))), None)
    said = _rating(rating)
    author = words(record.get("publisher")) or words(record.get("author"))
    return Review(
        publisher=author,
        url=address(record.get("url")) or address(record.get("mainEntityOfPage")),
        title=next((found for key in ("name", "headline", "title") if (found := words(record.get(key)))), ""),
        day=day(record.get("datePublished")),
        rating=said,
        scale=_scale(rating) if isinstance(rating, Mapping) else "",
        explained=words(rating.get("ratingExplanation")) if isinstance(rating, Mapping) else "",
        language=language(record.get("inLanguage")),
    )


def _rating(rating: Any) -> str:  # noqa: ANN401
    """Return a rating as printed: its name, else its value."""
    if not isinstance(rating, Mapping):
        return words(rating)
    names = ("alternateName", "name", "ratingValue")
    return next((found for key in names if (found := words(rating.get(key)))), "")


def _scale(rating: Mapping[str, Any]) -> str:
    """Return where a rating stands on the publisher's own scale, ``1 on a scale of 1 to 5``, as far as it says."""
    value, worst, best = (words(rating.get(key)) for key in ("ratingValue", "worstRating", "bestRating"))
    is_named = bool(words(rating.get("alternateName")) or words(rating.get("name")))
    scale = f"on a scale of {worst} to {best}" if value and worst and best else ""
    return f"{value} {scale}".strip() if is_named else scale


def _remarks(record: Mapping[str, Any], review: Review) -> Iterator[str]:
    url, published = words(record.get("url")), words(record.get("datePublished"))
    if url and review.url is None:
        yield f"its url “{url}” is no address of the web"
    if published and review.day is None:
        yield f"its datePublished “{published}” is no date"
