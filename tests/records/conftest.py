from collections.abc import Iterator

import pytest

from factbase.database import Location, writing
from tests.changes.conftest import Desk


@pytest.fixture
def desk(url: str) -> Iterator[Desk]:
    """A way to change an empty database, on each engine."""
    with writing(Location.of(url)) as connection:
        yield Desk(connection)
