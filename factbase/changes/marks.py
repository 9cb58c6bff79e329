"""Labels, links between claims, and notes."""

from __future__ import annotations

from sqlalchemy import Connection, delete, func, insert, select, update

from factbase.changes import derive, indexing
from factbase.changes.claims import changing, refuse_older, touch
from factbase.changes.operation import Operation
from factbase.changes.wording import storable
from factbase.errors import Conflict, InvalidInput, NotFound
from factbase.lookup import ArticleKey, ClaimKey, SentenceKey
from factbase.records import LinkLine, NoteLine, note_line
from factbase.references import Place
from factbase.tables import article as article_table
from factbase.tables import claim as claim_table
from factbase.tables import claim_link, note
from factbase.tables import label as label_table
from factbase.vocabulary import LinkKind, Thing


def label(operation: Operation, claim: ClaimKey, word: str) -> bool:
    """Put a free word on a claim; return False if it is there already."""
    word = storable(word, "the label")
    columns = label_table.c
    there = select(columns.word).where(columns.claim_id == claim.id, columns.word == word)
    with changing(operation, claim):
        if operation.connection.scalar(there) is not None:
            return False
        operation.connection.execute(insert(label_table).values(claim_id=claim.id, word=word))
    return True


def unlabel(operation: Operation, claim: ClaimKey, word: str) -> None:
    """Take a label off a claim. Raises NotFound if it is not on it."""
    columns = label_table.c
    goes = delete(label_table).where(columns.claim_id == claim.id, columns.word == word.strip())
    with changing(operation, claim):
        if not operation.connection.execute(goes).rowcount:
            raise NotFound(
                f"{claim.ref} has no label “{word}”: `factbase claim show {claim.ref}` lists them."
            )


def link(operation: Operation, claim: ClaimKey, other: ClaimKey, kind: LinkKind) -> bool:
    """Say how a claim relates to another; return False if that is said already.

    Only ``repeats`` has a direction: the other kinds are one link, whichever claim is named first.
    Raises InvalidInput for a claim linked to itself, Conflict for two that repeat each other in a ring.
    """
    if claim.id == other.id:
        raise InvalidInput(f"{claim.ref} cannot be linked to itself: name another claim.")
    connection = operation.connection
    _lock(connection, claim, other)
    if is_linked(connection, claim.id, other.id, kind, refs=(str(claim.ref), str(other.ref))):
        return False
    connection.execute(insert(claim_link).values(claim_id=claim.id, other_id=other.id, kind=kind))
    _log_link(operation, claim, other, kind, made=True)
    return True


def is_linked(
    connection: Connection, claim_id: int, other_id: int, kind: LinkKind, *, refs: tuple[str, str]
) -> bool:
    """Return whether two claims are linked so already.

    Raises Conflict for two that repeat each other in a ring, or that repeat each other and are not the same.
    """
    columns = claim_link.c
    here = (columns.claim_id == claim_id) & (columns.other_id == other_id)
    back = (columns.claim_id == other_id) & (columns.other_id == claim_id)
    kinds = connection.execute(select(columns.kind, here.label("forward")).where(here | back)).all()
    if any(row.kind == kind and (row.forward or kind != LinkKind.REPEATS) for row in kinds):
        return True
    if any(row.kind == kind for row in kinds):
        raise Conflict(f"{refs[1]} repeats {refs[0]} already: one of the two came first.")
    if {kind, *(row.kind for row in kinds)} >= {LinkKind.REPEATS, LinkKind.NOT_SAME}:
        raise Conflict(
            f"{refs[0]} and {refs[1]} cannot both repeat each other and be not the same: unlink first."
        )
    return False


def _lock(connection: Connection, *claims: ClaimKey) -> None:
    keys = [each.id for each in claims]
    columns = claim_table.c
    connection.execute(
        select(columns.id).where(columns.id.in_(keys)).order_by(columns.id).with_for_update()
    ).all()


def unlink(operation: Operation, claim: ClaimKey, other: ClaimKey, kind: LinkKind | None = None) -> int:
    """Take the links between two claims away, one kind or all; return how many.

    Raises NotFound if there is none.
    """
    connection = operation.connection
    _lock(connection, claim, other)
    columns = claim_link.c
    between = ((columns.claim_id == claim.id) & (columns.other_id == other.id)) | (
        (columns.claim_id == other.id) & (columns.other_id == claim.id)
    )
    if kind is not None:
        between &= columns.kind == kind
    rows = connection.execute(select(columns.claim_id, columns.kind).where(between)).all()
    if not rows:
        raise NotFound(f"{claim.ref} and {other.ref} are not linked{f' as {kind}' if kind else ''}.")
    connection.execute(delete(claim_link).where(between))
    for row in rows:
        first, second = (claim, other) if row.claim_id == claim.id else (other, claim)
        _log_link(operation, first, second, row.kind, made=False)
    return len(rows)


def _log_link(operation: Operation, claim: ClaimKey, other: ClaimKey, kind: LinkKind, *, made: bool) -> None:
    line = LinkLine(type="link", claim=str(claim.ref), kind=kind, other=str(other.ref))
    operation.record(
        Thing.LINK,
        claim.id,
        article_id=claim.article_id,
        claim_id=claim.id,
        before=None if made else line,
        after=line if made else None,
    )
    for touched in (claim, other):
        touch(operation, touched.id)
    derive.refresh(operation.connection, [claim.id, other.id])


NoteTarget = ClaimKey | tuple[ArticleKey, Place, SentenceKey]


def _name(on: NoteTarget) -> str:
    return str(on.ref) if isinstance(on, ClaimKey) else f"{on[0].slug}:{on[1]}"


def add_note(
    operation: Operation, on: NoteTarget, text: str, *, actor: str | None = None, at: str | None = None
) -> int:
    """Write a note on a claim or on a sentence of the newest revision; return its number there.

    One that was written elsewhere is by another ``actor``, and has its own time, ``at`` (as `operation.now` has it).
    Raises Conflict where another draft came in since the sentence was looked up.
    """
    text = storable(text, "the note")
    actor = operation.actor if actor is None else storable(actor, "the name of who wrote the note")
    connection = operation.connection
    column, key = (note.c.claim_id, on.id) if isinstance(on, ClaimKey) else (note.c.sentence_id, on[2].id)
    _hold(operation, on)
    last = connection.scalar(select(func.max(note.c.number)).where(column == key)) or 0
    row = insert(note).values(
        {column.name: key, "number": last + 1, "actor": actor, "at": at or operation.at, "text": text}
    )
    note_id = connection.execute(row.returning(note.c.id)).scalar_one()
    _log_note(operation, on, note_id, had=None)
    return last + 1


def _hold(operation: Operation, on: NoteTarget) -> None:
    """Keep others from writing notes here until the commit: two must not get one number, nor one miss a new draft."""
    thing, key = (claim_table.c.id, on.id) if isinstance(on, ClaimKey) else (article_table.c.id, on[0].id)
    operation.connection.execute(select(thing).where(thing == key).with_for_update())
    if not isinstance(on, ClaimKey):
        refuse_older(operation, on[0].id, on[0].slug, on[2].revision_id)


def edit_note(operation: Operation, on: NoteTarget, number: int, text: str) -> None:
    """Give a note other words. Raises NotFound for a number that is not there."""
    text = storable(text, "the note")
    note_id = _find_note(operation, on, number)
    had = note_line(operation.connection, note_id)
    if had["text"] != text:
        operation.connection.execute(update(note).where(note.c.id == note_id).values(text=text))
        _log_note(operation, on, note_id, had=had)


def replace_note(
    operation: Operation, note_id: int, line: NoteLine, *, article_id: int, claim_id: int | None
) -> None:
    """Make a note what a bundle says it is, its writer and time included."""
    operation.connection.execute(select(note.c.id).where(note.c.id == note_id).with_for_update())
    had = note_line(operation.connection, note_id)
    values = {"actor": line["actor"], "at": line["at"], "text": line["text"]}
    operation.connection.execute(update(note).where(note.c.id == note_id).values(values))
    after = note_line(operation.connection, note_id)
    operation.record(Thing.NOTE, note_id, article_id=article_id, claim_id=claim_id, before=had, after=after)
    if claim_id is not None:
        indexing.refresh(operation.connection, [claim_id])


def remove_note(operation: Operation, on: NoteTarget, number: int) -> None:
    """Take a note away; the log keeps it. Raises NotFound for a number that is not there."""
    note_id = _find_note(operation, on, number)
    had = note_line(operation.connection, note_id)
    operation.connection.execute(delete(note).where(note.c.id == note_id))
    _log_note(operation, on, note_id, had=had, gone=True)


def _find_note(operation: Operation, on: NoteTarget, number: int) -> int:
    there = note.c.claim_id == on.id if isinstance(on, ClaimKey) else note.c.sentence_id == on[2].id
    # Locked, or what it said before may not be what it says now.
    query = select(note.c.id).where(there, note.c.number == number).with_for_update()
    found = operation.connection.scalar(query)
    if found is None:
        raise NotFound(f"No note {number} on {_name(on)}.")
    return found


def _log_note(
    operation: Operation, on: NoteTarget, note_id: int, *, had: NoteLine | None, gone: bool = False
) -> None:
    operation.record(
        Thing.NOTE,
        note_id,
        article_id=on.article_id if isinstance(on, ClaimKey) else on[0].id,
        claim_id=on.id if isinstance(on, ClaimKey) else None,
        before=had,
        after=None if gone else note_line(operation.connection, note_id),
    )
    if isinstance(on, ClaimKey):
        indexing.refresh(operation.connection, [on.id])
