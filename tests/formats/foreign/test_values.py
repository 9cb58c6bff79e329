"""JSON is found however it is wrapped, and what is none is refused in a sentence."""

import json

import pytest

from factbase.errors import InvalidInput
from factbase.formats.foreign.values import Found, values

PAGE = """<!doctype html><html><head><title>t</title>
<script type="application/ld+json">{"a": 1}</script>
<script>var x = "<b>";</script>
<SCRIPT TYPE="Application/LD+JSON; charset=utf-8">
//<![CDATA[
[{"a": "line
break &amp; tab\t"}]
//]]>
</SCRIPT><script type="application/ld+json">{&quot;a&quot;: 3}</script>
<script type="application/ld+json">{"a": </script><script type="application/ld+json">{"claimReviewed": </script>
<script type="application/ld+json">/*<![CDATA[*/ /* a plugin */ {"a": 4}; /*]]>*/</script></head><body>no end"""


def found(data: bytes | str) -> list[Found]:
    return list(values(data if isinstance(data, bytes) else data.encode(), "file"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_document_may_be_in_unicode_of_any_sort(encoding: str) -> None:
    assert found('{"a": "Çuçi 👷"}'.encode(encoding)) == [Found("", {"a": "Çuçi 👷"})]


def test_json_lines_end_with_a_line_feed_alone() -> None:
    lines = found('{"a": "x\u0085y\u2028z"}\r\n\n{"a": 2}\n{"a":\n')

    assert [(each.where, each.value) for each in lines] == [
        ("line 1", {"a": "x\u0085y\u2028z"}), ("line 3", {"a": 2}), ("line 4", None),
    ]  # fmt: skip
    assert lines[2].fault is not None
    assert lines[2].fault.startswith("is no JSON")


def test_a_page_is_read_for_the_scripts_that_hold_data() -> None:
    first, second, third, broken, last = found(PAGE)  # and a broken one that could be no record

    assert (first.where, first.value) == ("script 1", {"a": 1})
    assert second.value == [{"a": "line\nbreak &amp; tab\t"}]
    assert (third.value, last.value) == ({"a": 3}, {"a": 4})
    assert (broken.where, broken.fault is not None) == ("script 5", True)


def test_of_a_key_that_stands_twice_the_last_counts_and_that_is_told() -> None:
    assert found('{"a": 1, "b": 2, "a": 3}') == [Found("", {"a": 3, "b": 2}, twice=("a",))]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b'{"a": 1, "b": [', "is no JSON"),
        (b"PK\x03\x04\x14", "is no JSON"),
        (b'{"a": "\xff"}', "is not UTF-8 at byte 7"),
        (b"\xff\xfea", "is not UTF-8"),
        (b'{"a": NaN}', "it holds NaN"),
        (b'{"a": 1e999}', "too large"),
        (b'{"a": ' + b"9" * 5000 + b"}", "is no JSON"),
        (b"[" * 200 + b"]" * 200, "nested too deeply"),
        (b"[" * 100_000, "nested too deeply"),
        (b"<html><p>Nothing here</p>", "without JSON-LD"),
        (b"<", "without JSON-LD"),
    ],
)
def test_what_is_no_such_file_is_refused_in_a_sentence(data: bytes, why: str) -> None:
    with pytest.raises(InvalidInput, match=why):
        found(data)


def test_numbers_and_texts_are_kept_as_they_are() -> None:
    value = {"a": [1, 1.5, True, None, "\x7f\t", 10**30]}

    assert found(json.dumps(value))[0].value == value
