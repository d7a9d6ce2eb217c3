"""The first step of a verification: whether a file is a log that this program can judge."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from event_store import canonical
from event_store.errors import NotALogError
from event_store.files import HASH, NO_GENESIS, check_header, check_readable, older_tables
from event_store.members import FORMAT, is_count
from event_store.proof.passes.faults import FaultError, VerificationStep
from event_store.schema import USER_VERSION
from event_store.words import Text

if TYPE_CHECKING:
    from event_store.proof.passes.raw_rows import RawRows

_COLUMNS = {
    "entries": "position, stream, version, type, entry",
    "streams": "stream, version, leaf",
    "commands": "command_id, position",
    "tiles": "level, n, root, hashes",
    "checkpoints": "size, note",
    "cosignatures": "size, name, line",
}


def check_file(path: str) -> None:
    """Judge what can be said of a file before it is opened; raises FaultError.

    Raises LogMissingError, StoreUnavailableError where there is nothing to judge.
    """
    try:
        check_readable(path)
    except NotALogError as error:
        raise FaultError(VerificationStep.OPEN, "not_a_log", None, error.found) from None


def check_version(rows: RawRows) -> None:
    """Judge whose file it is, and of which version; raises FaultError."""
    try:
        version = check_header(rows.path, rows)
    except NotALogError as error:
        raise FaultError(VerificationStep.OPEN, "not_a_log", None, error.found) from None
    if version < USER_VERSION:
        raise FaultError(VerificationStep.OPEN, "damaged", None, older_tables(version))
    if version > USER_VERSION:
        found = Text(
            f"tables of version {version}, known is {USER_VERSION}",
            f"bảng phiên bản {version}, chương trình này biết đến {USER_VERSION}",
        )
        raise FaultError(VerificationStep.OPEN, "newer_format", None, found)


def check_tables(rows: RawRows) -> None:
    """Judge that there is a table of each name with the columns of the format."""
    for table, columns in _COLUMNS.items():
        if not rows.is_table(table, columns):
            detail = Text(
                f"its tables are not those of a log: {table}",
                f"bảng không đúng như của sổ ghi: {table}",
            )
            raise FaultError(VerificationStep.OPEN, "not_a_log", None, detail)


def check_genesis(rows: RawRows) -> dict[str, Any]:
    """Judge whether entry 1 can be understood, and return it; raises FaultError."""
    first = rows.entry(1)
    genesis: Any = {}
    with suppress(ValueError, TypeError):
        genesis = canonical.loads(first or b"")
    if not isinstance(genesis, dict) or genesis.get("type") != "log.created":
        raise FaultError(VerificationStep.OPEN, "not_a_log", 1, NO_GENESIS)
    data = genesis.get("data")
    known = {"format": (genesis, FORMAT), "hash": (data, HASH)}
    for member, (place, value) in known.items():
        found = place.get(member) if isinstance(place, dict) else None
        if found != value and (is_count(found) or isinstance(found, str)):
            detail = Text(
                f"{member} {found}, known is {value}",
                f"{member} {found}, chương trình này biết {value}",
            )
            raise FaultError(VerificationStep.OPEN, "newer_format", 1, detail)
    return genesis


def check_size(rows: RawRows) -> int:
    """Judge that the log is not shorter than what was signed, and return its size."""
    size = rows.last_position()
    if not is_count(size):
        raise FaultError(
            VerificationStep.ENTRY,
            "bad_entry",
            1,
            Text(f"the last position is {size!r}", f"vị trí cuối là {size!r}"),
        )
    newest = rows.checkpoint()
    if size < newest:
        found = Text(
            f"a checkpoint over {newest} entries was signed, the log ends at {size}",
            f"đã ký đến {newest}, sổ còn {size} mục",
        )
        raise FaultError(VerificationStep.OPEN, "rolled_back", size + 1, found)
    return int(size)
