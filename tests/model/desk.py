"""The program and the model side by side: each command line goes to both, and they must end alike."""

from __future__ import annotations

import json
import shlex
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result
from sqlalchemy import literal, select

from factbase.cli.main import factbase as program
from factbase.database import Location, open_engine
from factbase.tables import actor as actor_table
from factbase.tables import article, change, claim, operation
from tests.model.bundle import lines_of
from tests.model.reading import coverage_of, found_by, problems_of
from tests.model.state import Changes, Key, Operation, Refused, State
from tests.model.words import SOUGHT, TEXTS, folded, text_of

Effect = Callable[[State], None]
_EVERY = 16  # steps from one look at the whole state to the next


class Desk:
    """Runs commands on a database and on the model; what differs is an AssertionError with all lines so far."""

    def __init__(self, url: str, folder: Path) -> None:
        self.state = State()
        self.steps = 0
        self.agrees = True
        self._url = url
        self.folder = folder
        self._names: dict[str, str] = {}
        self._script = ["DB=replay.db; factbase --db $DB init"]
        self._connection = open_engine(Location.of(url)).connect()
        for number in range(len(TEXTS)):
            self.write(f"text{number}.txt", text_of(number) + "\n")

    def close(self) -> None:
        engine = self._connection.engine
        self._connection.close()
        engine.dispose()

    def write(self, name: str, text: str) -> str:
        """Write a file for a command to read, and return its path."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        self._script.append(f"cat > {name} <<'THE END'\n{text}THE END")
        return str(path)

    def look(self, *words: str) -> list[Any]:
        """Return what a command that changes nothing gives, item by item."""
        result = self._run(self._names.get("ana", "Ana"), words)
        self._must(result.exit_code in (0, 1), f"{shlex.join(words)} ended with {result.exit_code}", result)
        return [json.loads(line) for line in result.stdout.split("\n") if line]

    def do(self, actor: str, words: Sequence[str], effect: Effect) -> None:
        """Run one command on both; every few steps everything is compared."""
        line = shlex.join(words).replace(f"{self.folder}/", "")
        self._script.append(f"factbase --db $DB --actor {actor} {line}")
        before, self.agrees = self._newest(), False
        result = self._run(actor, words)
        code, made = self._predict(actor, words, effect)
        self._must(
            result.exit_code == code, f"it ended with {result.exit_code}, the model with {code}", result
        )
        self._compare_log(actor, before, made, result)
        self._settle_versions()
        self.steps += 1
        if self.steps % _EVERY == 0:
            self.compare()
        self.agrees = True

    def _run(self, actor: str, words: Sequence[str]) -> Result:
        return CliRunner().invoke(program, ["--db", self._url, "--actor", actor, *words])

    def _predict(self, actor: str, words: Sequence[str], effect: Effect) -> tuple[int, Operation | None]:
        """Return the exit code of a command, and the operation that it leaves if it changes something."""
        state = self.state
        kept = dict(state.things), dict(state.versions), dict(state.next_numbers)
        state.undoes = None
        try:
            effect(state)
        except Refused as refused:
            state.things, state.versions, state.next_numbers = kept
            return refused.code, None
        if "--dry-run" in words:
            state.things, state.versions, state.next_numbers = kept
            return 0, None
        changes = differences(kept[0], state.things)
        if not changes:
            return 0, None
        self._names.setdefault(folded(actor), actor)
        return 0, state.record(folded(actor), changes)

    def _newest(self) -> Any:  # noqa: ANN401
        columns = operation.c
        query = select(columns.id, columns.command, columns.undoes, actor_table.c.name)
        query = query.join_from(operation, actor_table).order_by(columns.id.desc()).limit(1)
        row = self._connection.execute(query).first()
        self._connection.rollback()
        return row

    def _compare_log(self, actor: str, before: Any, made: Operation | None, result: Result) -> None:  # noqa: ANN401
        """Compare what the command wrote in the log, if it was to write something."""
        newest = self._newest()
        if made is None:
            self._must(newest == before, f"the log got {newest}, the model changed nothing", result)
            return
        self._must(newest != before, "the log got nothing, the model changed something", result)
        made.number = newest.id
        self._must(newest.name == self._names[folded(actor)], f"the log says it was {newest.name}", result)
        undone = None if made.undoes is None else made.undoes.number
        self._must(newest.undoes == undone, f"it undoes {newest.undoes}, in the model {undone}", result)
        here, there = self._logged(newest.id), logged(made.changes)
        self._must(here == there, f"the log got {here}, in the model it is {there}", result)

    def _logged(self, number: int) -> Counter[tuple[str, str]]:
        """Return how many things of each sort an operation made, changed and took away."""
        columns = change.c
        query = select(columns.thing, columns.thing_id, columns.before, columns.after)
        rows = self._connection.execute(
            query.where(columns.operation_id == number).order_by(columns.id)
        ).all()
        self._connection.rollback()
        ends: dict[object, tuple[bool, bool]] = {}
        for place, (thing, key, old, new) in enumerate(rows):
            # A link has no key of its own, so each of its rows counts.
            name = (thing, place if thing == "link" else key)
            was, _ = ends.get(name, (old is not None, False))
            ends[name] = was, new is not None
        return Counter((str(name[0]), _word(*end)) for name, end in ends.items())  # type: ignore[index]

    def compare(self) -> None:
        """Compare everything that can be seen."""
        here = {_dumped(line) for line in self.look("export", "jsonl")[1:]}
        there = {_dumped(line) for line in lines_of(self.state)}
        told = "\n".join(["here:", *sorted(here - there), "in the model:", *sorted(there - here)])
        self._must(here == there, f"the exports differ\n{told}")
        self._compare_versions()
        for key in self.state.all("article"):
            slug = self.state.slug(key)
            rows = self.look("problems", slug, "--jsonl")
            fires = {(f"{row['ref']}", row["rule"]) for row in rows}
            expected = problems_of(self.state, key)
            self._must(fires == expected, f"the problems differ: {fires ^ expected}")
            found = {
                row["what"]: row["where"] or row["count"] for row in self.look("coverage", slug, "--jsonl")
            }
            wanted = coverage_of(self.state, key)
            self._must(found == wanted, f"the coverage is {found}, in the model {wanted}")

        for word in SOUGHT[self.steps % 3 :: 3]:
            hits = {row["ref"] for row in self.look("search", word, "--limit", "1000", "--jsonl")}
            expected_hits = found_by(self.state, word)
            self._must(hits == expected_hits, f"“{word}” finds {hits}, in the model {expected_hits}")

    def verify(self) -> None:
        """Compare everything, and let the program look for itself."""
        self.compare()
        faults = [row for row in self.look("db", "verify", "--jsonl") if not row["ok"]]
        self._must(not faults, f"db verify found {faults}")

    def _versions(self) -> dict[tuple[str, int], int]:
        """Return the version of each claim, and of each article under the number 0."""
        claims = select(article.c.slug, claim.c.number, claim.c.version).join_from(claim, article)
        articles = select(article.c.slug, literal(0), article.c.version)
        rows = [row for query in (claims, articles) for row in self._connection.execute(query)]
        self._connection.rollback()
        return {(slug, number): version for slug, number, version in rows}

    def _named(self) -> dict[tuple[str, int], Key]:
        state = self.state
        return {state.ref(key): key for key in state.all("claim")} | {
            (state.slug(key), 0): key for key in state.all("article")
        }

    def _settle_versions(self) -> None:
        """Take over the versions of what came back; they are higher than what they were."""
        named = {name: key for name, key in self._named().items() if self.state.versions[key] < 0}
        here = self._versions() if named else {}
        for name, key in named.items():
            self._must(here[name] > -self.state.versions[key], f"{name} came back at version {here[name]}")
            self.state.versions[key] = here[name]

    def _compare_versions(self) -> None:
        here = set(self._versions().items())
        there = {(name, self.state.versions[key]) for name, key in self._named().items()}
        self._must(here == there, f"the versions differ: {here - there}, in the model {there - here}")

    def _must(self, holds: object, told: str, result: Result | None = None) -> None:
        if not holds:
            said = "" if result is None else f"\nIt said: {result.output}"
            script = "\n".join(self._script)
            raise AssertionError(f"After step {self.steps}, {told}{said}\nTo see it again:\n{script}")


def differences(before: dict[Any, Any], after: dict[Any, Any]) -> Changes:
    """Return each thing that is another, as it was and as it is."""
    keys = before.keys() | after.keys()
    return {key: (before.get(key), after.get(key)) for key in keys if before.get(key) != after.get(key)}


def logged(changes: Changes) -> Counter[tuple[str, str]]:
    return Counter((key[0], _word(old is not None, new is not None)) for key, (old, new) in changes.items())


def _word(was: bool, is_there: bool) -> str:
    return {(False, True): "made", (True, True): "changed", (True, False): "gone"}.get(
        (was, is_there), "never"
    )


def _dumped(line: Any) -> str:  # noqa: ANN401
    return json.dumps(line, sort_keys=True, ensure_ascii=False)
