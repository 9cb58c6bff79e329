"""What most tests begin with: an empty database on each engine, and the command line."""

from __future__ import annotations

import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import settings

from factbase import migrate, shipped
from factbase.cli.main import factbase as program
from factbase.database import Location
from tests.postgres import NoServer, Server, running_server

_ONE_IN = 8
SHARED = Path(__file__).parents[2] / "shared"
CRANE = shipped.folder("seeds") / "harbour-crane" / "bundle.jsonl"


def pytest_configure(config: pytest.Config) -> None:
    """Give properties that say nothing of it fewer examples by default, and all of it a Ctrl-C that is heard."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored where tests run in the background
    settings.register_profile("sample", max_examples=25, deadline=None)
    if config.getoption("markexpr") == "not torture":
        settings.load_profile("sample")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave all but one in SAMPLED_ON_POSTGRESQL of a module's tests on a server to the torture.

    A module that says nothing of it has every eighth of them in the default run.
    """
    seen: Counter[str] = Counter()
    for item in items:
        one_in = getattr(getattr(item, "module", None), "SAMPLED_ON_POSTGRESQL", _ONE_IN)
        if one_in > 1 and "[postgresql" in item.name:
            module = item.nodeid.partition("::")[0]
            if seen[module] % one_in:
                item.add_marker(pytest.mark.torture)
            seen[module] += 1


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Give this worker's PostgreSQL server."""
    try:
        with running_server() as started:
            yield started
    except NoServer as reason:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"PostgreSQL: {reason}")


@pytest.fixture(scope="session")
def postgres_template(server: Server) -> str:
    """Give the URL of a PostgreSQL database with our schema, to be copied."""
    url = server.create_database()
    migrate.create(Location.of(url))
    return url


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file with our schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "factbase.db"
    migrate.create(Location.of(str(path)))
    return path


@pytest.fixture(scope="session")
def filled_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a SQLite file with the invented article that ships, taken in by Ana, to be copied."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("filled") / "desk.db"))
    words = ["--db", str(path), "--actor", "Ana", "import", "jsonl", str(CRANE)]
    result = CliRunner().invoke(program, words)
    assert result.exit_code == 0, result.stderr
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Give what ``--db`` takes for an empty database: the test runs on both engines."""
    if request.param == "sqlite":
        yield str(shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "factbase.db"))
        return
    server: Server = request.getfixturevalue("server")
    made = server.create_database(request.getfixturevalue("postgres_template"))
    yield made
    server.drop_database(made)


@pytest.fixture
def path(sqlite_template: Path, tmp_path: Path) -> Path:
    """Give the path of an empty SQLite database."""
    return Path(shutil.copy(sqlite_template, tmp_path / "factbase.db"))


@pytest.fixture
def factbase(url: str) -> Callable[..., Result]:
    """Give a way to run the command line on both engines: ``factbase("claim", "list", "mek-albania")``."""
    return lambda *args, **options: CliRunner().invoke(
        program, ["--db", url, "--actor", "Ana", *args], **options
    )


@pytest.fixture
def shared() -> Path:
    """Give the folder with other people's suites, which is not part of the project."""
    if not SHARED.is_dir():
        pytest.skip("the external suites are not on this machine")
    return SHARED
