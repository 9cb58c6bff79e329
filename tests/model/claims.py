"""What the commands on claims, sentences and notes do to the model, and when they refuse."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import Any

from tests.model import sources
from tests.model.state import CONFLICT, USAGE, Key, Record, State, require
from tests.model.words import places_of

Options = dict[str, Any]


def add(state: State, slug: str, statement: str, sentence: str | None, at: str | None, said: Options) -> None:
    sources.check(said)
    require(statement.strip())
    require(sentence is not None or at is not None, USAGE)
    article = state.article(slug)
    anchor = passage(state, article, sentence, at)
    number = state.next_numbers[article]
    state.next_numbers[article] += 1
    claim = state.make(
        "claim",
        article=article,
        number=number,
        statement=statement.strip(),
        override=None,
        status="open",
        anchors=[anchor],
        attributions=[],
        labels=[],
    )
    settle(state, claim)
    if said.get("source"):
        sources.speak(state, claim, said)


def passage(state: State, article: Key, sentence: str | None, at: str | None) -> Record:
    revision = state.revision(article)
    text = state.things[revision]["text"]
    if at is not None and text is None:
        require(sentence is None or "/" in sentence, USAGE)
        require(False)
    inside = None if sentence is None else state.things[state.sentence(article, sentence)]
    if at is None:
        assert inside is not None
        start, end, digest = inside["start"], inside["end"], inside["sha256"]
    else:
        within = (0, len(text)) if inside is None else (inside["start"], inside["end"])
        found = places_of(text, at, *within)
        require(len(found) == 1)
        start, end = found[0]
        digest = sha256(text[start:end].encode()).hexdigest()
    return {"revision": revision, "start": start, "end": end, "sha256": digest, "state": "exact"}


def settle(state: State, claim: Key) -> None:
    """Give the sentences in which a claim starts the role claim."""
    for anchor in state.things[claim]["anchors"]:
        if anchor["start"] is not None:
            sentence = state.sentence_at(anchor["revision"], anchor["start"])
            if sentence and state.things[sentence]["role"] != "claim":
                state.change(sentence, role="claim", reason=None)


def edit(state: State, ref: str, statement: str, version: int | None) -> None:
    require(statement.strip())
    claim = state.claim(ref)
    require(version in (None, state.versions[claim]), CONFLICT)
    if statement.strip() != state.things[claim]["statement"]:
        state.change(claim, statement=statement.strip(), status=reopened(state, claim))


def reopened(state: State, claim: Key) -> str:
    """Return the status of a claim that is not what it was when it was checked."""
    status = str(state.things[claim]["status"])
    return "reopened" if status == "checked" else status


def rate(state: State, ref: str, word: str | None, because: str | None, by_default: bool) -> None:
    require(not (by_default and (word or because)), USAGE)
    require(by_default or (word and because), USAGE)
    state.change(state.claim(ref), override=None if word is None else (word, because))


def set_status(state: State, ref: str, word: str) -> None:
    claim = state.claim(ref)
    require(word != "cut" and state.things[claim]["status"] != "cut")
    state.change(claim, status=word)


def cut(state: State, ref: str) -> None:
    state.change(state.claim(ref), status="cut")


def restore(state: State, ref: str) -> None:
    claim = state.claim(ref)
    require(state.things[claim]["status"] == "cut")
    state.change(claim, status="open")
    settle(state, claim)


def label(state: State, ref: str, word: str) -> None:
    claim = state.claim(ref)
    state.change(claim, labels=sorted({*state.things[claim]["labels"], word.strip()}))


def unlabel(state: State, ref: str, word: str) -> None:
    claim = state.claim(ref)
    labels = state.things[claim]["labels"]
    require(word.strip() in labels)
    state.change(claim, labels=[each for each in labels if each != word.strip()])


def link(state: State, ref: str, other_ref: str, kind: str) -> None:
    claim, other = state.claim(ref), state.claim(other_ref)
    require(claim != other)
    if not linked(state, claim, other, kind):
        state.join(claim, other, kind)


def linked(state: State, claim: Key, other: Key, kind: str) -> bool:
    """Return whether two claims are linked so; refuse a ring of repeats, and to repeat what is not the same."""
    between = [state.things[key] for key in state.links_between(claim, other)]
    same = [each for each in between if each["kind"] == kind]
    if any(each["claim"] == claim or kind != "repeats" for each in same):
        return True
    kinds = {kind, *(each["kind"] for each in between)}
    require(not same and not kinds >= {"repeats", "not_same"}, CONFLICT)
    return False


def unlink(state: State, ref: str, other_ref: str, kind: str | None) -> None:
    claim, other = state.claim(ref), state.claim(other_ref)
    gone = [key for key in state.links_between(claim, other) if kind in (None, state.things[key]["kind"])]
    require(gone)
    for key in gone:
        state.part(key)


def role(state: State, slug: str, places: list[str], word: str, because: str | None) -> None:
    article = state.article(slug)
    wanted = None if word == "untriaged" else word
    for place in places:
        sentence = state.sentence(article, place)
        now = state.things[sentence]["role"]
        require(wanted in ("claim", now) or not state.standing_in(sentence))
        state.change(sentence, role=wanted, reason=because)


def on(state: State, target: str) -> Key:
    slug, colon, place = target.partition(":")
    require(not colon or re.fullmatch("[1-9][0-9]*/[1-9][0-9]*", place), USAGE)
    return state.sentence(state.article(slug), place) if colon else state.claim(target)


def add_note(state: State, target: str, text: str, actor: str, at: str) -> None:
    key = on(state, target)
    last = max((state.things[note]["number"] for note in state.all("note", on=key)), default=0)
    state.make("note", on=key, number=last + 1, actor=actor, at=at, text=text.strip())


def note(state: State, target: str, number: int) -> Key:
    require(number > 0, USAGE)
    found = state.all("note", on=on(state, target), number=number)
    require(found)
    return found[0]


def edit_note(state: State, target: str, number: int, text: str) -> None:
    state.change(note(state, target, number), text=text.strip())


def remove_note(state: State, target: str, number: int) -> None:
    state.drop(note(state, target, number))
