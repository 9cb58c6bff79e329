"""Claims as annotations: held against the suite of the standard, and what they say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from factbase.database import Location, reading
from factbase.formats.webannotation.model import annotation_id, name_of_text, text_named
from factbase.lookup import article, latest_revision
from tests.formats.webannotation.annotations import parsed, written_out


def test_an_annotation_has_its_place_twice_and_all_that_is_said(filled: Location) -> None:
    found = {each["fb:ref"]: each for each in parsed(written_out(filled))}

    with reading(filled) as connection:
        bridge = latest_revision(connection, article(connection, "bridge").id)
    assert bridge.text is not None
    unsafe = found["bridge/2"]
    assert unsafe["id"] == annotation_id("bridge/2")
    assert unsafe["target"]["source"] == name_of_text(bridge.sha256)
    assert unsafe["target"]["scope"] == "https://bridge.example/"
    position, quote = unsafe["target"]["selector"]
    assert bridge.text[position["start"] : position["end"]] == quote["exact"] == "it was unsafe"
    assert quote["prefix"].endswith("denied that ")
    assert quote["suffix"].startswith(".")
    assert unsafe["fb:override"] == {"fb:word": "low", "fb:reason": "Nobody measured."}
    assert [each["fb:stance"] for each in unsafe["fb:attribution"]] == ["denies", "speculates"]
    assert found["bridge/4"]["fb:status"] == "cut"
    assert "selector" not in found["bridge/6"]["target"]  # it is lost


def test_the_signs_that_some_take_for_line_ends_are_escaped(filled: Location) -> None:
    data = written_out(filled).decode()

    assert len(data.splitlines()) == data.count("\n") == 8
    assert [each["fb:ref"] for each in parsed(data.encode())] == [
        "a-ferry/2", "a-ferry/3", *(f"bridge/{number}" for number in range(1, 7)),
    ]  # fmt: skip


def test_a_text_is_known_by_its_hash() -> None:
    digest = "0" * 63 + "f"

    assert text_named(name_of_text(digest)) == digest
    assert text_named("https://a.example/") is None
    assert text_named("ni:///sha-256;short") is None


def _run(shared: Path, runner: str, *args: str) -> tuple[str, int]:
    command = [sys.executable, str(shared / "suites" / "run" / runner), *args]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr, done.returncode


def test_the_suite_of_the_standard_holds_in_every_point_that_must(
    filled: Location, shared: Path, tmp_path: Path
) -> None:
    pytest.importorskip("rfc3987")
    file = tmp_path / "wa.jsonl"
    file.write_bytes(written_out(filled))

    said, code = _run(shared, "run_wa.py", str(shared / "suites" / "web-annotation-tests"), str(file))

    assert code == 0, said
    assert said.endswith("8 passed, 0 failed\n")
    assert said.count("must 54 ok 0 fail") == 8


def test_no_key_is_lost_to_a_reader_of_json_ld(filled: Location, shared: Path, tmp_path: Path) -> None:
    pytest.importorskip("pyld")
    file = tmp_path / "wa.jsonl"
    file.write_bytes(written_out(filled))
    context = shared / "suites" / "web-annotation-tests" / "anno.jsonld"

    said, code = _run(shared, "jsonld_check.py", str(context), str(file))

    assert (said, code) == ("8 passed, 0 failed\n", 0)
