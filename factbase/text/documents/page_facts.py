"""What a page states of itself: title, byline, date and language, from JSON-LD, meta elements and marks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lxml import etree

from factbase.text.documents.document import Reading
from factbase.text.documents.stated import byline, day, language, title

_TITLES = ("og:title", "twitter:title", "dc.title", "dcterms.title")
_AUTHORS = ("author", "article:author", "parsely-author", "dc.creator", "dcterms.creator", "sailthru.author")
_DATES = (
    "article:published_time", "datepublished", "date", "dc.date", "dcterms.created", "dcterms.date", "pubdate",
    "parsely-pub-date", "sailthru.date", "created",
)  # fmt: skip
_LANGUAGES = ("content-language", "og:locale", "dc.language", "language")


def fill(reading: Reading, root: etree._Element, headline: str | None) -> None:
    """Put what the page in ``root`` says of itself into ``reading``."""
    meta, about = _meta(root), _article(root)
    written = root.find(".//title")
    reading.title = title(
        _text(about.get("headline"))
        or headline
        or _first(meta, _TITLES)
        or (written.text if written is not None else None)
    )
    names = list(_names(about.get("author"))) or [meta[each] for each in _AUTHORS if each in meta]
    reading.byline = byline(
        next((name for name in [", ".join(names[:8])] if "://" not in name), None)
    ) or _marked(root)
    time = root.find(".//time[@datetime]")
    reading.published_on = (
        day(_text(about.get("datePublished")))
        or day(_first(meta, _DATES))
        or day(time.get("datetime") if time is not None else None)
    )
    top = next(root.iter("html"), root)
    spoken = top.get("lang") or top.get("{http://www.w3.org/XML/1998/namespace}lang") or top.get("xml:lang")
    reading.language = language(spoken or _text(about.get("inLanguage")) or _first(meta, _LANGUAGES))


def _meta(root: etree._Element) -> dict[str, str]:
    """Return the page's meta elements: name in small letters → content; the first of each name."""
    found: dict[str, str] = {}
    for element in root.iter("meta"):
        name = (
            element.get("property")
            or element.get("name")
            or element.get("itemprop")
            or element.get("http-equiv")
        )
        content = element.get("content", "").strip()
        if name and content:
            found.setdefault(name.strip().lower(), content)
    return found


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _marked(root: etree._Element) -> str | None:
    """Return the name that the page marks as its author's."""
    for path in (".//*[@itemprop='author']", ".//*[@rel='author']"):
        element = root.find(path)
        if element is not None:
            return byline("".join(map(str, element.itertext())))
    return None


def _text(value: object) -> str | None:
    """Return a value of JSON-LD that is a text, or the first text of a list."""
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, str) else None


def _names(value: object) -> Iterator[str]:
    """Yield the names in an author of JSON-LD: a text, a person, or several."""
    for each in value if isinstance(value, list) else [value]:
        name = _text(each.get("name")) if isinstance(each, dict) else _text(each)
        if name:
            yield name


def _article(root: etree._Element) -> dict[str, Any]:
    """Return the page's JSON-LD object that is an article, or nothing."""
    for script in root.iter("script"):
        if "ld+json" not in script.get("type", ""):
            continue
        try:
            waiting = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue
        while waiting:
            value = waiting.pop()
            if isinstance(value, list):
                waiting += reversed(value)
            elif isinstance(value, dict):
                kinds = value.get("@type")
                kinds = kinds if isinstance(kinds, list) else [kinds]
                if any(
                    isinstance(kind, str) and kind.endswith(("Article", "Posting", "Report"))
                    for kind in kinds
                ):
                    return value
                waiting.append(value.get("@graph"))
    return {}
