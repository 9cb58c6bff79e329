"""What is no regular file is never replaced by one, and a stream that is closed ends nothing."""

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def desk(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("FACTBASE_DB", str(path))
    monkeypatch.setenv("FACTBASE_CONFIG", str(tmp_path / "config.toml"))
    return path


def run(*words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "factbase", *words]
    return subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **more}
    )


def test_a_pipe_is_not_replaced_by_a_backup_or_a_config_file_nor_waited_for(
    desk: Path, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    good = shutil.copy(desk, tmp_path / "good.db")

    refused = [
        run("db", "backup", "-o", str(pipe), "--yes"),
        run("config", "set", "actor", "Ben", FACTBASE_CONFIG=str(pipe)),
        run("db", "restore", str(good), "--yes", FACTBASE_DB=str(pipe)),
        run("db", "restore", str(pipe), "--yes"),
        run("claim", "list", FACTBASE_DB=str(pipe)),
        run("config", FACTBASE_CONFIG=str(pipe)),
    ]

    assert [each.returncode for each in refused] == [6, 3, 4, 2, 4, 3], [each.stderr for each in refused]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_settings_may_be_nothing_but_not_endless(desk: Path) -> None:
    assert run("config", FACTBASE_CONFIG=os.devnull).returncode == 0
    assert run("config", FACTBASE_CONFIG="/dev/zero").returncode == 3


@pytest.mark.parametrize("words", ["db verify", "db backup", "db reindex", "doctor"])
def test_a_closed_stderr_ends_nothing(desk: Path, words: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f"'{sys.executable}' -m factbase {words} 2>&-"], capture_output=True, check=False
    )

    assert done.returncode in (0, 1)


@pytest.mark.parametrize(
    "given", ["host=/run/pg password=hush", "postgresql:/u:hush@h/x", "postgresql:u:hush@h/x"]
)
def test_what_is_meant_for_a_server_is_no_path_and_not_shown(desk: Path, given: str) -> None:
    refused = run("db", "status", FACTBASE_DB=given)

    assert refused.returncode == 2
    assert "hush" not in refused.stdout + refused.stderr
