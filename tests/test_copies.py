"""Names for finished files, on disks with links and on those without."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from factbase.copies import publish
from factbase.database import Location
from factbase.maintenance.backup import back_up
from factbase.maintenance.restore import restore
from tests.accidents.checking import dump


@pytest.fixture(params=[errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP], ids=errno.errorcode.get)
def without_links(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a disk that refuses links, as FAT and many shares do."""

    def refuse(*_args: object, **_options: object) -> None:
        raise OSError(request.param, os.strerror(request.param))

    monkeypatch.setattr(os, "link", refuse)


@pytest.mark.usefixtures("without_links")
def test_a_disk_without_links_takes_backups_and_gives_them_back(path: Path, tmp_path: Path) -> None:
    backup = back_up(Location.of(str(path)), tmp_path / "kept.db").path
    destroyed = tmp_path / "desk.db"
    destroyed.write_bytes(b"Nothing of it is left.")

    restored = restore(Location.of(str(destroyed)), backup, replace=True)

    assert restored.kept is not None
    assert restored.kept.read_bytes() == b"Nothing of it is left."
    assert dump(str(destroyed)) == dump(str(path))
    assert not list(tmp_path.glob(".*draft*"))


@pytest.mark.usefixtures("without_links")
def test_a_disk_without_links_gives_nobodys_name_away(path: Path, tmp_path: Path) -> None:
    draft = Path(shutil.copy(path, tmp_path / "draft"))
    theirs = tmp_path / "theirs.db"
    theirs.write_bytes(b"Theirs.")

    with pytest.raises(FileExistsError):
        publish(draft, theirs)

    assert (theirs.read_bytes(), draft.exists()) == (b"Theirs.", True)
