"""What a log's file defines: its tables, indexes and triggers are those of the format."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from event_store.errors import LogError
from event_store.schema import STATEMENTS
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

SchemaFault = Literal["missing", "foreign", "different"]
"""What is wrong with an object of the file."""
SCHEMA_FAULTS: dict[SchemaFault, Text] = {
    "missing": Text("is missing", "không còn"),
    "foreign": Text("does not belong to a log", "không thuộc sổ ghi"),
    "different": Text("is defined otherwise", "bị định nghĩa khác"),
}
"""What may be wrong with a table, an index, a trigger or a view."""
Definition = tuple[str, str, str]
"""What it is, of which table, and its text."""

_OF_ANALYZE = re.compile(r"CREATE TABLE (sqlite_stat[1-4])\((?:tbl|idx|,|\w)+\)").fullmatch
"""Tables of statistics, which SQLite makes by itself and which only guide its search."""
_STATEMENT = re.compile(r"CREATE (TABLE|UNIQUE INDEX|TRIGGER) (\w+)(?:.* ON (\w+))?").match
_SELECT = (
    "SELECT CAST(type AS BLOB), CAST(name AS BLOB), CAST(tbl_name AS BLOB), CAST(sql AS BLOB),"
    " typeof(rootpage) = 'integer' AND (rootpage > 0) = (type <> 'trigger') FROM sqlite_schema"
)
_OWN_INDEX = ("index", "tiles", "")
"""The key of `tiles`, for which SQLite makes an index without a text."""


class ChangedSchemaError(LogError):
    """The file's tables, indexes, triggers or views are not those of a log."""

    code = "schema_changed"
    text = Text(
        "{path} was changed by somebody: {fault}. Nothing was written, since it could alter what "
        "is recorded: keep the file, find out who changed it, and restore a copy.",
        "{path} đã bị sửa: {fault}. Chưa ghi gì, vì nội dung ghi có thể bị làm sai: hãy giữ "
        "nguyên tệp, tìm người đã sửa, và phục hồi từ bản sao.",
    )

    def __init__(self, path: str, what: str, found: SchemaFault) -> None:
        super().__init__(path=path, fault=schema_fault(what, found))
        self.path = path
        self.what = what
        self.kind, _, self.name = what.partition(" ")
        self.found: SchemaFault = found


_KINDS = {"table": "bảng", "index": "chỉ mục"}


def schema_fault(what: str, found: SchemaFault) -> Text:
    """Return what is wrong with an object of the file, which `what` names with its kind."""
    kind, _, name = what.partition(" ")
    named = Text(what, f"{_KINDS.get(kind, kind)} {name}")
    return Text("{what} {fault}", "{what} {fault}").filled(what=named, fault=SCHEMA_FAULTS[found])


@cache
def expected() -> dict[str, Definition]:
    """The tables, indexes and triggers of docs/log-format.md by name, as SQLite keeps them."""
    found: dict[str, Definition] = {"sqlite_autoindex_tiles_1": _OWN_INDEX}
    for statement in STATEMENTS:
        text = " ".join(statement.split())
        made = _STATEMENT(text)
        if made is not None:
            kind, name, table = made.groups()
            found[name] = (kind.rpartition(" ")[2].lower(), table or name, text)
    return found


def difference(execute: Callable[[str], Iterable[Any]]) -> tuple[str, SchemaFault] | None:
    """Return the first object that is not as it should be, and what is wrong; None if all are.

    An object is named by its kind and its name: `trigger entries_once`.
    Names are not relied on: what makes an object is its text, whatever the row says it is.
    """
    rows = list(execute(_SELECT))
    if sorted(rows) == _usual():
        return None
    wanted = dict(expected())
    faults: list[tuple[str, SchemaFault]] = []
    for *words, sound in rows:
        kind, name, table, text = (" ".join(_text(word).split()) for word in words)
        known = wanted.pop(name, None)
        if known is None:
            if not _is_of_analyze(kind, name, text):
                faults.append((f"{kind} {name}", "foreign"))
        elif known != (kind, table, text) or not sound:
            faults.append((f"{known[0]} {name}", "different"))
    faults += [(f"{known[0]} {name}", "missing") for name, known in wanted.items()]
    return min(faults, default=None)


@cache
def _usual() -> list[tuple[Any, ...]]:
    """Return the rows of a log that nobody touched: these need no second look."""
    texts = {" ".join(text.split()): text.encode() for text in STATEMENTS}
    return sorted(
        (kind.encode(), name.encode(), table.encode(), texts.get(text), 1)
        for name, (kind, table, text) in expected().items()
    )


def _is_of_analyze(kind: str, name: str, text: str) -> bool:
    made = _OF_ANALYZE(text)
    return kind == "table" and made is not None and made[1] == name


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value or "")
