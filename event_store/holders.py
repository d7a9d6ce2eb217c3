"""Who holds a lock on a file: found in what Linux tells of every process; elsewhere unknown."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from event_store.words import Language

_PROC = Path("/proc")
_LONGEST = 80
"""Characters of a command line that are shown."""
_STARTED = 19
"""Place of the start in `/proc/PID/stat`, counted behind the name of the program."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a lock; `pid` None where the system does not tell."""

    pid: int | None = None
    program: str = ""
    since: datetime | None = None
    """When the process started."""

    def say(self, language: Language) -> str:
        """Name it in `language`."""
        if self.pid is None:
            return _SOMEBODY.say(language)
        named = f" ({self.program})" if self.program else ""
        since = "" if self.since is None else _SINCE.say(language, {"at": shown(self.since)})
        return f"{_PROCESS.say(language)} {self.pid}{named}{since}"

    def __str__(self) -> str:
        """Name it in English."""
        return self.say("en")


_SOMEBODY = Text("another program", "chương trình khác")
_PROCESS = Text("process", "tiến trình")
_SINCE = Text(", running since {at},", ", chạy từ {at},")


def shown(time: datetime) -> str:
    """Return a time as the clock on this machine's wall shows it."""
    return f"{time.astimezone():%Y-%m-%d %H:%M:%S}"


def holder_of(*paths: str) -> Holder:
    """Return who holds an exclusive lock on one of the files, `Holder()` if that is not known."""
    with suppress(OSError, ValueError, IndexError):
        inodes = {Path(path).stat().st_ino for path in paths if Path(path).exists()}
        for pid in _pids(inodes):
            return _described(pid)
    return Holder()


def _pids(inodes: set[int]) -> Iterator[int]:
    """Yield processes that hold an exclusive lock on a file of one of these numbers."""
    for line in (_PROC / "locks").read_text().splitlines():
        words = line.split()
        if "->" in words or words[3] != "WRITE":
            continue
        inode = int(words[5].rpartition(":")[2])
        if inode in inodes:
            pid = int(words[4])
            # A lock may outlive the process that took it, in one that has inherited the file.
            yield pid if pid > 0 and (_PROC / words[4]).exists() else _heir(inode)


def _heir(inode: int) -> int:
    """Return the process that has the locked file open; raises ValueError if there is none."""
    for info in _PROC.glob("[0-9]*/fdinfo/*"):
        with suppress(OSError):
            text = info.read_text()
            if "\nlock:" in text and f":{inode} " in text:
                return int(info.parts[2])
    raise ValueError(inode)


def _described(pid: int) -> Holder:
    program, since = "", None
    with suppress(OSError):
        words = (_PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
        program = b" ".join(words).decode(errors="replace").strip()[:_LONGEST]
    with suppress(OSError, ValueError, IndexError):
        since = _started(pid)
    return Holder(pid, "".join(c if c.isprintable() else "?" for c in program), since)


def _started(pid: int) -> datetime:
    fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    up = float((_PROC / "uptime").read_text().split()[0])
    ago = up - int(fields[_STARTED]) / os.sysconf("SC_CLK_TCK")
    return datetime.now(UTC) - timedelta(seconds=ago)
