"""The README's minutes at the desk: the keys that it names are pressed, and its screens are what they show.

`FACTBASE_UPDATE_README=1 pytest -n0 tests/test_readme_desk.py` writes the screens anew.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from factbase import shipped
from factbase.changes.articles import About, add_article
from factbase.changes.drafts import File
from factbase.changes.operation import Operation
from factbase.database import Location, writing
from factbase.desk.acts import Desk
from factbase.text.documents import read
from factbase.text.sentences import split
from tests.desk.inside import Inside, inside
from tests.desk.live import ENTER

README = Path(__file__).parents[1] / "README.md"
STEP = re.compile(r"(<!-- desk -->\n)(.*?)(\n\n```text\n)(.*?)(```)", re.DOTALL)
KEY = re.compile(r"`([^`]+)`")
COLUMNS, ROWS = 80, 17


def add(place: Location) -> None:
    """Take in the invented article, which nobody has looked at yet."""
    file = shipped.folder("seeds") / "harbour-crane" / "article.txt"
    text = read(file.read_bytes(), file.name).text
    with writing(place) as connection:
        operation = Operation(connection, actor="Ana", command="article add")
        about = About(title="Big Hedda")
        add_article(operation, "harbour-crane", about, text, split(text), File(file.name, "txt", None))


def press(desk: Inside, step: str) -> None:
    """Press what stands in backticks: a key by its sign or name, anything longer as a paste."""
    for key in KEY.findall(step):
        if key == "Enter":
            desk.press(ENTER)
        elif len(key) == 1:
            desk.press(key)
        else:
            desk.paste(key)


def test_the_screens_are_what_the_keys_show(sqlite_template: Path, tmp_path: Path) -> None:
    place = Location.of(str(shutil.copy(sqlite_template, tmp_path / "desk.db")))
    add(place)
    readme = README.read_text("utf-8")
    steps = list(STEP.finditer(readme))
    with Desk(place, "Ana", "harbour-crane") as acts, inside(acts, columns=COLUMNS, rows=ROWS) as desk:
        desk.see("1/1 untriaged")
        for step in steps:
            press(desk, step[2])
            if os.environ.get("FACTBASE_UPDATE_README"):
                desk.rest(2)
                screen = "\n".join(desk.lines)
                readme = readme.replace(step[0], f"{step[1]}{step[2]}{step[3]}{screen}\n{step[5]}")
            else:
                wanted = step[4].removesuffix("\n").split("\n")
                desk.see(lambda _shown, wanted=wanted: desk.lines == wanted)  # type: ignore[misc]
        desk.press("q")
        assert desk.end() == 0
    assert len(steps) == 2
    if os.environ.get("FACTBASE_UPDATE_README"):
        README.write_text(readme, "utf-8")
