"""Opens a database, checks that it is ours, and is the one place that commits."""

from factbase.database.engines import open_engine
from factbase.database.failures import translated
from factbase.database.location import Location
from factbase.database.schema import (
    APPLICATION_ID,
    FIRST_REVISION,
    SCHEMA_REVISION,
    check_schema,
    schema_revision,
)
from factbase.database.transactions import absent, check_file, check_writable, kept_open, reading, writing
from factbase.database.waiting import Notice, on_wait

__all__ = [
    "APPLICATION_ID",
    "FIRST_REVISION",
    "SCHEMA_REVISION",
    "Location",
    "Notice",
    "absent",
    "check_file",
    "check_schema",
    "check_writable",
    "kept_open",
    "on_wait",
    "open_engine",
    "reading",
    "schema_revision",
    "translated",
    "writing",
]
