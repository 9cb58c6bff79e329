"""What is drawn for a step: words of every sort, and numbers that pick one of the things there are."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from tests.model.words import ACTORS, LABELS, NAMES, REASONS, REMARKS, SLUGS, STATEMENTS, TEXTS

SELDOM = 37  # of forty: then what is named is not there, or is no name at all

pick = st.integers(0, 39)
slug = st.sampled_from(SLUGS)
actor = st.sampled_from(ACTORS)
name = st.sampled_from(NAMES)
statement = pick.map(
    lambda number: STATEMENTS[-1] if number == SELDOM else STATEMENTS[number % (len(STATEMENTS) - 1)]
)
seldom = pick.map(lambda number: number == SELDOM)
reason = st.sampled_from(REASONS)
maybe_reason = st.none() | reason
text = st.integers(0, len(TEXTS) - 1)
flag = st.booleans()
kind = st.sampled_from(
    ["person", "organisation", "publication", "document", "author", "anonymous", "group", "rumour"]
)
stance = st.sampled_from(["asserts", "denies", "questions", "speculates"])
link_kind = st.sampled_from(["repeats", "contradicts", "not_same"])
remark = st.sampled_from(REMARKS)
label_word = st.sampled_from(LABELS)
version = st.none() | pick.map(lambda number: int(number == SELDOM))  # how far from the one that it is at
about = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["A title", "Another", ""]),
        "url": st.sampled_from(["https://desk.example/", ""]),
        "byline": st.sampled_from(["Ana Leka", ""]),
        "published_on": st.sampled_from(["2026-03-14", "2026", "soon", ""]),
        "language": st.sampled_from(["en", ""]),
    },
)
said = st.fixed_dictionaries(
    {
        "source": pick,
        "stance": stance,
        "mode": st.sampled_from(["observation", "direct", "indirect", "mixed"]),
    },
    optional={
        "terms": st.sampled_from(["on_record", "background", "off_record", "not_stated"]),
        "own_act": st.just(True) | flag,
        "cue": st.sampled_from(["denied", "says", ""]),
        "quote": st.sampled_from(["“closed”", ""]),
        "via": pick,
        "note": st.sampled_from(["by\nletter", ""]),
        "kind": kind,
    },
)
edits = st.one_of(
    st.fixed_dictionaries({"name": name}),
    st.fixed_dictionaries({"kind": kind}),
    st.fixed_dictionaries({"speaks_for": pick}),
    st.fixed_dictionaries(
        {}, optional={"name": name, "kind": kind, "speaks_for": pick, "speaks_for_nobody": st.just(True)}
    ),
)


def options(given: dict[str, Any]) -> list[str]:
    """Return options as words of a command line."""
    words = []
    for option, value in given.items():
        dashed = option.replace("_", "-")
        if isinstance(value, bool):
            words += [f"--{dashed}"] if value else [f"--no-{dashed}"] if option == "own_act" else []
        elif value is not None:
            words += [f"--{dashed}", str(value)]
    return words
