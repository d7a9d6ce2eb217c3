"""Nothing is appended to a file whose tables are not those of a log."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from event_store.definitions import ChangedSchemaError, difference, expected
from event_store.log import Log
from event_store.schema import STATEMENTS
from tests.event_store.conftest import append
from tests.operator.program import Operator

PLANTED = {
    "trigger after": "CREATE TRIGGER x AFTER INSERT ON streams BEGIN SELECT 1; END",
    "trigger that changes": "CREATE TRIGGER x AFTER INSERT ON entries BEGIN"
    " UPDATE streams SET leaf = zeroblob(32); END",
    "trigger on another table": "CREATE TRIGGER x BEFORE INSERT ON tiles BEGIN SELECT 1; END",
    "dropped trigger": "DROP TRIGGER entries_once",
    "other trigger": "DROP TRIGGER entries_next; CREATE TRIGGER entries_next BEFORE INSERT ON"
    " entries WHEN 0 BEGIN SELECT 1; END",
    "view": "CREATE VIEW x AS SELECT * FROM entries",
    "trigger on a view": "CREATE VIEW x AS SELECT 1 AS a;"
    " CREATE TRIGGER y INSTEAD OF INSERT ON x BEGIN SELECT 1; END",
    "index": "CREATE INDEX x ON entries (type)",
    "index by an expression": "CREATE INDEX x ON entries (length(entry))",
    "partial index": "CREATE UNIQUE INDEX x ON entries (stream) WHERE version = 99",
    "dropped index": "DROP INDEX entries_stream",
    "other index": "DROP INDEX entries_stream;"
    " CREATE UNIQUE INDEX entries_stream ON entries (version, stream)",
    "table": "CREATE TABLE x (a)",
    "virtual table": "CREATE VIRTUAL TABLE x USING fts5(a)",
    "column": "ALTER TABLE commands ADD COLUMN x TEXT",
    "generated column": "ALTER TABLE commands ADD COLUMN x ANY AS (position) VIRTUAL",
    "renamed column": "ALTER TABLE cosignatures RENAME COLUMN line TO text",
    "renamed table": "ALTER TABLE checkpoints RENAME TO x",
    "other check": "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET"
    " sql = replace(sql, '60000', '70000') WHERE name = 'entries'",
    "hidden trigger": "CREATE TRIGGER x AFTER INSERT ON streams BEGIN SELECT 1; END;"
    " PRAGMA writable_schema=ON; UPDATE sqlite_schema SET type = 'table', name = 'sqlite_stat1',"
    " tbl_name = 'sqlite_stat1' WHERE name = 'x'",
    "trigger by two names": "PRAGMA writable_schema=ON; INSERT INTO sqlite_schema SELECT type,"
    " name, tbl_name, rootpage, 'CREATE TRIGGER x AFTER INSERT ON streams BEGIN SELECT 1; END'"
    " FROM sqlite_schema WHERE name = 'entries_once'",
}


@pytest.mark.parametrize("planted", PLANTED)
def test_it_is_named_and_nothing_is_recorded(season: Operator, planted: str) -> None:
    with closing(sqlite3.connect(season.log)) as connection:
        connection.executescript(PLANTED[planted])
    before = season.log.read_bytes()
    for language, words in (("en", "Nothing was written"), ("vi", "Chưa ghi gì")):
        done = season.run("--lang", language, "apply", "X-1.jsonl")
        assert (done.code, done.out) == (6, ""), done.err
        if planted not in ("renamed table", "renamed column"):  # found before anything is decided
            assert words in done.err
    assert season.log.read_bytes() == before
    done = season.run("verify", "-o", "json")
    assert done.code == 6, "the quick verification lets it pass"
    assert season.run("verify", "--full").code == 6


def test_what_analyze_makes_is_no_fault(season: Operator) -> None:
    with closing(sqlite3.connect(season.log)) as connection:
        connection.executescript("ANALYZE")
    assert season.run("apply", "X-1.jsonl").code == 0
    assert season.run("verify").code == 0


def test_a_trigger_planted_while_a_writer_is_open_stops_it(season: Operator) -> None:
    with Log.open(season.log) as log:
        append(log)
        size = log.size
        with closing(sqlite3.connect(season.log)) as connection:
            connection.executescript(PLANTED["trigger after"])
        with pytest.raises(ChangedSchemaError) as caught:
            append(log)
        assert (caught.value.name, caught.value.found) == ("x", "foreign")
        assert "trigger x does not belong to a log" in str(caught.value)
        with closing(sqlite3.connect(season.log)) as connection:
            connection.executescript("DROP TRIGGER x")
        append(log)
        assert log.size == size + 1


def test_a_log_that_somebody_vacuumed_or_reindexed_is_still_one(season: Operator) -> None:
    with closing(sqlite3.connect(season.log)) as connection:
        connection.executescript("VACUUM; REINDEX; PRAGMA optimize")
    assert season.run("apply", "X-1.jsonl").code == 0


def test_what_is_expected_is_what_sqlite_makes_of_the_statements(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "x.db")) as connection:
        for statement in STATEMENTS:
            connection.execute(statement)
        rows = connection.execute("SELECT name, type, tbl_name, sql FROM sqlite_schema")
        found = {
            name: (kind, table, " ".join((sql or "").split())) for name, kind, table, sql in rows
        }
        assert found == expected()
        assert difference(connection.execute) is None


def test_doctor_names_it(season: Operator) -> None:
    with closing(sqlite3.connect(season.log)) as connection:
        connection.executescript(PLANTED["index"])
    done = season.run("doctor")
    assert done.code == 6
    assert "x does not belong to a log" in done.out


@pytest.mark.parametrize(
    ("planted", "english", "vietnamese"),
    [
        ("index", "index x does not belong to a log", "chỉ mục x không thuộc sổ ghi"),
        ("trigger after", "trigger x does not belong to a log", "trigger x không thuộc sổ ghi"),
        ("view", "view x does not belong to a log", "view x không thuộc sổ ghi"),
        ("column", "table commands is defined otherwise", "bảng commands bị định nghĩa khác"),
    ],
)
def test_what_kind_of_object_it_is_is_said(
    season: Operator, planted: str, english: str, vietnamese: str
) -> None:
    with closing(sqlite3.connect(season.log)) as connection:
        connection.executescript(PLANTED[planted])
    assert english in " ".join(season.run("doctor").out.split())
    assert vietnamese in " ".join(season.run("--lang", "vi", "doctor").out.split())
    assert english in " ".join(season.run("verify").out.split())
