"""What can go wrong with a log: each error keeps its facts as fields and a code to translate by.

Messages are English and say what is so, what was expected, what did not happen, what to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from event_store.holders import Holder

Cause = Literal[
    "disk_full",
    "read_only",
    "io_error",
    "busy",
    "no_folder",
    "lost",
    "linked",
    "lock_linked",
    "changed",
    "journal",
]
"""Why a store cannot be reached."""
Beside = Literal["link", "names", "kind", "owner", "application", "tables", "newer", "damaged"]
"""A link; a file of several names; no file; of another log; of another program; with other
tables, triggers or views; of a newer program."""


class LogError(Exception):
    """Any failure of the log; `code` names it in every language."""

    code: str = "log_error"


class CanonicalError(LogError, ValueError):
    """A value or a text breaks a rule of the canonical form.

    `code` is one of bad_key, integer_range, not_integer, null, duplicate_key, not_nfc,
    control_character, too_deep, not_unicode, not_json, not_canonical; `path` leads to the place,
    as in `data.evidence[0].number`.
    """

    def __init__(self, code: str, path: str = "", detail: str = "") -> None:
        where = path or "the value itself"
        super().__init__(
            f"{code} at {where}{': ' if detail else ''}{detail}. Nothing was written: give a "
            "value in the canonical form (docs/log-format.md, section 1)."
        )
        self.code = code
        self.path = path


class BadEntryError(LogError, ValueError):
    """A member of an entry is missing, unknown to its table, or of the wrong shape."""

    def __init__(self, code: str, member: str, detail: str) -> None:
        self.found = f"{member} {detail}"
        super().__init__(f"{code}: {self.found}. The entry was not written.")
        self.code = code
        self.member = member


class EntryTooLargeError(LogError):
    """An entry would be larger than the format allows; its whole command is refused."""

    code = "too_large"

    def __init__(self, stream: str, *, size: int, limit: int) -> None:
        super().__init__(
            f"The entry on {stream} would be {size} bytes and {limit} are allowed. Nothing of "
            "this command was written: shorten it, or attach the document by its sha256."
        )
        self.stream = stream
        self.size = size
        self.limit = limit


class VersionConflictError(LogError):
    """Someone else advanced the stream between our read and our append."""

    code = "version_conflict"

    def __init__(self, stream: str, *, expected: int, actual: int) -> None:
        super().__init__(
            f"{stream} is at version {actual}, you expected {expected}: somebody advanced it "
            "meanwhile. Nothing of this command was written: read the stream again, then decide."
        )
        self.stream = stream
        self.expected = expected
        self.actual = actual


class CommandIdReusedError(LogError):
    """A command with this id is in the log already; asking again must not append again."""

    code = "command_id_reused"

    def __init__(self, command_id: str, *, position: int) -> None:
        super().__init__(
            f"Command {command_id} was accepted before, at position {position}. Nothing was "
            "written: read its answer there, or use another id for another command."
        )
        self.command_id = command_id
        self.position = position


class TimeWentBackError(LogError):
    """The time given for an entry lies before that of the last entry, or may not be given."""

    code = "time_went_back"

    def __init__(self, *, given: str, last: str) -> None:
        super().__init__(
            f"The log's last entry was recorded at {last} and {given} is earlier. Nothing was "
            "written: recorded times never fall; give a later one or none."
        )
        self.given = given
        self.last = last


class NotASimulationError(LogError):
    """A command gave its own recorded_at to a log that is not a simulation."""

    code = "not_a_simulation"

    def __init__(self, given: str) -> None:
        super().__init__(
            f"recorded_at {given} was given, but this log is not a simulation: its clock is the "
            "machine's. Nothing was written: leave recorded_at out."
        )
        self.given = given


class BadTimeError(LogError, ValueError):
    """A text is not an RFC 3339 time with offset."""

    code = "bad_time"

    def __init__(self, given: str) -> None:
        super().__init__(
            f"{given!r} is not a time with offset, such as 2017-08-11T08:00:00+07:00. "
            "Nothing was written."
        )
        self.given = given


class LogMissingError(LogError):
    """There is no file where the log was expected."""

    code = "log_missing"

    def __init__(self, path: str) -> None:
        super().__init__(
            f"There is no log at {path}. Nothing was made: create one first, or correct the path."
        )
        self.path = path


class LogExistsError(LogError):
    """A log was to be created where something is already."""

    code = "log_exists"

    def __init__(self, path: str) -> None:
        super().__init__(
            f"{path} exists already. It was not touched and no log was created: "
            "open it, or choose another path."
        )
        self.path = path


class NotALogError(LogError):
    """The file is something else: not SQLite, another application's, or without genesis."""

    code = "not_a_log"

    def __init__(self, path: str, found: str) -> None:
        super().__init__(
            f"{path} is not a log: {found}. It was not changed: check the path, or restore the "
            "log from a copy."
        )
        self.path = path
        self.found = found


class NewerFormatError(LogError):
    """The log was written by a later program; reading it with this one could mislead.

    `position` is the entry that shows it, None where the file itself does.
    """

    code = "newer_format"

    def __init__(
        self, path: str, what: str, *, found: object, known: object, position: int | None = None
    ) -> None:
        at = "" if position is None else f" at position {position}"
        super().__init__(
            f"{path} has {what} {found}{at}, and this program knows {known}: a newer version of "
            "the program wrote it. Nothing is damaged. It was not opened, not even for reading, "
            "and nothing was changed: update the program."
        )
        self.path = path
        self.what = what
        self.position = position
        self.found = found
        self.known = known


class RolledBackError(LogError):
    """The log is shorter than a checkpoint that was signed over it."""

    code = "rolled_back"

    def __init__(self, path: str, *, size: int, checkpoint: int) -> None:
        super().__init__(
            f"{path} holds {size} entries, but a checkpoint over {checkpoint} was signed: entries "
            "were lost or removed, perhaps by restoring an old copy. It was not opened: keep "
            "the file, and find the newest copy."
        )
        self.path = path
        self.size = size
        self.checkpoint = checkpoint


class GapError(LogError):
    """A position is missing between two that were read: the record is damaged."""

    code = "gap"

    def __init__(self, *, expected: int, found: int | None) -> None:
        seen = "the log ends" if found is None else f"position {found} follows"
        super().__init__(
            f"Position {expected} is missing: {seen}. Reading stopped there: keep the file, "
            "verify it, and compare with a copy."
        )
        self.expected = expected
        self.found = found


class ShrunkLogError(LogError):
    """The log ends before a position that its reader has read: entries were lost or removed."""

    code = "shrunk"

    def __init__(self, path: str, *, size: int, read: int) -> None:
        super().__init__(
            f"{path} ends at position {size}, but {read} was read before: entries were lost or "
            "removed, perhaps by restoring an old copy. Nothing was delivered: keep the file, "
            "and find the newest copy."
        )
        self.path = path
        self.size = size
        self.read = read


class DamagedLogError(LogError):
    """What the file holds is not what was written: a page, a row or an entry.

    `position` is the entry concerned, None if it is not known or none is.
    """

    code = "damaged"

    def __init__(self, path: str, found: str, *, position: int | None = None) -> None:
        where = "" if position is None else f" at position {position}"
        super().__init__(
            f"{path} is damaged{where}: {found}. Nothing was written: keep the file and restore a "
            "copy."
        )
        self.path = path
        self.found = found
        self.position = position


class BesideError(LogError):
    """A file beside the log is not one that this program may use; it was not touched."""

    def __init__(self, path: str, what: Beside) -> None:
        super().__init__(
            f"{path} {_BESIDE[what]}. It was not used and not changed, and the log is "
            f"unaffected: {_TO_DO.get(what, _MOVE_AWAY)}, then repeat the command."
        )
        self.code = "beside_kind" if what == "kind" else "beside_foreign"
        self.path = path
        self.what: Beside = what


_BESIDE: dict[Beside, str] = {
    "link": "is a symbolic link, and a file beside a log must be no link",
    "names": "is a file with more than one name (a hard link), and must have only this one",
    "kind": "is no regular file",
    "owner": "belongs to another log",
    "application": "is a file of another program",
    "tables": "has tables, triggers or views that this program did not make",
    "newer": "was written by a newer version of this program, and is not damaged",
    "damaged": "is damaged, or no SQLite file",
}
_MOVE_AWAY = "move it away"
_TO_DO: dict[Beside, str] = {
    "owner": "move it away, or put the file of this log in its place",
    "newer": "update the program",
}


class StoreUnavailableError(LogError):
    """The store cannot be read or written now; `cause` says why."""

    code = "store_unavailable"

    def __init__(self, path: str, cause: Cause, detail: str, *, unsure: bool = False) -> None:
        outcome = (
            "It is not known whether the last write was kept: open the log again and look."
            if unsure
            else "Nothing was written."
        )
        super().__init__(f"{path}: {_CAUSES[cause]} ({detail}). {outcome} {_ADVICE[cause]}")
        self.path = path
        self.cause: Cause = cause
        self.detail = detail
        self.unsure = unsure


class LinkedLogError(StoreUnavailableError):
    """The log's file has more than one name: writers by the other name would not see this one."""

    code = "log_linked"

    def __init__(self, path: str, names: int) -> None:
        super().__init__(path, "linked", f"{names} hard links")
        self.names = names


class LinkedLockError(StoreUnavailableError):
    """The log's lock is a link or no file: it may be another log's lock, or no lock at all."""

    code = "lock_linked"

    def __init__(self, path: str) -> None:
        super().__init__(path, "lock_linked", "a link, or no regular file")


class LogBusyError(StoreUnavailableError):
    """Another program held the log for longer than this one waits."""

    code = "log_busy"

    def __init__(self, path: str, holder: Holder, seconds: float) -> None:
        super().__init__(path, "busy", f"held by {holder}")
        message = (
            f"{path}: {holder} holds the log and did not let go of it within {seconds:g} s. "
            "Nothing was written. Wait for it to finish, or end it, then repeat the command; "
            "--wait SECONDS waits longer."
        )
        self.args = (message,)
        self.holder = holder
        self.seconds = seconds


_CAUSES: dict[Cause, str] = {
    "disk_full": "there is no space left",
    "read_only": "the log cannot be written here",
    "io_error": "the disk answered with an error",
    "busy": "another program holds the log",
    "no_folder": "the folder does not exist",
    "lost": "the file was moved, removed or replaced",
    "changed": "somebody wrote to the log while it was read without the right to write",
    "journal": "a journal lies beside it that SQLite would play back into the log",
    "linked": "its file has more than one name, and a writer by another name would not see this",
    "lock_linked": "the lock of the log must be a regular file of its own",
}
_ADVICE: dict[Cause, str] = {
    "disk_full": "Free some space, then repeat the command.",
    "read_only": "Use a copy in a folder that you may write, or ask for the right to write.",
    "io_error": "Check the disk, then open the log again.",
    "busy": "Wait for the other program to finish, then repeat the command.",
    "no_folder": "Create the folder first, or correct the path.",
    "lost": "Find out who moved it, put it back, then start again.",
    "changed": "Run the command again.",
    "journal": "Find out which file it belongs to, keep it, and move it to another folder.",
    "linked": "It can be read. Make a copy of its own by 'congress backup FILE' and go on with "
    "that, or delete the other names.",
    "lock_linked": "When no program writes to the log, delete it or move it away: it is made "
    "again.",
}
