"""The commands that accidents happen to, and what a folder holds as a person would see it."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from factbase import migrate, shipped
from factbase.database import Location
from tests.accidents.conftest import call
from tests.benchmarks.generate import write_bundle
from tests.formats.docx.reviewers import Reviewer
from tests.stepping import Ended, Kennel

DESK, BUNDLE, DRAFT, OUT, SHEET, COPY = (
    "desk.db", "new.jsonl", "draft.txt", "out", "sheet.txt", "copy.docx",
)  # fmt: skip
BESIDE = ("-wal", "-shm", "-journal")
TEXT = (
    "A bridge is closed.\n\nAna Leka said on Monday that it had been unsafe for a year. Nobody denied it.\n"
)
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

Seen = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A command and the folder that it is run in, which holds a desk."""

    words: tuple[str, ...]  # {} is the folder
    begin: Callable[[Path], object] = lambda folder: None
    again: tuple[int, ...] = (0,)  # how it ends where it has been done already
    may_leave: tuple[str, ...] = ()  # what a killed run may have finished besides, and a second run leaves
    mends: bool = False  # whether it begins with a desk that is old or damaged
    halfway: tuple[str, ...] = ()  # the command that brings the desk to a state in which this one may stop

    def args(self, folder: Path, db: str | None = None) -> list[str]:
        """Return the command line, for the desk in ``folder`` or for another."""
        words = [word.replace("{}", str(folder)) for word in self.words]
        return ["--db", db or str(folder / DESK), "--actor", "Ana", *words]


def _bundle(folder: Path) -> None:
    write_bundle(folder / BUNDLE, 300)


def _draft(folder: Path) -> None:
    (folder / DRAFT).write_text(TEXT)


def _next_draft(folder: Path) -> None:
    shutil.copy(shipped.folder("seeds") / "harbour-crane" / "draft-2.txt", folder / DRAFT)


def _older(folder: Path) -> None:
    migrate.downgrade(Location.of(str(folder / DESK)), "0003")
    for copy in folder.glob(f"{DESK}.*"):
        copy.unlink()


def _nothing(folder: Path) -> None:
    (folder / DESK).unlink()


def _out(folder: Path) -> None:
    (folder / OUT).write_text("What was exported yesterday.\n")


def _edited(folder: Path) -> None:
    result = call(folder / DESK, *EDIT)
    assert result.exit_code == 0, result.stderr


def _unindexed(folder: Path) -> None:
    """A desk whose search index and problems are not what they should be."""
    with closing(sqlite3.connect(folder / DESK)) as connection:
        connection.execute("DELETE FROM claim_problem")
        connection.execute("DELETE FROM search_token")
        connection.execute("UPDATE claim_search SET statement = 'nothing' WHERE rowid < 9")
        connection.commit()


def _backup(folder: Path) -> None:
    """A backup in ``out``, and a desk that was changed since."""
    result = call(folder / DESK, "db", "backup", "-o", str(folder / OUT))
    assert result.exit_code == 0, result.stderr
    _edited(folder)


def _sheet(folder: Path) -> None:
    """A sheet in which four claims were given other words and one was added."""
    file = folder / SHEET
    result = call(folder / DESK, "tag", "harbour-crane", "--sheet", str(file))
    assert result.exit_code == 0, result.stderr
    edited = re.sub(r"(?m)^(  [1-4] .*)\.$", r"\1 then.", file.read_text("utf-8"))
    file.write_text(f"{edited}  + The berth was closed.\n", "utf-8")


def _copy(folder: Path) -> None:
    """A checking copy that somebody commented on."""
    file = folder / COPY
    result = call(folder / DESK, "export", "docx", "harbour-crane", "-o", str(file))
    assert result.exit_code == 0, result.stderr
    reviewer = Reviewer(file.read_bytes())
    for number in range(1, 9):
        reviewer.answer(reviewer.ours(number), "Who says so?")
    file.write_bytes(reviewer.saved())


EDIT = ("claim", "edit", "harbour-crane/1", "--statement", "It bowed.")

CASES: dict[str, Case] = {
    "init": Case(("init",), _nothing),
    "demo": Case(("demo",), _nothing, halfway=("init",)),
    "import": Case(("import", "jsonl", f"{{}}/{BUNDLE}"), _bundle),
    "article add": Case(("article", "add", f"{{}}/{DRAFT}"), _draft, again=(3, 5)),
    "revise": Case(("article", "revise", "harbour-crane", f"{{}}/{DRAFT}"), _next_draft),
    "claim add": Case(
        (
            "claim", "add", "harbour-crane", "--sentence", "1/1", "--statement", "It bowed twice.",
            "--source", "a tourist", "--new", "--kind", "anonymous", "--stance", "asserts", "--mode", "indirect",
        ),
        again=(3,),
    ),
    "edit": Case(EDIT),
    "tag read": Case(("tag", "harbour-crane", "--read", f"{{}}/{SHEET}"), _sheet),
    "merge": Case(("source", "merge", "Wenna Tarrock", "Bram Oddlestone"), again=(3,)),
    "remove": Case(("article", "remove", "harbour-crane", "--yes"), again=(3,)),
    "upgrade": Case(("db", "upgrade"), _older, mends=True, may_leave=(f"{DESK}.before-0003-2",)),
    "export": Case(("export", "jsonl", "-o", f"{{}}/{OUT}"), _out),
    "export csv": Case(("export", "csv", "-o", f"{{}}/{OUT}"), _out),
    "export docx": Case(("export", "docx", "harbour-crane", "-o", f"{{}}/{OUT}"), _out),
    "import docx": Case(("import", "docx", f"{{}}/{COPY}"), _copy),
    "backup": Case(("db", "backup", "-o", f"{{}}/{OUT}"), again=(3,)),
    "restore": Case(("db", "restore", f"{{}}/{OUT}", "--yes"), _backup, may_leave=(f"{DESK}.before-restore-2",)),
    "copy": Case(("db", "copy", "--to", f"{{}}/{OUT}"), again=(3,)),
    "undo": Case(("undo", "2"), _edited, again=(3,)),
    "redo": Case(("redo",), lambda folder: (_edited(folder), call(folder / DESK, "undo")), again=(3,)),
    "reindex": Case(("db", "reindex"), _unindexed, mends=True),
}  # fmt: skip


def listing(folder: Path) -> set[str]:
    """Return the names in a folder, hidden ones too, but for what SQLite keeps beside a file."""
    return {path.name for path in folder.iterdir() if not path.name.endswith(BESIDE)}


def seen(folder: Path) -> Seen:
    """Return what each file holds that a person would see: the rows of a database, the hash of another."""
    return {name: _held(folder / name) for name in sorted(listing(folder)) if not name.startswith(".")}


def _held(path: Path) -> Any:  # noqa: ANN401
    data = path.read_bytes()
    if not data.startswith(b"SQLite format 3\0"):
        return f"{len(data)} bytes, {sha256(data).hexdigest()}"
    try:
        return rows(path)
    except sqlite3.DatabaseError as error:
        return f"no database any more: {error}"


def rows(path: Path) -> dict[str, list[str]]:
    """Return every row of every table, with times left out, and the schema."""
    with closing(sqlite3.connect(path)) as connection:
        schema = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
        virtual = tuple(f"{name}_" for name, sql in schema if sql and sql.startswith("CREATE VIRTUAL TABLE"))
        tables = [
            name
            for name, sql in schema
            if sql
            and sql.startswith("CREATE ")
            and " TABLE " in sql[:21]
            and not name.startswith(virtual or "\0")
        ]
        held = {
            name: sorted(
                _TIME.sub("(time)", repr(row)) for row in connection.execute(f'SELECT * FROM "{name}"')
            )
            for name in tables
        }
    return {**held, "schema": sorted(map(repr, schema))}


def check_sound(path: Path) -> None:
    """Assert that a database, if there is one, breaks none of SQLite's rules, nor its search index its own."""
    if not path.exists():
        return
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        indexes = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE % USING fts5%'"
        for (name,) in connection.execute(indexes).fetchall():
            connection.execute(f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)")


@dataclass(frozen=True)
class Course:
    """What a command makes of a folder when nothing comes in between."""

    case: Case
    template: Path
    before: Seen
    halfway: Seen
    after: Seen
    names: set[str]  # all that lies in the folder afterwards
    ended: Ended

    @classmethod
    def of(cls, kennel: Kennel, case: Case, desk: Path, folder: Path) -> Course:
        """Run a command on a copy of ``desk`` in ``folder``, and see that it changes something."""
        template = prepare(case, desk, folder / "template")
        before = halfway = seen(template)
        if case.halfway:
            there = Path(shutil.copytree(template, folder / "halfway"))
            assert call(there / DESK, *case.halfway).exit_code == 0
            halfway = seen(there)
        done = Path(shutil.copytree(template, folder / "done"))
        ended = kennel.run(*case.args(done), traced=kennel.steps_can_be_told)
        assert ended.exit_code == 0, ended.stderr
        there = Path(shutil.copytree(template, folder / "timed"))
        ended.seconds = kennel.run(*case.args(there)).seconds
        course = cls(case, template, before, halfway, seen(done), listing(done), ended)
        assert course.before != course.after
        cls.check_verified(replace(course, case=replace(case, mends=False)), kennel, done)
        return course

    def check_state(self, folder: Path, when: str) -> str:
        """Assert that each file is as before or as after, and return which."""
        now = seen(folder)
        wrong = [
            name
            for name in self.before.keys() | self.after.keys() | now.keys()
            if now.get(name) not in (self.before.get(name), self.halfway.get(name), self.after.get(name))
        ]
        assert not wrong, f"{wrong} are neither as before nor as after, {when}"
        check_sound(folder / DESK)
        return "after" if now == self.after else "before" if now == self.before else "between files"

    def check_verified(self, kennel: Kennel, folder: Path) -> None:
        """Assert that `db verify` finds nothing, if there is a desk and the command is not there to mend it."""
        if not (folder / DESK).exists() or self.case.mends:
            return
        verified = kennel.run("--db", folder / DESK, "db", "verify")
        assert verified.exit_code == 0, verified.said

    def check_again(self, kennel: Kennel, folder: Path, state: str) -> None:
        """Assert that the same command completes now, and that nothing is left lying about."""
        again = kennel.run(*self.case.args(folder))
        assert again.exit_code in (self.case.again if state == "after" else (0,)), again.stderr
        assert {
            name: held for name, held in seen(folder).items() if name not in self.case.may_leave
        } == self.after
        assert listing(folder) - set(self.case.may_leave) == self.names, (listing(folder), self.names, state)


def prepare(case: Case, desk: Path, folder: Path) -> Path:
    """Make the folder that ``case`` begins in, with a copy of ``desk`` in it; return it."""
    folder.mkdir()
    shutil.copy(desk, folder / DESK)
    case.begin(folder)
    return folder
