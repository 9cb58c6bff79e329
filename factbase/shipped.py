"""Where the files are that come with the package: a checkout's own folders first, else the wheel's copies."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def folder(name: str) -> Path:
    """Return the folder ``alembic`` or ``seeds``."""
    checkout = _PACKAGE.parent / name
    return checkout if (_PACKAGE.parent / "pyproject.toml").exists() else _PACKAGE / "_shipped" / name
