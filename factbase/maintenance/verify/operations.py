"""Whether the operations of the log are whole: each changed something, at a time, and undoes only what was before."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import Connection, exists, select

from factbase.maintenance.verify.report import Findings
from factbase.tables import change, operation

_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def check(connection: Connection, findings: Findings) -> None:
    """Look at each operation; a clock that went back is only remarked on, since keys tell the order."""
    columns = operation.c
    changed = exists().where(change.c.operation_id == columns.id)
    query = select(columns.id, columns.at, columns.undoes, changed).order_by(columns.id)
    last, back = "", 0
    for key, at, undoes, has_changes in connection.execute(query, execution_options={"yield_per": 1000}):
        name = f"operation {key}"
        if not has_changes:
            findings.add(name, "changed nothing: its changes are not there any more")
        if undoes is not None and undoes >= key:
            findings.add(name, f"undoes operation {undoes}, which came after it")
        findings.looked()
        if not _is_time(at):
            findings.add(name, f"its time is none: “{at}”")
            continue
        back += at < last
        last = at
    if back:
        findings.remarks.append(f"the clock went back {'once' if back == 1 else f'{back:,} times'}")


def _is_time(at: str) -> bool:
    if not _TIME.fullmatch(at):
        return False
    try:
        datetime.fromisoformat(at)
    except ValueError:
        return False
    return True
