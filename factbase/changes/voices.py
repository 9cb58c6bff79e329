"""Single attributions of a claim: each is read whole, and written whole in its place."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Insert, Update, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from factbase.changes.attributions import check_heard
from factbase.changes.claims import changing, reopen
from factbase.changes.operation import Operation
from factbase.changes.wording import optional
from factbase.errors import Conflict, NotFound
from factbase.lookup import ClaimKey, SourceKey
from factbase.lookup.sources import source_by_key
from factbase.tables import attribution
from factbase.vocabulary import Mode, Stance, Terms

_columns = attribution.c


@dataclass(frozen=True)
class Voice:
    """A source behind a claim, with all that is kept of it; None is nothing."""

    source: SourceKey
    stance: Stance = Stance.ASSERTS
    mode: Mode = Mode.INDIRECT
    terms: Terms = Terms.NOT_STATED
    own_act: bool = False
    cue: str | None = None
    quote: str | None = None
    via: SourceKey | None = None
    note: str | None = None


def voices_behind(connection: Connection, claim_id: int) -> dict[int, Voice]:
    """Return the attributions of a claim by key, in the order of its record."""
    query = select(attribution).where(_columns.claim_id == claim_id).order_by(_columns.id)
    return {
        row.id: Voice(
            source_by_key(connection, row.source_id),
            row.stance,
            row.mode,
            row.terms,
            row.own_act,
            row.cue,
            row.quote,
            None if row.via_id is None else source_by_key(connection, row.via_id),
            row.note,
        )
        for row in connection.execute(query).all()
    }


def add_voice(operation: Operation, claim: ClaimKey, voice: Voice) -> None:
    """Put one more attribution on a claim; a checked claim reopens.

    Raises Conflict where the source stands behind it so already, InvalidInput where it cannot.
    """
    check_heard(operation, claim, voice.source, voice.via)
    with changing(operation, claim) as now:
        _write(operation, claim, voice, insert(attribution).values(claim_id=claim.id, **_values(voice)))
        reopen(operation, now)


def alter_voice(operation: Operation, claim: ClaimKey, key: int, voice: Voice) -> None:
    """Make the attribution ``key`` of a claim what ``voice`` says; a checked claim reopens if that changes it.

    Raises NotFound where it is gone, Conflict and InvalidInput as :func:`add_voice`.
    """
    check_heard(operation, claim, voice.source, voice.via)
    with changing(operation, claim) as now:
        there = voices_behind(operation.connection, claim.id)
        if key not in there:
            raise NotFound(_gone(claim))
        if there[key] != voice:
            here = (_columns.id == key) & (_columns.claim_id == claim.id)
            _write(operation, claim, voice, update(attribution).where(here).values(_values(voice)))
            reopen(operation, now)


def remove_voice(operation: Operation, claim: ClaimKey, key: int) -> None:
    """Take the attribution ``key`` from a claim; a checked claim reopens. Raises NotFound where it is gone."""
    goes = delete(attribution).where(_columns.id == key, _columns.claim_id == claim.id)
    with changing(operation, claim) as now:
        if not operation.connection.execute(goes).rowcount:
            raise NotFound(_gone(claim))
        reopen(operation, now)


def _gone(claim: ClaimKey) -> str:
    return f"This source stands behind {claim.ref} no longer: look again."


def _write(operation: Operation, claim: ClaimKey, voice: Voice, statement: Insert | Update) -> None:
    try:
        with operation.connection.begin_nested():
            operation.connection.execute(statement)
    except IntegrityError as error:
        raise Conflict(
            f"{claim.ref} is {voice.stance.passive} by {voice.source.name} already: change that one instead."
        ) from error


def _values(voice: Voice) -> dict[str, object]:
    return {
        "source_id": voice.source.id,
        "source_kind": voice.source.kind,
        "stance": voice.stance,
        "mode": voice.mode,
        "terms": voice.terms,
        "own_act": voice.own_act,
        "cue": optional(voice.cue, "the cue"),
        "quote": optional(voice.quote, "the quote"),
        "via_id": None if voice.via is None else voice.via.id,
        "note": optional(voice.note, "the note"),
    }
