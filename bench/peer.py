"""The peer: stock aggregates of the `eventsourcing` library on SQLite, with no rule to judge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from eventsourcing.application import Application
from eventsourcing.domain import Aggregate, event

from bench import logs
from bench.measuring import Row, Stopwatch

if TYPE_CHECKING:
    from pathlib import Path

    from bench.measuring import Series, Turns
    from bench.season import Command

_SPACE = UUID(int=0)


class Dossier(Aggregate):
    """Holds its last entry; `body` has the size of an entry of ours."""

    @event("Opened")
    def __init__(self, *, name: str) -> None:
        self.name = name
        self.body: dict[str, Any] = {}

    @staticmethod
    def create_id(name: str) -> UUID:
        """The id of a stream, the same for ever."""
        return uuid5(_SPACE, name)

    @event("Recorded")
    def record(self, body: dict[str, Any]) -> None:
        """Take the next entry."""
        self.body = body


class Peer:
    """The entries of a log of ours, recorded by the library as it comes."""

    def __init__(self, folder: Path, entries: list[Command], group: int) -> None:
        self._path = folder / "peer.db"
        self._entries = entries
        self._group = group

    def single(self) -> float:
        """Seconds an event: repository, decorated method, save."""
        app = self._application()
        watch = Stopwatch()
        with watch:
            for entry in self._entries:
                found: Dossier = app.repository.get(Dossier.create_id(entry["stream"]))
                found.record(entry)
                app.save(found)
        app.close()
        return watch.seconds / len(self._entries)

    def grouped(self) -> float:
        """Seconds an event where many aggregates are saved at once."""
        app = self._application()
        with Stopwatch() as watch:
            for start in range(0, len(self._entries), self._group):
                known: dict[UUID, Dossier] = {}
                for entry in self._entries[start : start + self._group]:
                    key = Dossier.create_id(entry["stream"])
                    found = known.get(key) or app.repository.get(key)
                    known[key] = found
                    found.record(entry)
                app.save(*known.values())
        app.close()
        return watch.seconds / len(self._entries)

    def replayed(self) -> float:
        """Seconds an event to load every aggregate of what was recorded last."""
        app = self._application(fresh=False)
        with Stopwatch() as watch:
            for name in self._streams():
                app.repository.get(Dossier.create_id(name))
        app.close()
        return watch.seconds / len(self._entries)

    def _streams(self) -> list[str]:
        return list(dict.fromkeys(entry["stream"] for entry in self._entries))

    def _application(self, *, fresh: bool = True) -> Application[UUID]:
        if fresh:
            logs.remove(self._path)
        app: Application[UUID] = Application(
            env={"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": str(self._path)}
        )
        if fresh:
            app.save(*(Dossier(name=name) for name in self._streams()))
        return app


def rows(
    folder: Path,
    *,
    entries: list[Command],
    group: int,
    ours: tuple[Series, Series, Series],
    turns: Turns,
) -> list[Row]:
    """The rows beside `ours`: one command, a command of a file, an entry replayed."""
    peer = Peer(folder, entries, group)
    single, grouped, replayed = turns.take(peer.single, peer.grouped, peer.replayed)
    return [
        Row("one command | get, record, save by eventsourcing", ours[0], single, flushes=True),
        Row("a command of a file | the same in groups", ours[1], grouped, flushes=True),
        Row("replay an entry | load every aggregate", ours[2], replayed),
    ]
