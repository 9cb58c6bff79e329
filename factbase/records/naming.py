"""What the thing of a record is called outside."""

from collections.abc import Mapping
from typing import Any


def name_of(record: Mapping[str, Any]) -> str:
    """Return what the thing of a record is called outside."""
    match record.get("type"):
        case "claim":
            return str(record["ref"])
        case "sentence":
            return f"{record['article']}:{record['paragraph']}/{record['sentence']}"
        case "revision":
            return f"{record['article']} revision {record['revision']}"
        case "source":
            return str(record["source"])
        case "link":
            return f"{record['claim']} {record['kind']} {record['other']}"
        case "note":
            return f"note {record['number']} on {record['on']}"
        case _:
            return str(record.get("article", ""))
