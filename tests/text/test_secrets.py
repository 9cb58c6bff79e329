import pytest

from factbase.text.secrets import without_secrets


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ana:s3cret@host/db", "postgresql://ana:***@host/db"),
        ("postgresql://ana:s3/c?ret@host:5432/db", "postgresql://ana:***@host:5432/db"),
        ("postgresql://ana:s@3cret@host/db", "postgresql://ana:***@host/db"),
        ("postgresql://ana@corp:s3cret@host/db", "postgresql://ana@corp:***@host/db"),
        ("postgresql://:s3cret@host:54x/db", "postgresql://:***@host:54x/db"),
        ("postgresql:///db?password=s3cret&host=x", "postgresql:///db?password=***&host=x"),
        ("postgresql:///db?host=x&SSLpassword=s3c@ret", "postgresql:///db?host=x&SSLpassword=***"),
        ("postgresql:///db?p%61ssword=s3cret", "postgresql:///db?p%61ssword=***"),
        ("postgresql:///db?passfile=/home/s3cret", "postgresql:///db?passfile=***"),
        ("postgresql:///db?oauth_client_secret=s3cret", "postgresql:///db?oauth_client_secret=***"),
    ],
)
def test_a_url_is_shown_without_its_passwords(url: str, shown: str) -> None:
    assert without_secrets(url) == shown
    assert without_secrets(shown) == shown


@pytest.mark.parametrize(
    "given",
    [
        "desk.db",
        "a:b@c?password=d",  # a path
        "postgresql://localhost:5432/factbase",
        "postgresql://desk@/factbase?host=/tmp/a:b",
    ],
)
def test_what_holds_none_is_shown_as_it_is(given: str) -> None:
    assert without_secrets(given) == given
