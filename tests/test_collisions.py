"""Work that met somebody else's is done again, all of it, and what it did stands once in the log."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from click.testing import Result

from factbase.collisions import again
from factbase.database import Location, open_engine
from factbase.errors import Collision, Conflict
from factbase.shipped import folder

Run = Callable[..., Result]
BUNDLE = folder("seeds") / "harbour-crane" / "bundle.jsonl"
SOMEBODY_WAITS = "SELECT count(*) FROM pg_locks WHERE relation = 'change'::regclass AND NOT granted"


class Work:
    """Work that meets somebody else's the first ``times``."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.tried = 0

    def __call__(self) -> str:
        self.tried += 1
        if self.tried <= self.times:
            raise Collision("Somebody else was there: run the command again.")
        return "done"


def test_work_is_done_again_until_it_meets_nobody() -> None:
    work = Work(times=4)

    assert again(work) == "done"
    assert work.tried == 5


def test_work_that_always_meets_somebody_is_a_conflict() -> None:
    work = Work(times=5)

    with pytest.raises(Conflict, match="run the command again"):
        again(work)
    assert work.tried == 5


def test_other_conflicts_are_for_a_person_to_see() -> None:
    tried = []

    def work() -> None:
        tried.append(1)
        raise Conflict("Two statements: choose one.")

    with pytest.raises(Conflict):
        again(work)
    assert tried == [1]


@contextmanager
def meeting(url: str) -> Iterator[None]:
    """Somebody whose locks close a ring with those of the next change: the server ends that change, once.

    They keep everybody from the log; a change that waits there has written a claim already, and that they want.
    """
    ready = threading.Event()

    def wait() -> None:
        with open_engine(Location.of(url)).connect() as connection:
            connection.exec_driver_sql(
                "SET deadlock_timeout = '1min'"
            )  # not they find the ring, and are ended
            connection.exec_driver_sql("LOCK TABLE change IN SHARE MODE")
            ready.set()
            while not connection.exec_driver_sql(SOMEBODY_WAITS).scalar():
                time.sleep(0.05)
            connection.exec_driver_sql("LOCK TABLE claim IN SHARE MODE")

    thread = threading.Thread(target=wait)
    thread.start()
    ready.wait()
    yield
    thread.join()


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_a_command_that_the_server_ended_is_run_again_and_logged_once(url: str, factbase: Run) -> None:
    factbase("import", "jsonl", str(BUNDLE))

    with meeting(url):
        result = factbase("claim", "edit", "harbour-crane/2", "--statement", "Other words.")

    assert _deadlocks(url) == 1
    assert result.exit_code == 0, result.stderr
    assert result.stdout.count("Other words.") == 1
    logged = json.loads(factbase("log", "harbour-crane/2", "--json").stdout)["items"]
    assert [row["command"] for row in logged] == ["claim edit", "import jsonl"]


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_an_import_from_a_file_is_run_again(url: str, factbase: Run) -> None:
    with meeting(url):
        result = factbase("import", "jsonl", str(BUNDLE))

    assert _deadlocks(url) == 1
    assert result.exit_code == 0, result.stderr
    assert "harbour-crane" in factbase("article", "list").stdout


@pytest.mark.parametrize("url", ["postgresql"], indirect=True)
def test_what_came_through_a_pipe_cannot_be_read_again(url: str, factbase: Run) -> None:
    with meeting(url):
        result = factbase("import", "jsonl", "-", input=BUNDLE.read_bytes())

    assert _deadlocks(url) == 1
    assert result.exit_code == 5
    assert "run the command again" in result.stderr
    assert "harbour-crane" not in factbase("article", "list").stdout


def _deadlocks(url: str) -> int:
    """Return how often the server has ended somebody: it counts when that one's connection closes."""
    query = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    deadline = time.monotonic() + 10
    found = 0
    while not found and time.monotonic() < deadline:
        time.sleep(0.1)
        with open_engine(Location.of(url)).connect() as connection:
            found = connection.exec_driver_sql(query).scalar_one()
    return found
