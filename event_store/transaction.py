"""One writing transaction of the log: commands, rules and heads, sealed under the store's lock."""

from __future__ import annotations

import sys
from base64 import b64decode, b64encode
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self

from event_store import clock
from event_store.entry import Circumstances, Draft, prepare, seal
from event_store.errors import NotASimulationError, TimeWentBackError
from event_store.heads import StreamHeads
from event_store.stored import linked_texts, loaded, loaded_command, loaded_stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from contextlib import AbstractContextManager
    from types import TracebackType

    from event_store.clock import Clock
    from event_store.present import ClockCheck
    from event_store.store import Batch, Event, Head

HEADS = "log.heads"
RULES = "log.rules_adopted"
RulesKey = tuple[object, ...]
"""Names, versions and texts of one pair of definitions and policy."""


class Rollback(Exception):  # noqa: N818 - a signal, not a failure
    """Leaves a transaction quietly; it goes no further."""


class Transaction:
    """What `Log.write` gives, for `with`; sees everything that it appended itself."""

    last_recorded_at: str
    """The log's time: that of its last entry."""

    def __init__(
        self,
        writing: AbstractContextManager[Batch],
        path: str,
        *,
        simulation: bool,
        read_clock: Clock,
        known: KnownBefore,
        check: ClockCheck | None = None,
    ) -> None:
        self._writing = writing
        self._path = path
        self._simulation = simulation
        self._clock = read_clock
        self._known = known
        self._check = check
        self._new_rules: dict[RulesKey, int] = {}
        self._behind_at: str | None = None
        self._machine_time = ""

    def __enter__(self) -> Self:
        """Begin; waits for other writers."""
        self._batch = self._writing.__enter__()
        try:
            _, self.last_recorded_at, self._last_type = self._known.last_entry(
                self._batch, self._path
            )
            self._rules_head = self._batch.head("log")
        except BaseException:
            self._writing.__exit__(*sys.exc_info())
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool | None:
        """Commit, or write nothing if it is left by an error."""
        self._writing.__exit__(kind, error, traceback)
        if kind is None:
            self._known.last = (self._batch.last_entry, self.last_recorded_at, self._last_type)
        return kind is Rollback

    @property
    def size(self) -> int:
        """Last position, with what was appended here."""
        return self._batch.size

    def version(self, stream: str) -> int:
        """Last version of a stream, 0 if it has no entry."""
        head = self._batch.head(stream)
        return head[0] if head else 0

    def head(self, stream: str) -> Head | None:
        """Last version of a stream and the leaf hash of its entry, None if it has none."""
        return self._batch.head(stream)

    def leaf(self, stream: str) -> bytes | None:
        """Leaf hash of a stream's last entry, None if it has none."""
        head = self._batch.head(stream)
        return head[1] if head else None

    @property
    def mark(self) -> object:
        """Equal to an earlier one only where nothing was written in between.

        Not even by a log that was put in the place of this one and grew to the same size.
        """
        return self._batch.lineage, self._batch.size

    def stream(self, stream: str, after: int = 0) -> list[dict[str, Any]]:
        """Entries of a stream from version after+1 on."""
        return loaded_stream(self._batch.rows(), self._path, stream, after)

    def stream_of(self, position: int) -> str:
        """Stream of the entry at a position, an empty text if there is none."""
        if not 1 <= position <= self._batch.size:
            return ""
        text = self._batch.rows().entry(position)
        return str(loaded(text, self._path, position)["stream"])

    def texts(self, stream: str) -> list[bytes]:
        """Bytes of all entries of a stream, in order; raises DamagedLogError."""
        rows = self._batch.rows()
        return linked_texts(rows, self._path, stream)

    def command(self, command_id: str) -> list[dict[str, Any]]:
        """Entries of the accepted command with this id; empty if the id is free."""
        position = self._batch.command(command_id)
        if position is None:
            return []
        return loaded_command(self._batch.rows(), self._path, position)

    def now(self, recorded_at: str | None = None) -> tuple[str, bool]:
        """The time for the next entry, and whether the clock is more than two seconds behind.

        `recorded_at`, any RFC 3339 time with offset, is taken in a simulation only. Raises
        NotASimulationError, BadTimeError, TimeWentBackError, ClockAheadError.
        """
        if recorded_at is not None:
            if not self._simulation:
                raise NotASimulationError(recorded_at)
            given = clock.normal(recorded_at)
            self._check_time(given)
            return given, False
        now = self._clock()
        time = clock.written(now)
        if time >= self.last_recorded_at:
            self._check_clock(time)
            return time, False
        behind = clock.read(self.last_recorded_at) - now > clock.BEHIND
        if behind:
            self._behind_at, self._machine_time = self.last_recorded_at, time
        return self.last_recorded_at, behind

    def today(self, recorded_at: str) -> str:
        """The day on which a command with this time, as `now` gave it, is recorded.

        One command under a clock of next year must not put all later ones there: where the log's
        time is more than a day ahead of the machine's, the machine says which day it is.
        """
        if recorded_at == self._behind_at and clock.is_far_ahead(recorded_at, self._machine_time):
            return clock.local_date(self._machine_time)
        return clock.local_date(recorded_at)

    def rules(
        self,
        definitions: Sequence[Mapping[str, Any]],
        policy: Mapping[str, Any],
        recorded_at: str,
    ) -> int:
        """Position of the `log.rules_adopted` of exactly this pair, appended now if it is new.

        `definitions` are of name, version, text; `policy` of name, text.
        """
        key: RulesKey = (
            frozenset((d["name"], d["version"], d["text"]) for d in definitions),
            policy["name"],
            policy["text"],
        )
        found = self._new_rules.get(key) or self._known.position(
            key, self._batch, self._rules_head
        )
        if found is None:
            draft = Draft(
                actor="log", stream="log", type=RULES, data=rules_data(definitions, policy)
            )
            found = self.append_system(draft, recorded_at=recorded_at)["position"]
            self._new_rules[key] = found
        return found

    def append(
        self,
        drafts: Sequence[Draft],
        *,
        recorded_at: str,
        command_id: str | None = None,
        digest: str | None = None,
        rules: int | None = None,
        expect: Mapping[str, int] | None = None,
    ) -> list[dict[str, Any]]:
        """Append the entries of one command, all or none; returns them as recorded.

        `rules` goes to domain entries. Raises VersionConflictError, CommandIdReusedError,
        EntryTooLargeError, BadEntryError, CanonicalError, TimeWentBackError: nothing of this
        command is written then, and the transaction may go on with others.
        """
        about = Circumstances(
            recorded_at, command_id, digest, rules, len(drafts), self._flags(recorded_at)
        )
        return self._append(drafts, about, expect)

    def append_system(self, draft: Draft, *, recorded_at: str) -> dict[str, Any]:
        """Append one system entry that no command asked for; returns it as recorded.

        Raises as `append` does.
        """
        about = Circumstances(recorded_at, flags=self._flags(recorded_at))
        return self._append([draft], about, None)[0]

    def append_heads(self) -> dict[str, Any] | None:
        """Commit the log to the head of every stream; None if the last entry does just that."""
        if self._last_type == HEADS:
            return None
        time = self.last_recorded_at if self._simulation else self.now()[0]
        size = self.size
        heads = StreamHeads(list(self._batch.rows().heads("")))
        data = {"root": _b64(heads.root()), "size": size, "streams": heads.count}
        draft = Draft(actor="log", stream="log/heads", type=HEADS, data=data)
        return self.append_system(draft, recorded_at=time)

    def keep_checkpoint(self, size: int, note: str) -> None:
        """Keep a signed checkpoint over the first `size` entries."""
        self._batch.put_checkpoint(size, note)

    def keep_cosignature(self, size: int, name: str, line: str) -> None:
        """Keep a witness's line under the checkpoint at `size`."""
        self._batch.put_cosignature(size, name, line)

    def rollback(self) -> None:
        """Leave the block at once, without writing anything of it, and without an error."""
        raise Rollback

    def _append(
        self, drafts: Sequence[Draft], about: Circumstances, expect: Mapping[str, int] | None
    ) -> list[dict[str, Any]]:
        if not drafts:
            return []
        self._check_time(about.recorded_at)
        self._check_clock(about.recorded_at)
        versions: dict[str, int] = {}
        events: list[Event] = []
        for n, draft in enumerate(drafts, 1):
            stream = draft.stream
            version = (versions.get(stream) or self.version(stream)) + 1
            versions[stream] = version
            events.append(
                (stream, version, draft.type, prepare(draft, about, n=n, version=version))
            )
        self._batch.insert(
            events, expect=(expect or {}).items(), command_id=about.command_id, seal=seal
        )
        self.last_recorded_at = about.recorded_at
        self._last_type = drafts[-1].type
        return [entry for _, _, _, entry in events]

    def _check_time(self, time: str) -> None:
        if time < self.last_recorded_at:
            raise TimeWentBackError(given=time, last=self.last_recorded_at)

    def _check_clock(self, time: str) -> None:
        if self._check is not None:
            self._check.check(time, self.last_recorded_at, self._batch.rows)

    def _flags(self, recorded_at: str) -> tuple[str, ...]:
        return ("clock_behind",) if recorded_at == self._behind_at else ()


LastEntry = tuple[bytes | None, str, str]
"""The bytes of a log's last entry, None if it has none; when it was recorded; its type."""


class KnownBefore:
    """What a log's transactions hand on: its last entry, and which rules it has adopted.

    Both are held against the log before they are believed.
    """

    def __init__(self) -> None:
        self.last: LastEntry = (None, clock.BEGINNING, "")
        self._adopted: dict[RulesKey, int] = {}
        self._head: Head = (0, b"")

    def last_entry(self, batch: Batch, path: str) -> LastEntry:
        """Return the last entry, parsed anew only where it is another one."""
        text = batch.last_entry
        if text != self.last[0]:
            entry = loaded(text, path, batch.size)
            self.last = (text, entry["recorded_at"], entry["type"])
        return self.last

    def position(self, key: RulesKey, batch: Batch, head: Head | None) -> int | None:
        """Position of a pair among the committed entries of stream `log`, to its `head`.

        What the transaction itself appended does not count: it may yet be rolled back.
        """
        upto = head or (0, b"")
        if upto != self._head:
            self._read(batch, upto)
        return self._adopted.get(key)

    def _read(self, batch: Batch, upto: Head) -> None:
        """Read what is new, or everything where the stream does not go on from what was read."""
        after, leaf = self._head
        found = _entries(batch, after, upto[0])
        if after and (not found or b64decode(found[0].get("prev", "")) != leaf):
            self._adopted.clear()
            found = _entries(batch, 0, upto[0])
        for entry in found:
            if entry["type"] == RULES:
                self._adopted.setdefault(_key_of(entry["data"]), entry["position"])
        self._head = upto


def _entries(batch: Batch, after: int, upto: int) -> list[dict[str, Any]]:
    return loaded_stream(batch.rows(), "", "log", after, upto)


def rules_data(
    definitions: Sequence[Mapping[str, Any]], policy: Mapping[str, Any]
) -> dict[str, Any]:
    """The data of a `log.rules_adopted`: definitions sorted by name, each text with its digest."""
    return {
        "definitions": [
            {**_text(definition), "version": definition["version"]}
            for definition in sorted(definitions, key=lambda d: str(d["name"]))
        ],
        "policy": _text(policy),
    }


def _key_of(data: Mapping[str, Any]) -> RulesKey:
    policy = data["policy"]
    return (
        frozenset((d["name"], d["version"], d["text"]) for d in data["definitions"]),
        policy["name"],
        policy["text"],
    )


def _text(source: Mapping[str, Any]) -> dict[str, Any]:
    text = source["text"]
    return {"digest": _b64(sha256(text.encode()).digest()), "name": source["name"], "text": text}


def _b64(raw: bytes) -> str:
    return b64encode(raw).decode()
