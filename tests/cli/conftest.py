import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]

# A command that exists for one test: what it does stands in the braces.
TRIAL = """
import os, signal, sys, time
import click
from factbase import errors
from factbase.__main__ import main
from factbase.cli.main import factbase

@click.command()
def trial():
{body}

factbase.add_command(trial)
sys.argv = ["factbase", "trial"]
main()
"""


@pytest.fixture
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for the settings: returns the path of a config file that is not there yet."""
    for name in list(os.environ):
        if name.startswith("FACTBASE_"):
            monkeypatch.delenv(name)
    config = tmp_path / "settings" / "config.toml"
    monkeypatch.setenv("FACTBASE_CONFIG", str(config))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return config


@pytest.fixture
def run(surroundings: Path, tmp_path: Path) -> Run:
    """Return a way to run the program as its users do: ``run("db", "status")``."""

    def factbase(*args: str, **settings: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "factbase", *args]
        known = {"capture_output": True, "text": True, "timeout": 60, "cwd": tmp_path} | settings
        return subprocess.run(command, check=False, **known)  # type: ignore[call-overload,no-any-return]

    return factbase


@pytest.fixture
def trial(surroundings: Path) -> Iterator[Callable[..., "subprocess.Popen[str]"]]:
    """Return a way to start a command made up for the test: ``trial("raise MemoryError")``."""
    started = []

    def start(body: str, **settings: object) -> "subprocess.Popen[str]":
        indented = "\n".join(f"    {line}" for line in body.splitlines())
        known = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True} | settings
        command = [sys.executable, "-c", TRIAL.format(body=indented)]
        process: subprocess.Popen[str] = subprocess.Popen(command, **known)  # type: ignore[call-overload]
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()
