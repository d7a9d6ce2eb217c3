"""The tables of an SQLite log, exactly as docs/log-format.md gives them."""

from __future__ import annotations

APPLICATION_ID = 0x436F6E67
"""The letters `Cong`, at a fixed place in the file."""
USER_VERSION = 1
"""Version of these tables, apart from the entry's `format`."""

STATEMENTS = (
    f"PRAGMA application_id = {APPLICATION_ID}",
    f"PRAGMA user_version = {USER_VERSION}",
    """CREATE TABLE entries (
  position INTEGER PRIMARY KEY CHECK (position > 0),
  stream   TEXT    NOT NULL,
  version  INTEGER NOT NULL,
  type     TEXT    NOT NULL,
  entry    BLOB    NOT NULL CHECK (length(entry) <= 60000)
) STRICT""",
    "CREATE UNIQUE INDEX entries_stream ON entries (stream, version)",
    """CREATE TABLE streams (stream TEXT PRIMARY KEY, version INTEGER NOT NULL,
  leaf BLOB NOT NULL CHECK (length(leaf) = 32)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE commands (command_id TEXT PRIMARY KEY, position INTEGER NOT NULL)
  STRICT, WITHOUT ROWID""",
    """CREATE TABLE tiles (level INTEGER NOT NULL, n INTEGER NOT NULL,
  root BLOB NOT NULL CHECK (length(root) = 32),
  hashes BLOB NOT NULL CHECK (length(hashes) = 8192),
  PRIMARY KEY (level, n)) STRICT""",
    "CREATE TABLE checkpoints (size INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT",
    """CREATE TABLE cosignatures (size INTEGER NOT NULL, name TEXT NOT NULL, line TEXT NOT NULL,
  PRIMARY KEY (size, name)) STRICT, WITHOUT ROWID""",
    """CREATE TRIGGER entries_next BEFORE INSERT ON entries
  WHEN NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM entries)
  BEGIN SELECT raise(ABORT, 'position must be next'); END""",
    """CREATE TRIGGER entries_once BEFORE INSERT ON entries
  WHEN EXISTS (SELECT 1 FROM entries WHERE stream = NEW.stream AND version = NEW.version)
  BEGIN SELECT raise(ABORT, 'stream version is taken'); END""",
    """CREATE TRIGGER entries_no_update BEFORE UPDATE ON entries
  BEGIN SELECT raise(ABORT, 'append only'); END""",
    """CREATE TRIGGER entries_no_delete BEFORE DELETE ON entries
  BEGIN SELECT raise(ABORT, 'append only'); END""",
)

WRITER_PRAGMAS = (
    "PRAGMA synchronous=FULL",
    "PRAGMA recursive_triggers=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA busy_timeout=5000",
)
READER_PRAGMAS = (
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA busy_timeout=5000",
)
