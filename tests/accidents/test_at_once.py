"""Eight people do the same thing at the same moment."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from sqlalchemy import func, select

from factbase.database import Location, reading
from factbase.tables import article, revision
from tests.accidents.cases import TEXT

# One run of the program, ready to go: it waits for a line.
RUNNER = """
import sys
from factbase.__main__ import main
import factbase.cli.article_change, factbase.changes.articles, factbase.database, sqlalchemy.dialects.postgresql
print("ready", flush=True)
sys.stdin.readline()
sys.argv = ["factbase", *sys.argv[1:]]
main()
"""


def _all_at_once(commands: Sequence[Sequence[str]]) -> list[tuple[int, str, str]]:
    """Run the commands at the same moment; return their exit codes and what they printed."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    started = [
        subprocess.Popen([sys.executable, "-c", RUNNER, *command], **pipes)  # type: ignore[call-overload]
        for command in commands
    ]
    for child in started:
        assert child.stdout.readline() == "ready\n"
    for child in started:
        child.stdin.write("go\n")
        child.stdin.flush()
    return [(child.wait(120), *child.communicate()) for child in started]


@pytest.mark.parametrize("names", ["eight names", pytest.param("one name", marks=pytest.mark.torture)])
def test_one_article_added_by_eight_is_there_once(url: str, tmp_path: Path, names: str) -> None:
    draft = tmp_path / "draft.txt"
    draft.write_text(TEXT)
    slugs = ["bridge"] * 8 if names == "one name" else [f"bridge-{number}" for number in range(8)]

    ended = _all_at_once(
        [
            ["--db", url, "--actor", f"Desk {number}", "article", "add", str(draft), "--slug", slug]
            for number, slug in enumerate(slugs)
        ]
    )

    with reading(Location.of(url)) as connection:
        counts = [connection.scalar(select(func.count()).select_from(table)) for table in (article, revision)]
    assert counts == [1, 1], ended
    assert sorted(code for code, _out, _err in ended) == [0] + [3] * 7, ended
    refused = [err for code, _out, err in ended if code]
    assert all(err.startswith("Error: The same text is here already as bridge") for err in refused), refused
