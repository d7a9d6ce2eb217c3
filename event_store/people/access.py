"""Who looked at names, when and why: a log of its own, `<log>.access`, that is only added to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from event_store import beside
from event_store.people.mentions import hidden
from event_store.people.private import PrivateDatabase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_APPLICATION = 0x436F6E41  # "ConA"
_SCHEMA = (
    """CREATE TABLE accesses (n INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL,
  ref TEXT NOT NULL, command TEXT NOT NULL, reason TEXT, granted INTEGER NOT NULL) STRICT""",
    """CREATE TRIGGER accesses_no_update BEFORE UPDATE ON accesses
  BEGIN SELECT raise(ABORT, 'append only'); END""",
    """CREATE TRIGGER accesses_no_delete BEFORE DELETE ON accesses
  BEGIN SELECT raise(ABORT, 'append only'); END""",
)
_COLUMNS = "at, actor, ref, command, reason, granted"


@dataclass(frozen=True, slots=True)
class Access:
    """One look at one name; without `granted` it was refused, and nothing was shown."""

    at: str
    actor: str
    ref: str
    command: str
    reason: str | None
    granted: bool


class Accesses:
    """The looks at names of one log, each durable before the name is shown.

    Raises StoreUnavailableError, PeopleDamagedError, BesideError: then no name is shown.
    """

    def __init__(self, log_path: str, log_id: str) -> None:
        """Use the file beside the log at `log_path`, made at the first look."""
        self._database = PrivateDatabase(log_path, log_id, beside.ACCESS, _APPLICATION, _SCHEMA)
        self.path = self._database.path

    def check(self) -> None:
        """Look the file over, if there is one, and change nothing."""
        self._database.check()

    def add(self, accesses: Iterable[Access]) -> None:
        """Append looks, all or none."""
        rows = ((a.at, a.actor, a.ref, a.command, a.reason, a.granted) for a in accesses)
        with self._database.writing() as connection:
            connection.executemany(
                f"INSERT INTO accesses ({_COLUMNS}) VALUES (?,?,?,?,?,?)",  # noqa: S608 - fixed
                rows,
            )

    def hide(self, names: Sequence[str]) -> None:
        """Replace names of somebody who is erased in the reasons that were given for looks."""
        if not self._database.exists:
            return
        with self._database.writing() as connection:
            rows = connection.execute("SELECT n, reason FROM accesses WHERE reason IS NOT NULL")
            found = ((hidden(reason, names), n, reason) for n, reason in rows)
            changed = [(after, n) for after, n, reason in found if after != reason]
            if changed:
                connection.execute("DROP TRIGGER accesses_no_update")
                connection.executemany("UPDATE accesses SET reason = ? WHERE n = ?", changed)
                connection.execute(_SCHEMA[1])

    def newest_first(
        self, *, ref: str | None = None, actor: str | None = None, since: str = ""
    ) -> Iterator[Access]:
        """Yield the looks at a name, or by somebody, or all; nothing if there is no file."""
        if not self._database.exists:
            return
        with self._database.reading() as connection:
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM accesses WHERE at >= :since"  # noqa: S608 - fixed
                " AND ref = coalesce(:ref, ref) AND actor = coalesce(:actor, actor)"
                " ORDER BY n DESC",
                {"since": since, "ref": ref, "actor": actor},
            )
            for at, who, about, command, reason, granted in rows:
                yield Access(at, who, about, command, reason, bool(granted))
