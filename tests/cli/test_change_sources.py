import json
import shlex
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from factbase.cli.main import factbase as program

Factbase = Callable[..., Result]


@pytest.fixture
def desk(factbase: Factbase, tmp_path: Path) -> Factbase:
    """The command line, on a database with the article bridge and what Bledi Çuçi says in it."""
    (tmp_path / "bridge.txt").write_text("The bridge is closed. Critics say so.\n")
    assert factbase("article", "add", str(tmp_path / "bridge.txt")).exit_code == 0
    said = ("--source", "Bledi Çuçi", "--new", "--kind", "person", "--stance", "asserts", "--mode", "direct")
    assert factbase("claim", "add", "bridge", "--statement", "x", "--sentence", "1/1", *said).exit_code == 0
    return factbase


def _source(desk: Factbase, name: str) -> dict[str, Any]:
    (item,) = json.loads(desk("source", "show", name, "--json").stdout)["items"]
    assert isinstance(item, dict)
    return item


def test_a_source_is_added(desk: Factbase) -> None:
    body = desk("source", "add", "Ministry", "--kind", "organisation")
    assert body.stdout == "Ministry: added, organisation.\n"
    assert "Next: factbase" in body.stderr

    voice = desk("source", "add", "Ana Leka (judge)", "--kind", "person", "--speaks-for", "ministry")
    assert voice.stdout == "Ana Leka (judge): added, person, speaks for Ministry.\n"
    group = desk("source", "add", "critics", "--kind", "group", "--article", "bridge")
    assert group.stdout == "critics: added, group, only in bridge.\n"
    assert desk("source", "add", "critics", "--kind", "group").exit_code == 3
    assert desk("source", "add", "MINISTRY", "--kind", "document").exit_code == 5
    assert desk("source", "add", "x", "--kind", "prophet").exit_code == 2
    assert desk("source", "add", "\u00a0", "--kind", "person").exit_code == 3


def test_an_edit_tells_what_changed_and_how_many_claims(desk: Factbase) -> None:
    assert desk("source", "add", "Ministry", "--kind", "organisation").exit_code == 0
    edit = ("source", "edit", "cuci bledi")
    assert desk(*edit, "--kind", "person").exit_code == 3

    anonymous = desk("source", "edit", "bledi cuci", "--kind", "anonymous", "--article", "bridge")

    assert anonymous.stdout == (
        "Bledi Çuçi: kind person → anonymous, only in none → bridge; 1 claim rated anew.\n"
    )
    named = desk("source", "edit", "bledi cuci", "--name", "B. Çuçi", "--kind", "person")
    assert named.stdout == (
        "Bledi Çuçi: name Bledi Çuçi → B. Çuçi, kind anonymous → person, only in bridge → none; 1 claim rated anew.\n"
    )
    assert "source show 'B. Çuçi'" in named.stderr
    voice = desk("source", "edit", "B. Çuçi", "--speaks-for", "Ministry")
    assert voice.stdout == "B. Çuçi: speaks for none → Ministry; 0 claims rated anew.\n"
    own = desk("source", "edit", "B. Çuçi", "--speaks-for-nobody")
    assert own.stdout == "B. Çuçi: speaks for Ministry → none; 0 claims rated anew.\n"
    same = desk("source", "edit", "B. Çuçi", "--speaks-for-nobody")
    assert same.stdout == "B. Çuçi is so already: nothing was changed.\n"
    assert desk("source", "edit", "B. Çuçi").exit_code == 2
    assert desk("source", "edit", "B. Çuçi", "--speaks-for", "Ministry", "--speaks-for-nobody").exit_code == 2
    assert desk("source", "edit", "Ministry", "--speaks-for", "Ministry").exit_code == 3
    assert desk("source", "edit", "B. Çuçi", "--name", "ministry").exit_code == 5


@pytest.mark.parametrize("name", ["Cuci", "ÇUÇI", unicodedata.normalize("NFD", "Çuçi")])
def test_an_alias_finds_its_source_however_it_is_spelt(desk: Factbase, name: str) -> None:
    assert desk("source", "alias", "Bledi Çuçi", "Cuci").stdout == "Bledi Çuçi: alias “Cuci” added.\n"

    assert _source(desk, name)["source"] == "Bledi Çuçi"
    again = desk("source", "alias", name, "ÇUÇI")
    assert again.stdout == "Bledi Çuçi goes by “ÇUÇI” already: nothing was changed.\n"
    assert desk("source", "unalias", name, "çuçi").stdout == "Bledi Çuçi: alias “çuçi” removed.\n"
    assert desk("source", "unalias", "bledi cuci", "cuci").exit_code == 3


def test_two_sources_become_one(desk: Factbase) -> None:
    assert desk("source", "add", "Bledi Cuci (MP)", "--kind", "person").exit_code == 0
    merge = ("source", "merge", "Bledi Çuçi", "Bledi Cuci (MP)")

    dry = desk(*merge, "--dry-run")
    assert dry.stdout == "Bledi Çuçi → Bledi Cuci (MP): merged, 1 claim changed.\n"
    assert "Dry run" in dry.stderr
    assert len(json.loads(desk("source", "list", "--json").stdout)["items"]) == 2
    assert desk(*merge).stdout == dry.stdout
    assert len(json.loads(desk("source", "list", "--json").stdout)["items"]) == 1
    assert _source(desk, "bledi çuçi")["claims"] == 1
    assert desk("source", "merge", "bledi cuci", "Bledi Çuçi").exit_code == 3


def _commands(
    command: click.Command, path: tuple[str, ...] = ()
) -> list[tuple[tuple[str, ...], click.Command]]:
    if not isinstance(command, click.Group):
        return [(path, command)]
    context = click.Context(command)
    found = [(name, command.get_command(context, name)) for name in command.list_commands(context)]
    return [each for name, child in found if child for each in _commands(child, (*path, name))]


@pytest.mark.parametrize("noun", ["claim", "article", "source", "sentence", "note"])
def test_every_command_has_help_with_an_example_in_eighty_columns(noun: str) -> None:
    group = program.get_command(click.Context(program), noun)
    assert group is not None

    for path, _command in _commands(group, (noun,)):
        shown = CliRunner().invoke(program, [*path, "--help"], terminal_width=80).output
        assert f"  factbase {' '.join(path)}" in shown
        assert max(map(len, shown.splitlines())) <= 80, path


def test_a_page_goes_on_after_namesakes(factbase: Factbase, tmp_path: Path) -> None:
    for slug in ("bridge", "ferry"):
        (tmp_path / f"{slug}.txt").write_text(f"The {slug} is closed.")
        assert factbase("article", "add", str(tmp_path / f"{slug}.txt")).exit_code == 0
        assert factbase("source", "add", "some critics", "--kind", "group", "--article", slug).exit_code == 0

    first = factbase("source", "list", "--limit", "1")
    mark = shlex.split(first.stderr.removesuffix(".\n"))[-1]
    second = factbase("source", "list", "--limit", "1", "--after", mark)

    assert mark == "bridge:some critics"
    assert [page.stdout.splitlines()[1].split("\t")[2] for page in (first, second)] == ["bridge", "ferry"]
    assert second.stderr == ""
