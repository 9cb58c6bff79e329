import json
import os
import stat
import subprocess
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factbase.errors import InvalidInput, OutputFailed
from factbase.settings import Key, Setting, change_config, read_config, setting
from tests.cli.conftest import Run


def items(result: "subprocess.CompletedProcess[str]") -> dict[str, tuple[str, str]]:
    return {item["name"]: (item["value"], item["origin"]) for item in json.loads(result.stdout)["items"]}


def test_each_value_comes_with_its_origin(run: Run, surroundings: Path, tmp_path: Path) -> None:
    desk = str(tmp_path / "desk.db")

    assert run("config", "set", "db", "desk.db").returncode == 0
    kept = items(run("config", "--json"))
    env = {**os.environ, "FACTBASE_DB": "x.db", "FACTBASE_ACTOR": "Ana"}
    variables = items(run("config", "--json", env=env))
    options = items(run("--db", "y.db", "--actor", "Ben", "config", "--json", env=env))

    assert kept["db"] == (desk, str(surroundings))
    assert variables == {"db": ("x.db", "FACTBASE_DB"), "actor": ("Ana", "FACTBASE_ACTOR")}
    assert options == {"db": ("y.db", "--db"), "actor": ("Ben", "--actor")}


def test_without_settings_everything_is_the_default(surroundings: Path, tmp_path: Path) -> None:
    found = setting(Key.DB)

    assert (Path(found.value or "").name, found.origin) == ("factbase.db", "default")


def test_unset_goes_back_and_says_to_what(run: Run, surroundings: Path) -> None:
    run("config", "set", "actor", "Ana")

    result = run("config", "unset", "actor")

    assert result.stdout.startswith(f"actor is out of {surroundings}; it is now ")
    assert read_config(surroundings) == {}


def test_a_variable_that_comes_before_is_named(run: Run) -> None:
    result = run("config", "set", "actor", "Ana", env={**os.environ, "FACTBASE_ACTOR": "Ben"})

    assert result.stderr == "FACTBASE_ACTOR is set and comes before it.\n"


def test_the_file_is_its_owners(run: Run, surroundings: Path) -> None:
    run("config", "set", "actor", "Ana")

    assert stat.S_IMODE(surroundings.stat().st_mode) == 0o600
    assert list(surroundings.parent.iterdir()) == [surroundings]


def test_a_password_is_kept_and_never_shown(run: Run, surroundings: Path) -> None:
    secret = "postgresql://desk:s@cret@localhost/factbase?password=s@cret"

    shown = run("config", "set", "db", secret).stdout + run("config").stdout

    assert read_config(surroundings)[Key.DB] == secret
    assert "cret" not in shown
    assert "postgresql://desk:***@localhost/factbase" in shown


def test_an_unknown_setting_is_met_with_the_right_one(run: Run) -> None:
    result = run("config", "set", "actr", "Ana")

    assert result.stderr.endswith("Did you mean actor?\n")
    assert result.returncode == 2


@pytest.mark.parametrize("value", ["", "\xa0"])
def test_a_blank_value_is_refused(run: Run, value: str) -> None:
    assert run("config", "set", "actor", value).returncode == 3


def test_another_database_system_is_refused(run: Run) -> None:
    result = run("config", "set", "db", "mysql://localhost/x")

    assert (result.returncode, result.stdout) == (2, "")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1))
def test_every_value_comes_back_as_it_was(surroundings: Path, value: str) -> None:
    change_config(Key.ACTOR, value)

    assert read_config(surroundings) == {Key.ACTOR: value}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'db = "x"\nactor = \n', "line 2 cannot be read (invalid value)"),
        (b'db = "x"\ndb = "y"\n', "line 2 cannot be read"),
        (b'db = "x', "line 1 cannot be read"),
        (b'db = "x"\nactor = "\xe7"\n', "line 2 is not UTF-8"),
        (b'# mine\n\nactr = "x"\n', "line 3: there is no setting “actr”, only db and actor"),
        (b'db = "x"\nactor = 3\n', "line 2: actor needs a text in quotation marks"),
        (b'[db]\nx = "y"\n', "line 1: db needs a text in quotation marks"),
    ],
)
def test_a_broken_file_is_named_with_its_line(surroundings: Path, content: bytes, sentence: str) -> None:
    surroundings.parent.mkdir()
    surroundings.write_bytes(content)

    with pytest.raises(InvalidInput) as raised:
        read_config(surroundings)

    assert f"{surroundings}, {sentence}" in str(raised.value)


def test_a_broken_file_stops_a_command_with_3(run: Run, surroundings: Path) -> None:
    surroundings.parent.mkdir()
    surroundings.write_text("db =")

    result = run("db", "status")

    assert result.returncode == 3
    assert str(surroundings) in result.stderr


def test_a_folder_that_cannot_be_is_an_error(surroundings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    surroundings.parent.write_text("a file")
    monkeypatch.setenv("FACTBASE_CONFIG", str(surroundings.parent / "config.toml" / "x"))

    with pytest.raises((InvalidInput, OutputFailed)):
        change_config(Key.DB, "x")


def test_a_setting_shows_nothing_where_nothing_is_known() -> None:
    assert Setting(Key.ACTOR, None, "default").shown == ""
