"""Sessions on a server: with the options that the URL asks for, and queries of milliseconds are not compiled."""

from __future__ import annotations

from factbase.database import Location, reading
from tests.postgres import Server


def test_a_session_keeps_its_own_options_and_compiles_nothing(server: Server, postgres_template: str) -> None:
    plain = server.create_database(postgres_template)
    limited = f"{plain}{'&' if '?' in plain else '?'}options=-c%20statement_timeout%3D5s"

    shown = []
    for url in (plain, limited):
        with reading(Location.of(url)) as connection:
            shown += [
                connection.exec_driver_sql(f"SHOW {name}").scalar() for name in ("jit", "statement_timeout")
            ]

    assert shown == ["off", "0", "off", "5s"]
