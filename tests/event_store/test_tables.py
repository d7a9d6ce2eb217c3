"""What SQLite itself enforces on the file of a log, whichever program opens it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from event_store import sqlite_files
from event_store.log import Log
from event_store.schema import WRITER_PRAGMAS
from tests.event_store.conftest import append, raw


class TestTables:
    """The schema's own guard against any program that can open the file."""

    @pytest.fixture
    def filled(self, path: Path) -> Path:
        with Log.open(path) as log:
            append(log, 3)
        return path

    @pytest.mark.parametrize(
        ("statement", "refusal"),
        [
            ("INSERT INTO entries VALUES (6, 'x', 1, 't', x'7b7d')", "position must be next"),
            ("INSERT INTO entries VALUES (4, 'x', 1, 't', x'7b7d')", "position must be next"),
            ("INSERT INTO entries VALUES (NULL, 'x', 1, 't', x'7b7d')", "position must be next"),
            ("INSERT INTO entries VALUES (5, 'person/a', 3, 't', x'7b7d')", "version is taken"),
            (
                "REPLACE INTO entries VALUES (5, 'person/a', 3, 't', x'7b7d')",
                "version is taken",
            ),
            ("REPLACE INTO entries VALUES (4, 'person/a', 3, 't', x'7b7d')", "next|taken"),
            (
                "INSERT INTO entries SELECT 4, 'x', 1, 't', x'' WHERE 1 ON CONFLICT DO NOTHING",
                "must be next",
            ),
            ("UPDATE entries SET entry = x'7b7d' WHERE position = 4", "append only"),
            ("UPDATE OR REPLACE entries SET position = 2 WHERE position = 4", "append only"),
            ("DELETE FROM entries WHERE position = 4", "append only"),
            ("DELETE FROM entries", "append only"),
            ("INSERT INTO entries VALUES (5, 'x', 1, 't', zeroblob(60001))", "CHECK"),
            ("INSERT INTO entries VALUES (5, 'x', 1, 't', 'text')", "cannot store TEXT"),
        ],
    )
    def test_entries_are_only_appended(self, filled: Path, statement: str, refusal: str) -> None:
        with raw(filled) as connection:
            before = connection.execute("SELECT * FROM entries").fetchall()
            with pytest.raises(sqlite3.IntegrityError, match=refusal):
                connection.execute(statement)
            assert connection.execute("SELECT * FROM entries").fetchall() == before

    def test_the_next_position_is_accepted(self, filled: Path) -> None:
        with raw(filled) as connection:
            connection.execute("INSERT INTO entries VALUES (5, 'person/a', 4, 't', x'7b7d')")
            assert connection.execute("SELECT max(position) FROM entries").fetchone() == (5,)

    def test_the_file_says_what_it_is(self, filled: Path) -> None:
        header = filled.read_bytes()[:100]
        assert header[68:72] == b"Cong"
        assert header[60:64] == bytes([0, 0, 0, 1])
        assert header[18:20] == b"\x02\x02", "write-ahead logging is not on"

    def test_the_tables_are_those_of_the_format(self, path: Path) -> None:
        with raw(path) as connection:
            found = connection.execute(
                "SELECT name, type, sql LIKE '%STRICT%' FROM sqlite_schema"
                " WHERE sql IS NOT NULL ORDER BY name"
            ).fetchall()
        assert found == [
            ("checkpoints", "table", 1),
            ("commands", "table", 1),
            ("cosignatures", "table", 1),
            ("entries", "table", 1),
            ("entries_next", "trigger", 0),
            ("entries_no_delete", "trigger", 0),
            ("entries_no_update", "trigger", 0),
            ("entries_once", "trigger", 0),
            ("entries_stream", "index", 0),
            ("streams", "table", 1),
            ("tiles", "table", 1),
        ]

    def test_the_writer_waits_for_the_disk(self, path: Path) -> None:
        connection = sqlite_files.open_writer(str(path))
        found = {
            name: connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in (
                "journal_mode",
                "synchronous",
                "recursive_triggers",
                "trusted_schema",
                "cell_size_check",
                "busy_timeout",
            )
        }
        connection.close()
        assert found == {
            "journal_mode": "wal",
            "synchronous": 2,
            "recursive_triggers": 1,
            "trusted_schema": 0,
            "cell_size_check": 1,
            "busy_timeout": 5000,
        }
        assert len(WRITER_PRAGMAS) == len(found) - 1

    def test_a_reader_cannot_write(self, path: Path) -> None:
        with Log.open(path) as log, log.store.reading() as rows:
            connection: sqlite3.Connection = rows._connection  # type: ignore[attr-defined]
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                connection.execute("DELETE FROM streams")
