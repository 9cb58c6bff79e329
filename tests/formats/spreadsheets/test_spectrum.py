"""The cases of csv-spectrum, which people wrote who had met such files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from factbase.formats.spreadsheets.delimited import csv_rows

# Its answer has another phone number than its question.
WRONG = {"location_coordinates"}


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of the suite: in NODE_MODULES, or as npm fetches it."""
    if given := os.environ.get("NODE_MODULES"):
        return Path(given) / "csv-spectrum"
    if shutil.which("npm") is None:
        pytest.skip("npm is not installed, and NODE_MODULES is not set")
    folder = tmp_path_factory.mktemp("npm")
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "csv-spectrum"]
    if subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=120).returncode:
        pytest.skip("npm cannot fetch csv-spectrum")
    return folder / "node_modules" / "csv-spectrum"


@pytest.mark.torture
def test_csv_spectrum_is_read_but_for_the_case_whose_answer_is_wrong(suite: Path) -> None:
    failed = set()
    files = sorted((suite / "csvs").glob("*.csv"))
    for path in files:
        wanted = json.loads((suite / "json" / f"{path.stem}.json").read_text("utf-8"))
        text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
        (_number, heads), *rows = csv_rows(text, ",", path.name)
        found = [dict(zip(heads, cells, strict=True)) for _number, cells in rows]
        if found != wanted:
            failed.add(path.stem)

    assert (len(files), failed) == (12, WRONG)
