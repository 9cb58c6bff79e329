"""That the tests' own tools do what the tests take for granted."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import LiteralString

import psycopg
import pytest

from tests.limits import file_size_limit, kill_at, small_disk, unprivileged
from tests.postgres import NoServer, Server, running_server
from tests.terminal import TooSlow, run_in_terminal, screen

ROOT = Path(__file__).parents[1]
WRITE = [sys.executable, "-c", "import sys; open(sys.argv[1], 'wb').write(bytes(200_000))"]


@pytest.fixture(scope="module")
def own_server() -> Iterator[Server]:
    """Give a server that may be killed, apart from the one that other tests use."""
    try:
        with running_server() as started:
            yield started
    except NoServer as reason:
        pytest.skip(f"PostgreSQL: {reason}")


def ask(url: str, statement: LiteralString) -> list[str]:
    """Return the first column of what a statement finds; a change finds nothing."""
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = connection.execute(statement)
        return [row[0] for row in found] if found.description else []


def test_postgresql_sorts_unlike_sqlite(own_server: Server) -> None:
    if not own_server.sorts_by_language:
        pytest.skip("this PostgreSQL knows no locale but C")
    words = "SELECT * FROM (VALUES ('z'), ('Ç'), ('B'), ('a'), ('_x')) AS words (word) ORDER BY word"

    assert ask(own_server.create_database(), words) == ["_x", "a", "B", "Ç", "z"]


def test_a_copied_database_has_what_its_template_had_until_it_is_dropped(own_server: Server) -> None:
    template = own_server.create_database()
    ask(template, "CREATE TABLE word AS SELECT 'kept' AS text")
    copy = own_server.create_database(template)

    assert ask(copy, "SELECT text FROM word") == ["kept"]
    assert ask(own_server.create_database(), "SELECT tablename FROM pg_tables WHERE tablename = 'word'") == []

    own_server.drop_database(copy)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        ask(copy, "SELECT 'gone'")


def test_what_was_committed_survives_a_killed_server(own_server: Server) -> None:
    url = own_server.create_database()
    ask(url, "CREATE TABLE word AS SELECT 'kept' AS text")
    own_server.restart()
    own_server.kill()
    with pytest.raises(psycopg.OperationalError):
        ask(url, "SELECT text FROM word")
    own_server.start()

    assert ask(url, "SELECT text FROM word") == ["kept"]


def test_a_server_ends_with_the_process_that_started_it() -> None:
    program = (
        "import os, signal; from tests.postgres import Server; server = Server(); "
        "print(server.create_database(), flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    if "NoServer" in run.stderr:
        pytest.skip("no PostgreSQL")
    folder = Path(run.stdout.strip().partition("?host=")[2])

    deadline = time.monotonic() + 10
    while folder.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert run.returncode == -9
    assert not folder.exists()


def test_a_terminal_tells_the_command_its_size() -> None:
    shown = run_in_terminal([sys.executable, "-c", "import os; print(*os.get_terminal_size())"])

    assert screen(shown.output)[0] == "80 24"
    assert shown.code == 0


def test_a_terminal_asks_and_is_answered() -> None:
    program = (
        "import time; name = input('Who? '); print('\\x1b[1m' + name.upper(), flush=True); time.sleep(60)"
    )
    answers = [("Who? ", "Çuçi\r"), ("ÇUÇI", "\x03")]
    shown = run_in_terminal([sys.executable, "-c", program], answers=answers)

    assert screen(shown.output)[:3] == ["Who? Çuçi", "ÇUÇI", "^CTraceback (most recent call last):"]
    assert "KeyboardInterrupt" in shown.output
    assert shown.code != 0


def test_a_terminal_does_not_wait_for_ever() -> None:
    with pytest.raises(TooSlow, match="Who"):
        run_in_terminal([sys.executable, "-c", "input('Who? ')"], timeout=0.5)


def test_a_file_cannot_grow_past_its_limit(tmp_path: Path) -> None:
    run = subprocess.run(
        [*file_size_limit(50_000), *WRITE, tmp_path / "file"], capture_output=True, text=True
    )

    assert run.returncode == 1
    assert "File too large" in run.stderr
    assert (tmp_path / "file").stat().st_size == 50_000


def test_a_small_disk_fills_up() -> None:
    with small_disk(1) as folder:
        (folder / "most").write_bytes(bytes(900_000))
        run = subprocess.run([*WRITE, folder / "rest"], capture_output=True, text=True)

    assert "No space left on device" in run.stderr
    assert not folder.exists()


def test_the_unprivileged_cannot_write_what_is_read_only(tmp_path: Path) -> None:
    tmp_path.chmod(0o555)
    run = subprocess.run([*unprivileged(), *WRITE, tmp_path / "file"], capture_output=True, text=True)

    assert "Permission denied" in run.stderr
    assert not (tmp_path / "file").exists()


def test_a_killed_command_had_not_ended() -> None:
    assert not kill_at([sys.executable, "-c", "import time; time.sleep(60)"], 0.1)
    assert kill_at([sys.executable, "-c", ""], 60)
