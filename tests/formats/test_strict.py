"""What is no JSON is said in words that a person can read."""

import pytest

from factbase.formats.bundle.strict import loads


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"a": "b\tc"}', "is no JSON (Invalid control character at character 8)"),
        ('{"a": "b', "is no JSON (Unterminated string starting at character 6)"),
        ('{"a" 1}', "is no JSON (Expecting ':' delimiter at character 5)"),
    ],
)
def test_where_it_stops_to_be_json_is_told_once(text: str, told: str) -> None:
    with pytest.raises(ValueError, match="is no JSON") as raised:
        loads(text)

    assert str(raised.value) == told
