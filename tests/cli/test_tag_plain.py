"""The desk in plain lines: in a terminal, in a dumb one, through a pipe; whatever is typed or shown."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from factbase.cli.main import factbase as program
from factbase.database import Location
from factbase.desk.guide import GUIDE
from factbase.desk.keys import KEYS
from factbase.vocabulary import Confidence, LinkKind, Mode, Role, SourceKind, Stance, Status, Terms
from tests.cli.conftest import Run
from tests.desk.conftest import add, claims_of, roles_of
from tests.limits import file_size_limit
from tests.terminal import Shown, run_in_terminal


@pytest.fixture
def bridge(path: Path) -> Path:
    add(Location.of(str(path)))
    return path


def words(path: Path, *more: str, slug: str = "bridge") -> list[str]:
    return ["--db", str(path), "--actor", "Ana", "tag", slug, *more]


def sit(path: Path, *answers: tuple[str, str], term: str = "xterm-256color", **settings: object) -> Shown:
    """Tag in a terminal, answering what is asked; the last answer is to leave."""
    command = [sys.executable, "-m", "factbase", *words(path, "--plain")]
    return run_in_terminal(command, answers=answers, env={"TERM": term}, **settings)  # type: ignore[arg-type]


def tagged(path: Path) -> list[tuple[object, object, list[tuple[object, object, object]]]]:
    """Return statement, confidence and sources of each claim."""
    return [
        (
            claim["statement"],
            claim["confidence"],
            [(each["source"], each["stance"], each["mode"]) for each in claim["attributions"]],  # type: ignore[attr-defined]
        )
        for claim in claims_of(Location.of(str(path))).values()
    ]


def test_two_claims_with_two_sources_in_few_keys(bridge: Path) -> None:
    first, second = "The council closed the bridge.", "It was May."
    typed = [
        ("leave] > ", "j\r"),
        ("2/1 [", ""),
        ("leave] > ", f"n {first}\r"),
        ("leave] > ", "s council\r"),
        ("Its kind", "3\r"),
        ("leave] > ", f"n {second}\r"),
        ("leave] > ", "s\r"),
        ("the rule, Enter leaves it) > ", "1\r"),
        ("leave] > ", "q\r"),
    ]
    shown = sit(bridge, *typed)

    assert shown.code == 0
    assert tagged(bridge) == [
        (first, "medium", [("council", "asserts", "indirect")]),
        (second, "medium", [("council", "asserts", "indirect")]),
    ]
    assert shown.output.count("Saved: ") == 4


@pytest.mark.parametrize("term", ["xterm-256color", "dumb"])
def test_nothing_moves_the_cursor_and_every_prompt_says_the_keys(bridge: Path, term: str) -> None:
    answers = [
        ("leave] > ", "r\r"),
        ("(? the rule) > ", "?\r"),
        ("(? the rule) > ", "heading\r"),
        ("leave] > ", "q\r"),
    ]
    shown = sit(bridge, *answers, term=term)

    assert "\x1b" not in shown.output
    assert shown.output.count("? keys · q leave] > ") == 2
    assert "What is this sentence?" in shown.output
    assert roles_of(Location.of(str(bridge)))["1/1"] == "heading"


def test_a_dumb_terminal_and_a_pipe_get_plain_lines_by_themselves(bridge: Path, run: Run) -> None:
    command = [sys.executable, "-m", "factbase", *words(bridge)]
    shown = run_in_terminal(command, answers=[("leave] > ", "q\r")], env={"TERM": "dumb"})
    piped = run(*words(bridge), input="r heading\n")

    assert "\x1b" not in shown.output
    assert (shown.code, piped.returncode) == (0, 0)
    assert "> r heading\nSaved: bridge:1/1: role untriaged → heading.\n" in piped.stdout
    assert piped.stdout.endswith("Left at 1 of 7; all that was saved is kept.\n")


def test_a_script_whose_lines_were_refused_ends_so(bridge: Path, run: Run) -> None:
    done = run(*words(bridge), input="t nothing in hand\nzebra\ng 9/9\nr heading\n")

    assert done.returncode == 3
    assert done.stderr.endswith("Error: 3 lines were refused, 1 acts saved: each is told above.\n")
    assert "No claim is in hand" in done.stdout
    assert "“zebra” begins with no key" in done.stdout
    assert "No sentence 9/9 in bridge" in done.stdout


def test_every_key_does_something_or_says_why_not(bridge: Path, run: Run) -> None:
    script = "".join(f"{key.key}\n\n\n" for key in KEYS if key.key != "q")
    done = run(*words(bridge), input="g 2/1\nn The bridge is closed.\ns council\n3\n" + script)

    assert "bug" not in done.stderr
    assert done.returncode in (0, 3)


def test_a_label_goes_by_a_minus_before_it(bridge: Path, run: Run) -> None:
    script = "g 2/1\nn The bridge is closed.\nl legal\nl figures\nl -legal\n"

    done = run(*words(bridge), input=script)

    assert done.returncode == 0, done.stderr
    assert claims_of(Location.of(str(bridge)))[1]["labels"] == ["figures"]


def test_cutting_takes_no_line_of_a_script_for_its_reason(bridge: Path) -> None:
    script = "g 2/1\nn The bridge is closed.\nx\nr claim\n"
    done = CliRunner().invoke(program, words(bridge), input=script)

    assert done.exit_code == 3
    assert "x and why it goes" in done.stdout
    assert [statement for statement, *_rest in tagged(bridge)] == ["The bridge is closed."]


def test_a_key_with_a_long_line_behind_it_is_answered_in_a_short_one(bridge: Path) -> None:
    script = (
        f"{'z' * 100_000}\ng {'9' * 100_000}\ng {'/' * 100_000}\nf {'f' * 100_000}\n\n? {'?' * 100_000}\n"
    )
    done = CliRunner().invoke(program, words(bridge), input=script)
    told = [line for line in done.stdout.splitlines() if " > " not in line]

    assert done.exit_code == 3
    assert max(map(len, told)) < 500


def test_what_is_shown_cannot_steer_a_terminal(path: Path, run: Run) -> None:
    add(Location.of(str(path)), "A \x9b31m sign and \u202etxet\u202c.\n\nPlain.", slug="signs")
    done = run(*words(path, slug="signs"), input="n It says \x1b[2Jso\u202e.\n")

    assert "\x1b" not in done.stdout + done.stderr
    assert "\u202e" not in done.stdout
    assert "⟨U+001B⟩" in done.stdout
    assert "⟨U+202E⟩" in done.stdout


def test_a_line_that_is_no_text_is_not_taken(bridge: Path, run: Run) -> None:
    done = run(*words(bridge), input=b"n \xff\xfe\nr heading\n", text=False)

    assert b"Not taken: this line is no UTF-8." in done.stdout
    assert roles_of(Location.of(str(bridge)))["1/1"] == "heading"


def test_a_long_statement_comes_through_a_pipe_whole(bridge: Path, run: Run) -> None:
    statement = "Long " * 20_000
    run(*words(bridge), input=f"n {statement}\n")

    assert tagged(bridge)[0][0] == statement.strip()


def test_a_line_that_a_terminal_cuts_is_not_taken(bridge: Path) -> None:
    typed = [("leave] > ", "n " + "x" * 5000 + "\r"), ("Not taken", ""), ("leave] > ", "q\r")]
    shown = sit(bridge, *typed)

    assert "a terminal passes on no longer line" in shown.output
    assert tagged(bridge) == []


def test_what_is_pasted_in_brackets_is_taken_without_them(bridge: Path) -> None:
    sit(
        bridge,
        ("leave] > ", "n\r"),
        ("leaves it) > ", "\x1b[200~It was closed.\x1b[201~\r"),
        ("leave] > ", "q\r"),
    )

    assert tagged(bridge)[0][0] == "It was closed."


def test_ctrl_c_leaves_what_was_saved(bridge: Path) -> None:
    shown = sit(bridge, ("leave] > ", "r heading\r"), ("Saved", ""), ("leave] > ", "\x03"))

    assert shown.code == 130
    assert roles_of(Location.of(str(bridge)))["1/1"] == "heading"


def test_a_full_disk_keeps_what_was_typed_and_says_so(bridge: Path, run: Run) -> None:
    command = [
        *file_size_limit(50_000),
        sys.executable,
        "-m",
        "factbase",
        *words(bridge, "--plain"),
    ]
    statement = "It was closed. " * 5000
    done = subprocess.run(command, input=f"n {statement}\n!\n", text=True, capture_output=True, timeout=60)

    assert done.stdout.count("Not saved: ") == 2, "once more is tried again"
    assert "the disk or quota is full" in done.stdout
    assert "! tries again" in done.stdout
    assert done.returncode == 5
    assert tagged(bridge) == []


def test_a_clash_shows_both_values_and_asks(bridge: Path, run: Run) -> None:
    run(*words(bridge), input="j\nn The bridge is closed.\n")
    ben = [
        "--db",
        str(bridge),
        "--actor",
        "Ben",
        "claim",
        "edit",
        "bridge/1",
        "--statement",
        "It was closed.",
    ]
    command = [sys.executable, "-m", "factbase", *words(bridge, "--plain")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("g 2/1\n")
        process.stdin.flush()
        while "bridge/1 " not in process.stdout.readline():
            pass
        assert run(*ben).returncode == 0
        output, _ = process.communicate("t Ana’s words.\n2\n")

    assert "1 theirs: “It was closed.”" in output
    assert "2 yours: “Ana’s words.”" in output
    assert tagged(bridge)[0][0] == "Ana’s words."


def test_an_unknown_article_is_met_with_the_right_one(bridge: Path, run: Run) -> None:
    done = run(*words(bridge, slug="brigde"))

    assert (done.returncode, done.stdout) == (3, "")
    assert "Did you mean bridge?" in done.stderr


def test_the_guide_explains_every_word_of_every_list(run: Run) -> None:
    done = run("guide")

    assert done.returncode == 0
    for listed in (Role, SourceKind, Stance, Mode, Terms, Confidence, Status, LinkKind):
        assert all(f"  {word} " in done.stdout for word in listed)
    assert {key.topic for key in KEYS if key.topic} <= GUIDE.keys()
    assert max(map(len, done.stdout.splitlines())) <= 110


def test_the_guide_for_one_field(run: Run) -> None:
    assert run("guide", "own act").stdout.startswith("own act: ")
    wrong = run("guide", "stanse")
    assert (wrong.returncode, "Did you mean stance?" in wrong.stderr) == (2, True)
