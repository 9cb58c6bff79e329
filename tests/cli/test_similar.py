import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Factbase = Callable[..., Result]


@pytest.fixture
def desk(factbase: Factbase) -> Factbase:
    """The command line, on a database with the demo's articles."""
    assert factbase("demo").exit_code == 0
    return factbase


def refs(result: Result) -> list[str]:
    return [line.split("\t")[0] for line in result.stdout.splitlines()[1:]]


def ask(desk: Factbase, *lines: object) -> Result:
    return desk("similar", "--batch", input="".join(f"{line}\n" for line in lines))


def test_claims_that_may_say_the_same_are_listed_with_what_differs(desk: Factbase) -> None:
    statement = _statement(desk, "harbour-crane/13")
    found = desk("similar", "--text", f"{statement} It took 77 days, says Zog.")

    assert found.exit_code == 0
    assert found.stdout.splitlines()[0] == "claim\tconfidence\tmark\tstatement\twhat differs\tlink"
    assert refs(found)[0] == "harbour-crane/13"
    first = found.stdout.splitlines()[1].split("\t")
    assert first[1:4] == ["medium", "?", statement]
    assert first[4:] == ["number only here: 77; name only here: Zog", ""]
    assert len(refs(found)) <= 10
    assert "Next: factbase" in found.stderr
    assert "claim show harbour-crane/13" in found.stderr


def test_what_fits_far_less_well_than_the_likeliest_is_left_to_a_batch(desk: Factbase) -> None:
    listed = refs(desk("similar", "--text", "The crane weighs 5 tonnes", "--limit", "20"))
    ranked = json.loads(ask(desk, '{"id": 1, "text": "The crane weighs 5 tonnes"}').stdout)["ranked"]

    assert listed == ranked[: len(listed)] == ["harbour-crane/29", "harbour-crane/1"]
    assert len(ranked) == 20


def test_a_pair_is_linked_as_the_list_suggests_and_then_not_suggested(desk: Factbase) -> None:
    first, second, third = refs(desk("similar", "harbour-crane/13", "--limit", "3"))
    assert f"claim link harbour-crane/13 {first} --as repeats" in desk("similar", "harbour-crane/13").stderr

    desk("claim", "link", "harbour-crane/13", first, "--as", "repeats")
    desk("claim", "link", second, "harbour-crane/13", "--as", "not_same")
    after = desk("similar", "harbour-crane/13")

    assert refs(after)[:2] == [first, third]
    assert after.stdout.splitlines()[1].endswith("\trepeats")
    assert f"claim link harbour-crane/13 {third} --as repeats" in after.stderr


def test_json_has_the_claims_records_with_score_link_and_differences(desk: Factbase) -> None:
    document = json.loads(desk("similar", "--text", "The crane weighs 5 tonnes", "--json").stdout)
    lines = desk("similar", "--text", "The crane weighs 5 tonnes", "--jsonl").stdout.splitlines()

    assert document["schema"] == "factbase/similar@1"
    assert document["next"] is None
    assert [json.loads(line) for line in lines] == document["items"]
    item = document["items"][0]
    assert {"ref", "statement", "problems", "attributions"} <= item.keys()
    assert item["link"] is None
    assert {"what": "number", "here": ["5"], "there": []} in [
        {**each, "there": []} for each in item["differs"]
    ]
    scores = [each["score"] for each in document["items"]]
    assert scores == sorted(scores, reverse=True)


def test_nothing_similar_is_said(desk: Factbase) -> None:
    found = desk("similar", "--text", "Zeppelinförmig")

    assert found.exit_code == 0
    assert refs(found) == []
    assert "Nothing similar" in found.stderr


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ([], 2, "Say what to compare"),
        (["harbour-crane/1", "--text", "It."], 2, "Say what to compare"),
        (["--batch", "--json"], 2, "leave --json"),
        (["harbour-crane"], 2, "no claim ref"),
        (["harbour-crane/9999"], 3, "its claims go up to"),
        (["--text", " "], 3, "blank"),
        (["--limit", "0", "--text", "It."], 2, "--limit"),
    ],
)
def test_what_cannot_be_compared_is_refused(desk: Factbase, words: list[str], code: int, said: str) -> None:
    refused = desk("similar", *words)

    assert refused.exit_code == code
    assert said in refused.stderr


def test_a_batch_answers_each_line_under_its_id(desk: Factbase) -> None:
    text = _statement(desk, "harbour-crane/13")
    answered = ask(
        desk, json.dumps({"id": "ä", "text": text, "gold": 1}), "", '{"id": 7, "text": " "}', '{"id": 0, "text": "🙂"}'
    )  # fmt: skip

    first, *others = map(json.loads, answered.stdout.splitlines())
    assert first["id"] == "ä"
    assert first["ranked"][0] == "harbour-crane/13"
    assert len(first["ranked"]) <= 20
    assert others == [{"id": 7, "ranked": []}, {"id": 0, "ranked": []}]


def test_a_batch_gives_at_most_as_many_as_asked(desk: Factbase) -> None:
    answered = desk("similar", "--batch", "--limit", "2", input='{"id": 1, "text": "the harbour crane"}\n')

    assert len(json.loads(answered.stdout)["ranked"]) == 2


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "Line 2 is no JSON"),
        ("[]", "Line 2 is no JSON object"),
        ('{"text": "It."}', "Line 2 has no id"),
        ('{"id": true, "text": "It."}', "Line 2 has no id"),
        ('{"id": 1}', "Line 2 has no text"),
        ('{"id": 1, "text": null}', "Line 2 has no text"),
        ('{"id": 1, "id": 2, "text": ""}', "Line 2 has the key “id” twice"),
        ('{"id": 1, "text": "\\ud800"}', "Line 2 holds half of a surrogate pair"),
    ],
)
def test_a_line_that_asks_nothing_is_named(desk: Factbase, line: str, said: str) -> None:
    refused = ask(desk, '{"id": 1, "text": "crane"}', line, '{"id": 3, "text": "crane"}')

    assert refused.exit_code == 3
    assert said in refused.stderr
    assert [json.loads(each)["id"] for each in refused.stdout.splitlines()] == [1]


def test_a_refused_batch_leaves_no_file(desk: Factbase, tmp_path: Path) -> None:
    target = tmp_path / "ranked.jsonl"
    refused = desk("similar", "--batch", "-o", str(target), input='{"id": 1, "text": "crane"}\n{')

    assert refused.exit_code == 3
    assert list(tmp_path.glob("*.jsonl")) == []


def test_an_answer_comes_before_the_next_question(url: str, desk: Factbase) -> None:
    command = [sys.executable, "-m", "factbase", "--db", url, "similar", "--batch"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ
    ) as asked:
        assert asked.stdin
        assert asked.stdout
        for number in range(3):
            asked.stdin.write(json.dumps({"id": number, "text": "the harbour crane"}) + "\n")
            asked.stdin.flush()
            assert json.loads(asked.stdout.readline())["id"] == number
        asked.stdin.close()
        assert asked.wait(timeout=60) == 0


def _statement(desk: Factbase, ref: str) -> str:
    statement: str = json.loads(desk("claim", "show", ref, "--json").stdout)["items"][0]["statement"]
    return statement
