"""Operations by number."""

from sqlalchemy import Connection, select

from factbase.errors import NotFound
from factbase.tables import operation


def no_operation(number: int) -> NotFound:
    """Return the error for a number that the log does not have."""
    return NotFound(f"There is no operation {number}: `factbase log` shows which there are.")


def check_operation(connection: Connection, number: int) -> None:
    """Raise NotFound unless the log has an operation of this number."""
    if connection.scalar(select(operation.c.id).where(operation.c.id == number)) is None:
        raise no_operation(number)
