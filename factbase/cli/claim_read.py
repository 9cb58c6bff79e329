"""``factbase claim list`` and ``claim show``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Unpack

import click

from factbase.cli.context import Session
from factbase.cli.filters import filter_of, filter_options, limit_options
from factbase.cli.output import Column, Shape, output_options, print_record, print_rows, remark
from factbase.cli.wording import listed, shown
from factbase.cli.words import TEXT
from factbase.errors import BadUsage
from factbase.vocabulary import Rule, Status, Thing

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from factbase.lookup import ClaimKey
    from factbase.queries.claim_history import AnchorRow, Reopening
    from factbase.queries.claim_page import ClaimPage
    from factbase.queries.claims import ClaimRow
    from factbase.queries.filters import ClaimFilter
    from factbase.queries.log import LogRow
    from factbase.queries.passages import PassageRow

PAGE = 50  # of a list over the whole archive
_MOST = 1000  # operations of a history
_BLOCKS = frozenset({Rule.RUMOUR, Rule.ANONYMOUS_ONLY, Rule.VAGUE_SOURCE})


def mark_of(row: ClaimRow) -> str:
    """Return ``!`` where a problem blocks, ``?`` where one asks for a look."""
    return "!" if _BLOCKS.intersection(row.problems) else "?" * bool(row.problems)


CLAIMS = [
    Column("ref", "Claim", never_cut=True),
    Column("place", "At", never_cut=True),
    Column("confidence", never_cut=True),
    Column("mark", never_cut=True, value=mark_of),
    Column("statement"),
    Column("sources"),
]


@click.command("list")
@click.argument("article", required=False)
@filter_options
@click.option("--search", metavar="WORDS", type=TEXT, help="Only those that say this; see factbase search.")
@click.option("--sort", type=click.Choice(["ref", "added"]), help="By article and number, or as added.")
@limit_options
@output_options
@click.pass_obj
def list_(
    session: Session,
    /,
    article: str | None,
    limit: int | None,
    after: str | None,
    sort: str | None,
    search: str | None,
    as_json: bool,
    as_jsonl: bool,
    out: str,
    **given: Any,  # noqa: ANN401 - one for each filter
) -> None:
    """List claims: all of ARTICLE, or a page of the whole archive.

    Filters narrow each other. --source, --kind, --stance and --mode are of one
    attribution. The mark is ! where a problem blocks, ? where one needs a look.
    Instead of a place stands “lost” where a claim lost its passage to a revision.
    With --status reopened each says why it is.

    \b
    Examples:
      factbase claim list mek-albania --unattributed
      factbase claim list --source Cuci --stance denies
      factbase claim list mek-albania --sentence 5/5 --json
      factbase claim list --lost
      factbase claim list --search 'crane -museum' --confidence rumour
    """
    from factbase.queries.claims import claim_items, claim_rows

    limit = PAGE if limit is None and article is None else limit
    if search is not None and sort is not None:
        raise BadUsage("--search has an order of its own, best first: leave --sort out.")
    as_items = as_json or as_jsonl
    with session.reading() as connection:
        wanted = filter_of(connection, article, **given)
        if search is None:
            keys, more = _page(connection, wanted, sort, limit, after)
        else:
            keys, more = _searched(connection, wanted, search, limit, after)
        last = str(next(claim_rows(connection, keys[-1:])).ref) if more else None
        rows = list(claim_items(connection, keys) if as_items else claim_rows(connection, keys))
        columns = item_columns() if as_items else CLAIMS
        if wanted.status == Status.REOPENED:
            refs = [Column("ref").of(row) for row in rows]
            columns = [*columns, _why_reopened(connection, keys, refs, as_items=as_items)]
    shape = Shape(as_json=as_json, as_jsonl=as_jsonl, out=out)
    print_rows(rows, columns, schema="factbase/claims@1", next=last, **shape)


def _page(
    connection: Connection, wanted: ClaimFilter, sort: str | None, limit: int | None, after: str | None
) -> tuple[list[int], bool]:
    """Return the keys of a page, and whether there are more."""
    from factbase.queries.claims import Sort, claim_keys
    from factbase.references import claim_ref

    beyond = None if limit is None else limit + 1
    mark = claim_ref(after) if after else None
    keys = claim_keys(connection, wanted, sort=Sort(sort) if sort else None, limit=beyond, after=mark)
    return keys[:limit], limit is not None and len(keys) > limit


def _searched(
    connection: Connection, wanted: ClaimFilter, search: str, limit: int | None, after: str | None
) -> tuple[list[int], bool]:
    from factbase.cli.search import find, tell
    from factbase.text.searching import wanted as asked_for

    asked = asked_for(search)
    hits = find(connection, asked, wanted, limit=limit, after=after)
    tell(search, asked, hits)
    return hits.keys, hits.more


def _why_reopened(connection: Connection, keys: list[int], refs: list[object], *, as_items: bool) -> Column:
    """Return the column that says why each of the claims is reopened."""
    from factbase.queries.claim_history import reopenings

    found = reopenings(connection, keys)
    told: dict[object, object] = {
        ref: found[key]._asdict() if as_items else _because(found[key])
        for key, ref in zip(keys, refs, strict=True)
        if key in found
    }
    return Column("reopened", value=lambda row: told.get(Column("ref").of(row)))


def item_columns() -> list[Column]:
    """Return the columns of a claim as JSON gives it."""
    from factbase.records import ClaimLine

    return [Column(name) for name in (*ClaimLine.__annotations__, "problems")]


@click.command()
@click.argument("ref")
@click.option("--history", is_flag=True, help="Also what each draft and each change did to it.")
@output_options
@click.pass_obj
def show(session: Session, ref: str, history: bool, **shape: Unpack[Shape]) -> None:
    """Show all that is known of the claim REF.

    That is its passage, who stands behind it and how, why it is rated as it is,
    its problems and what would settle each. The history is where it stood in each
    revision, what differs from the one before and whether that reopens it, then
    who changed it and when, the oldest change first.

    \b
    Examples:
      factbase claim show mek-albania/137
      factbase claim show mek-albania/137 --history
    """
    from factbase import lookup
    from factbase.queries.claim_page import show_claim
    from factbase.references import claim_ref

    with session.reading() as connection:
        key = lookup.claim(connection, claim_ref(ref))
        page = show_claim(connection, key)
        past = _history(connection, key) if history else None
    if shape["as_json"] or shape["as_jsonl"]:
        record = _item(page, past)
        columns = [Column(name) for name in record]
    else:
        record = dict(_fields(page, past))
        columns = [Column(name, name, marked=history) for name in record]
    print_record(record, columns, schema="factbase/claim@1", **shape)
    if not (page.passage and page.passage.marked) and page.passage and page.passage.place:
        remark(f"To see the words: `factbase article attach {key.ref.slug} FILE`.")


class _History(NamedTuple):
    """What the drafts did to a claim, and the log's changes to it, both oldest first."""

    anchors: list[AnchorRow]
    log: list[LogRow]


def _history(connection: Connection, key: ClaimKey) -> _History:
    from factbase.queries.claim_history import anchor_history
    from factbase.queries.log import LogFilter, list_log

    log = list(list_log(connection, LogFilter(claim_id=key.id), limit=_MOST, most=None))
    return _History(anchor_history(connection, key), sorted(log, key=lambda row: row.operation))


def _item(page: ClaimPage, history: _History | None) -> dict[str, Any]:
    from factbase.cli.log import LOG

    passage = page.passage
    last = passage and passage.last
    item = {
        **page.line,
        "version": page.version,
        "why": page.why,
        "passage": None if passage is None else passage.words,
        "last": last and {"revision": last.revision, "place": last.place, "passage": last.words},
        "reopened": page.reopened and page.reopened._asdict(),
        "problems": [vars(problem) for problem in page.problems],
        "links": list(page.links),
        "notes": list(page.notes),
    }
    if history is not None:
        item["revisions"] = [{**vars(row), "difference": listed(row.difference)} for row in history.anchors]
        item["history"] = [{column.name: column.of(row) for column in LOG} for row in history.log]
    return item


def _fields(page: ClaimPage, history: _History | None) -> list[tuple[str, object]]:
    line = page.line
    override = line["confidence_override"]
    fields: list[tuple[str, object]] = [("Claim", line["ref"]), ("Statement", line["statement"])]
    fields.append(("Passage", _passage(page)))
    fields.append(("Confidence", line["confidence"]))
    if override is None:
        fields.append(("Why", page.why))
    else:
        fields += [("Why", f"A person rated it so: {override['reason']}"), ("By default", page.why)]
    fields += _numbered("Source", [_attribution(each) for each in line["attributions"]])
    fields += _numbered(
        "Problem", [f"{each.rule} ({each.severity}). {each.why} {each.settle}" for each in page.problems]
    )
    if line["labels"]:
        fields.append(("Labels", line["labels"]))
    fields += _numbered("Link", [f"{each['claim']} {each['kind']} {each['other']}" for each in page.links])
    fields += [
        (f"Note {each['number']}", f"{each['text']} ({each['actor']}, {each['at']})") for each in page.notes
    ]
    fields += [("Status", _status(page)), ("Version", page.version)]
    if history is not None:
        fields += [(f"Revision {row.revision}", _anchor(row)) for row in history.anchors]
        changes = (f"{row.at} {row.actor}, {row.command}: {_what(row)} {row.changed}" for row in history.log)
        fields += _numbered("Change", list(changes))
    return fields


def _status(page: ClaimPage) -> str:
    status = str(page.line["status"])
    if page.reopened is None:
        return status
    told = _because(page.reopened)
    return f"{status} {told}" if page.reopened.revision else f"{status}{f': {told}' if told else ''}"


def _because(reopened: Reopening) -> str:
    """Return why a claim is reopened: ``by revision 2: number 58 → 53``, or a person's reason."""
    by = f"by revision {reopened.revision}" if reopened.revision else None
    return ": ".join(filter(None, (by, reopened.because)))


def _anchor(row: AnchorRow) -> str:
    """Return where a claim stood in a revision, its words, and what changed: ``reworded, 4/1: … (why; check anew)``."""
    state, reason = (row.reason, "") if row.by_hand else (row.state, row.reason)
    where = f"{state}, {row.place}" if row.place else str(state)
    words = shown(row.difference) or row.words
    reopens = row.reopens and f"check anew{'' if row.reopens == reason else f': {row.reopens}'}"
    why = "; ".join(part for part in (reason, reopens) if part)
    return f"{where}{f': {words}' if words else ''}{f' ({why})' if why else ''}"


def _what(row: LogRow) -> str:
    return "claim" if row.thing == Thing.CLAIM else row.name


def _numbered(title: str, values: list[str]) -> list[tuple[str, object]]:
    return [(f"{title} {number}", value) for number, value in enumerate(values, start=1)]


def _passage(page: ClaimPage) -> str:
    passage = page.passage
    if passage is None:
        return "none: it has no place in the text"
    if passage.start is not None:
        where = _where(passage)
        return (
            where
            if passage.is_newest
            else f"none in the newest revision; in revision {passage.revision} {where}"
        )
    lost = f"lost in revision {passage.revision}"
    last = passage.last
    return lost if last is None else f"{lost}; in revision {last.revision} {_where(last)}"


def _where(passage: PassageRow) -> str:
    where = f"{passage.place}" if passage.place else f"characters {passage.start} to {passage.end}"
    return f"{where}: {passage.marked}" if passage.marked else f"{where} (the text is not here)"


def _attribution(each: Any) -> str:  # noqa: ANN401 - an AttributionLine
    parts = [f"{each['source']} ({each['kind']}) {each['stance']}", each["mode"], f"terms {each['terms']}"]
    parts += ["own act"] if each["own_act"] else []
    parts += [f"via {each['via']}"] if each["via"] else []
    parts += [f"{name} “{each[name]}”" for name in ("cue", "quote", "note") if each[name]]
    return ", ".join(parts)
