import unicodedata
from pathlib import Path

import pytest

from factbase import lookup
from factbase.changes import merging, sources
from factbase.changes.operation import Operation
from factbase.database import Location, writing
from factbase.errors import InvalidInput, NotFound
from factbase.vocabulary import SourceKind


def operation(connection: object) -> Operation:
    return Operation(connection, actor="Ana", command="test")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "typed",
    ["Bledi Çuçi", "bledi cuci", "Çuçi", "ÇUÇI", "Cuci", unicodedata.normalize("NFD", "Çuçi"), " Cuci "],
)
def test_a_name_is_found_however_it_is_spelt(path: Path, typed: str) -> None:
    with writing(Location.of(str(path))) as connection:
        made = sources.add_source(operation(connection), "Bledi Çuçi", SourceKind.PERSON, None)
        sources.add_alias(operation(connection), made, "Çuçi")

        assert lookup.source(connection, typed).id == made.id


def test_namesakes_are_told_apart_by_their_qualifier(path: Path) -> None:
    with writing(Location.of(str(path))) as connection:
        judge = sources.add_source(operation(connection), "Ana Leka (judge)", SourceKind.PERSON, None)
        sources.add_source(operation(connection), "Ana Leka (poet)", SourceKind.PERSON, None)

        assert lookup.source(connection, "ana leka (JUDGE)").id == judge.id
        with pytest.raises(InvalidInput, match=r"may be Ana Leka \(judge\) .*, Ana Leka \(poet\)"):
            lookup.source(connection, "Ana Leka")
        with pytest.raises(NotFound, match="No source"):
            lookup.source(connection, "Ana Leka (baker)")


def test_a_merged_source_is_found_by_its_old_name_in_full(path: Path) -> None:
    with writing(Location.of(str(path))) as connection:
        gone = sources.add_source(operation(connection), "A. Leka (judge)", SourceKind.PERSON, None)
        kept = sources.add_source(operation(connection), "Ana Leka (magistrate)", SourceKind.PERSON, None)
        merging.merge(operation(connection), gone, kept)

        assert lookup.source(connection, "A. Leka").id == kept.id
        assert lookup.source(connection, "A. Leka (judge)").id == kept.id
