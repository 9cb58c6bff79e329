"""The JSON Schema that ships says what an import takes."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator

from factbase.cli.main import factbase as program
from factbase.database import Location
from factbase.errors import InvalidInput
from factbase.formats.bundle.schema import json_schema
from tests.formats.conftest import Line, parsed, seed, take_in, written


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json_schema())


def _lines(desk: bytes) -> dict[str, Line]:
    return {line["type"]: line for line in parsed(desk)}


def test_the_command_prints_a_valid_schema() -> None:
    printed = CliRunner().invoke(program, ["schema"])

    schema = json.loads(printed.stdout)
    Draft202012Validator.check_schema(schema)
    assert schema == json_schema()
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize("slug", ["harbour-crane", "mek-albania"])
def test_every_line_of_a_seed_is_valid(slug: str) -> None:
    for line in parsed(seed(slug)):
        assert _validator().is_valid(line), line


def test_every_line_of_a_desk_is_valid(desk: bytes) -> None:
    lines = parsed(desk)

    assert set(_lines(desk)) == {
        "bundle",
        "article",
        "revision",
        "sentence",
        "source",
        "claim",
        "link",
        "note",
    }
    for line in lines:
        assert _validator().is_valid(line), line


# What older bundles do not say, and what is left out where it is nothing.
OPTIONAL = {"sentence": {"suggested"}, "note": {"revision"}}
TYPES = ["bundle", "article", "revision", "sentence", "source", "claim", "link", "note"]


@pytest.mark.parametrize("type_", TYPES)
def test_neither_more_nor_fewer_fields_are_valid(desk: bytes, type_: str) -> None:
    line = _lines(desk)[type_]

    assert not _validator().is_valid(line | {"extra": None})
    for field in line.keys() - OPTIONAL.get(type_, set()):
        assert not _validator().is_valid({name: value for name, value in line.items() if name != field})


def _in_attribution(**values: object) -> Callable[[Line], Line]:
    return lambda line: line | {"attributions": [line["attributions"][0] | values]}


WRONG: dict[str, tuple[str, Callable[[Line], Line]]] = {
    "schema": ("bundle", lambda line: line | {"schema": "factbase/bundle@2"}),
    "role": ("sentence", lambda line: line | {"role": "headline"}),
    "kind": ("source", lambda line: line | {"kind": "newspaper"}),
    "confidence": ("claim", lambda line: line | {"confidence": "High"}),
    "status": ("claim", lambda line: line | {"status": "done"}),
    "stance": ("claim", _in_attribution(stance="says")),
    "mode": ("claim", _in_attribution(mode="quoted")),
    "terms": ("claim", _in_attribution(terms="secret")),
    "own_act": ("claim", _in_attribution(own_act=1)),
    "attribution": ("claim", _in_attribution(extra="x")),
    "override": ("claim", lambda line: line | {"confidence_override": {"word": "high"}}),
    "statement": ("claim", lambda line: line | {"statement": " \n"}),
    "number": ("claim", lambda line: line | {"number": 0}),
    "large": ("claim", lambda line: line | {"number": 2**31}),
    "part": ("claim", lambda line: line | {"number": 1.5}),
    "link": ("link", lambda line: line | {"kind": "same"}),
    "hash": ("revision", lambda line: line | {"sha256": "0" * 63}),
    "offset": ("sentence", lambda line: line | {"start": -1}),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_the_schema_refuses_an_import_refuses(path: Path, desk: bytes, name: str) -> None:
    type_, change = WRONG[name]
    lines = parsed(desk)
    at = next(i for i, line in enumerate(lines) if line["type"] == type_ and line.get("attributions", True))
    lines[at] = change(lines[at])

    assert not _validator().is_valid(lines[at])
    with pytest.raises(InvalidInput):
        take_in(Location.of(str(path)), written(lines))
