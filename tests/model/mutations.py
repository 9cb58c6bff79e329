"""Small changes to a bundle, as a person with an editor makes them: most of what comes out can be taken in."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import Any

Line = dict[str, Any]
Mutation = Callable[[list[Line], int, int], None]


def mutated(lines: Sequence[Line], changes: Sequence[tuple[str, int, int]]) -> list[Line]:
    """Return the lines with some changes: each has a name, which line it hits and what it makes of it."""
    changed = deepcopy(list(lines))
    for name, which, what in changes:
        MUTATIONS[name](changed, which, what)
    return changed


def _hit(lines: list[Line], sort: str, which: int) -> Line:
    """Return a line of a sort; one that is in no file where there is none."""
    found = [line for line in lines if line["type"] == sort]
    return found[which % len(found)] if found else {}


def _title(lines: list[Line], which: int, what: int) -> None:
    _hit(lines, "article", which)["title"] = f"Title {what % 3}"


def _statement(lines: list[Line], which: int, what: int) -> None:
    _hit(lines, "claim", which)["statement"] = f"The captain said it {what % 3} times."


def _status(lines: list[Line], which: int, what: int) -> None:
    _hit(lines, "claim", which)["status"] = ("open", "checked", "cut", "reopened")[what % 4]


def _labels(lines: list[Line], which: int, what: int) -> None:
    _hit(lines, "claim", which)["labels"] = [[], ["figures"], ["figures", "legal"]][what % 3]


def _override(lines: list[Line], which: int, what: int) -> None:
    line = _hit(lines, "claim", which)
    line["confidence"] = ("high", "medium", "low", "rumour")[what % 4]
    line["confidence_override"] = {"word": line["confidence"], "reason": "the desk says so"}


def _confidence(lines: list[Line], which: int, what: int) -> None:
    _hit(lines, "claim", which)["confidence"] = ("high", "low")[what % 2]


def _unattributed(lines: list[Line], which: int, _what: int) -> None:
    line = _hit(lines, "claim", which)
    line["attributions"] = []
    if not line.get("confidence_override"):
        line["confidence"] = "low"


def _attribution(lines: list[Line], which: int, what: int) -> None:
    said = _hit(lines, "claim", which).get("attributions") or [{}]
    said[0] |= {"note": f"heard {what % 2}", "mode": ("direct", "mixed")[what % 2]}


def _unplaced(lines: list[Line], which: int, _what: int) -> None:
    line = _hit(lines, "claim", which)
    line |= dict.fromkeys(("paragraph", "sentence", "start", "end")) | {"anchors": []}


def _another(lines: list[Line], which: int, what: int) -> None:
    """Copy a claim, with the next number of its article; seldom that is one too many."""
    line = _hit(lines, "claim", which)
    articles = [
        each for each in lines if each["type"] == "article" and each["article"] == line.get("article")
    ]
    for article in articles:
        number = article["next_number"]
        article["next_number"] += bool(what % 8)
        copy = {**line, "number": number, "ref": f"{line['article']}/{number}"}
        lines.insert(next(at for at, each in enumerate(lines) if each is line) + 1, copy)


def _role(lines: list[Line], which: int, what: int) -> None:
    _hit(lines, "sentence", which)["role"] = ("heading", "credit", "claim", None)[what % 4]


def _aliases(lines: list[Line], which: int, what: int) -> None:
    _hit(lines, "source", which)["aliases"] = [[], ["The Boss"], ["THE BOSS", "Tschutschi"]][what % 3]


def _kind(lines: list[Line], which: int, what: int) -> None:
    """Give a source another kind of its own sort, wherever its kind stands."""
    line = _hit(lines, "source", which)
    kinds = ("person", "organisation") if line.get("article") is None else ("group", "anonymous")
    line["kind"] = kinds[what % 2]
    for claim in lines:
        for said in claim.get("attributions", []):
            if said["source"] == line.get("source") and line["article"] in (None, claim["article"]):
                said["kind"] = line["kind"]


def _body(lines: list[Line], which: int, what: int) -> None:
    _hit(lines, "source", which)["speaks_for"] = (
        _hit(lines, "source", what).get("source") if what % 3 else None
    )


def _link(lines: list[Line], which: int, what: int) -> None:
    _hit(lines, "link", which)["kind"] = ("repeats", "contradicts", "not_same")[what % 3]


def _note(lines: list[Line], which: int, what: int) -> None:
    _hit(lines, "note", which).update({"text": f"Asked {what % 3} times.", "actor": "Chloë"})


def _note_number(lines: list[Line], which: int, what: int) -> None:
    _hit(lines, "note", which)["number"] = what + 5


def _renamed(lines: list[Line], which: int, what: int) -> None:
    """Call an article otherwise, wherever its slug stands."""
    old = _hit(lines, "article", which).get("article", "")
    new = ("school", "bridge-two", "a-ferry")[what % 3]
    if old and new not in {line["article"] for line in lines if line["type"] == "article"}:
        for line in lines:
            for field in ("article", "ref", "claim", "other", "on"):
                value = line.get(field)
                if isinstance(value, str) and value.replace(":", "/").partition("/")[0] == old:
                    line[field] = new + value[len(old) :]


def _dropped(lines: list[Line], which: int, what: int) -> None:
    line = _hit(lines, ("claim", "source", "link", "note")[what % 4], which)
    lines[:] = [each for each in lines if each is not line]


def _reordered_fields(lines: list[Line], _which: int, _what: int) -> None:
    """Write each line's fields in another order: it says the same."""
    lines[1:] = [json.loads(json.dumps(line, sort_keys=True)) for line in lines[1:]]


MUTATIONS: dict[str, Mutation] = {
    mutation.__name__: mutation
    for mutation in (
        _title, _statement, _status, _labels, _override, _confidence, _unattributed, _attribution, _unplaced,
        _another, _role, _aliases, _kind, _body, _link, _note, _note_number, _renamed, _dropped,
        _reordered_fields,
    )
}  # fmt: skip
