"""One entry judged by itself: its bytes, its members, and the columns beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from event_store import canonical, clock
from event_store.errors import BadEntryError, BadTimeError, CanonicalError
from event_store.members import MAX_ENTRY, check_shape, is_count, is_domain
from event_store.proof.passes.faults import FaultError, VerificationStep
from event_store.words import Text

if TYPE_CHECKING:
    from event_store.proof.passes.shapes import Row

_PLACES = {"log.rules_adopted": "log", "log.heads": "log/heads"}
"""What the log says of itself has one place; that of genesis is judged with its order."""


def judged(row: Row) -> dict[str, Any]:
    """Parse the entry of a row; raises FaultError unless it is right by itself."""
    position, entry = row[0], row[4]
    if not isinstance(entry, bytes):
        raise FaultError(
            VerificationStep.ENTRY,
            "bad_entry",
            position,
            Text("the row holds no bytes", "dòng không chứa dữ liệu"),
        )
    if len(entry) > MAX_ENTRY:
        found = Text(
            f"{len(entry)} bytes, {MAX_ENTRY} are allowed",
            f"{len(entry)} byte, cho phép {MAX_ENTRY}",
        )
        raise FaultError(VerificationStep.ENTRY, "too_large", position, found)
    try:
        parsed = canonical.check(entry)
    except CanonicalError as error:
        found = _NOT_CANONICAL.filled(
            code=error.code, where=error.path or _THE_TEXT, rule=error.found
        )
        raise FaultError(VerificationStep.ENTRY, "not_canonical", position, found) from None
    if not isinstance(parsed, dict):
        raise FaultError(
            VerificationStep.ENTRY,
            "bad_entry",
            position,
            Text("it is no object", "không phải đối tượng JSON"),
        )
    try:
        check_shape(parsed)
        clock.local_date(parsed["recorded_at"])
        _check_place(parsed)
    except BadEntryError as error:
        raise FaultError(VerificationStep.ENTRY, error.code, position, error.found) from None
    except BadTimeError:
        raise FaultError(
            VerificationStep.ENTRY,
            "bad_entry",
            position,
            Text("recorded_at has no date", "recorded_at không có ngày"),
        ) from None
    _check_columns(row, parsed)
    return parsed


_NOT_CANONICAL = Text("{code} at {where}: {rule}", "{code} ở {where}: {rule}")
_THE_TEXT = Text("the text itself", "chính văn bản")


def _check_place(entry: dict[str, Any]) -> None:
    """Judge what stands on which stream, and references; raises BadEntryError."""
    kind, stream = entry["type"], entry["stream"]
    if _PLACES.get(kind, stream) != stream or (stream == "log/heads" and kind != "log.heads"):
        raise BadEntryError(
            "bad_entry",
            "stream",
            Text(f"is {stream}, no place for {kind}", f"là {stream}, không dành cho {kind}"),
        )
    if is_domain(stream) and not is_count(entry["data"].get("target_position", 1)):
        raise BadEntryError(
            "bad_entry", "data.target_position", Text("must be a position", "phải là một vị trí")
        )


def _check_columns(row: Row, entry: dict[str, Any]) -> None:
    position, stream, version, kind, _ = row
    found = {
        "position": position,
        "stream": _text(stream),
        "version": version,
        "type": _text(kind),
    }
    for column, value in found.items():
        if value != entry[column] or type(value) is not type(entry[column]):
            detail = Text(
                f"{column}: the entry says {entry[column]}, the row {value!r}",
                f"{column}: mục ghi là {entry[column]}, cột của dòng là {value!r}",
            )
            raise FaultError(VerificationStep.ENTRY, "column_mismatch", position, detail)


def _text(column: object) -> object:
    """The text of a column that was read as bytes; anything else, or damaged text, as it is."""
    try:
        return column.decode() if isinstance(column, bytes) else column
    except UnicodeDecodeError:
        return column
