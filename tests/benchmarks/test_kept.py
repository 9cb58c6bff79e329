from pathlib import Path

from tests.benchmarks import kept
from tests.benchmarks.measuring import Row


def test_what_is_kept_comes_back_and_a_new_run_replaces_its_own_rows(tmp_path: Path) -> None:
    table = tmp_path / "table.tsv"
    first, second = Row("start", "1 ms", "2 ms", 0.5, 0.51, 0.6), Row("note: none", "", "")

    kept.write([first, second], table)
    kept.write([Row("start", "3 ms", "2 ms", 1.5)], table)

    assert kept.read(table) == [Row("start", "3 ms", "2 ms", 1.5), second]


def test_more_than_a_fifth_slower_is_named(tmp_path: Path) -> None:
    before = [Row("start", "", "", 0.5), Row("list", "", "", 1.0), Row("gone", "", "", 1.0)]
    now = [Row("start", "", "", 0.61), Row("list", "", "", 1.19), Row("new", "", "", 9.0)]

    assert list(kept.worse(now, before)) == ["start: 0.61, was 0.50 (+22%)."]
