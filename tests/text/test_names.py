import pytest

from factbase.text.names import key, names


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The mayor, Ana Leka, closed it.", ["Ana Leka"]),
        ("Ana Leka met the MEK in Tirana.", ["Ana Leka", "MEK", "Tirana"]),
        ("Albania took them in.", ["Albania"]),
        ("Protesters took it. Critics disagreed; Building stopped.", []),
        ("He said so. “Nobody knew.” I did not.", []),
        ("Trump's Ukraine envoy and U.S. troops", ["Trump", "Ukraine", "U.S."]),
        ("the Ministry of Justice of it", ["Ministry of Justice"]),
        ("Beto O'Rourke once met a J. Smith and Ana Ocasio-Cortez", ["Beto O'Rourke", "Smith", "Ana Ocasio-Cortez"]),
        ("Three thousand left. Another came.", []),
        ("Çuçi asked Đurić twice, and Çuçi left", ["Çuçi", "Đurić"]),
        ("EVERYBODY KNOWS THAT THE CAMP IS CLOSED", []),
        ("Mayor Closes The Old Bridge Again", []),
        ("", []),
    ],
)  # fmt: skip
def test_names_are_told_by_their_capitals(text: str, found: list[str]) -> None:
    assert names(text) == found


def test_a_name_is_compared_without_titles_accents_and_dots() -> None:
    assert key("Mayor Ana Çuçi") == key("Ana Cuci") == ("ana", "cuci")
    assert key("U.S.") == key("US")
    assert key("President") == ("president",)
