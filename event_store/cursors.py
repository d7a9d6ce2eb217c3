"""Named cursors: how far each reader of a log has come, in a file beside the log."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING, Self

from event_store import beside
from event_store.beside import BesideFile
from event_store.errors import BadEntryError, DamagedLogError, LogError, NotALogError
from event_store.kinds import Earlier, Kind
from event_store.members import is_identifier
from event_store.sqlite_opening import os_failure, translated
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

_CURSORS = """CREATE TABLE cursors (name TEXT PRIMARY KEY, log_id TEXT NOT NULL,
  position INTEGER NOT NULL, leaf BLOB NOT NULL) STRICT, WITHOUT ROWID"""
_SELECTIONS = """CREATE TABLE selections (name TEXT PRIMARY KEY, selection TEXT NOT NULL)
  STRICT, WITHOUT ROWID"""
_EARLIER = Earlier("cursors", "log_id", "name, log_id, position, leaf", (_CURSORS,))
_KIND = Kind(0x436F6E43, (_CURSORS, _SELECTIONS), earlier=_EARLIER)  # "ConC"


@dataclass(frozen=True, slots=True)
class Cursor:
    """A reader's place: everything up to `position` was handed to it.

    `leaf` is the leaf hash of the entry there, empty at position 0: a log that was rolled back
    and has grown again is not the one that was read. `selection` says which of the entries up to
    there were wanted, None where an older version did not keep that: what another selection
    wants of them would never come.
    """

    name: str
    log_id: str
    position: int
    leaf: bytes
    selection: str | None = None


class CursorMovedError(LogError):
    """Another reader moved the cursor: two of them use one name."""

    code = "cursor_moved"
    text = Text(
        "The cursor '{name}' was at {expected} and somebody else has moved it to {found}: two "
        "readers use one name. This one stopped there: give each reader its own name.",
        "Con trỏ '{name}' đang ở {expected} thì bị dời đến {found}: hai chương trình đọc cùng một "
        "tên. Đã dừng ở đó: hãy đặt cho mỗi chương trình một tên riêng.",
    )

    def __init__(self, name: str, *, expected: int, found: int | None) -> None:
        super().__init__(name=name, expected=expected, found=found)
        self.name = name
        self.expected = expected
        self.found = found


class ForeignCursorError(LogError):
    """What was read belongs to another log, or to another past of this one.

    `name` is that of the cursor, None for a place that the reader keeps for itself.
    """

    code = "cursor_foreign"
    text = Text(
        "{who} stands at position {position} of another log, or of another past of this one: the "
        "entry that was read there is not the one that is here. Nothing was delivered: find out "
        "which log is the right one, then {way_out} or restore the log.",
        "{who} đang ở vị trí {position} của sổ ghi khác, hoặc của bản cũ đã bị thay: mục đã đọc ở "
        "đó không phải mục đang có. Chưa gửi gì: hãy xem sổ ghi nào đúng, rồi {way_out} hoặc phục "
        "hồi sổ ghi.",
    )

    def __init__(self, name: str | None, *, position: int) -> None:
        who, way_out = (_READER, _BEGIN_AGAIN) if name is None else (_CURSOR, _FORGET)
        super().__init__(
            who=who.filled(name=name), position=position, way_out=way_out.filled(name=name)
        )
        self.name = name
        self.position = position


_READER = Text("The reader", "Bên nhận")
_BEGIN_AGAIN = Text(
    "have the reader drop what it took from the other and begin again",
    "cho bên nhận bỏ dữ liệu lấy từ sổ kia và đọc lại từ đầu",
)
_CURSOR = Text("The cursor '{name}'", "Con trỏ '{name}'")
_FORGET = Text(
    "forget the cursor (congress cursors --forget {name})",
    "bỏ con trỏ (congress cursors --forget {name})",
)


class CursorsDamagedError(LogError):
    """The file of cursors cannot be read as such; the log itself is not concerned."""

    code = "cursors_damaged"

    text = Text(
        "{path} holds no cursors: {found}. The log is not concerned; nothing was delivered. "
        "Remove that file: every named reader then starts again, or gives --after once.",
        "{path} không phải tệp con trỏ ({found}). Sổ ghi không bị ảnh hưởng; chưa gửi gì. Hãy xóa "
        "tệp đó: mỗi chương trình có tên sẽ đọc lại từ đầu, hoặc ghi --after một lần.",
    )

    def __init__(self, path: str, found: Text) -> None:
        super().__init__(path=path, found=found)
        self.path = path
        self.found = found


class Cursors:
    """The named cursors of one log, in `<log>.cursors`.

    Losing the file means that a named reader starts again from the beginning, never that
    something is left out. Every method raises StoreUnavailableError, CursorsDamagedError and
    BesideError where the file cannot be used.
    """

    def __init__(self, log_path: str, log_id: str) -> None:
        """Use the file beside the log at `log_path`; it is made when a cursor is first moved."""
        self.path = beside.path_of(log_path, beside.CURSORS)
        self._file = BesideFile(self.path, _KIND, log_id)
        self._connection: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        """Use the cursors until the block ends."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()

    def check(self) -> None:
        """Look the file over, if there is one, and change nothing."""
        with self._translating():
            self._file.check()

    def all(self) -> list[Cursor]:
        """Every cursor, by name."""
        if self._connection is None and not beside.exists(self.path):
            return []
        with self._using() as connection:
            rows = connection.execute(
                "SELECT name, log_id, position, leaf, selection"
                " FROM cursors LEFT JOIN selections USING (name)"
            )
            return sorted((Cursor(*row) for row in rows), key=lambda cursor: cursor.name)

    def find(self, name: str) -> Cursor | None:
        """One cursor, None if there is none of that name."""
        return next((cursor for cursor in self.all() if cursor.name == name), None)

    def place(self, cursor: Cursor) -> None:
        """Put a cursor where it is said to be, wherever it was.

        Raises BadEntryError for a name that is no identifier.
        """
        if not is_identifier(cursor.name):
            raise BadEntryError(
                "bad_entry", "name", Text("must be an identifier", "phải là một mã")
            )
        place = (cursor.name, cursor.log_id, cursor.position, cursor.leaf)
        with self._using() as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT OR REPLACE INTO cursors VALUES (?,?,?,?)", place)
            connection.execute("DELETE FROM selections WHERE name=?", (cursor.name,))
            _keep(connection, cursor.name, cursor.selection)

    def select(self, cursor: Cursor, selection: str) -> Cursor:
        """Keep the selection of a cursor that has none yet."""
        with self._using() as connection:
            _keep(connection, cursor.name, selection)
        return replace(cursor, selection=selection)

    def move(self, cursor: Cursor, position: int, leaf: bytes) -> Cursor:
        """Move a cursor on; raises CursorMovedError if it is no longer where `cursor` says."""
        with self._using() as connection:
            done = connection.execute(
                "UPDATE cursors SET position=?, leaf=?"
                " WHERE name=? AND log_id=? AND position=? AND leaf=?"
                " AND (SELECT selection FROM selections s WHERE s.name = cursors.name) IS ?",
                (position, leaf, *astuple(cursor)),
            )
        if done.rowcount != 1:
            now = self.find(cursor.name)
            found = now.position if now else None
            raise CursorMovedError(cursor.name, expected=cursor.position, found=found)
        return replace(cursor, position=position, leaf=leaf)

    def forget(self, name: str) -> bool:
        """Drop a cursor; say whether there was one."""
        if self.find(name) is None:
            return False
        with self._using() as connection, connection:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM selections WHERE name=?", (name,))
            done = connection.execute("DELETE FROM cursors WHERE name=?", (name,))
        return done.rowcount == 1

    def close(self) -> None:
        """Close the file; a second time does nothing."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @contextmanager
    def _using(self) -> Iterator[sqlite3.Connection]:
        with self._translating():
            if self._connection is None:
                self._connection = self._file.connected()
                # What the disk loses with the power is delivered once more, with the same ids.
                self._connection.execute("PRAGMA synchronous=NORMAL")
            yield self._connection

    @contextmanager
    def _translating(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            found = translated(self.path, error)
            if isinstance(found, NotALogError | DamagedLogError):
                raise CursorsDamagedError(self.path, found.found) from error
            raise found from error
        except OSError as error:
            raise os_failure(self.path, error) from error


def _keep(connection: sqlite3.Connection, name: str, selection: str | None) -> None:
    if selection is not None:
        connection.execute("INSERT OR IGNORE INTO selections VALUES (?,?)", (name, selection))
