"""Whatever happens to the bytes of a file, an import ends in a report or in one sentence."""

from __future__ import annotations

import io
import random
import zipfile

import pytest

from factbase.changes.operation import Operation
from factbase.database import Location, writing
from factbase.errors import FactbaseError
from tests.formats.spreadsheets.conftest import IMPORTERS, UNDECIDED, exported

SAMPLE, ALL = 60, 10_000
_ODD = [
    b"\0",
    b'"',
    b",",
    b"\r",
    b"\n",
    b"<",
    b">",
    b"&",
    b"\xff",
    b"=",
    b"'",
    b"_x0000_",
    b"\xed\xa0\x80",
    b"9" * 30,
]


def _mutated(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with some of them changed, cut out, doubled or put in."""
    found = bytearray(data)
    for _time in range(chance.randint(1, 6)):
        at = chance.randrange(len(found) + 1)
        to = min(len(found), at + chance.randint(0, 40))
        match chance.randrange(5):
            case 0:
                found[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del found[at:to]
            case 2:
                found[at:at] = found[at:to]
            case 3:
                found[at:at] = chance.choice(_ODD)
            case _ if not chance.randrange(8):
                del found[at:]
    return bytes(found)


def _mutated_inside(data: bytes, chance: random.Random) -> bytes:
    """Return a workbook in which one part is mutated, so that its zip is whole."""
    source = zipfile.ZipFile(io.BytesIO(data))
    wanted = chance.choice([name for name in source.namelist() if name.startswith("xl/")])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in source.namelist():
            part = source.read(name)
            archive.writestr(name, _mutated(part, chance) if name == wanted else part)
    return out.getvalue()


def _ending(location: Location, data: bytes, name: str) -> str:
    """Return how an import ends; what is no error of ours gets through."""
    try:
        with writing(location, dry_run=True) as connection:
            operation = Operation(connection, actor="Ana", command=f"import {name}")
            IMPORTERS[name].read(operation, io.BytesIO(data), f"desk.{name}", UNDECIDED, lambda _row: None)
    except FactbaseError as error:
        return str(error)
    return "Taken in."


@pytest.mark.parametrize("times", [SAMPLE, pytest.param(ALL, marks=pytest.mark.torture)])
@pytest.mark.parametrize("name", ["csv", "xlsx"])
def test_a_mutated_file_ends_in_a_report_or_a_sentence(sqlite_desk: Location, name: str, times: int) -> None:
    files = [exported(sqlite_desk, name, per) for per in ("claim", "attribution")]
    chance = random.Random(times)

    for _time in range(times):
        data = chance.choice(files)
        inside = name == "xlsx" and chance.randrange(4)
        mutated = (_mutated_inside if inside else _mutated)(data, chance)

        assert _ending(sqlite_desk, mutated, name).endswith(".")
