import pytest
from sqlalchemy import func, select

from factbase.changes.claims import edit_statement
from factbase.changes.operation import Operation
from factbase.database import Location, reading, writing
from factbase.errors import InvalidInput
from factbase.lookup import ArticleKey
from factbase.tables import actor, change, operation
from tests.changes.conftest import Desk


def test_a_run_without_changes_leaves_no_row(desk: Desk, bridge: ArticleKey) -> None:
    claim = desk.claim(bridge)
    before = desk.operations()

    doing = desk.operation()
    edit_statement(doing, claim, claim.statement)

    assert not doing.changed
    assert desk.operations() == before


def test_an_operation_says_who_did_what_and_why(desk: Desk) -> None:
    doing = desk.operation("claim cut", reason=" twice the same ")

    row = desk.connection.execute(select(operation).where(operation.c.id == doing.id)).one()

    assert (row.command, row.reason, row.at) == ("claim cut", "twice the same", doing.at)
    assert doing.new_actor == "Ana"


def test_two_spellings_are_one_actor(desk: Desk) -> None:
    first, second = desk.operation(actor="Ana Çuçi"), desk.operation(actor="ANA CUCI")

    assert first.id != second.id
    assert second.new_actor is None
    assert desk.connection.scalar(select(func.count()).select_from(actor)) == 1


@pytest.mark.parametrize("name", ["", " \u00a0", "A\0na"])
def test_an_actor_has_a_name(desk: Desk, name: str) -> None:
    with pytest.raises(InvalidInput, match="actor"):
        desk.operation(actor=name)


def test_a_change_and_its_log_are_kept_together_or_not_at_all(location: Location) -> None:
    def fail() -> None:
        with writing(location) as connection:
            desk = Desk(connection)
            desk.claim(desk.article())
            raise RuntimeError("the power is gone")

    with pytest.raises(RuntimeError):
        fail()

    with reading(location) as connection:
        counts = [
            connection.scalar(select(func.count()).select_from(table)) for table in (change, operation, actor)
        ]
    assert counts == [0, 0, 0]


def test_a_dry_run_keeps_nothing(location: Location) -> None:
    with writing(location, dry_run=True) as connection:
        assert Operation(connection, actor="Ana", command="x").id

    with reading(location) as connection:
        assert not connection.execute(select(operation.c.id)).all()
