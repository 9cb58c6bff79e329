"""A way to write annotations out and take them in."""

from __future__ import annotations

import io
import json
from typing import Any

from factbase.changes.operation import Operation
from factbase.database import Location, reading, writing
from factbase.formats.exchange import Selection
from factbase.formats.reports import Report
from factbase.formats.webannotation.taking import take_in
from factbase.formats.webannotation.writing import write_annotations


def written_out(location: Location, *slugs: str) -> bytes:
    out = io.StringIO()
    with reading(location) as connection:
        write_annotations(connection, out, Selection(slugs))
    return out.getvalue().encode()


def taken(location: Location, data: Any, *, article: str | None = None, skip: bool = False) -> Report:  # noqa: ANN401
    """Take annotations in, given as bytes or as a value."""
    given = data if isinstance(data, bytes) else json.dumps(data).encode()
    with writing(location) as connection:
        operation = Operation(connection, actor="Ana", command="import webannotation")
        return take_in(operation, io.BytesIO(given), "wa.jsonl", article=article, skip=skip)


def parsed(data: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data.decode().split("\n") if line]
