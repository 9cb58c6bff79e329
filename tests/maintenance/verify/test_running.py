import pytest
from factbase.database import Location
from factbase.maintenance.verify import verify


@pytest.mark.parametrize("deep", [False, True])
def test_a_desk_on_which_everything_was_changed_is_well(past: str, deep: bool) -> None:
    report = verify(Location.of(past), deep=deep)

    assert [finding for check in report.checks for finding in check.findings] == []
    assert report.ok
