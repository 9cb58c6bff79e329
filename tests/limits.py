"""Takes away what a program relies on: room on the disk, the right to write, time to finish.

The limits on a process are words put before a command, so that they can be combined:
``subprocess.run([*unprivileged(), *file_size_limit(50_000), "factbase", …])``.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

# In the child itself and not by preexec_fn, which may deadlock beside the threads of pytest-xdist.
# The ignored signal outlives exec, so that a write beyond the limit fails with EFBIG instead of killing.
_LIMITED = (
    "import os, resource, signal, sys; size = int(sys.argv[1]); signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
    "resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)); os.execvp(sys.argv[2], sys.argv[2:])"
)


@contextmanager
def small_disk(megabytes: int) -> Iterator[Path]:
    """Give a folder on a disk of its own that is soon full. Skips the test where it cannot be mounted."""
    folder = Path(tempfile.mkdtemp(prefix="factbase-disk-"))
    try:
        size = f"size={megabytes}m,mode=0777"
        _or_skip(["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(folder)], "a small disk cannot be mounted")
        try:
            yield folder
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)
    finally:
        folder.rmdir()


def file_size_limit(size: int) -> list[str]:
    """Return what makes a command after it unable to write past ``size`` bytes in any file."""
    return [sys.executable, "-ISc", _LIMITED, str(size)]


def unprivileged() -> list[str]:
    """Return what takes from a command after it root's power to write what is read-only.

    It stays the same user, so that it can still read an interpreter in root's home and the test is the
    same for root and for everybody else: ``chmod`` the file, then run. Skips where it cannot be done.
    """
    if os.geteuid() != 0:
        return []
    words = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
    _or_skip([*words, "true"], "root's power cannot be laid down")
    return words


def kill_at(args: Sequence[str | Path], seconds: float, **options: Any) -> bool:  # noqa: ANN401
    """Start a command, kill it (SIGKILL) after ``seconds``, and return whether it had ended before.

    ``options`` go to ``subprocess.Popen``; its output is thrown away unless they say otherwise.
    """
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(args, **{**quiet, **options}) as child:
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
        return child.wait() != -signal.SIGKILL


def _or_skip(command: Sequence[str], otherwise: str) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{otherwise}: there is no {command[0]}")
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        pytest.skip(f"{otherwise}: {done.stderr.strip()}")
