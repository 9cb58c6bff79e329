"""What reads of the database must give, worked out from the model."""

from __future__ import annotations

from typing import Any

from tests.model.rules import Case
from tests.model.state import Key, State
from tests.model.words import folded

ROLES = ("claim", "heading", "credit", "not_checkable")


def problems_of(state: State, article: Key) -> set[tuple[str, str]]:
    """Return ref and rule of each problem in an article."""
    return {
        (_ref(state, key), rule)
        for key in state.all("claim", article=article)
        for rule in Case(state, key).problems()
    }


def coverage_of(state: State, article: Key) -> dict[str, Any]:
    """Return what `coverage` finds in an article: counts, and where something is open."""
    sentences = state.all("sentence", revision=state.revision(article))
    live = [key for key in state.all("claim", article=article) if state.things[key]["status"] != "cut"]
    role = {key: state.things[key]["role"] for key in sentences}
    found: dict[str, Any] = {"sentences": len(sentences), "claims": len(live)}
    found |= {f"role {word}": list(role.values()).count(word) for word in ROLES}
    places = {
        "untriaged sentences": [key for key in sentences if role[key] is None],
        "claim sentences without a claim": [
            key for key in sentences if role[key] == "claim" and not state.standing_in(key)
        ],
        "claims in other sentences": [
            key for key in sentences if role[key] not in (None, "claim") and state.standing_in(key)
        ],
    }
    found |= {what: [_place(state, key) for key in keys] for what, keys in places.items() if keys}
    unplaced = [_ref(state, key) for key in live if not state.things[key]["anchors"]]
    return found | ({"claims without a place": unplaced} if unplaced else {})


def found_by(state: State, word: str) -> set[str]:
    """Return the claims, cut ones aside, in whose statement, passage, sources or notes a word stands."""
    live = [key for key in state.all("claim") if state.things[key]["status"] != "cut"]
    return {
        _ref(state, key) for key in live if any(word in folded(part).split() for part in _parts(state, key))
    }


def _parts(state: State, claim: Key) -> list[str]:
    record = state.things[claim]
    parts = [record["statement"], *(state.things[note]["text"] for note in state.all("note", on=claim))]
    for anchor in record["anchors"]:
        text = state.things[anchor["revision"]]["text"]
        parts.append("" if text is None else text[anchor["start"] : anchor["end"]])
    for said in record["attributions"]:
        parts += [state.name(source) for source in (said["source"], said["via"]) if source is not None]
    return parts


def _ref(state: State, claim: Key) -> str:
    slug, number = state.ref(claim)
    return f"{slug}/{number}"


def _place(state: State, sentence: Key) -> str:
    record = state.things[sentence]
    return f"{record['paragraph']}/{record['sentence']}"
