"""The SQLite file, what lies beside it, and the disk that they are on."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from shlex import quote

from factbase.copies import outside_transactions
from factbase.database import Location
from factbase.maintenance.doctor.report import Check, well, wrong

# File systems whose locks reach one machine only, or nobody, so that two writers may damage a database.
_REMOTE = re.compile(r"nfs|cifs|smb|afpfs|webdav|davfs|9p|ncpfs|glusterfs|ceph|fuse(?!blk|ctl|\.portal)")
# Folders that a program of somebody's copies elsewhere while we write.
_SYNCED = re.compile(
    r"dropbox|onedrive|icloud|mobile documents|com~apple~|google ?drive|nextcloud|owncloud", re.I
)
_OTHERS = 0o077


@dataclass(frozen=True)
class WriteAhead:
    """How many bytes of a write-ahead log stood beside a database before anything was opened."""

    size: int


def write_ahead(location: Location) -> WriteAhead:
    """Return what is beside a database now: whoever opens it takes it in."""
    path = location.path and _beside(location.path.resolve(), "-wal")
    return WriteAhead(path.stat().st_size if path and path.exists() else 0)


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(path.name + suffix)


def checks(path: Path, program: str) -> Iterator[Check]:
    """Yield what can be said of a database's file and folder without opening it."""
    path = path.resolve()
    folder = next(each for each in path.parents if each.exists())
    yield _file_system(folder, program)
    if path.is_file():
        yield from _permissions(path)
        yield _room(path, program)


def _file_system(folder: Path, program: str) -> Check:
    name = "file system"
    from platformdirs import user_data_path

    mend = f"{program} db copy --to {quote(str(user_data_path('factbase', appauthor=False) / 'local.db'))}"
    if part := synced(folder):
        return wrong(name, f"{folder} is in {part}, which copies files while they are written", mend)
    kind = _kind_of_file_system(folder)
    if kind and remote(kind):
        return wrong(name, f"{folder} is on {kind}, where locks cannot be relied on", mend)
    return well(name, kind or "of this machine, as far as can be seen")


def synced(folder: Path) -> str | None:
    """Return the part of a path that is a program's which copies files elsewhere, None if there is none."""
    return next((part for part in folder.parts if _SYNCED.match(part)), None)


def remote(kind: str) -> bool:
    """Return whether a type of file system is another machine's, as far as its name tells."""
    return _REMOTE.match(kind) is not None


def _kind_of_file_system(folder: Path) -> str | None:
    """Return the type of the file system of a folder, None where the system does not say."""
    found: tuple[int, str] | None = None
    for point, kind in _mounted():
        inside = folder == Path(point) or Path(point) in folder.parents
        if inside and (found is None or len(point) >= found[0]):
            found = len(point), kind
    return found[1] if found else None


def _mounted() -> Iterator[tuple[str, str]]:
    """Yield where each file system is and its type: from Linux's list, else from BSD's command."""
    listed = Path("/proc/self/mounts")
    if listed.exists():
        for line in listed.read_text(errors="surrogateescape").splitlines():
            _device, point, kind, *_rest = line.split(" ")
            yield re.sub(r"\\(\d{3})", lambda octal: chr(int(octal[1], 8)), point), kind
    elif os.name == "posix" and shutil.which("mount"):
        told = subprocess.run(["mount"], capture_output=True, text=True, errors="replace", check=False).stdout
        for match in re.finditer(r" on (/.*?) \((\w+)", told):
            yield match[1], match[2]


def _permissions(path: Path) -> Iterator[Check]:
    name = "permissions"
    if os.name == "nt":
        yield well(name, "as the folder's: Windows has others")
        return
    own = [path, *(each for suffix in ("-wal", "-shm") if (each := _beside(path, suffix)).exists())]
    open_to_others = [each for each in [*own, *backups(path)] if _mode(each) & _OTHERS]
    if open_to_others:
        names = ", ".join(each.name for each in open_to_others)
        files = " ".join(quote(str(each)) for each in open_to_others)
        yield wrong(name, f"others may read {names}, which should be 0600", f"chmod 600 {files}")
    else:
        yield well(name, "the database and its backups are for their owner alone")
    if path in open_to_others and _could_be_closed(path.parent):
        found = f"others may look into {path.parent}, which should be 0700"
        yield wrong("folder", found, f"chmod 700 {quote(str(path.parent))}")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _could_be_closed(folder: Path) -> bool:
    """Return whether a folder is open to others and nobody but us would miss that."""
    known = folder.stat()
    ours = known.st_uid == os.getuid() and not known.st_mode & stat.S_ISVTX
    return bool(ours and known.st_mode & _OTHERS and folder not in (Path.home(), Path.cwd()))


def _room(path: Path, program: str) -> Check:
    name = "disk"
    needed = sum(each.stat().st_size for each in (path, _beside(path, "-wal")) if each.exists())
    free = shutil.disk_usage(path.parent).free
    found = f"{free / 1e6:,.0f} MB free, a backup takes {needed / 1e6:,.1f} MB"
    if free < needed:
        return wrong(name, found, f"{program} db backup -o {quote(str(Path.home()))}")
    return well(name, found)


def backups(path: Path) -> list[Path]:
    """Return the backups beside a database, newest first: those of `db backup`, and those made before changes."""
    timed = re.compile(re.escape(path.stem) + r"-\d{4}-\d\d-\d\dT\d{6}Z\.db")
    before = re.compile(re.escape(path.name) + r"\.before-[\w-]+")
    found = [
        each for each in path.parent.iterdir() if timed.fullmatch(each.name) or before.fullmatch(each.name)
    ]
    return sorted(found, key=lambda each: each.stat().st_mtime, reverse=True)


def afterwards(path: Path, left: WriteAhead, program: str) -> Iterator[Check]:
    """Yield what can be said once a database has been opened and closed again."""
    path = path.resolve()
    yield _journal(path, left, program)
    yield _last_backup(path, program)


def _journal(path: Path, left: WriteAhead, program: str) -> Check:
    name = "journal"
    with outside_transactions(Location.of(str(path))) as connection:
        mode = str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())
    if mode != "wal":
        return wrong(
            name, f"{mode}, where readers and writers keep each other waiting", f"{program} db upgrade"
        )
    if not left.size:
        return well(name, "write-ahead")
    if _beside(path, "-wal").exists():
        return well(name, f"write-ahead, {left.size / 1e3:,.0f} kB: another command has the database open")
    return well(name, f"write-ahead; the {left.size / 1e3:,.0f} kB of a run that was ended are taken in")


def _last_backup(path: Path, program: str) -> Check:
    known = backups(path)
    if not known:
        return well("last backup", f"none beside the database: {program} db backup makes one")
    hours = max(0, time.time() - known[0].stat().st_mtime) / 3600
    age = f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:,.0f} days"
    return well("last backup", f"{known[0].name}, {age} old")
