"""A disk that remembers: what was written and what was waited for, and what a power cut leaves.

`Disk` is a VFS of apsw over real files. It records what SQLite asks for, one event at a time. An
`Image` is what may be on the disk if the power fails before a given event: of each file all that
was there when it was last waited for, and of what came later, write by write, nothing, all, or
some sectors of it, in any order. Shared memory is lost. A new name, and a removed one, is sure
once the folder was waited for; SQLite does that when it first waits for a file that it has made.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

SECTOR = 512
"""What a disk writes whole or not at all."""


@dataclass(frozen=True)
class Event:
    """`kind` is made, write, truncate, sync, delete, or acknowledged; `what` belongs to it."""

    kind: str
    name: str
    what: Any = None


class Disk(apsw.VFS):
    """The machine's files, seen through.

    `before` is called with each event before it happens, and may raise what the disk answers.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.events: list[Event] = []
        self.before: Callable[[Event], None] = self.events.append
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: list[int]) -> "File":  # noqa: N802 - apsw's name
        """Open a file."""
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        new = bool(flags[0] & apsw.SQLITE_OPEN_CREATE) and not Path(path).exists()
        opened = File(self, name, flags)
        if new:
            self.before(Event("made", path))
        return opened

    def xDelete(self, name: str, syncdir: bool) -> None:  # noqa: N802
        """Remove a name."""
        self.before(Event("delete", name, syncdir))
        super().xDelete(name, syncdir)


class File(apsw.VFSFile):
    """One open file."""

    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        self._disk = disk
        self._name = name.filename() if isinstance(name, apsw.URIFilename) else name
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        """Write, without waiting."""
        self._disk.before(Event("write", self._name, (offset, bytes(data))))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        """Cut off."""
        self._disk.before(Event("truncate", self._name, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        """Wait until all is on the disk."""
        self._disk.before(Event("sync", self._name))
        super().xSync(flags)


@dataclass
class Stored:
    """One file: what is sure, and what was asked for since, in order."""

    sure: bytes = b""
    pending: list[Event] = field(default_factory=list)
    new: bool = False
    """Whether the folder was not waited for since it was made."""

    def apply(self) -> None:
        """Make everything sure."""
        if self.pending:
            content = bytearray(self.sure)
            for event in self.pending:
                done(content, event)
            self.sure, self.pending = bytes(content), []

    def torn(self, chance: random.Random) -> bytes:
        """Return what a power cut leaves: some of what is pending, in some order."""
        content = bytearray(self.sure)
        pending = self.pending[:]
        keep = chance.choice((0, 0.3, 0.5, 0.8, 0.95, 1))
        if chance.random() < 0.5:
            chance.shuffle(pending)
        for event in pending:
            if chance.random() < keep:
                done(content, event)
            elif event.kind == "write" and chance.random() < 0.5:
                for part in sectors(event, chance):
                    done(content, part)
        return bytes(content)


def done(content: bytearray, event: Event) -> None:
    """Let a write or a truncation happen."""
    if event.kind == "truncate":
        del content[event.what :]
        return
    offset, data = event.what
    if len(content) < offset:
        content.extend(bytes(offset - len(content)))
    content[offset : offset + len(data)] = data


def sectors(event: Event, chance: random.Random) -> Iterator[Event]:
    """Yield the sectors of a write that reach the disk, some of them as rubbish."""
    offset, data = event.what
    place = 0
    while place < len(data):
        size = min(SECTOR - (offset + place) % SECTOR, len(data) - place)
        part = data[place : place + size]
        lot = chance.random()
        if lot < 0.5:
            yield Event("write", event.name, (offset + place, part))
        elif lot < 0.6:
            yield Event("write", event.name, (offset + place, chance.randbytes(size)))
        place += size


class Platter:
    """What is on the disk after some of the events: the files, and the names they may have."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._names: dict[str, list[Stored | None]] = {
            name: [Stored(content)] for name, content in files.items()
        }

    def take(self, event: Event) -> None:
        """Let one event happen."""
        known = self._names.setdefault(event.name, [None])
        if event.kind == "made":
            known.append(Stored(new=True))
        elif event.kind == "delete":
            known.append(None)
            if event.what:
                self._wait_for_folder()
        elif event.kind == "sync":
            self._file(event).apply()
            if self._file(event).new:
                self._wait_for_folder()
        elif event.kind in ("write", "truncate"):
            self._file(event).pending.append(event)

    def image(self, chance: random.Random) -> dict[str, bytes]:
        """Return what the files may hold if the power fails now."""
        found = {}
        for name, states in self._names.items():
            state = chance.choice(states)
            if state is not None:
                found[name] = state.torn(chance)
        return found

    def _file(self, event: Event) -> Stored:
        found = self._names[event.name][-1]
        assert found is not None, f"{event} of a file that was not opened"
        return found

    def _wait_for_folder(self) -> None:
        """All names are what they were last made to be."""
        for states in self._names.values():
            if states[-1] is not None:
                states[-1].new = False
            del states[:-1]
