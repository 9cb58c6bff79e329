"""Changes to who stands behind a claim."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update

from factbase.changes.claims import changing, reopen
from factbase.changes.operation import Operation
from factbase.changes.sources import hold_bodies, hold_name
from factbase.changes.wording import optional
from factbase.errors import InvalidInput, NotFound
from factbase.lookup import ClaimKey, SourceKey
from factbase.tables import attribution as attribution_table
from factbase.tables import source as source_table
from factbase.text.folding import fold
from factbase.vocabulary import Mode, Stance, Terms

_columns, _sources = attribution_table.c, source_table.c
_NAMESAKE = select(_sources.id).where(
    _sources.article_id == bindparam("article"),
    _sources.key == bindparam("key"),
    _sources.name == bindparam("name"),
    _sources.qualifier == bindparam("qualifier"),
)
_SAID = select(attribution_table).where(
    _columns.claim_id == bindparam("claim"),
    _columns.source_id == bindparam("source"),
    _columns.stance == bindparam("stance"),
)
_ALTER = update(attribution_table).where(_columns.id == bindparam("key"))


@dataclass(frozen=True)
class Saying:
    """How a source stands behind a claim. None leaves a value as it is; an empty text takes it away."""

    stance: Stance
    mode: Mode | None = None
    terms: Terms | None = None
    own_act: bool | None = None
    cue: str | None = None
    quote: str | None = None
    via: SourceKey | None = None
    note: str | None = None


def attribute(operation: Operation, claim: ClaimKey, source: SourceKey, saying: Saying) -> None:
    """Put ``source`` behind a claim; the same source with the same stance again edits what is there.

    A checked claim reopens if this changes it. Raises InvalidInput for a new one without a mode, for a source
    heard through itself, and for one that exists only inside another article.
    """
    check_heard(operation, claim, source, saying.via)
    with changing(operation, claim) as now:
        there = _find(operation, claim, source, saying.stance, saying.via)
        values = _given(saying)
        if there is None:
            _insert(operation, claim, source, saying)
        elif any(getattr(there, name) != value for name, value in values.items()):
            operation.connection.execute(_ALTER, {"key": there.id, **values})
        else:
            return
        reopen(operation, now)


def check_heard(operation: Operation, claim: ClaimKey, source: SourceKey, via: SourceKey | None) -> None:
    """Raise InvalidInput where a source, or the one it is heard through, cannot stand behind a claim.

    It keeps others from changing whom the source speaks for until the commit.
    """
    for heard in (source, via):
        if heard is not None and heard.article_id not in (None, claim.article_id):
            raise InvalidInput(
                f"“{heard.name}” exists only in another article: add one of this article with --new."
            )
        if heard is not None and heard.article_id is None:
            hold_name(operation.connection, heard.name)
            _refuse_namesake(operation, claim, heard)
    if via is not None and via.id == source.id:
        raise InvalidInput(f"“{source.name}” cannot be heard through itself: leave --via out.")
    hold_bodies(operation.connection, source)


def _refuse_namesake(operation: Operation, claim: ClaimKey, heard: SourceKey) -> None:
    """Raise InvalidInput where the article has a source of its own by the very name: records cite by name."""
    wanted = {
        "article": claim.article_id,
        "key": fold(heard.name.name),
        "name": heard.name.name,
        "qualifier": heard.name.qualifier,
    }
    if operation.connection.scalar(_NAMESAKE, wanted) is not None:
        raise InvalidInput(
            f"{claim.ref.slug} has a source “{heard.name}” of its own: give one of the two a qualifier, “… (…)”."
        )


def _find(
    operation: Operation, claim: ClaimKey, source: SourceKey, stance: Stance, via: SourceKey | None
) -> Row[Any] | None:
    wanted = {"claim": claim.id, "source": source.id, "stance": stance}
    rows = operation.connection.execute(_SAID, wanted).all()
    same = [row for row in rows if row.via_id == (None if via is None else via.id)]
    if same:
        return same[0]
    return rows[0] if len(rows) == 1 else None


def _given(saying: Saying) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: value for name in ("mode", "terms", "own_act") if (value := getattr(saying, name)) is not None
    }
    for name in ("cue", "quote", "note"):
        text = getattr(saying, name)
        if text is not None:
            values[name] = optional(text, f"the {name}")
    if saying.via is not None:
        values["via_id"] = saying.via.id
    return values


def _insert(operation: Operation, claim: ClaimKey, source: SourceKey, saying: Saying) -> None:
    if saying.mode is None:
        raise InvalidInput(f"“{source.name}” is new on {claim.ref}: say how it speaks with --mode.")
    values = {"terms": Terms.NOT_STATED, "own_act": False, **_given(saying)}
    operation.connection.execute(
        insert(attribution_table).values(
            claim_id=claim.id, source_id=source.id, source_kind=source.kind, stance=saying.stance, **values
        )
    )


def unattribute(
    operation: Operation, claim: ClaimKey, source: SourceKey, stance: Stance | None = None
) -> int:
    """Take a source from behind a claim, with one stance or all; return how many attributions went.

    A checked claim reopens. Raises NotFound if it does not stand there.
    """
    columns = attribution_table.c
    goes = delete(attribution_table).where(columns.claim_id == claim.id, columns.source_id == source.id)
    if stance is not None:
        goes = goes.where(columns.stance == stance)
    with changing(operation, claim) as now:
        gone = operation.connection.execute(goes).rowcount
        if not gone:
            word = f" as one who {stance}" if stance else ""
            raise NotFound(
                f"“{source.name}” does not stand behind {claim.ref}{word}: `claim show` lists who does."
            )
        reopen(operation, now)
    return gone
