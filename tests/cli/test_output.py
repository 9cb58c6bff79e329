import fcntl
import json
import os
import pty
import re
import stat
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from factbase.cli.output import Column, cell, json_text, output, plain, print_rows
from factbase.cli.table import fit
from factbase.errors import OutputFailed
from factbase.references import ClaimRef
from factbase.vocabulary import Confidence

SCRIPT = """
from collections import namedtuple
import sys
from factbase.cli.output import Column, print_record, print_rows
Row = namedtuple("Row", "ref statement confidence sources count")
rows = [
    Row("mek-albania/1", "The camp [of Manëz] holds 2,500 people, as an unnamed official said in the spring.",
        "medium", ["MEK", "Ana Leka (judge)"], 3),
    Row("mek-albania/137", "It is\\tred\\x1b[31m and\\u202e turned.", "rumour", [], 12),
]
columns = [Column("ref", never_cut=True), Column("statement", "Claim"),
           Column("confidence", "Word", never_cut=True), Column("sources"),
           Column("count", "No", right=True, never_cut=True)]
"""
ROWS = SCRIPT + "print_rows(rows, columns, schema='factbase/claims@1')"
RECORD = SCRIPT + "print_record(rows[0], columns, schema='factbase/claim@1')"


def on_terminal(script: str, width: int, **environment: str) -> str:
    """What a terminal of ``width`` columns is sent."""
    main, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 25, width, 0, 0))
    known = {key: value for key, value in os.environ.items() if key not in ("COLUMNS", "LINES", "NO_COLOR")}
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=terminal,
        stderr=terminal,
        env={**known, "TERM": "xterm-256color", **environment},
    )
    os.close(terminal)
    sent = b"".join(received(main))
    os.close(main)
    assert process.wait(20) == 0, sent.decode()
    return sent.decode().replace("\r\n", "\n")


def received(main: int) -> Iterator[bytes]:
    while True:
        try:
            data = os.read(main, 65536)
        except OSError:  # Linux says so where others send nothing
            return
        if not data:
            return
        yield data


def without_styles(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.mark.parametrize("width", [40, 41, 60, 80, 120, 200])
def test_a_table_fits_every_terminal_and_cuts_nothing(width: int) -> None:
    shown = without_styles(on_terminal(ROWS, width))

    lines = shown.splitlines()
    assert max(map(len, lines)) <= width
    for whole in ("mek-albania/1 ", "mek-albania/137", "medium", "rumour", "12"):
        assert any(whole in f"{line} " for line in lines), shown
    # Read down the columns, every word of the text is there.
    for word in ("[of", "Manëz]", "unnamed", "spring."):
        assert word in shown


def test_a_terminal_is_never_sent_what_a_text_holds() -> None:
    shown = on_terminal(ROWS, 120)

    assert "\x1b[31m" not in shown
    assert "\u202e" not in shown
    assert "[of Manëz]" in shown


def test_only_a_clever_terminal_gets_bold() -> None:
    assert "\x1b[1m" in on_terminal(ROWS, 100)
    assert "\x1b[" not in on_terminal(ROWS, 100, TERM="dumb").replace("[31m", "")
    assert not re.search(r"\x1b\[(3|4|9|10)\d", on_terminal(ROWS, 100, NO_COLOR="1"))


def test_columns_is_respected() -> None:
    shown = without_styles(on_terminal(ROWS, 200, COLUMNS="70"))

    assert max(map(len, shown.splitlines())) <= 70


def test_a_record_is_a_line_a_field() -> None:
    shown = without_styles(on_terminal(RECORD, 60))

    assert shown.splitlines()[0] == "Ref      mek-albania/1"
    assert max(map(len, shown.splitlines())) <= 60


def test_nothing_is_said_to_be_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    assert on_terminal(SCRIPT + "print_rows([], columns, schema='x')", 80) == "Nothing to list.\n"


TEXTS = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=60)


@given(
    st.lists(st.tuples(TEXTS, TEXTS, TEXTS), max_size=4),
    st.tuples(*[st.booleans()] * 3),
    st.integers(40, 200),
)
def test_widths_add_up_and_keep_what_must_be_whole(
    rows: list[tuple[str, str, str]], whole: tuple[bool, bool, bool], width: int
) -> None:
    columns = [Column(f"c{at}", never_cut=never_cut) for at, never_cut in enumerate(whole)]

    widths = fit(columns, rows, width)

    if widths is not None:
        assert sum(widths) + 4 <= width
        for at, never_cut in enumerate(whole):
            longest = max([2, *(cell_len(row[at]) for row in rows)])
            assert widths[at] <= longest
            assert widths[at] == longest or not never_cut


class Row(NamedTuple):
    ref: ClaimRef
    statement: str
    confidence: Confidence
    marks: tuple[str, ...]
    seen: bool
    note: str | None


ROW = Row(ClaimRef("mek-albania", 137), "It is\tred\nand\r\nloud", Confidence.LOW, ("a", "b"), True, None)
COLUMNS = [Column(name, never_cut=name == "ref") for name in Row._fields]


def test_a_pipe_gets_the_same_columns_as_tsv(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([ROW], COLUMNS, schema="factbase/claims@1")

    assert capsys.readouterr().out == (
        "ref\tstatement\tconfidence\tmarks\tseen\tnote\n"
        "mek-albania/137\tIt is red and loud\tlow\ta, b\tyes\t\n"
    )


@pytest.mark.parametrize("rows", [0, 1, 2])
def test_json_is_one_document_in_an_envelope(rows: int, capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([ROW] * rows, COLUMNS, schema="factbase/claims@1", next="mek-albania/137", as_json=True)

    out, err = capsys.readouterr()
    item = {
        "ref": "mek-albania/137",
        "statement": ROW.statement,
        "confidence": "low",
        "marks": ["a", "b"],
        "seen": True,
        "note": None,
    }
    document = {"schema": "factbase/claims@1", "items": [item] * rows, "next": "mek-albania/137"}
    assert (out, err) == (json.dumps(document, indent=2) + "\n", "")


def test_json_lines_are_an_item_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([{"a": "x\u2028\x85"}, {"a": 2}], [Column("a")], schema="s", next="2", as_jsonl=True)

    out, err = capsys.readouterr()
    assert out == '{"a": "x\\u2028\\u0085"}\n{"a": 2}\n'
    assert err == "There is more: add --after 2.\n"


def test_a_column_may_be_in_json_alone(capsys: pytest.CaptureFixture[str]) -> None:
    columns = [Column("a", value=lambda row: row["a"] * 2), Column("b", in_table=False)]

    print_rows([{"a": 1, "b": 2}], columns, schema="s")
    print_rows([{"a": 1, "b": 2}], columns, schema="s", as_jsonl=True)

    assert capsys.readouterr().out == 'a\n2\n{"a": 2, "b": 2}\n'


@given(st.text(st.characters()))
def test_json_keeps_every_text_and_sends_no_control(text: str) -> None:
    written = json_text(text)

    assert json.loads(written) == text
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", written)
    written.encode()


@given(st.text(st.characters()))
def test_a_cell_is_one_line(text: str) -> None:
    assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029]", cell(text))


def test_json_refuses_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="JSON"):
        json_text(plain(float("nan")))


def test_a_file_is_replaced_whole_and_is_its_owners(tmp_path: Path) -> None:
    target = tmp_path / "claims.tsv"
    target.write_text("old")

    print_rows([ROW], COLUMNS, schema="s", out=str(target))

    assert target.read_bytes().startswith(b"ref\tstatement")
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_half_written_never_appears(tmp_path: Path) -> None:
    target = tmp_path / "claims.tsv"
    target.write_text("old")

    with pytest.raises(TypeError), output(str(target)) as file:
        file.writelines(["new", 3])  # type: ignore[list-item]

    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("name", ["none/claims.tsv", ".", "x" * 300, "claims.tsv/x"])
def test_a_file_that_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "claims.tsv").touch()

    with pytest.raises(OutputFailed), output(str(tmp_path / name)):
        pytest.fail("nothing should be written")


def test_a_link_goes_on_pointing_to_the_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(target := tmp_path / "claims.tsv")
    target.touch()

    with output(str(tmp_path / "link")) as file:
        file.write("new")

    assert (tmp_path / "link").is_symlink()
    assert target.read_text() == "new"


def test_a_device_is_written_to_and_never_replaced() -> None:
    with output(os.devnull) as file:
        file.write("gone")

    assert not Path(os.devnull).is_file()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_device_is_an_error_of_output() -> None:
    with pytest.raises(OutputFailed, match="No space left"), output("/dev/full") as file:
        file.write("x")


def test_a_bar_says_what_is_going_on_before_anything_is_done_too() -> None:
    script = "import time\nfrom factbase.cli import progress\nprogress._SOON = 0\n"
    script += "with progress.shown_progress() as told:\n    time.sleep(0.15)\n"
    script += "    told('Reading 2 rows', 2, None)\n    time.sleep(0.15)\n"

    shown = without_styles(on_terminal(script, 80))

    assert re.search("Working .*Reading 2 rows ", shown, re.DOTALL), shown
