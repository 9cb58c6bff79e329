"""First pages in process: what each costs in a large archive, beside the same page in a small one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from functools import partial

from sqlalchemy import Connection, text

from factbase.database import Location, reading
from factbase.queries.claims import list_claims
from factbase.queries.filters import ClaimFilter
from factbase.queries.problems import list_problems
from factbase.vocabulary import Confidence, Mode, Rule, SourceKind, Stance, Status
from tests.benchmarks.databases import MAKE_LATE, VARY, Files, alter
from tests.benchmarks.measuring import Row, compared, run, warm
from tests.benchmarks.programs import FACTBASE
from tests.postgres import NoServer, Server, running_server

_PAGE = 50
_SMALL = 10_000
_SINCE = "2099-01-01T00:00:00Z"

Page = Callable[[Connection], object]
# What has no hits where all lie late: it is what all the other claims have.
_NOT_LATE = {"confidence medium", "confidence high", "confidence low", "kind organisation", "stance asserts",
             "mode indirect", "status open", "status in_check", "status reopened", "status cut"}  # fmt: skip


def pages(files: Files, *, quick: bool) -> Iterator[Row]:
    """Measure the first page of each filter alone, of each rule, and of filters together."""
    large = 100_000 if quick else 1_000_000
    rounds = 15 if quick else 51
    for name, make in (("pages", files.varied), ("pages, hits late", files.late)):
        small_file, large_file = (Location.of(str(make(size))) for size in (_SMALL, large))
        yield from _compared(f"{name}, {large:,}", small_file, large_file, rounds, late=make == files.late)
    try:
        with running_server() as server:
            yield from _on_postgresql(files, server, rounds)
    except NoServer as error:
        yield Row(f"pages on PostgreSQL: skipped, {error}", "", "")


def _on_postgresql(files: Files, server: Server, rounds: int) -> Iterator[Row]:
    sizes = (_SMALL, 100_000)
    imported = [server.create_database() for _size in sizes]
    for url, size in zip(imported, sizes, strict=True):
        run(FACTBASE, "--db", url, "init")
        run(FACTBASE, "--db", url, "import", "jsonl", files.bundle(size))
    for name, statements in (("pages on PostgreSQL", VARY), ("pages on PostgreSQL, hits late", MAKE_LATE)):
        small, large = (Location.of(server.create_database(url)) for url in imported)
        for location in (small, large):
            alter(location, statements)
        yield from _compared(f"{name}, 100,000", small, large, rounds, late=statements is MAKE_LATE)


def _compared(name: str, small: Location, large: Location, rounds: int, *, late: bool) -> Iterator[Row]:
    with ExitStack() as stack:
        connections = [stack.enter_context(reading(location)) for location in (small, large)]
        singles = [_singles(connection) for connection in connections]
        for page in singles[0]:
            if not (late and page in _NOT_LATE):
                yield _row(f"{name}: {page}", connections, [each[page] for each in singles], rounds, 2.0)
        for page, wanted in _COMBINED.items():
            both = [partial(_claims, wanted=wanted)] * 2
            yield _row(f"{name}: {page}", connections, both, rounds, None)


def _row(name: str, connections: list[Connection], calls: list[Page], rounds: int, goal: float | None) -> Row:
    works = [partial(call, connection) for call, connection in zip(calls, connections, strict=True)]
    small, large = warm(works, rounds)
    return compared(name, large, small, goal)


def _claims(connection: Connection, wanted: ClaimFilter) -> list[object]:
    return list(list_claims(connection, wanted, limit=_PAGE))


def _problems(connection: Connection, rule: Rule) -> list[object]:
    return list(list_problems(connection, [rule], limit=_PAGE))


def _singles(connection: Connection) -> Mapping[str, Page]:
    """Return every page of one filter, and of one rule's problems, by name."""
    article = connection.execute(text("SELECT max(article_id) FROM claim WHERE number > 50")).scalar_one()
    wanted = {
        "all": ClaimFilter(),
        "unattributed": ClaimFilter(unattributed=True),
        **{f"confidence {word}": ClaimFilter(confidence=word) for word in Confidence},
        **{f"problem {word}": ClaimFilter(problem=word) for word in Rule},
        "source": ClaimFilter(source_id=_source(connection)),
        **{f"kind {word}": ClaimFilter(kind=word) for word in SourceKind},
        **{f"stance {word}": ClaimFilter(stance=word) for word in Stance},
        **{f"mode {word}": ClaimFilter(mode=word) for word in Mode},
        "label": ClaimFilter(label="figure"),
        **{f"status {word}": ClaimFilter(status=word) for word in Status},
        "changed since": ClaimFilter(changed_since=_SINCE),
        "article": ClaimFilter(article_id=article),
    }
    lists: dict[str, Page] = {name: partial(_claims, wanted=each) for name, each in wanted.items()}
    return lists | {f"problems --rule {rule}": partial(_problems, rule=rule) for rule in Rule}


def _source(connection: Connection) -> int:
    """Return the latest source that has a page of claims."""
    query = "SELECT source_id FROM attribution GROUP BY source_id HAVING count(*) >= :page ORDER BY 1 DESC LIMIT 1"
    key: int = connection.execute(text(query), {"page": _PAGE}).scalar_one()
    return key


_COMBINED = {
    "rumour and checked": ClaimFilter(confidence=Confidence.RUMOUR, status=Status.CHECKED),
    "unattributed and label": ClaimFilter(unattributed=True, label="figure"),
    "unattributed and checked": ClaimFilter(unattributed=True, status=Status.CHECKED),
    "kind group and stance denies": ClaimFilter(kind=SourceKind.GROUP, stance=Stance.DENIES),
    "contested and mode direct": ClaimFilter(problem=Rule.CONTESTED, mode=Mode.DIRECT),
    "hearsay and rumour (none)": ClaimFilter(problem=Rule.HEARSAY, confidence=Confidence.RUMOUR),
    "unattributed and kind person (none)": ClaimFilter(unattributed=True, kind=SourceKind.PERSON),
    "changed since and rumour": ClaimFilter(changed_since=_SINCE, confidence=Confidence.RUMOUR),
}
