"""Runs the program in processes that can be ended before any chosen step they take on the disk.

Its own process (``python -m tests.stepping``) has everything imported and forks for each run, so that a run takes
no longer than its work. Linux lets a parent stop a child at each system call (ptrace), which finds states between
two writes that no clock would find; elsewhere a run can be ended after a time alone. :class:`Kennel` is the other
side, in the tests.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import platform
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]

# Linux's numbers of the calls that change something outside the process.
_CALLS: dict[str, dict[int, str]] = {
    "x86_64": {
        1: "write", 18: "write", 20: "write", 296: "write", 40: "write", 326: "write", 44: "send", 46: "send",
        74: "sync", 75: "sync", 76: "cut", 77: "cut", 285: "grow", 82: "rename", 264: "rename", 316: "rename",
        86: "link", 265: "link", 87: "remove", 84: "remove", 263: "remove", 83: "mkdir", 258: "mkdir",
        90: "chmod", 91: "chmod", 268: "chmod", 257: "open",
    },
    "aarch64": {
        64: "write", 68: "write", 66: "write", 70: "write", 71: "write", 285: "write", 206: "send", 211: "send",
        82: "sync", 83: "sync", 45: "cut", 46: "cut", 47: "grow", 38: "rename", 276: "rename", 37: "link",
        35: "remove", 34: "mkdir", 52: "chmod", 53: "chmod", 56: "open",
    },
}  # fmt: skip
_OF_A_FILE = {"write", "send", "sync", "cut", "grow"}  # whose first argument is a descriptor
_TRACE_ME, _GO_ON, _SET_OPTIONS, _GET_CALL = 0, 24, 0x4200, 0x420E
_TELL_CALLS_APART, _END_WITH_US = 1, 0x100000
_ENTERED = 1


class _Call(ctypes.Structure):
    """What Linux calls ptrace_syscall_info, as it is at a call's beginning."""

    _fields_ = (
        ("op", ctypes.c_uint8), ("_pad", ctypes.c_uint8 * 3), ("_arch", ctypes.c_uint32),
        ("_ip", ctypes.c_uint64), ("_sp", ctypes.c_uint64), ("number", ctypes.c_uint64),
        ("arguments", ctypes.c_uint64 * 6),
    )  # fmt: skip


@dataclass
class Ended:
    """How a run ended: its exit code (-9 if it was killed), what it printed, and which steps it took.

    A step is a word and the file's name, such as ``write desk.db-wal``; seconds are those of the run.
    """

    exit_code: int
    stdout: str = ""
    stderr: str = ""
    steps: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def killed(self) -> bool:
        """Whether it was killed, and did not end before."""
        return self.exit_code == -signal.SIGKILL

    @property
    def said(self) -> str:
        """All that it printed."""
        return self.stdout + self.stderr


class Kennel:
    """Runs the program; use it in a ``with``."""

    def __init__(self, folder: Path) -> None:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        words = [sys.executable, "-m", "tests.stepping", str(folder)]
        plain = {name: value for name, value in os.environ.items() if not name.startswith("FACTBASE_")}
        own = {"FACTBASE_CONFIG": str(folder / "config.toml"), "XDG_DATA_HOME": str(folder)}
        self._process = subprocess.Popen(words, cwd=ROOT, env=plain | own, **pipes)  # type: ignore[call-overload]
        self.steps_can_be_told = self._read()["steps"]

    def __enter__(self) -> Kennel:
        return self

    def __exit__(self, *_error: object) -> None:
        self._process.communicate()

    def run(
        self,
        *args: object,
        before: int | None = None,
        after: float | None = None,
        traced: bool = False,
        size: int | None = None,
    ) -> Ended:
        """Run the program with ``args``.

        It is killed ``before`` its nth step (from 1) or ``after`` so many seconds; ``traced`` tells its steps.
        No file of it grows past ``size`` bytes.
        """
        words = [os.fspath(arg) for arg in args]  # type: ignore[call-overload]
        request = {"args": words, "before": before, "after": after, "traced": traced, "size": size}
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return Ended(**self._read())

    def _read(self) -> dict[str, Any]:
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError("the process that runs the program has ended")
        return dict(json.loads(line))


def serve(folder: Path) -> None:
    """Answer requests from standard input until it closes."""
    requests, answers = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    _import_everything()
    answers.write(json.dumps({"steps": platform.machine() in _CALLS and sys.platform == "linux"}) + "\n")
    answers.flush()
    for line in requests:
        answers.write(json.dumps(asdict(_answer(folder, json.loads(line)))) + "\n")
        answers.flush()


def _import_everything() -> None:
    """Import what any command imports, so that each run has it already."""
    import pkgutil
    from importlib import import_module

    import psycopg  # noqa: F401
    import sqlalchemy.dialects.postgresql.psycopg
    import sqlalchemy.dialects.sqlite.pysqlite  # noqa: F401

    import factbase

    for module in pkgutil.walk_packages(factbase.__path__, "factbase."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    gc.freeze()  # what is never looked at again is not copied for each child


def _answer(folder: Path, request: dict[str, Any]) -> Ended:
    out, err = folder / f"out-{os.getpid()}", folder / f"err-{os.getpid()}"
    steps = request["before"] is not None or request["traced"]
    out.write_bytes(b"")  # a child may be killed before it does that
    err.write_bytes(b"")
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        _become(request, out, err, stops=steps)
    code, names = _follow(child, request["before"]) if steps else (_wait(child, request["after"]), [])
    seconds = time.monotonic() - started
    return Ended(code, out.read_text(errors="replace"), err.read_text(errors="replace"), names, seconds)


def _become(request: dict[str, Any], out: Path, err: Path, *, stops: bool) -> None:
    """Be the program, and end with its exit code. Does not return."""
    code = 70
    try:
        for descriptor, path in ((1, out), (2, err)):
            os.dup2(os.open(path, os.O_CREAT | os.O_TRUNC | os.O_WRONLY), descriptor)
        if request["size"] is not None:
            _limit(request["size"])
        if stops:
            _ptrace(_TRACE_ME, 0, 0, None)
            os.kill(os.getpid(), signal.SIGSTOP)
        from factbase.__main__ import main

        sys.argv = ["factbase", *request["args"]]
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    finally:
        with suppress(OSError, ValueError):
            sys.stdout.flush()
        os._exit(code)


def _limit(size: int) -> None:
    import resource

    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write beyond the limit fails instead of killing
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def _wait(child: int, seconds: float | None) -> int:
    """Wait for a child, kill it after ``seconds``, and return its exit code."""
    deadline = None if seconds is None else time.monotonic() + seconds
    while deadline is not None:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= deadline:
            os.kill(child, signal.SIGKILL)
            break
        time.sleep(0.0002)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _follow(child: int, last: int | None) -> tuple[int, list[str]]:
    """Follow a child from step to step and kill it before the step ``last``; return exit code and steps."""
    os.waitpid(child, 0)
    _ptrace(_SET_OPTIONS, child, 0, _TELL_CALLS_APART | _END_WITH_US)
    calls, steps, passed = _CALLS[platform.machine()], [], 0
    while True:
        _ptrace(_GO_ON, child, 0, passed)
        _, status = os.waitpid(child, 0)
        if not os.WIFSTOPPED(status):
            return os.waitstatus_to_exitcode(status), steps
        stopped = os.WSTOPSIG(status)
        passed = 0 if stopped == signal.SIGTRAP | 0x80 else stopped
        if passed == 0 and (step := _step(child, calls)):
            steps.append(step)
            if len(steps) == last:
                os.kill(child, signal.SIGKILL)


def _step(child: int, calls: dict[int, str]) -> str | None:
    """Return the step that a stopped child is about to take, if it is one."""
    call = _Call()
    _ptrace(_GET_CALL, child, ctypes.sizeof(call), ctypes.byref(call))
    word = calls.get(call.number) if call.op == _ENTERED else None
    if word is None or (word == "open" and not call.arguments[2] & os.O_CREAT):
        return None
    if word not in _OF_A_FILE:
        return word
    try:
        name = Path(f"/proc/{child}/fd/{call.arguments[0]}").readlink().name
    except OSError:
        return word
    return f"{word} {name}"


def _ptrace(request: int, process: int, address: int, data: Any) -> None:  # noqa: ANN401
    ptrace = ctypes.CDLL(None, use_errno=True).ptrace
    ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    ptrace.restype = ctypes.c_long
    if ptrace(request, process, address, data) < 0:
        number = ctypes.get_errno()
        if number != 3:  # gone already: waitpid will tell
            raise OSError(number, os.strerror(number))


if __name__ == "__main__":
    serve(Path(sys.argv[1]))
