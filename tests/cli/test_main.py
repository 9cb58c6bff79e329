import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator

import click
import pytest

from factbase import __version__, errors
from factbase.cli import exits
from factbase.cli.main import factbase
from factbase.cli.words import Word
from tests.cli.conftest import Run

Trial = Callable[..., "subprocess.Popen[str]"]

ERRORS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, errors.FactbaseError) and kind is not errors.FactbaseError
]
HEAVY = ("sqlalchemy", "alembic", "rich", "importlib.metadata")


def commands() -> Iterator[tuple[str, click.Command, click.Context]]:
    """Every command of the program with its words."""
    root = click.Context(factbase, info_name="factbase", help_option_names=["-h", "--help"])
    yield "factbase", factbase, root
    for name in factbase.list_commands(root):
        yield from below(name, factbase.get_command(root, name), root)


def below(
    name: str, command: click.Command | None, parent: click.Context
) -> Iterator[tuple[str, click.Command, click.Context]]:
    assert command is not None
    ctx = click.Context(command, info_name=name, parent=parent)
    yield ctx.command_path, command, ctx
    if isinstance(command, click.Group):
        for inner in command.list_commands(ctx):
            yield from below(inner, command.get_command(ctx, inner), ctx)


TREE = list(commands())


@pytest.mark.parametrize("kind", ERRORS)
def test_every_error_has_an_exit_code(kind: type[errors.FactbaseError]) -> None:
    assert exits.EXIT_CODES[kind] == exits.code_of(kind("A sentence."))


@pytest.mark.parametrize(("path", "command", "ctx"), TREE, ids=[path for path, _, _ in TREE])
def test_every_command_has_help_and_an_example(
    path: str, command: click.Command, ctx: click.Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")

    help_ = command.get_help(ctx)

    examples = help_.partition("Examples:\n")[2]
    assert re.match(rf" *{path.split()[0]} .*", examples), help_
    assert path == "factbase" or path.partition(" ")[2] in examples
    assert max(map(len, help_.splitlines())) <= 80
    assert "..." not in help_.partition("Commands:\n")[2], (
        "a command's first sentence is cut: make it shorter"
    )


@pytest.mark.parametrize(("path", "command", "ctx"), TREE, ids=[path for path, _, _ in TREE])
def test_help_lists_every_word_that_can_be_given(
    path: str, command: click.Command, ctx: click.Context
) -> None:
    help_ = " ".join(command.get_help(ctx).split()).replace("- ", "-")  # lines break at hyphens too

    for parameter in command.params:
        if isinstance(parameter.type, Word):
            assert all(word in help_ for word in parameter.type.words), f"{path} {parameter.name}"


@pytest.mark.parametrize(
    "args",
    [
        ["--help"],
        ["--version"],
        ["-h"],
        ["clam"],
        ["--dbb"],
        ["db"],
        ["db", "downgrade"],
        ["db", "--help"],
        ["init", "--help"],
        ["config", "set", "colour", "red"],
    ],
)
def test_help_and_usage_errors_import_nothing_heavy(run: Run, args: list[str]) -> None:
    script = (
        "import sys; from factbase.__main__ import main\n"
        "try: main()\n"
        f"finally: print([name for name in {HEAVY} if name in sys.modules])"
    )

    result = subprocess.run(
        [sys.executable, "-c", script, *args], capture_output=True, text=True, check=False
    )

    assert result.stdout.splitlines()[-1] == "[]"
    assert result.returncode in (0, 2)


def test_version(run: Run) -> None:
    result = run("--version")

    assert (result.stdout, result.stderr, result.returncode) == (f"factbase {__version__}\n", "", 0)


def test_a_mistyped_command_is_met_with_the_right_one(run: Run) -> None:
    result = run("confg")

    assert result.stderr.endswith("Error: No such command 'confg'. Did you mean 'config'?\n")
    assert result.returncode == 2


def test_a_command_line_never_reaches_the_terminal_raw(run: Run) -> None:
    result = run("init", "\x1b[31mred")

    assert "\x1b" not in result.stderr
    assert result.returncode == 2


@pytest.mark.parametrize("kind", ERRORS)
def test_an_error_is_one_sentence(trial: Trial, kind: type[errors.FactbaseError]) -> None:
    out, err = (process := trial(f"raise errors.{kind.__name__}('What, where:\\nwhat to do.')")).communicate()

    begins = "" if kind is errors.CheckFailed else "Error: "  # a finding is what was asked for
    assert (out, err) == ("", f"{begins}What, where: what to do.\n")
    assert process.returncode == exits.EXIT_CODES[kind]


@pytest.mark.parametrize("failure", ["raise MemoryError", "raise KeyError('x')", "trial.callback()", "1 / 0"])
def test_a_bug_is_admitted_in_one_sentence(trial: Trial, failure: str) -> None:
    out, err = (process := trial(failure)).communicate()

    assert re.fullmatch(
        r"Error: this is a bug in factbase \(\w+\): run again with FACTBASE_DEBUG=1 and report it\.\n", err
    )
    assert (out, process.returncode) == ("", 70)


def test_a_bug_is_shown_in_full_to_whoever_asks(trial: Trial) -> None:
    process = trial("1 / 0", env={**os.environ, "FACTBASE_DEBUG": "1"})

    _, err = process.communicate()

    assert "Traceback" in err
    assert "(ZeroDivisionError)" in err
    assert process.returncode == 70


def test_sigterm_unwinds_and_exits_143(trial: Trial) -> None:
    process = trial("try:\n    print('on', flush=True); time.sleep(60)\nfinally:\n    print('off')")
    assert process.stdout
    process.stdout.readline()

    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)

    assert (out, err, process.returncode) == ("off\n", "", 143)


def test_ctrl_c_exits_130(trial: Trial) -> None:
    process = trial("print('on', flush=True); time.sleep(60)")
    assert process.stdout
    process.stdout.readline()

    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)

    assert (out, err, process.returncode) == ("", "Stopped.\n", 130)


@pytest.mark.parametrize("body", ["for n in range(100_000): print('x' * 80)", "print('x')"])
def test_a_closed_pipe_ends_quietly_with_141(trial: Trial, body: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)

    process = trial(body, stdout=writing)
    os.close(writing)
    _, err = process.communicate(timeout=20)

    assert (err, process.returncode) == ("", 141)


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["config"]])
def test_a_closed_pipe_ends_quietly_everywhere(run: Run, args: list[str]) -> None:
    reading, writing = os.pipe()
    os.close(reading)

    result = run(*args, stdout=writing, stderr=subprocess.PIPE, capture_output=False)
    os.close(writing)

    assert (result.stderr, result.returncode) == ("", 141)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs /dev/full")  # noqa: PTH110
@pytest.mark.parametrize("args", [["--help"], ["config"], ["config", "--json"]])
def test_a_full_disk_exits_6(run: Run, args: list[str]) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        result = run(*args, stdout=full, stderr=subprocess.PIPE, capture_output=False)

    assert result.stderr.startswith("Error: the output cannot be written (No space left on device)")
    assert result.returncode == 6


def test_nobody_reading_stderr_changes_no_exit_code(run: Run) -> None:
    reading, writing = os.pipe()
    os.close(reading)

    result = run("clam", stderr=writing, stdout=subprocess.PIPE, capture_output=False)
    os.close(writing)

    assert (result.stdout, result.returncode) == ("", 2)


def test_letters_a_terminal_lacks_are_no_bug(trial: Trial) -> None:
    process = trial("print('Çuçi')", env={**os.environ, "PYTHONIOENCODING": "ascii"}, encoding="utf-8")

    out, err = process.communicate()

    assert (out, err, process.returncode) == ("Çuçi\n", "", 0)
