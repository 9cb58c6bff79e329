"""What undo and redo do to the model: what an operation changed becomes what it was, unless somebody built on it."""

from __future__ import annotations

from tests.model import claims
from tests.model.state import CONFLICT, REJECTED, USAGE, Changes, Key, Operation, State, require
from tests.model.words import folded


def undo(state: State, actor: str, number: int | None) -> None:
    """Take back what an actor did last, or the operation with a number."""
    require(number != 0, USAGE)
    if number is None:
        found = [each for each in of(state, actor) if each.in_effect and not each.is_undo]
    else:
        found = [each for each in state.log if each.number == number and each.in_effect]
    require(found, REJECTED)
    take_back(state, found[-1])


def redo(state: State, actor: str) -> None:
    """Take back an actor's newest undo, unless the actor did something new since."""
    mine = of(state, actor)
    new = max((at for at, each in enumerate(mine) if each.undoes is None), default=-1)
    found = [each for each in mine[new + 1 :] if each.in_effect and each.is_undo]
    require(found, REJECTED)
    take_back(state, found[-1])


def of(state: State, actor: str) -> list[Operation]:
    return [each for each in state.log if each.actor == folded(actor)]


def take_back(state: State, past: Operation) -> None:
    state.undoes = past
    changes = past.changes
    for key, (_before, after) in changes.items():
        require(state.things.get(key) == after, CONFLICT)
    going = {key for key, (before, _after) in changes.items() if before is None}
    for key in state.things.keys() - changes.keys():
        require(not going & set(hangs_on(state, key)), CONFLICT)
    live = {key for key in state.all("claim") if state.things[key]["status"] != "cut"}
    _put_back(state, changes)
    _require_names(state, changes)
    for key in changes.keys() & state.things.keys():
        require(set(hangs_on(state, key)) <= state.things.keys(), CONFLICT)
    _require_links(state, changes)
    _require_scopes(state)
    _settle_roles(state, past, live)


def hangs_on(state: State, key: Key) -> list[Key]:
    """Return the things without which another cannot be."""
    record = state.things[key]
    found = [record.get(name) for name in ("article", "revision", "speaks_for", "on", "claim", "other")]
    for anchor in record.get("anchors", ()):
        found.append(anchor["revision"])
    for said in record.get("attributions", ()):
        found += [said["source"], said["via"]]
    return [each for each in found if isinstance(each, tuple)]


def _put_back(state: State, changes: Changes) -> None:
    """Give each thing what it was; what comes back is at a version higher than any before, which is not told."""
    for key, (before, after) in changes.items():
        if before is None:
            state.drop(key)
            continue
        state.things[key] = before
        state.versions[key] = -state.versions[key] if after is None else state.versions[key] + 1
    for key, (before, after) in changes.items():
        for end in ("claim", "other") if key[0] == "link" else ():
            claim = (before or after or {})[end]
            if claim in state.things and state.versions[claim] > 0:
                state.touch(claim)


def _require_names(state: State, changes: Changes) -> None:
    """Refuse a slug, a name or a number that another thing has now."""
    for key in changes.keys() & state.things.keys():
        record = state.things[key]
        for other in state.all(key[0]):
            if other == key:
                continue
            theirs = state.things[other]
            match key[0]:
                case "article":
                    same = record["slug"] == theirs["slug"]
                case "source":
                    same = (record["article"], record["qualifier"]) == (
                        theirs["article"],
                        theirs["qualifier"],
                    )
                    same = same and folded(record["name"]) == folded(theirs["name"])
                case "claim":
                    same = (record["article"], record["number"]) == (theirs["article"], theirs["number"])
                case "note":
                    same = (record["on"], record["number"]) == (theirs["on"], theirs["number"])
                case _:
                    same = False
            require(not same, CONFLICT)


def _require_links(state: State, changes: Changes) -> None:
    """Refuse a link that is there already, or that does not go with another."""
    for key in changes.keys() & state.things.keys():
        if key[0] == "link":
            link = state.things.pop(key)
            require(not claims.linked(state, link["claim"], link["other"], link["kind"]), CONFLICT)
            state.things[key] = link


def _require_scopes(state: State) -> None:
    """Refuse sources that are cited or spoken for outside their article, by a name of two, or in a circle."""
    for key in state.all("claim"):
        article = state.things[key]["article"]
        own = {state.name(source) for source in state.all("source", article=article)}
        for said in state.things[key]["attributions"]:
            for source in (said["source"], said["via"]):
                if source is not None:
                    where = state.things[source]["article"]
                    require(where in (None, article), CONFLICT)
                    require(where is not None or state.name(source) not in own, CONFLICT)
    for key in state.all("source"):
        record, seen = state.things[key], {key}
        if record["speaks_for"] is not None:
            require(state.things[record["speaks_for"]]["article"] in (None, record["article"]), CONFLICT)
        body = record["speaks_for"]
        while body is not None:
            require(body not in seen, CONFLICT)
            seen.add(body)
            body = state.things[body]["speaks_for"]


def _settle_roles(state: State, past: Operation, live: set[Key]) -> None:
    """Leave a sentence in which a live claim stands, or stands again, the role claim.

    One that nobody had looked at, while the same claims stood in it, is so again.
    """
    changes = past.changes
    for key in changes.keys() & set(state.all("sentence")):
        after = changes[key][1]
        role, standing = state.things[key]["role"], state.standing_in(key)
        if role is None:
            standing = [claim for claim in standing if not _stood_in(state, claim, key, past)]
        if after is not None and role != "claim" and standing:
            reason = after["reason"] if after["role"] == "claim" else None
            state.things[key] = state.things[key] | {"role": "claim", "reason": reason}
            if state.things[key] == after:
                state.versions[key] -= 1
    for key in state.all("claim"):
        if key not in live and state.things[key]["status"] != "cut":
            for anchor in state.things[key]["anchors"]:
                start = anchor["start"]
                sentence = None if start is None else state.sentence_at(anchor["revision"], start)
                role = None if sentence is None else state.things[sentence]["role"]
                if sentence and sentence not in changes and role not in (None, "claim"):
                    state.change(sentence, role="claim", reason=None)


def _stood_in(state: State, claim: Key, sentence: Key, past: Operation) -> bool:
    """Return whether a claim was live and stood in a sentence before an operation."""
    since = [each.changes[claim][0] for each in state.log[state.log.index(past) :] if claim in each.changes]
    record = since[0] if since else state.things[claim]
    return (
        record is not None
        and record["status"] != "cut"
        and any(
            anchor["start"] is not None and state.sentence_at(anchor["revision"], anchor["start"]) == sentence
            for anchor in record["anchors"]
        )
    )
