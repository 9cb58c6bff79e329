import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factbase.errors import BadUsage, InvalidInput
from factbase.text.files import decode, read_bytes

posix = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes or /dev")


def test_a_file_is_read_byte_for_byte(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbfone\r\ntwo\x1a\x00")

    assert read_bytes(tmp_path / "a.txt") == b"\xef\xbb\xbfone\r\ntwo\x1a\x00"
    assert read_bytes(str(tmp_path / "a.txt")) == read_bytes(tmp_path / "a.txt")


def test_an_empty_file_is_no_fault_of_reading(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").touch()

    assert read_bytes(tmp_path / "empty.txt") == b""


def test_a_missing_file_is_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "a.txt").touch()

    for path in (tmp_path / "none.txt", tmp_path / "a.txt" / "below"):
        with pytest.raises(BadUsage) as error:
            read_bytes(path)
        assert str(error.value) == f"No file at {path}: check the path."


def test_a_path_that_no_file_can_have_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadUsage, match="cannot be a path"):
        read_bytes("a\0b")
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_bytes(tmp_path / ("x" * 5000))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="is a folder: name a file in it"):
        read_bytes(tmp_path)


@posix
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "locked.txt").touch(mode=0o000)

    with pytest.raises(InvalidInput, match=r"cannot be read \(Permission denied\)"):
        read_bytes(tmp_path / "locked.txt")


@posix
def test_a_socket_is_refused() -> None:
    # A socket's path must be short, which that of tmp_path need not be.
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"{folder}/s")

        with pytest.raises(InvalidInput, match="cannot be read"):
            read_bytes(f"{folder}/s")


def test_the_limit_itself_is_allowed_and_one_byte_more_is_not(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 2_500_001)

    assert len(read_bytes(tmp_path / "a.txt", limit=2_500_001)) == 2_500_001
    with pytest.raises(InvalidInput, match=r"a\.txt is larger than 2\.5 MB: give a smaller file"):
        read_bytes(tmp_path / "a.txt", limit=2_500_000)


@posix
def test_an_endless_file_ends_at_the_limit() -> None:
    with pytest.raises(InvalidInput, match="larger than 3 MB"):
        read_bytes("/dev/zero", limit=3_000_000)


@posix
def test_a_pipe_without_a_writer_is_refused_at_once(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    begin = time.monotonic()

    with pytest.raises(InvalidInput, match="nobody writes to"):
        read_bytes(tmp_path / "pipe")

    assert time.monotonic() - begin < 1


@pytest.fixture
def slow_pipe(tmp_path: Path) -> Iterator[Path]:
    """Give a pipe that a writer holds open, and into which it writes late and in two parts."""
    path = tmp_path / "pipe"
    os.mkfifo(path)
    # Opened for both ways, the pipe waits for no reader and is sure to be open before the test begins.
    writer = os.open(path, os.O_RDWR)

    def write() -> None:
        for part in (b"one ", b"two"):
            time.sleep(0.1)
            os.write(writer, part)
        time.sleep(0.1)
        os.close(writer)

    thread = threading.Thread(target=write)
    thread.start()
    yield path
    thread.join()


@posix
def test_a_pipe_is_read_to_its_end_however_slow_its_writer(slow_pipe: Path) -> None:
    assert read_bytes(slow_pipe) == b"one two"


@posix
def test_a_pipe_has_the_same_limit(slow_pipe: Path) -> None:
    with pytest.raises(InvalidInput, match="larger than"):
        read_bytes(slow_pipe, limit=5)


READ_STANDARD_INPUT = "from factbase.text.files import read_bytes; print(read_bytes('-', limit=5))"


def run(**streams: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", READ_STANDARD_INPUT],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
        **streams,
    )


def test_a_dash_means_standard_input_and_a_path_of_that_name_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("-").write_bytes(b"a file")

    assert run(input="words").stdout == "b'words'\n"
    assert "Standard input is larger than 5e-06 MB" in run(input="words!").stderr
    assert read_bytes(Path("-")) == b"a file"


@posix
def test_standard_input_that_is_a_folder_or_closed_is_refused(tmp_path: Path) -> None:
    folder = os.open(tmp_path, os.O_RDONLY)
    closed = f'{sys.executable} -c "{READ_STANDARD_INPUT}" <&-'
    try:
        # Python itself may refuse a folder before we are asked; no other end is allowed.
        assert run(stdin=folder).returncode == 1
    finally:
        os.close(folder)

    result = subprocess.run(
        closed, shell=True, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=False
    )
    assert "Standard input is closed: name a file." in result.stderr


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])))
def test_text_comes_back_with_at_most_its_byte_order_mark_gone(text: str) -> None:
    assert decode(text.encode(), "a.txt") == text.removeprefix("\ufeff")
    assert decode(text.encode("utf-8-sig"), "a.txt") == text


def test_line_ends_tabs_and_page_breaks_are_text() -> None:
    assert decode(b"a\tb\r\nc\rd\x0ce\n", "a.txt") == "a\tb\r\nc\rd\x0ce\n"


@pytest.mark.parametrize("control", [*range(9), 11, *range(14, 32), 127])
def test_any_other_control_character_makes_a_file_binary(control: int) -> None:
    with pytest.raises(InvalidInput, match=r"a\.txt is a binary file, not text \(byte 3\)"):
        decode("é ".encode() + bytes([control]) + b"x\0", "a.txt")


@pytest.mark.parametrize(
    ("data", "byte"),
    [
        (b"caf\xe9 noir", 3),
        (b"\xef\xbb\xbfab\xff", 5),
        (b"a\xed\xa0\x80", 1),
        (b"a\xc0\xaf", 1),
        (b"ab\xe2\x80", 2),
    ],
    ids=["latin-1", "after a mark", "a surrogate", "an overlong form", "cut short"],
)
def test_what_is_not_utf8_is_refused_by_its_byte(data: bytes, byte: int) -> None:
    with pytest.raises(InvalidInput, match=rf"a.txt is not UTF-8 at byte {byte}\D.*: save it as UTF-8."):
        decode(data, "a.txt")


def test_what_may_be_windows_1252_is_shown_as_it_would_be_there() -> None:
    with pytest.raises(InvalidInput, match=r"at byte 8 \(0x93, in Windows-1252 “\): save it as UTF-8."):
        decode("He said “no”.".encode("cp1252"), "a.txt")


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
def test_another_unicode_form_is_called_by_its_name(encoding: str) -> None:
    with pytest.raises(InvalidInput, match=f"is {encoding.upper()[:6]}: save it as UTF-8"):
        decode("\ufeffwords".encode(encoding), "a.txt")
