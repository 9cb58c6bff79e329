"""A fact check as the records of an article: its text, its one claim and who stands behind it, and what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from urllib.parse import unquote, urlsplit

from factbase.changes.drafts import File
from factbase.formats.foreign.checked import Checked, Laid, Review
from factbase.formats.foreign.ratings import rating_of
from factbase.formats.foreign.wording import plain
from factbase.records import (
    AnchorLine,
    ArticleLine,
    AttributionLine,
    ClaimLine,
    NoteLine,
    RevisionLine,
    SentenceLine,
    SourceLine,
)
from factbase.records.lines import Line
from factbase.sourcing import Voice, assess
from factbase.text.anchors import sha256
from factbase.text.canonical import NORMALISER
from factbase.vocabulary import ARTICLE_KINDS, AnchorState, Mode, Role, SourceKind, Stance, Status, Terms

REASON = "A field of an imported record."
_NUMBER = 1  # of the claim, which is the only one
_SLUG = 60
_TITLE = 120
_WORDS = re.compile(r"[^\W\d_]{3,}")
_NO_SLUG = re.compile(r"[^a-z0-9]+")


def about(checked: Checked, slug: str) -> ArticleLine:
    """Return the article of a fact check: it is called what its publisher called it."""
    reviews = checked.reviews
    publishers = dict.fromkeys(review.publisher for review in reviews if review.publisher)
    title = next((review.title for review in reviews if review.title), checked.statement)
    return ArticleLine(
        type="article",
        article=slug,
        title=title if len(title) <= _TITLE else f"{title[:_TITLE].rstrip()}…",
        url=next((review.url for review in reviews if review.url), None),
        byline=", ".join(publishers) or None,
        published_on=next((review.day for review in reviews if review.day), None),
        language=next((review.language for review in reviews if review.language), None),
        next_number=_NUMBER + 1,
    )


def revision(laid: Laid, slug: str, file: File, where: str) -> RevisionLine:
    """Return the revision that holds the record; ``where`` says where in the file it stood."""
    return RevisionLine(
        type="revision",
        article=slug,
        revision=1,
        sha256=sha256(laid.text),
        characters=len(laid.text),
        normaliser=NORMALISER,
        file_name=file.name,
        file_format=file.format,
        file_sha256=file.sha256,
        note=where or None,
        text=laid.text,
    )


def sentences(laid: Laid, slug: str) -> Iterator[SentenceLine]:
    """Yield the members of a record: the one with the claim's words, and those in which there is none."""
    for index, (start, end) in enumerate(laid.members):
        is_claim = index == laid.claim
        yield SentenceLine(
            type="sentence",
            article=slug,
            revision=1,
            paragraph=index + 1,
            sentence=1,
            start=start,
            end=end,
            sha256=sha256(laid.text[start:end]),
            role=Role.CLAIM if is_claim else Role.NOT_CHECKABLE,
            reason=None if is_claim else REASON,
        )


def source(name: str, kind: SourceKind, slug: str) -> SourceLine:
    """Return a new source; a group exists only inside its article."""
    article = slug if kind in ARTICLE_KINDS else None
    return SourceLine(type="source", source=name, kind=kind, article=article, speaks_for=None, aliases=[])


def claim(checked: Checked, laid: Laid, slug: str, cited: Mapping[str, SourceKind]) -> ClaimLine:
    """Return the claim, with those ``cited`` behind it by name and kind."""
    voices = tuple(
        Voice(key, key, kind, Stance.ASSERTS, Terms.NOT_STATED, False, None, None)
        for key, kind in enumerate(cited.values())
    )
    start, end = laid.passage
    anchor = AnchorLine(
        revision=1, start=start, end=end, sha256=sha256(laid.text[start:end]), state=AnchorState.EXACT
    )
    return ClaimLine(
        type="claim",
        article=slug,
        number=_NUMBER,
        ref=f"{slug}/{_NUMBER}",
        statement=checked.statement,
        confidence=assess(voices).effective,
        confidence_override=None,
        status=Status.OPEN,
        paragraph=laid.claim + 1,
        sentence=1,
        start=start,
        end=end,
        anchors=[anchor],
        attributions=[_attribution(name, kind) for name, kind in cited.items()],
        labels=labels(checked),
    )


def labels(checked: Checked) -> list[str]:
    """Return what the ratings come to, as labels: ``rated-false``."""
    return sorted({f"rated-{rating_of(review.rating)}" for review in checked.reviews if review.rating})


def _attribution(name: str, kind: SourceKind) -> AttributionLine:
    return AttributionLine(
        source=name,
        kind=kind,
        stance=Stance.ASSERTS,
        mode=Mode.INDIRECT,
        terms=Terms.NOT_STATED,
        own_act=False,
        cue=None,
        quote=None,
        via=None,
        note=None,
    )


def notes(checked: Checked) -> list[str]:
    """Return what to note on the claim: a note for each review, where it was seen, what is in the record besides."""
    found = [_found(review) for review in checked.reviews]
    found += [f"The rating is explained: {each.explained}" for each in checked.reviews if each.explained]
    if checked.seen_at:
        found.append(f"Seen at {' '.join(checked.seen_at)}")
    if checked.kept:
        found.append(f"Kept in the record alone: {', '.join(map(plain, checked.kept))}.")
    return found


def _found(review: Review) -> str:
    who = review.publisher or "The publisher, who is not named,"
    on = f" on {review.day}" if review.day else ""
    scale = f", {review.scale}" if review.scale else ""
    said = f"rated it “{review.rating}”{scale}" if review.rating else "reviewed it without a rating"
    return f"{who} {said}{on}{f': {review.url}' if review.url else '.'}"


def note(text: str, number: int, slug: str, *, actor: str, at: str) -> NoteLine:
    """Return a note on the claim."""
    return NoteLine(type="note", on=f"{slug}/{_NUMBER}", number=number, actor=actor, at=at, text=text)


def slugs(checked: Checked) -> Iterator[str]:
    """Yield what the article may be called, the best first: by the words in its address, else by the claim's."""
    from anyascii import anyascii

    paths = [unquote(urlsplit(review.url).path) for review in checked.reviews if review.url]
    parts = [part for path in paths for part in reversed(path.split("/")) if len(_WORDS.findall(part)) > 1]
    named = (slug for text in (*parts, checked.statement) if (slug := _slug(anyascii(text))))
    stem = next(named, "fact-check")
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))


def _slug(text: str) -> str:
    bare = re.sub(r"\.[a-z]{3,5}$", "", text.lower())
    slug = _NO_SLUG.sub("-", bare).strip("-")
    return slug if len(slug) <= _SLUG else slug[:_SLUG].rpartition("-")[0] or slug[:_SLUG]


def all_lines(
    checked: Checked, laid: Laid, article: ArticleLine, file: File, where: str, cited: Mapping[str, SourceKind],
    new: Sequence[str],
) -> Iterator[Line]:  # fmt: skip
    """Yield the records of a fact check but for its notes, in the order of a bundle; ``new`` are the new sources."""
    slug = article["article"]
    yield article
    yield revision(laid, slug, file, where)
    yield from sentences(laid, slug)
    yield from (source(name, cited[name], slug) for name in new)
    yield claim(checked, laid, slug, cited)
