"""A sheet goes out and comes back as exactly the changes that were made in it, or not at all."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from factbase.cli.main import factbase as program
from factbase.database import Location, reading, writing
from factbase.desk.acts import Desk
from factbase.desk.sheet import take_sheet, write_sheet
from factbase.desk.sheet.notation import BadEscape, escaped, fields, unescaped
from factbase.errors import Conflict, InvalidInput
from factbase.queries.sheets import newest_operation
from factbase.vocabulary import Confidence, Mode, Role, SourceKind, Stance
from tests.desk.conftest import add, claims_of, roles_of
from tests.postgres import Server

SAMPLED_ON_POSTGRESQL = 16
Take = Callable[..., list[str]]


@pytest.fixture(scope="session")
def sqlite_template(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Here the article of a database to be copied is tagged."""
    path = Path(shutil.copy(sqlite_template, tmp_path_factory.mktemp("tagged") / "tagged.db"))
    fill(Location.of(str(path)))
    return path


@pytest.fixture(scope="session")
def postgres_template(server: Server, postgres_template: str) -> str:
    """As above, on a server."""
    url = server.create_database(postgres_template)
    fill(Location.of(url))
    return url


def fill(location: Location) -> None:
    """Make four claims, one of them rated by a person, and all that a sheet does not show."""
    with Desk(location, "Ana", "bridge") as desk:
        desk.role(Role.HEADING)
        desk.jump("2/1")
        desk.add("The bridge is closed.")
        desk.jump("2/2")
        desk.add("The bridge was unsafe.")
        desk.source("Ana Leka", SourceKind.PERSON)
        desk.stance(Stance.DENIES)
        desk.cue("denied")
        desk.jump("4/1")
        desk.add("The repair cost 4 million | or more.")
        desk.source("critics", SourceKind.GROUP)
        desk.source("The Echo (paper)", SourceKind.PUBLICATION)
        desk.mode(Mode.MIXED)
        desk.rate(Confidence.MEDIUM, "two of them")
        desk.label("figures")
        desk.add("Italy paid.")


def sheet_of(location: Location) -> str:
    return "".join(write_sheet(location, "bridge"))


@pytest.fixture
def take(location: Location) -> Take:
    """Return a way to take a sheet back: ``take(text)`` gives what was changed."""

    def back(text: str, **options: bool) -> list[str]:
        return list(take_sheet(location, "Ben", "bridge", text.encode(), "bridge.sheet", **options).changes)

    return back


def log_length(location: Location) -> int:
    with reading(location) as connection:
        return newest_operation(connection)


def test_a_sheet_that_nobody_changed_changes_nothing(location: Location, take: Take) -> None:
    text = sheet_of(location)
    before = log_length(location)

    assert take(text) == []
    assert take(text.replace("\n", "\r\n")) == []
    assert take("\ufeff" + text.replace("    @", "\t@")) == []
    assert log_length(location) == before
    assert sheet_of(location) == text


Edit = Callable[[str], str]
# What is done in an editor, and all that it changes.
EDITS: dict[str, tuple[Edit, list[str]]] = {
    "words": (
        lambda text: text.replace("  1 The bridge is closed.", "  1 The bridge was closed."),
        ["bridge/1: “The bridge is closed.” → “The bridge was closed.”."],
    ),
    "a stance": (
        lambda text: text.replace("@ Ana Leka | denies", "@ Ana Leka | questions"),
        ["bridge/2: Ana Leka denies indirect → Ana Leka questions indirect."],
    ),
    "a mode": (
        lambda text: text.replace("@ critics | asserts | indirect", "@ critics | asserts | direct"),
        ["bridge/3: critics asserts indirect → critics asserts direct."],
    ),
    "a source fewer": (
        lambda text: text.replace("    @ critics | asserts | indirect\n", ""),
        ["bridge/3: − critics asserts."],
    ),
    "a source more": (
        lambda text: text.replace("  1 The bridge is closed.", "  1 The bridge is closed.\n @ the clerk [anonymous]"),
        ["bridge/1: + the clerk asserts."],
    ),
    "another source": (
        lambda text: text.replace("@ Ana Leka |", "@ Bo Dibra [person] |"),
        ["bridge/2: Ana Leka denies indirect → Bo Dibra denies indirect."],
    ),
    "a rating": (
        lambda text: text.replace("  4 Italy paid.\n    = low", "  4 Italy paid.\n    = high | its budget says so"),
        ["bridge/4: rated high by a person."],
    ),
    "a rating fewer": (
        lambda text: text.replace("    = medium | two of them\n", ""),
        ["bridge/3: rated by default."],
    ),
    "a new claim": (
        lambda text: text + "  + Spain paid.\n    @ critics | speculates\n    = rumour | talk\n",
        ["bridge/5: added, “Spain paid.”, critics speculates."],
    ),
    "a claim cut": (
        lambda text: text.replace("  4 Italy paid.\n    = low", "  x 4 not in the text"),
        ["bridge/4: cut, not in the text."],
    ),
    "a role": (
        lambda text: text.replace("3/1 untriaged", "3/1 not_checkable"),
        ["bridge:3/1: role untriaged → not_checkable."],
    ),
    "a claim moved": (
        lambda text: text.replace("  1 The bridge is closed.\n    = low\n", "").replace(
            "\n3/1", "  1 The bridge is closed.\n\n3/1"
        ),
        ["bridge/1: 2/1 → 2/2."],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_comes_back_as_exactly_that_change(location: Location, take: Take, name: str) -> None:
    edit, expected = EDITS[name]
    text = sheet_of(location)
    edited = edit(text)
    before = claims_of(location), roles_of(location)
    assert edited != text

    assert take(edited, dry_run=True) == expected
    assert (claims_of(location), roles_of(location)) == before
    assert take(edited) == expected
    assert take(edited) == [], "taken twice it changes nothing more"
    numbers = {int(found) for found in re.findall(r"bridge/(\d+):", " ".join(expected))}
    after = claims_of(location)
    assert {n for n in before[0].keys() | after.keys() if before[0].get(n) != after.get(n)} == numbers


def test_all_edits_at_once_are_one_operation(location: Location, take: Take) -> None:
    text = sheet_of(location)
    names = ("words", "a stance", "a mode", "a rating", "a role", "a new claim")
    for name in names:
        text = EDITS[name][0](text)
    before = log_length(location)

    assert sorted(take(text)) == sorted(change for name in names for change in EDITS[name][1])
    assert log_length(location) == before + 1


def test_what_a_sheet_does_not_show_stays(location: Location, take: Take) -> None:
    take(EDITS["a stance"][0](EDITS["words"][0](sheet_of(location))))

    [said] = claims_of(location)[2]["attributions"]  # type: ignore[misc]
    assert (said["stance"], said["cue"]) == ("questions", "denied")
    assert claims_of(location)[3]["labels"] == ["figures"]


# A slip, and what is said of it, with its line (counted from the sheet's own line that holds the words).
SLIPS: dict[str, tuple[Edit, str, str]] = {
    "no mark": (lambda text: text + "  hello there\n", "hello there", "begins with no mark"),
    "a role": (lambda text: text.replace("1/1 heading", "1/1 title"), "1/1 title", "“title” is no role"),
    "no such place": (lambda text: text + "9/9 claim\n", "9/9", "there is no sentence 9/9 in bridge"),
    "a place twice": (lambda text: text + "1/1 heading\n", "1/1", "stands in line"),
    "the article’s words": (lambda text: text.replace("in May.", "in June."), "in June.", "only read"),
    "a claim that never was": (lambda text: text + "  77 Nothing.\n", "77", "was not there"),
    "a claim twice": (lambda text: text + "  1 Again.\n", "1 Again", "claim 1 stands in line"),
    "a claim lost": (
        lambda text: text.replace("  4 Italy paid.\n    = low\n", ""), "4/1", "claim 4 is missing"),
    "no statement": (lambda text: text.replace("  4 Italy paid.", "  4 "), "  4 ", "the statement is missing"),
    "an empty new claim": (lambda text: text + "  +\n", "  +", "the statement is missing"),
    "a new claim twice": (lambda text: text + "  + So.\n  + So.\n", "  + So.", "says the same"),
    "no name": (lambda text: text + "    @ | denies\n", "@ | denies", "the name is missing"),
    "a stance": (lambda text: text.replace("| denies |", "| denys |"), "denys", "Did you mean denies?"),
    "an unknown source": (lambda text: text + "    @ Ana Lek | denies\n", "@ Ana Lek |", "Ana Leka"),
    "another kind": (lambda text: text + "    @ critics [person]\n", "@ critics [", "is known, as group"),
    "no such kind": (lambda text: text + "    @ Bo [man]\n", "@ Bo", "“man” is no kind of source"),
    "a source twice": (lambda text: text + "    @ critics\n    @ critics | direct\n", "| direct", "already"),
    "a source without a claim": (
        lambda text: text.replace("1/1 heading", "1/1 heading\n @ x"), " @ x", "belongs to a claim"),
    "a claim under no sentence": (
        lambda text: text.replace("\n1/1", "\n + So.\n1/1", 1), " + So.", "below its sentence"),
    "a rating without why": (lambda text: text.replace("    = low\n", "    = high\n", 1), "= high", "say why"),
    "a rating twice": (lambda text: text + "    = low\n", "", "is rated in line"),
    "no such rating": (lambda text: text.replace("    = low\n", "    = hgih\n", 1), "hgih", "Did you mean high?"),
    "a role that its claim forbids": (lambda text: text.replace("2/1 claim", "2/1 credit"), "1 The", "role is claim"),
    "cut without why": (lambda text: text + "  x 4\n", "x 4", "the reason why it goes is missing"),
    "words for what goes": (
        lambda text: text.replace("  4 Italy paid.\n", "  x 4 | not in the text\n"), "= low", "the claim above goes"),
    "a bad backslash": (lambda text: text + "  + A \\q.\n", "\\q", "stands for nothing"),
    "a lone backslash": (lambda text: text + "  + A \\\n", "  + A", "stands for nothing"),
    "a bar in a reason": (lambda text: text + "  + So.\n    = low | a | b\n", "| a | b", "written \\|"),
    "a NUL": (lambda text: text + "  + A \0.\n", "  + A", "NUL"),
}  # fmt: skip


@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_is_told_with_its_line_and_nothing_is_taken(location: Location, take: Take, name: str) -> None:
    edit, words, why = SLIPS[name]
    text = edit(EDITS["words"][0](sheet_of(location)))
    lines = text.split("\n")
    line = max(
        number for number, each in enumerate(lines, start=1) if words in each and not each.startswith("#")
    )
    before = claims_of(location), roles_of(location)
    with pytest.raises(InvalidInput, match="mend them") as refused:
        take(text)

    told = "\n".join(refused.value.details)
    assert why in told
    assert words == "" or f"line {line}: " in told
    assert (claims_of(location), roles_of(location)) == before


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "line 1: a sheet begins"),
        ("hello", "line 1: a sheet begins"),
        ("# factbase sheet 9: x", "line 1: "),
    ],
)
def test_what_is_no_sheet_is_told(take: Take, text: str, why: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        take(text)

    assert refused.value.details[0].startswith(why)


def test_bytes_that_are_no_text_are_told_with_their_line(location: Location) -> None:
    data = sheet_of(location).encode() + b"  + \xff\n"
    with pytest.raises(InvalidInput) as refused:
        take_sheet(location, "Ben", "bridge", data, "bridge.sheet")

    assert refused.value.details == [f"line {data.count(10)}: this is no UTF-8"]


def test_a_sheet_of_another_article_draft_or_database_is_refused(location: Location, take: Take) -> None:
    text = sheet_of(location)

    with pytest.raises(InvalidInput, match="is a sheet of tunnel, not of bridge"):
        take(text.replace("bridge, revision", "tunnel, revision"))
    with pytest.raises(Conflict, match="is at revision 1 now"):
        take(text.replace("revision 1", "revision 2"))
    with pytest.raises(InvalidInput, match="another database"):
        take(re.sub(r"operation \d+", "operation 999999", text, count=1))


def test_what_others_changed_meanwhile_is_a_conflict_with_both_values(
    desk: Desk, location: Location, take: Take
) -> None:
    edited = EDITS["words"][0](sheet_of(location))
    desk.jump("1")
    desk.state("The council closed it.")
    with pytest.raises(Conflict) as refused:
        take(edited)

    [told] = refused.value.details
    assert "theirs: “The council closed it.” (nobody); yours: “The bridge was closed.”" in told
    assert claims_of(location)[1]["statement"] == "The council closed it."


def test_what_others_changed_elsewhere_stays(desk: Desk, location: Location, take: Take) -> None:
    edited = EDITS["words"][0](sheet_of(location))
    desk.jump("2")
    desk.stance(Stance.QUESTIONS)
    desk.jump("2/1")
    desk.add("It was May.")
    desk.jump("3/1")
    desk.role(Role.CLAIM)

    assert take(edited) == EDITS["words"][1]
    [said] = claims_of(location)[2]["attributions"]  # type: ignore[misc]
    assert said["stance"] == "questions"
    assert roles_of(location)["3/1"] == "claim"


def test_a_source_that_was_renamed_meanwhile_is_no_change(location: Location, url: str, take: Take) -> None:
    text = sheet_of(location)
    words = ["--db", url, "--actor", "Ana", "source", "edit", "Ana Leka", "--name", "Ana Leka-Doda"]
    assert CliRunner().invoke(program, words).exit_code == 0

    assert take(text) == []
    assert take(EDITS["a stance"][0](text)) == EDITS["a stance"][1]
    [said] = claims_of(location)[2]["attributions"]  # type: ignore[misc]
    assert (said["source"], said["stance"]) == ("Ana Leka-Doda", "questions")


def test_sentences_that_are_left_out_are_left_alone(location: Location, take: Take) -> None:
    head, *rest = sheet_of(location).split("\n\n")
    only = next(part for part in rest if part.startswith("2/2"))

    assert take(f"{head}\n\n{only}\n") == []
    assert take(f"{head}\n\n2/2 claim\n  2 The bridge was unsafe.\n    @ Ana Leka | denies\n") == []


def test_the_command_writes_and_takes_a_sheet(url: str, tmp_path: Path) -> None:
    file = tmp_path / "a sheet.txt"

    def tag(*args: str) -> Result:
        return CliRunner().invoke(program, ["--db", url, "--actor", "Ben", "tag", "bridge", *args])

    assert tag("--sheet", str(file)).exit_code == 0
    file.write_text(EDITS["words"][0](file.read_text("utf-8")), "utf-8")
    dry = tag("--read", str(file), "--dry-run")
    wet = tag("--read", str(file))
    assert dry.stdout == wet.stdout == EDITS["words"][1][0] + "\n"
    assert "Dry run" in dry.stderr
    assert tag("--read", str(file)).stdout == "Nothing was changed in the sheet.\n"

    file.write_text(file.read_text("utf-8") + "  hello\n", "utf-8")
    slip = tag("--read", str(file))
    assert slip.exit_code == 3
    assert re.search(r"\n  line \d+: “hello” begins with no mark", slip.stderr)
    assert tag("--plain", "--sheet", "-").exit_code == 2


@given(st.text(), st.text())
def test_any_text_stands_in_a_line_and_comes_back(first: str, second: str) -> None:
    line = f"{escaped(first)} | {escaped(second, also='[')}"

    assert "\n" not in line
    assert len(line.splitlines()) <= 1
    assert [unescaped(part) for part in fields(line)] == [first, second]


@given(st.text(alphabet="\\u{}n|[ ab09", max_size=12))
def test_whatever_stands_in_a_line_is_read_or_refused(text: str) -> None:
    try:
        meant = unescaped(text)
    except BadEscape:
        return
    assert unescaped(escaped(meant, also="[")) == meant


WORDS = st.text(min_size=1, max_size=30).filter(
    lambda text: text.strip() and "\0" not in text and text.isprintable() and not text.isspace()
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_written_into_a_sheet_comes_back_and_goes_out_the_same(
    path: Path, data: st.DataObject
) -> None:
    location = Location.of(str(path))
    with writing(location) as connection:
        taken = connection.exec_driver_sql("SELECT count(*) FROM article").scalar_one()
    slug = f"bridge-{taken}"
    add(location, slug=slug)
    statements = data.draw(st.lists(WORDS, max_size=4, unique_by=str.strip))
    stances = [data.draw(st.sampled_from(Stance)) for _statement in statements]
    lines = [
        f"  + {escaped(statement.strip())}\n    @ critics [group] | {stance}\n"
        for statement, stance in zip(statements, stances, strict=True)
    ]
    text = "".join(write_sheet(location, slug)) + "".join(lines)
    take_sheet(location, "Ben", slug, text.encode(), "s")
    out = "".join(write_sheet(location, slug))

    assert [claim["statement"] for claim in claims_of(location, slug).values()] == [
        s.strip() for s in statements
    ]
    assert take_sheet(location, "Ben", slug, out.encode(), "s").changes == ()
    assert take_sheet(location, "Ben", slug, text.encode(), "s").changes == ()
