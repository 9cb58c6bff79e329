from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from factbase.database import Location, reading, writing
from factbase.formats.exchange import Selection
from factbase.formats.markdown import EXPORT, plain
from factbase.text.visible import visible
from tests.formats.reported import fill

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=1, max_size=40)
MARKS = st.text(st.sampled_from("\\`*_{}[]<>()#+-.!|~$&@:=1 \tab/\n"), min_size=1, max_size=30)


def written(location: Location, *slugs: str) -> str:
    out = io.StringIO()
    with reading(location) as connection:
        EXPORT.write(connection, out, Selection(slugs))
    return out.getvalue()


def tokens(markdown: str) -> list[str]:
    return [token.type for token in READER.parse(markdown)]


@given(TEXTS | MARKS)
@example("@ana, (#12) and ana@a.example")
@example("- a")
@example("1. a")
@example("---")
@example("# a")
@example("![x](javascript:alert(1)) <b>")
@example("&copy; \\* a\\")
def test_a_text_is_read_as_it_stands(text: str) -> None:
    if not visible(text).strip():
        return
    paragraph, inline, end = READER.parse(f"{plain(text)}\n")

    assert (paragraph.type, inline.type, end.type) == ("paragraph_open", "inline", "paragraph_close")
    assert inline.children is not None
    assert {child.type for child in inline.children} <= {"text", "text_special"}
    read = "".join(child.content for child in inline.children)
    assert read.replace("\u2060", "") == visible(text).strip()
    assert not re.search(r"(?<!\w)[@#]\w", read)


def test_the_report_says_who_and_how_well_and_where(filled_template: Path) -> None:
    found = written(Location.of(str(filled_template)), "harbour-crane")

    assert found.startswith("# Harbour crane bows to the ferry")
    assert "【The hook was empty】(10 M)" in found
    assert "### 10 M: " in found
    assert "- **Bram Oddlestone** (person) asserts, direct" in found
    assert "| low | 20 | 47% |" in found


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MARKS)
def test_whatever_people_write_a_report_has_the_same_parts(
    sqlite_template: Path, tmp_path: Path, hostile: str
) -> None:
    found = []
    for words in ("x", f"x{hostile}x"):
        path = Path(shutil.copy(sqlite_template, tmp_path / "hostile.db"))
        with writing(Location.of(str(path))) as connection:
            fill(connection, words)
        found.append(tokens(written(Location.of(str(path)))))

    assert found[0] == found[1]
