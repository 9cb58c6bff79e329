"""A client or the server of a PostgreSQL database is killed: each change is there whole or not at all."""

from __future__ import annotations

import random
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from tests.accidents.cases import CASES, Case
from tests.accidents.checking import check_refused, dump
from tests.accidents.conftest import call, fill
from tests.accidents.killing import moments
from tests.postgres import NoServer, Server, running_server
from tests.stepping import Kennel

CHANGES = ("import", "article add", "claim add", "edit", "merge", "remove")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")

# Adds claims to an article until something goes wrong, and says of each run how it ended.
WRITER = """
import sys
from click.testing import CliRunner
from factbase.cli.main import factbase
words = ["--db", sys.argv[1], "--actor", "Ana", "claim", "add", "harbour-crane", "--sentence", "1/1", "--statement"]
code = turn = 0
while code == 0:
    turn += 1
    done = CliRunner().invoke(factbase, [*words, f"It bowed {turn} times."])
    code = done.exit_code
    print(code, *done.stderr.splitlines()[:1] if code else (), flush=True)
"""


@pytest.fixture(scope="module")
def desk(server: Server, postgres_template: str) -> Iterator[str]:
    """The URL of a desk to be copied."""
    made = server.create_database(postgres_template)
    fill(made)
    yield made
    server.drop_database(made)


@pytest.fixture(scope="module")
def mortal() -> Iterator[Server]:
    """A server that waits for the disk at each commit, and may be killed."""
    try:
        with running_server(quick=False) as started:
            yield started
    except NoServer as reason:
        pytest.skip(f"PostgreSQL: {reason}")


def _state(url: str) -> dict[str, list[str]]:
    """Return all rows, with times left out, once nobody works on them any more."""
    deadline = time.monotonic() + 30
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        while connection.execute(others).fetchone() != (0,):
            assert time.monotonic() < deadline
            time.sleep(0.005)
    return {table: sorted(_TIME.sub("(time)", row) for row in rows) for table, rows in dump(url).items()}


def _bundle(url: str) -> str:
    """Return what is there without the keys: those that a killed run had taken are not given out again."""
    result = call(url, "export", "jsonl")
    assert result.exit_code == 0, result.stderr
    return str(result.stdout)


def _kill_client(
    kennel: Kennel, server: Server, desk: str, case: Case, folder: Path, kills: int
) -> Counter[str]:
    """Kill a command on copies of ``desk``; return how often which state was found."""
    case.begin(folder)
    before = _state(desk)
    done = server.create_database(desk)
    whole = kennel.run(*case.args(folder, done), traced=kennel.steps_can_be_told)
    assert whole.exit_code == 0, whole.stderr
    after, bundle = _state(done), _bundle(done)
    assert before != after
    server.drop_database(done)
    found: Counter[str] = Counter()
    for word, moment in moments(whole, kills, random.Random(str(case.words))):
        there = server.create_database(desk)
        ended = kennel.run(*case.args(folder, there), **{word: moment})  # type: ignore[arg-type]
        now = _state(there)
        assert now in (before, after), f"neither before nor after, killed {word} {moment}"
        assert now == after or not ended.said, ended.said
        found["after" if now == after else "before"] += ended.killed
        if not ended.killed:  # it was faster than we thought
            assert (ended.exit_code, now) == (0, after), ended.stderr
            whole.seconds = ended.seconds
        again = kennel.run(*case.args(folder, there))
        assert again.exit_code in (case.again if now == after else (0,)), again.stderr
        assert _bundle(there) == bundle
        server.drop_database(there)
        if found.total() == kills:
            break
    return found


@pytest.mark.parametrize("name", ["import", "merge"])
def test_a_killed_client_leaves_a_change_whole_or_not_at_all(
    kennel: Kennel, server: Server, desk: str, tmp_path: Path, name: str
) -> None:
    assert _kill_client(kennel, server, desk, CASES[name], tmp_path, 3).total() == 3


@pytest.mark.torture
@pytest.mark.parametrize("name", CHANGES)
def test_a_hundred_killed_clients(
    kennel: Kennel,
    server: Server,
    desk: str,
    tmp_path: Path,
    name: str,
    record_property: pytest.RecordProperty,
) -> None:
    found = _kill_client(kennel, server, desk, CASES[name], tmp_path, 100)

    record_property("found", dict(found))
    print(name, dict(found))
    assert found["before"]
    assert found["after"]


def _kill_server_under_a_writer(server: Server, turns: int, seconds: float) -> int:
    """Kill the server under somebody who adds claims, ``seconds`` after the last of so many ``turns``.

    Returns how many were acknowledged.
    """
    url = server.create_database()
    assert call(url, "init").exit_code == 0
    fill(url)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert writer.stdout is not None
    first = [writer.stdout.readline() for _turn in range(turns)]
    time.sleep(seconds)
    server.kill()
    rest, err = writer.communicate(timeout=60)
    server.start()

    *acknowledged, last = [*first, *rest.splitlines()]
    assert err == ""
    assert {line.strip() for line in acknowledged} == {"0"}
    assert last.startswith("4 Error: The server at "), last
    assert last.endswith("."), last
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        row = connection.execute(
            "SELECT count(*) FROM claim WHERE statement LIKE 'It bowed % times.'"
        ).fetchone()
    assert row is not None
    assert len(acknowledged) <= row[0] <= len(acknowledged) + 1
    assert call(url, "claim", "list").exit_code == 0
    server.drop_database(url)
    return len(acknowledged)


def _kill_server_in_an_import(kennel: Kennel, server: Server, folder: Path, part: float) -> None:
    """Kill the server after a part of the time that an import takes."""
    url, other = server.create_database(), server.create_database()
    for made in (url, other):
        assert call(made, "init").exit_code == 0
    case = CASES["import"]
    before = _state(url)
    lasts = kennel.run(*case.args(folder, other)).seconds
    with ThreadPoolExecutor(1) as pool:
        ending = pool.submit(kennel.run, *case.args(folder, url))
        time.sleep(part * lasts)
        server.kill()
        ended = ending.result(60)
    server.start()

    if ended.exit_code == 0:
        assert _bundle(url) == _bundle(other)
    else:
        check_refused(ended, 4, "cannot be used")
        assert _state(url) == before or _bundle(url) == _bundle(other)
        again = kennel.run(*case.args(folder, url))
        assert again.exit_code == 0, again.stderr
        assert _bundle(url) == _bundle(other)
    server.drop_database(url)
    server.drop_database(other)


def test_a_killed_server_has_what_it_acknowledged(mortal: Server) -> None:
    assert _kill_server_under_a_writer(mortal, 3, 0.05) >= 3


@pytest.mark.torture
def test_ten_kills_of_a_server(kennel: Kennel, mortal: Server, tmp_path: Path) -> None:
    CASES["import"].begin(tmp_path)
    draw = random.Random(10)

    acknowledged = [
        _kill_server_under_a_writer(mortal, draw.randint(1, 20), draw.uniform(0, 0.2)) for _ in range(5)
    ]
    for part in (0.2, 0.5, 0.8, 0.95, 1.0):
        _kill_server_in_an_import(kennel, mortal, tmp_path, part)

    print("acknowledged before the server was killed:", acknowledged)
