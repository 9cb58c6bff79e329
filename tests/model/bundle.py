"""The model as a bundle's lines, and what taking such lines in does to it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.model.articles import ABOUT
from tests.model.rules import Case
from tests.model.state import Key, Record, State

Line = dict[str, Any]
_SAID = ("stance", "mode", "terms", "own_act", "cue", "quote", "note")
_FILE = ("file_name", "file_format", "file_sha256")


def lines_of(state: State, keys: Iterable[Key] | None = None) -> list[Line]:
    """Return these things, or all, as an export writes them, in no order."""
    write = {
        "article": _article,
        "revision": _revision,
        "sentence": _sentence,
        "source": _source,
        "claim": claim_line,
        "link": _link,
        "note": _note,
    }
    return [{"type": key[0]} | write[key[0]](state, key) for key in keys or state.things]


def _article(state: State, key: Key) -> Line:
    record = state.things[key]
    about = {name: record[name] for name in ABOUT}
    return {"article": record["slug"], "next_number": state.next_numbers[key]} | about


def _revision(state: State, key: Key) -> Line:
    record = state.things[key]
    kept = {name: record[name] for name in ("sha256", "characters", "text", *_FILE)}
    return {"article": state.slug(record["article"]), "revision": 1, "normaliser": 1, "note": None} | kept


def _sentence(state: State, key: Key) -> Line:
    record = dict(state.things[key])
    revision = record.pop("revision")
    return {"article": state.slug(state.things[revision]["article"]), "revision": 1} | record


def _source(state: State, key: Key) -> Line:
    record = state.things[key]
    return {
        "source": state.name(key),
        "kind": record["kind"],
        "article": record["article"] and state.slug(record["article"]),
        "speaks_for": record["speaks_for"] and state.name(record["speaks_for"]),
        "aliases": record["aliases"],
    }


def claim_line(state: State, key: Key) -> Line:
    record = state.things[key]
    slug, number = state.ref(key)
    at: Record = dict.fromkeys(("paragraph", "sentence", "start", "end"))
    for anchor in record["anchors"]:
        at |= {"start": anchor["start"], "end": anchor["end"]}
        sentence = state.sentence_at(anchor["revision"], anchor["start"])
        if sentence is not None:
            at |= {name: state.things[sentence][name] for name in ("paragraph", "sentence")}
    override = record["override"]
    return {
        "article": slug,
        "number": number,
        "ref": f"{slug}/{number}",
        "statement": record["statement"],
        "confidence": Case(state, key).effective(),
        "confidence_override": override and {"word": override[0], "reason": override[1]},
        "status": record["status"],
        **at,
        "anchors": [{**anchor, "revision": 1} for anchor in record["anchors"]],
        "attributions": [
            {
                "source": state.name(each["source"]),
                "kind": state.things[each["source"]]["kind"],
                "via": each["via"] and state.name(each["via"]),
            }
            | {name: each[name] for name in _SAID}
            for each in record["attributions"]
        ],
        "labels": record["labels"],
    }


def _link(state: State, key: Key) -> Line:
    """Only ``repeats`` has a direction; of the other kinds the later ref stands first."""
    record = state.things[key]
    ends = [state.ref(record["claim"]), state.ref(record["other"])]
    if record["kind"] != "repeats":
        ends.sort(reverse=True)
    claim, other = (f"{slug}/{number}" for slug, number in ends)
    return {"claim": claim, "kind": record["kind"], "other": other}


def _note(state: State, key: Key) -> Line:
    record = dict(state.things[key])
    on = record.pop("on")
    if on[0] == "claim":
        slug, number = state.ref(on)
        return {"on": f"{slug}/{number}", "revision": None} | record
    sentence = state.things[on]
    slug = state.slug(state.things[sentence["revision"]]["article"])
    return {"on": f"{slug}:{sentence['paragraph']}/{sentence['sentence']}", "revision": 1} | record
