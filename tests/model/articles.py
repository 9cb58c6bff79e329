"""What the commands on articles do to the model, and when they refuse."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from tests.model.state import CONFLICT, USAGE, Record, State, require
from tests.model.words import TEXTS, spots_of, text_of

ABOUT = ("title", "url", "byline", "published_on", "language")


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def add(state: State, number: int, slug: str, about: dict[str, Any], *, again: bool) -> None:
    """Take in the text with a number, from a file of the slug's name."""
    text = text_of(number)
    here = state.all("revision", sha256=digest(text))
    require(again or not here)
    given = {"title": " ".join(TEXTS[number][0]), **{k: v for k, v in about.items() if v is not None}}
    values = dict.fromkeys(ABOUT) | {name: value or None for name, value in _checked(given).items()}
    require(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", slug))
    require(not state.all("article", slug=slug), CONFLICT)
    article = state.make("article", slug=slug, **values)
    state.next_numbers[article] = 1
    revision = state.make(
        "revision", article=article, sha256=digest(text), characters=len(text), text=text, **file_of(number)
    )
    for spot in spots_of(number):
        words = text[spot.start : spot.end]
        titled = spot.paragraph == 1 and words[-1].isalpha()  # as no sentence ends
        state.make(
            "sentence",
            revision=revision,
            **spot._asdict(),
            sha256=digest(words),
            role=None,
            reason=None,
            **({"suggested": "heading"} if titled else {}),
        )


def file_of(number: int) -> Record:
    return {
        "file_name": f"text{number}.txt",
        "file_format": "txt",
        "file_sha256": digest(text_of(number) + "\n"),
    }


def _checked(about: dict[str, Any]) -> dict[str, Any]:
    """Return what is given; a title says something, a date is one."""
    given = {name: value for name, value in about.items() if name in ABOUT and value is not None}
    require(given.get("title") != "")
    date = given.get("published_on")
    require(not date or re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?", date))
    return given


def edit(state: State, slug: str, about: dict[str, Any], new_slug: str | None, version: int | None) -> None:
    require(new_slug is not None or any(value is not None for value in about.values()), USAGE)
    article = state.article(slug)
    values = {name: value or None for name, value in _checked(about).items()}
    if new_slug is not None:
        require(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", new_slug))
        values["slug"] = new_slug
    require(version in (None, state.versions[article]), CONFLICT)
    require(new_slug in (None, slug) or not state.all("article", slug=new_slug), CONFLICT)
    state.change(article, **values)


def attach(state: State, slug: str, number: int) -> None:
    article = state.article(slug)
    revision = state.revision(article)
    record = state.things[revision]
    require(record["sha256"] == digest(text_of(number)))
    if record["text"] is None:
        state.change(revision, text=text_of(number), **file_of(number))


def remove(state: State, slug: str, *, yes: bool) -> None:
    article = state.article(slug)
    require(yes, USAGE)
    own = state.all("source", article=article)
    for source in state.all("source"):
        require(source in own or state.things[source]["speaks_for"] not in own)
    claims = state.all("claim", article=article)
    for link in state.all("link"):
        if {state.things[link]["claim"], state.things[link]["other"]} & set(claims):
            state.part(link)
    revision = state.revision(article)
    sentences = state.all("sentence", revision=revision)
    notes = [key for key in state.all("note") if state.things[key]["on"] in (*claims, *sentences)]
    for key in (*notes, *claims, *sentences, revision, *own, article):
        state.drop(key)
