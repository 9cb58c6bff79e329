"""The settings a person keeps: which database, and whose name stands in the log.

Each is looked up in the environment, then in config.toml, then falls back; the command line's own options
come before all of these.
"""

from __future__ import annotations

import os
import re
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from factbase.drafts import make_folder, replacing
from factbase.errors import InvalidInput, OutputFailed
from factbase.text.secrets import without_secrets


class Key(StrEnum):
    """What can be set."""

    DB = "db"
    ACTOR = "actor"


class Setting(NamedTuple):
    """A value and where it comes from: the name of a variable, the path of a file, or ``default``."""

    name: Key
    value: str | None
    origin: str

    @property
    def shown(self) -> str:
        """The value without the password that a database URL may carry."""
        return without_secrets(self.value or "")


def config_path() -> Path:
    """Return the path of config.toml: FACTBASE_CONFIG, else where the system keeps a user's settings."""
    if given := os.environ.get("FACTBASE_CONFIG"):
        return Path(given).expanduser().absolute()
    from platformdirs import user_config_path

    return user_config_path("factbase", appauthor=False) / "config.toml"


def setting(key: Key) -> Setting:
    """Return one setting. Raises InvalidInput for a config file that cannot be read."""
    variable = f"FACTBASE_{key.upper()}"
    if value := os.environ.get(variable):
        return Setting(key, value, variable)
    path = config_path()
    if value := read_config(path).get(key):
        return Setting(key, value, str(path))
    return Setting(key, _default(key), "default")


def _default(key: Key) -> str | None:
    """Return the file in the user's data folder, or the login name, None where the system knows none."""
    if key is Key.DB:
        from platformdirs import user_data_path

        return str(user_data_path("factbase", appauthor=False) / "factbase.db")
    from getpass import getuser

    try:
        return getuser()
    except (KeyError, OSError, ImportError):  # a user id without a name, as in many containers
        return None


_MOST_BYTES = 65_536


def read_config(path: Path) -> dict[Key, str]:
    """Return what the config file sets; nothing where there is none. Raises InvalidInput naming the line."""
    if path == Path(os.devnull):
        return {}
    try:
        if path.exists() and not path.is_file():
            raise InvalidInput(
                f"{path} is a folder, a device or a pipe: name a file, or unset FACTBASE_CONFIG."
            )
        with path.open("rb") as file:
            raw = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read ({error.strerror}): make it a readable file.") from None
    import tomllib

    if len(raw) > _MOST_BYTES:
        raise InvalidInput(f"{path} is larger than a config file can be: correct it or remove the file.")
    try:
        text = raw.decode()
        found = tomllib.loads(text)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InvalidInput(f"{path}, line {line} is not UTF-8: correct it or remove the file.") from None
    except RecursionError:
        raise InvalidInput(f"{path} is nested too deep: correct it or remove the file.") from None
    except tomllib.TOMLDecodeError as error:
        reason, line = _reason_and_line(str(error), text)
        raise InvalidInput(
            f"{path}, line {line} cannot be read ({reason}): correct it or remove the file."
        ) from None
    for name, value in found.items():
        if name not in set(Key) or not isinstance(value, str):
            raise InvalidInput(_wrong(path, text, name))
    return {Key(name): value for name, value in found.items()}


def _reason_and_line(message: str, text: str) -> tuple[str, int]:
    reason = message.partition(" (at ")[0]
    where = re.search(r"\(at line (\d+)", message)
    return reason[:1].lower() + reason[1:], int(where[1]) if where else len(text.splitlines()) or 1


def _wrong(path: Path, text: str, name: str) -> str:
    before = re.split(rf"^[ \t]*\[*[\"']?{re.escape(name)}\b", text, maxsplit=1, flags=re.MULTILINE)[0]
    where = f"{path}, line {before.count(chr(10)) + 1}"
    if name in set(Key):
        return f'{where}: {name} needs a text in quotation marks, like {name} = "…".'
    return f"{where}: there is no setting “{name}”, only {' and '.join(Key)}: correct or remove it."


def change_config(key: Key, value: str | None) -> Path:
    """Set ``key`` in the config file, or take it out where ``value`` is None; return the file's path."""
    path = config_path()
    values = read_config(path)
    values.pop(key, None)
    if value is not None:
        values[key] = value
    try:
        make_folder(path.parent)
        with replacing(path) as file:
            file.writelines(f"{name} = {_quoted(values[name])}\n" for name in Key if name in values)
    except OSError as error:
        raise OutputFailed(f"{path} cannot be written ({error.strerror}): see to its folder.") from None
    return path


def _quoted(value: str) -> str:
    """Return ``value`` as a TOML basic string."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + re.sub(r"[\x00-\x1f\x7f]", lambda match: f"\\u{ord(match[0]):04x}", escaped) + '"'
