import pytest

from factbase import lookup
from factbase.changes.operation import Operation
from factbase.changes.removing import remove_article
from factbase.changes.undoing import undo
from factbase.database import Location, writing
from factbase.maintenance.verify import verify


@pytest.mark.parametrize("deep", [False, True])
def test_a_desk_on_which_everything_was_changed_is_well(past: str, deep: bool) -> None:
    report = verify(Location.of(past), deep=deep)

    assert [finding for check in report.checks for finding in check.findings] == []
    assert report.ok


def test_what_was_removed_and_put_back_is_well_whatever_its_version(past: str) -> None:
    with writing(Location.of(past)) as connection:
        remove_article(
            Operation(connection, actor="Bo", command="article remove"), lookup.article(connection, "bridge")
        )
    with writing(Location.of(past)) as connection:
        undo(Operation(connection, actor="Bo", command="undo"))

    report = verify(Location.of(past))

    assert [finding for check in report.checks for finding in check.findings] == []
