"""The one way to print: table, TSV, JSON or JSON Lines on stdout, remarks on stderr, whole files or none."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, TextIO, TypedDict, TypeVar

import click

from factbase.cli.words import COUNT
from factbase.errors import OutputFailed
from factbase.text.secrets import without_secrets
from factbase.text.visible import visible

if TYPE_CHECKING:
    from pathlib import Path

F = TypeVar("F", bound=Callable[..., Any])

# What would break a line or a cell apart.
_BREAKS = re.compile("[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
# What JSON leaves as it is: C1 controls, line separators, bidi controls, lone surrogates.
_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")

_ADVISED = re.compile("`factbase (?!--db )")


class Column(NamedTuple):
    """One column of a list, and one field of its JSON."""

    name: str  # the row's attribute or key
    heading: str = ""  # the name, if empty
    never_cut: bool = False  # for refs, words and marks; other columns wrap on a terminal
    right: bool = False
    in_table: bool = True  # False: in JSON alone
    value: Callable[[Any], object] | None = None  # where it is more than the attribute
    marked: bool = False  # a terminal colours what stands in [-…-] and {+…+}

    @property
    def title(self) -> str:
        """What stands over the column."""
        return self.heading or self.name.replace("_", " ").capitalize()

    def of(self, row: object) -> object:
        """Return this column's value in ``row``."""
        if self.value:
            return self.value(row)
        return row[self.name] if isinstance(row, Mapping) else getattr(row, self.name)


class Shape(TypedDict):
    """What `output_options` gives a command, to be passed on as it is: ``**shape: Unpack[Shape]``."""

    as_json: bool
    as_jsonl: bool
    out: str


def output_options(command: F) -> F:
    """Give a command ``--json``, ``--jsonl`` and ``-o FILE``."""
    for option in (
        click.option("-o", "--output", "out", metavar="FILE", default="-", help="Write to FILE instead."),
        click.option("--jsonl", "as_jsonl", is_flag=True, callback=_one_form, help="One JSON item a line."),
        click.option("--json", "as_json", is_flag=True, callback=_one_form, help="One JSON document."),
    ):
        command = option(command)
    return command


def _one_form(ctx: click.Context, _parameter: click.Parameter, chosen: bool) -> bool:
    if chosen and (ctx.params.get("as_json") or ctx.params.get("as_jsonl")):
        raise click.UsageError("Choose one of --json and --jsonl.", ctx)
    return chosen


def page_options(command: F) -> F:
    """Give a list ``limit``, how many rows, and ``after``, where the page before ended."""
    limit = click.option(
        "--limit", type=COUNT, metavar="N", default=50, help="At most this many; 50 if not given."
    )
    after = click.option("--after", metavar="MARK", help="Go on after the page that ended with MARK.")
    return limit(after(command))


def print_rows(
    rows: Iterable[object],
    columns: Sequence[Column],
    *,
    schema: str,
    next: str | None = None,
    beside: Mapping[str, object] | None = None,
    as_json: bool = False,
    as_jsonl: bool = False,
    out: str = "-",
) -> None:
    """Print a list; ``next`` is what ``--after`` needs for the page that follows, if one does.

    ``beside`` is what the JSON says besides of all of it.
    """
    with output(out) as file:
        if as_json:
            _write_json(rows, columns, schema, {**(beside or {}), "next": next}, file)
            return
        if as_jsonl:
            file.writelines(f"{json_text(_item(row, columns))}\n" for row in rows)
        else:
            _write_table(rows, [column for column in columns if column.in_table], file)
    if next is not None:
        from shlex import quote

        remark(f"There is more: add --after {quote(next)}.")


def print_record(
    record: object,
    columns: Sequence[Column],
    *,
    schema: str,
    as_json: bool = False,
    as_jsonl: bool = False,
    out: str = "-",
) -> None:
    """Print one thing: a line a field, or the same JSON as a list of one."""
    if as_json or as_jsonl:
        print_rows([record], columns, schema=schema, as_json=as_json, as_jsonl=as_jsonl, out=out)
        return
    fields = [(column.title, cell(column.of(record))) for column in columns if column.in_table]
    with output(out) as file:
        if file.isatty():
            from factbase.cli.table import draw

            value = Column("value", marked=any(column.marked for column in columns))
            file.write(draw([Column("field", never_cut=True), value], fields, headed=False))
        else:
            file.writelines(f"{title.lower()}\t{value}\n" for title, value in fields)


def _write_table(rows: Iterable[object], columns: Sequence[Column], file: TextIO) -> None:
    lines = ([cell(column.of(row)) for column in columns] for row in rows)
    if not file.isatty():
        file.write("\t".join(column.title.lower() for column in columns) + "\n")
        file.writelines("\t".join(line) + "\n" for line in lines)
    elif drawn := list(lines):
        from factbase.cli.table import draw

        file.write(draw(columns, drawn))
    else:
        remark("Nothing to list.")


def _write_json(
    rows: Iterable[object], columns: Sequence[Column], schema: str, beside: Mapping[str, object], file: TextIO
) -> None:
    file.write(f'{{\n  "schema": {json_text(schema)},\n  "items": [')
    separator = "\n    "
    for row in rows:
        file.write(separator + json_text(_item(row, columns), indent=2).replace("\n", "\n    "))
        separator = ",\n    "
    end = "]" if separator == "\n    " else "\n  ]"
    more = "".join(f",\n  {json_text(name)}: {json_text(value)}" for name, value in beside.items())
    file.write(f"{end}{more}\n}}\n")


def _item(row: object, columns: Sequence[Column]) -> dict[str, object]:
    return {column.name: plain(column.of(row)) for column in columns}


def json_text(value: object, *, indent: int | None = None) -> str:
    """Return JSON that a terminal can show: readable letters, and every control character escaped."""
    import json

    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def plain(value: object) -> object:
    """Return ``value`` as JSON has it: a word, ref or date is its text, a list stays one."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset) and not hasattr(value, "_fields"):
        return [plain(item) for item in value]
    return str(value)


def cell(value: object) -> str:
    """Return ``value`` on one line, safe for a terminal and for a TSV file."""
    known = plain(value)
    if known is None:
        return ""
    if isinstance(known, bool):
        return "yes" if known else "no"
    if isinstance(known, list):
        return ", ".join(cell(item) for item in known)
    return visible(_BREAKS.sub(" ", str(known)))


def remark(text: str, *, called: str | None = None) -> None:
    """Print one line on stderr, safe for a terminal; commands in `…` are for the same database, or as ``called``."""
    told = _ADVISED.sub(lambda _begins: f"`{called or program()} ", cell(text))
    click.echo(told, err=True)


def done(changed: str, *, next: str | None = None) -> None:
    """Print what changed, and on stderr the command to go on with, such as ``claim show mek-albania/137``."""
    with output("-") as file:
        file.write(cell(changed) + "\n")
    if next:
        suggest(next)


def suggest(next: str) -> None:
    """Print on stderr the command to go on with, for the same database."""
    remark(f"Next: {program()} {next}")


def program() -> str:
    """Return how a command for the same database begins: ``factbase --db desk.db``."""
    from shlex import quote

    ctx = click.get_current_context(silent=True)
    db = ctx and ctx.find_root().params.get("db")
    return f"factbase --db {quote(without_secrets(db))}" if db else "factbase"


@contextmanager
def output(path: str) -> Iterator[TextIO]:
    """Give the file to write to: stdout for ``-``, else one that replaces ``path`` whole, or not at all.

    Raises OutputFailed where the folder does not exist or takes no more.
    """
    if path == "-":
        with _stdout() as stdout:
            yield stdout
        return
    from factbase.drafts import replacing

    with (
        _target(path) as (target, special),
        target.open("w", encoding="utf-8", newline="") if special else replacing(target) as file,
    ):
        yield file


@contextmanager
def output_of_bytes(path: str) -> Iterator[BinaryIO]:
    """Give the file of bytes to write to, as `output` does."""
    if path == "-":
        with _stdout() as stdout:
            yield stdout.buffer
        return
    from factbase.drafts import replacing_bytes

    with (
        _target(path) as (target, special),
        target.open("wb") if special else replacing_bytes(target) as file,
    ):
        yield file


@contextmanager
def _stdout() -> Iterator[TextIO]:
    if sys.stdout is None:
        raise OutputFailed("The output cannot be written, stdout is closed: name a file with -o.")
    yield sys.stdout
    sys.stdout.flush()


@contextmanager
def _target(path: str) -> Iterator[tuple[Path, bool]]:
    """Give where to write, and whether it is a device or a pipe: these are written to, a file is replaced.

    Raises OutputFailed for what goes wrong inside too.
    """
    from pathlib import Path

    target = Path(path)
    try:
        if target.is_dir():
            raise OutputFailed(f"“{path}” is a folder: name the file in it.")
        if not target.parent.is_dir():
            raise OutputFailed(f"The folder {target.parent} does not exist: make it, or choose another.")
        yield target, target.exists() and not target.is_file()
    except OSError as error:
        raise OutputFailed(
            f"{path} cannot be written ({error.strerror}): make room or choose another place."
        ) from error
