"""Two records of one thing, before and after, told in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Record = dict[str, Any]

# What a thing is called by, and what only follows from other fields.
_NAMES = frozenset({"type", "article", "number", "ref", "revision", "next_number"})
_FOLLOWS = frozenset({"start", "end", "paragraph", "sentence"})
_ARROW = " → "
_LONGEST = 300


def difference(before: Record | None, after: Record | None) -> str:
    """Return what changed, field by field: ``status: open → checked; + MEK denies``."""
    if before is None or after is None:
        there = after or before or {}
        essence = _essence(there)
        return f"{'removed' if after is None else 'added'}{f': {essence}' if essence else ''}"
    return "; ".join(_fields(before, after)) or "nothing that is shown"


def _essence(record: Record) -> str:
    match record.get("type"):
        case "claim":
            said = ", ".join(map(_attribution, record["attributions"]))
            return f"{_value(record['statement'])} {record['confidence']}{f', {said}' if said else ''}"
        case "note":
            return _value(record["text"])
        case "article":
            return _value(record["title"])
        case "source":
            return str(record["kind"])
        case "sentence":
            return str(record["role"] or "untriaged")
        case "revision":
            return f"{record['characters']} characters"
        case _:
            return ""


def _fields(before: Record, after: Record) -> Iterator[str]:
    yield from _place(before, after)
    for field in after:
        old, new = before.get(field), after[field]
        if old == new or field in _FOLLOWS or not _tells(field, before, after):
            continue
        if field == "attributions":
            yield from _attributions(old or [], new)
        elif field in ("labels", "aliases"):
            yield from _words(field, old or [], new)
        elif field == "anchors":
            yield from _anchors(old or [], new)
        elif field == "text" and after.get("type") == "revision":
            yield "text attached" if old is None else "text changed"
        else:
            yield f"{field.replace('_', ' ')}: {_value(old)}{_ARROW}{_value(new)}"


def _tells(field: str, before: Record, after: Record) -> bool:
    """Return whether a field says more than what a thing is called: a note goes with its sentence to a new draft."""
    if field == "revision" and after.get("type") == "note":
        return field in before
    return field not in _NAMES or field in ("article", "number")


def _place(before: Record, after: Record) -> Iterator[str]:
    if not any(before.get(name) != after.get(name) for name in _FOLLOWS):
        return
    old, new = (
        f"{record['paragraph']}/{record['sentence']} ({record['start']}–{record['end']})"
        if record.get("start") is not None
        else "none"
        for record in (before, after)
    )
    yield f"place: {old}{_ARROW}{new}"


def _anchors(before: list[Record], after: list[Record]) -> Iterator[str]:
    old = {each["revision"]: each for each in before}
    new = {each["revision"]: each for each in after}
    for number in sorted(old.keys() | new.keys()):
        if old.get(number) != new.get(number):
            yield f"revision {number}: {_state(old.get(number))}{_ARROW}{_state(new.get(number))}"


def _state(anchor: Record | None) -> str:
    return "none" if anchor is None else str(anchor["state"])


def _attributions(before: list[Record], after: list[Record]) -> Iterator[str]:
    old = {_key(each): each for each in before}
    new = {_key(each): each for each in after}
    for key, each in old.items():
        if key not in new:
            yield f"− {_attribution(each)}"
    for key, each in new.items():
        if key not in old:
            yield f"+ {_attribution(each)}"
            continue
        changed = [
            f"{field.replace('_', ' ')} {_value(old[key].get(field))}{_ARROW}{_value(value)}"
            for field, value in each.items()
            if old[key].get(field) != value
        ]
        if changed:
            yield f"{each['source']} {each['stance']}: {', '.join(changed)}"


def _key(attribution: Record) -> tuple[str, str, str | None]:
    return attribution["source"], attribution["stance"], attribution.get("via")


def _attribution(attribution: Record) -> str:
    via = f" via {attribution['via']}" if attribution.get("via") else ""
    return f"{attribution['source']} {attribution['stance']}{via}"


def _words(field: str, before: list[str], after: list[str]) -> Iterator[str]:
    gone = [f"− {word}" for word in before if word not in after]
    come = [f"+ {word}" for word in after if word not in before]
    yield f"{field}: {', '.join([*gone, *come]) or 'other order'}"


def _value(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):  # an override
        return f"{value.get('word')} “{value.get('reason')}”"
    text = str(value)
    if len(text) > _LONGEST:
        text = text[:_LONGEST] + "…"
    return f"“{text}”" if " " in text else text
