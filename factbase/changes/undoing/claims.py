"""Gives claims back what they were, or makes them anew, with places, attributions and labels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import json
from sqlalchemy import bindparam, delete, insert, select, update

from factbase.changes.undoing.refusing import called
from factbase.changes.undoing.things import Fate, Row
from factbase.changes.undoing.undo import Undo
from factbase.records.history import Normal
from factbase.tables import anchor, attribution, claim, label, source
from factbase.vocabulary import SourceKind, Status, Thing

_PARTS = {"anchors": anchor, "attributions": attribution, "labels": label}


def restore_claims(undo: Undo) -> None:
    """Restore claims. Refuses a number that is another claim's now, and a source or a revision that is gone."""
    for page in undo.things.pages(Thing.CLAIM, Fate.COMES, Fate.CHANGES):
        normals = {row.key: undo.was(row.before or "", row.article_id) for row in page}
        _check_numbers(undo, page, normals)
        undo.refusals.refuse()
        _restore_rows(undo, page, normals)
        became = {
            row.key: undo.became(row.after or "", row.article_id) for row in page if row.fate == Fate.CHANGES
        }
        _restore_parts(undo, page, normals, became)
        counting = {row.key for row in page if _counts(normals[row.key], became.get(row.key))}
        undo.to_derive.update(counting)
        undo.to_index.update(row.key for row in page if row.key not in counting)
        undo.risen.update(row.key for row in page if _rises(row, normals[row.key]))
        undo.advance(len(page))


def _counts(was: Normal, became: Normal | None) -> bool:
    """Return whether a claim's confidence and problems may be others than before the undo: a place tells nothing."""
    parts = ("attributions", "confidence_override", "status")
    return became is None or any(was[part] != became[part] for part in parts)


def _rises(row: Row, was: Normal) -> bool:
    """Return whether a claim is live after the undo and was not before it."""
    live = was["status"] != Status.CUT
    return live and (row.after is None or json.decode(row.after)["status"] == Status.CUT)


def _check_numbers(undo: Undo, page: Sequence[Row], normals: dict[int, Normal]) -> None:
    columns = claim.c
    numbers = {(row.article_id, normals[row.key]["number"]): row for row in page if row.fate == Fate.COMES}
    query = select(columns.id, columns.article_id, columns.number).where(
        columns.article_id.in_({article_id for article_id, _number in numbers}),
        columns.number.in_({number for _article_id, number in numbers}),
    )
    for key, article_id, number in undo.connection.execute(query) if numbers else ():
        if (row := numbers.get((article_id, number))) is not None:
            what = f"{called(row.before or '')} is another claim now"
            undo.refusals.add(what, (Thing.CLAIM, key))


def _restore_rows(undo: Undo, page: Sequence[Row], normals: dict[int, Normal]) -> None:
    new, changed = [], []
    for row in page:
        was = normals[row.key]
        override = was["confidence_override"] or {"word": None, "reason": None}
        values = {
            "statement": was["statement"],
            "confidence_override": override["word"],
            "override_reason": override["reason"],
            "status": was["status"],
            "operation_id": undo.operation.id,
        }
        if row.fate == Fate.CHANGES:
            changed.append({"key": row.key, **values})
            continue
        own = {"id": row.key, "article_id": row.article_id, "number": was["number"], "version": undo.version}
        new.append({**own, **values, "confidence": json.decode(row.before or "")["confidence"]})
    if new:
        undo.connection.execute(insert(claim), new)
    if changed:
        names = [name for name in changed[0] if name != "key"]
        statement = update(claim).where(claim.c.id == bindparam("key"))
        values = {name: bindparam(name) for name in names} | {"version": claim.c.version + 1}
        undo.connection.execute(statement.values(values), changed)


def _restore_parts(
    undo: Undo, page: Sequence[Row], normals: dict[int, Normal], became: dict[int, Normal]
) -> None:
    """Put anchors, attributions and labels in place of those that differ from what they were."""
    connection = undo.connection
    sources = _sources(undo, normals)
    for part, table in _PARTS.items():
        rows: list[dict[str, Any]] = []
        replaced = []
        for row in page:
            was = normals[row.key][part]
            if row.fate == Fate.CHANGES:
                if became[row.key][part] == was:
                    continue
                replaced.append(row.key)
            for each in was:
                values = _part(undo, row, part, each, sources)
                if values is not None:
                    rows.append({"claim_id": row.key, **values})
        undo.refusals.refuse()
        if replaced:
            connection.execute(delete(table).where(table.c.claim_id.in_(replaced)))
        if rows:
            connection.execute(insert(table), rows)


Sources = dict[int, tuple[SourceKind, int | None]]


def _sources(undo: Undo, normals: dict[int, Normal]) -> Sources:
    """Return kind and article of the sources that claims cited, as far as they are here."""
    cited = {
        key
        for was in normals.values()
        for said in was["attributions"]
        for key in (said["source"], said["via"])
        if isinstance(key, int)
    }
    columns = source.c
    query = select(columns.id, columns.kind, columns.article_id).where(columns.id.in_(cited))
    return {key: (kind, article_id) for key, kind, article_id in undo.connection.execute(query)}


def _part(undo: Undo, row: Row, part: str, was: Any, sources: Sources) -> dict[str, Any] | None:  # noqa: ANN401
    """Return the row of an anchor, an attribution or a label, or None where it is refused."""
    match part:
        case "labels":
            return {"word": was}
        case "anchors":
            revision_id = undo.revision(row.article_id or 0, was["revision"])
            if revision_id is None:
                undo.refusals.add(f"the text of {called(row.before or '')} is gone", (Thing.CLAIM, row.key))
                return None
            return {
                "revision_id": revision_id,
                **{name: was[name] for name in ("start", "end", "sha256", "state")},
            }
        case _:
            return _attribution(undo, row, was, sources)


def _attribution(undo: Undo, row: Row, was: Normal, sources: Sources) -> dict[str, Any] | None:
    for key in (was["source"], was["via"]):
        if key is None:
            continue
        fault = None
        if key not in sources:
            fault = "a source that is gone"
        elif sources[key][1] not in (None, row.article_id):
            fault = "a source that exists only in another article"
        if fault is not None:
            what = f"{called(row.before or '')} would cite {fault}"
            undo.refusals.add(what, (Thing.SOURCE, key if isinstance(key, int) else 0))
            return None
    rest = {name: was[name] for name in ("stance", "mode", "terms", "own_act", "cue", "quote", "note")}
    kind, _article_id = sources[was["source"]]
    return {"source_id": was["source"], "source_kind": kind, "via_id": was["via"], **rest}
