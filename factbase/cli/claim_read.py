"""``factbase claim list`` and ``claim show``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Unpack

import click

from factbase.cli.context import Session
from factbase.cli.output import Column, Shape, output_options, print_record, print_rows, remark
from factbase.cli.words import COUNT, TEXT, Word
from factbase.errors import BadUsage
from factbase.vocabulary import Confidence, Mode, Rule, SourceKind, Stance, Status, Thing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Connection

    from factbase.queries.claim_page import ClaimPage
    from factbase.queries.claims import ClaimRow
    from factbase.queries.filters import ClaimFilter
    from factbase.queries.log import LogRow
    from factbase.references import ClaimRef

PAGE = 50  # of a list over the whole archive
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
@click.option("--unattributed", is_flag=True, help="Only those for which nobody is cited.")
@click.option("--confidence", type=Word(Confidence), help="Only those so rated.")
@click.option("--problem", type=Word(Rule), help=f"Only those with this problem: {Word(Rule).listed}.")
@click.option("--source", metavar="NAME", type=TEXT, help="Only those of this source, by name or alias.")
@click.option("--kind", type=Word(SourceKind), help=f"Its kind: {Word(SourceKind).listed}.")
@click.option("--stance", type=Word(Stance), help="What it does with the claim.")
@click.option("--mode", type=Word(Mode), help="How the text gives what it says.")
@click.option("--label", metavar="WORD", type=TEXT, help="Only those with this label.")
@click.option("--sentence", metavar="5/10", help="Only those of one sentence of ARTICLE.")
@click.option("--status", type=Word(Status), help="Only those at this; cut ones show only so.")
@click.option("--changed-since", metavar="TIME", help="Only those changed since: 2026-03-14, UTC.")
@click.option("--sort", type=click.Choice(["ref", "added"]), help="By article and number, or as added.")
@click.option("--limit", type=COUNT, metavar="N", help="At most this many; 50 without ARTICLE.")
@click.option("--after", metavar="REF", help="Go on after the page that ended with REF.")
@output_options
@click.pass_obj
def list_(
    session: Session,
    /,
    article: str | None,
    limit: int | None,
    after: str | None,
    sort: str | None,
    as_json: bool,
    as_jsonl: bool,
    out: str,
    **given: Any,  # noqa: ANN401 - one for each filter
) -> None:
    """List claims: all of ARTICLE, or a page of the whole archive.

    Filters narrow each other. --source, --kind, --stance and --mode are of one
    attribution. The mark is ! where a problem blocks, ? where one needs a look.

    \b
    Examples:
      factbase claim list mek-albania --unattributed
      factbase claim list --source Cuci --stance denies
      factbase claim list mek-albania --sentence 5/10 --json
    """
    from factbase.queries.claims import Sort, claim_items, claim_keys, claim_rows

    limit = PAGE if limit is None and article is None else limit
    mark = _mark(after)
    with session.reading() as connection:
        wanted = _filter(connection, article, **given)
        beyond = None if limit is None else limit + 1
        order = Sort(sort) if sort else None
        keys = claim_keys(connection, wanted, sort=order, limit=beyond, after=mark)
        shown = keys if limit is None else keys[:limit]
        more = str(next(claim_rows(connection, shown[-1:])).ref) if len(keys) > len(shown) else None
        as_items = as_json or as_jsonl
        rows = list(claim_items(connection, shown) if as_items else claim_rows(connection, shown))
    columns, shape = _items() if as_items else CLAIMS, Shape(as_json=as_json, as_jsonl=as_jsonl, out=out)
    print_rows(rows, columns, schema="factbase/claims@1", next=more, **shape)


def _mark(after: str | None) -> ClaimRef | None:
    from factbase.references import claim_ref

    return claim_ref(after) if after else None


def _items() -> list[Column]:
    from factbase.records import ClaimLine

    return [Column(name) for name in (*ClaimLine.__annotations__, "problems")]


def _filter(
    connection: Connection,
    article: str | None,
    *,
    source: str | None,
    sentence: str | None,
    changed_since: str | None,
    **words: Any,  # noqa: ANN401 - they are named as the filter's fields
) -> ClaimFilter:
    from factbase.queries.claims import article_id
    from factbase.queries.filters import ClaimFilter, Span

    if sentence is not None and article is None:
        raise BadUsage("--sentence needs its article: factbase claim list ARTICLE --sentence 5/10.")
    words["article_id"] = None if article is None else article_id(connection, article)
    if article is not None and sentence is not None:
        from factbase import lookup
        from factbase.references import place

        found = lookup.sentence(connection, lookup.article(connection, article), place(sentence))
        words["sentence"] = Span(found.revision_id, found.start, found.end)
    if source is not None:
        from factbase import lookup

        words["source_id"] = lookup.source(connection, source, article_id=words["article_id"]).id
    if changed_since is not None:
        from factbase.queries.times import since

        words["changed_since"] = since(changed_since)
    return ClaimFilter(**words)


@click.command()
@click.argument("ref")
@click.option("--history", is_flag=True, help="Also who changed it, and when, newest first.")
@output_options
@click.pass_obj
def show(session: Session, ref: str, history: bool, **shape: Unpack[Shape]) -> None:
    """Show all that is known of the claim REF.

    That is its passage, who stands behind it and how, why it is rated as it is,
    its problems and what would settle each.

    \b
    Examples:
      factbase claim show mek-albania/137
      factbase claim show mek-albania/137 --history
    """
    from factbase import lookup
    from factbase.queries.claim_page import show_claim
    from factbase.queries.log import LogFilter, list_log
    from factbase.references import claim_ref

    with session.reading() as connection:
        key = lookup.claim(connection, claim_ref(ref))
        page = show_claim(connection, key)
        log = list(list_log(connection, LogFilter(claim_id=key.id), limit=1000, most=None)) if history else []
    if shape["as_json"] or shape["as_jsonl"]:
        record = _item(page, log if history else None)
        columns = [Column(name) for name in record]
    else:
        record = dict(_fields(page, log))
        columns = [Column(name, name) for name in record]
    print_record(record, columns, schema="factbase/claim@1", **shape)
    if not (page.passage and page.passage.marked) and page.passage and page.passage.place:
        remark(f"To see the words: factbase article attach {key.ref.slug} FILE")


def _item(page: ClaimPage, history: Sequence[LogRow] | None) -> dict[str, Any]:
    from factbase.cli.log import LOG

    passage = page.passage
    return {
        **page.line,
        "version": page.version,
        "why": page.why,
        "passage": None if passage is None else passage.words,
        "problems": [vars(problem) for problem in page.problems],
        "links": list(page.links),
        "notes": list(page.notes),
        **(
            {"history": [{column.name: column.of(row) for column in LOG} for row in history]}
            if history is not None
            else {}
        ),
    }


def _fields(page: ClaimPage, history: Sequence[LogRow]) -> list[tuple[str, object]]:
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
    fields += [("Status", line["status"]), ("Version", page.version)]
    fields += _numbered(
        "Change", [f"{row.at} {row.actor}, {row.command}: {_what(row)} {row.changed}" for row in history]
    )
    return fields


def _what(row: LogRow) -> str:
    return "claim" if row.thing == Thing.CLAIM else row.name


def _numbered(title: str, values: list[str]) -> list[tuple[str, object]]:
    return [(f"{title} {number}", value) for number, value in enumerate(values, start=1)]


def _passage(page: ClaimPage) -> str:
    passage = page.passage
    if passage is None:
        return "none: it has no place in the text"
    if passage.start is None:
        return f"lost in revision {passage.revision}"
    where = f"{passage.place}" if passage.place else f"characters {passage.start} to {passage.end}"
    return f"{where}: {passage.marked}" if passage.marked else f"{where} (the text is not here)"


def _attribution(each: Any) -> str:  # noqa: ANN401 - an AttributionLine
    parts = [f"{each['source']} ({each['kind']}) {each['stance']}", each["mode"], f"terms {each['terms']}"]
    parts += ["own act"] if each["own_act"] else []
    parts += [f"via {each['via']}"] if each["via"] else []
    parts += [f"{name} “{each[name]}”" for name in ("cue", "quote", "note") if each[name]]
    return ", ".join(parts)
