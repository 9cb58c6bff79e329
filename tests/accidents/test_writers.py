"""Many who change one claim at the same moment: no change is lost, none is acknowledged that was not kept."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import func, select

from factbase.database import Location, reading
from factbase.tables import change, claim
from tests.accidents.conftest import call
from tests.benchmarks.generate import write_bundle
from tests.benchmarks.writers import crowd

REF = "harbour-crane/1"

# One writer: so many times reads the version and edits with it, each as a run of its own, and prints the exit codes.
WRITER = """
import sys
from click.testing import CliRunner
from factbase.cli.main import factbase
import json
url, name, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
sys.stdin.readline()
for turn in range(times):
    def run(*args):
        return CliRunner().invoke(factbase, ["--db", url, "--actor", name, *args])
    shown = run("claim", "show", "harbour-crane/1", "--json")
    version = json.loads(shown.stdout)["items"][0]["version"]
    done = run("claim", "edit", "harbour-crane/1", "--statement", f"{name} {turn}", "--version", str(version))
    print(done.exit_code, done.stderr.splitlines()[0] if done.exit_code not in (0, 5) else "", flush=True)
"""


def _version_and_changes(url: str) -> tuple[int, int]:
    with reading(Location.of(url)) as connection:
        columns = claim.c
        key, version = connection.execute(
            select(columns.id, columns.version).where(columns.number == 1)
        ).one()
        own = select(func.count()).where(change.c.claim_id == key, change.c.before.is_not(None))
        return version, connection.scalar(own) or 0


def _write(url: str, writers: int, times: int) -> None:
    before, changes_before = _version_and_changes(url)
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    started = [
        subprocess.Popen([sys.executable, "-c", WRITER, url, f"Writer {number}", str(times)], **pipes)  # type: ignore[call-overload]
        for number in range(writers)
    ]
    for child in started:
        child.stdin.write("go\n")
        child.stdin.flush()
    ended = [child.communicate(timeout=600) for child in started]

    assert [err for _out, err in ended if err] == []
    codes = Counter(line.strip() for out, _err in ended for line in out.splitlines())
    assert set(codes) <= {"0", "5"}, codes
    assert codes["0"] + codes["5"] == writers * times
    assert codes["0"] >= times
    after, changes_after = _version_and_changes(url)
    assert (after - before, changes_after - changes_before) == (codes["0"], codes["0"])


def test_eight_writers_lose_nothing(filled: str) -> None:
    _write(filled, 8, 5)


@pytest.mark.torture
def test_thirty_two_writers_lose_nothing(filled: str) -> None:
    _write(filled, 32, 25)


@pytest.fixture(scope="module")
def hundred(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A desk of a hundred claims."""
    folder = tmp_path_factory.mktemp("hundred")
    path = Path(shutil.copy(sqlite_template, folder / "hundred.db"))
    write_bundle(folder / "hundred.jsonl", 100)
    assert call(path, "import", "jsonl", str(folder / "hundred.jsonl")).exit_code == 0
    return path


def test_writers_whose_connections_stay_open_lose_nothing_and_are_not_refused(hundred: Path) -> None:
    together = crowd(hundred, "edited", 4, 40)

    assert together.missing == 0
    assert together.longest < 30


@pytest.mark.torture
@pytest.mark.parametrize("many", [8, 16, 32])
@pytest.mark.parametrize("kind", ["queued", "edited"])
def test_many_writers_whose_connections_stay_open(hundred: Path, kind: str, many: int) -> None:
    together = crowd(hundred, kind, many, many * 25)

    assert together.missing == 0
    assert together.longest < 30


def test_the_version_is_what_show_says(filled: str) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "factbase", "--db", filled, "claim", "show", REF, "--json"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert json.loads(shown.stdout)["items"][0]["version"] == _version_and_changes(filled)[0]
