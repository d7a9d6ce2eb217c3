"""Projections as values: named, versioned folds that turn the entries of streams into rows."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from engine.structs import Struct
from engine.workflow import Entry, Workflow

Row = dict[str, Any]


class Table(Struct, frozen=True):
    """A table of keyed rows.

    `columns` maps each column to `TEXT`, `INTEGER` or `JSON` (any value of JSON); `key` are the
    columns that name a row, `indexes` what else rows are looked for by.
    """

    name: str
    columns: Mapping[str, str]
    key: tuple[str, ...]
    indexes: tuple[tuple[str, ...], ...] = ()


class Rows(Protocol):
    """The rows of one projection; a row that was got is changed by `put` only."""

    def get(self, table: str, *key: Any) -> Row | None:
        """Return the row under `key`, None if there is none."""

    def select(
        self,
        table: str,
        equal: Mapping[str, Any],
        *,
        below: tuple[str, Any] | None = None,
    ) -> list[Row]:
        """Return the rows where columns are `equal` to values and one is `below` a value.

        They come by key.
        """


class WritableRows(Rows, Protocol):
    """The rows as a fold changes them."""

    def put(self, table: str, row: Row) -> None:
        """Set the row under its key."""

    def delete(self, table: str, *key: Any) -> None:
        """Take the row under `key` away, if there is one."""


class Turn(Struct):
    """What one stream brings at a time.

    `keys` name the subject, as in its stream. An area whose subjects have a state brings
    `state`, as it is after the new entries; any other brings the new `entries`, lifted, in order.
    `whole` are all entries of the stream where one of the new ones is a correction: what it
    changes may lie anywhere before. `seen` is what each projection sees of the state, by its name,
    where another process has folded it: the state is not here then.
    """

    area: str
    keys: tuple[str, ...]
    entries: list[Entry]
    state: Any = None
    whole: Sequence[Entry] | None = None
    seen: Mapping[str, Any] | None = None

    def of(self, projection: "Projection") -> "Turn":
        """Return the turn as a projection sees it."""
        if self.seen is not None:
            seen = self.seen[projection.name]
        elif self.state is not None:
            seen = projection.sees(self.state)
        else:
            return self
        return Turn(self.area, self.keys, self.entries, seen, self.whole)


class Projection(Struct, frozen=True):
    """One fold: `fold` takes rows and a stream's turn and changes the rows; pure otherwise.

    `areas` are those whose entries it folds: an entry of any other moves its cursor and nothing
    else, so that a lifecycle may be added without a word to the projections that are there.
    `settle` takes some turns that were folded and adds up what they changed.
    The rows must come out the same however the entries are cut into turns, and in whichever order
    the streams come, those above first. Raise `version` when tables or fold change: the rows are
    then made anew from the log. `sees` gives what `fold` needs of a subject's state, and stands in
    its place in the turn: where it is small and of plain values, two processes rebuild faster.
    """

    name: str
    version: int
    tables: tuple[Table, ...]
    fold: Callable[[WritableRows, Turn], None]
    areas: frozenset[str]
    settle: Callable[[WritableRows, Sequence[Turn]], None] = lambda _, __: None
    sees: Callable[[Any], Any] = lambda state: state

    def take(self, rows: WritableRows, turns: Sequence[Turn]) -> None:
        """Fold those of some turns that are of its areas."""
        own = [turn for turn in turns if turn.area in self.areas]
        for turn in own:
            self.fold(rows, turn.of(self))
        self.settle(rows, own)

    @property
    def cursor(self) -> str:
        """The name under which its cursor is kept, `board:1`."""
        return f"{self.name}:{self.version}"


class SubjectFold(Struct, frozen=True):
    """How the state of an area's subjects is folded, once for all projections.

    All are given the workflow of the area, whose `take` folds the state of its own. `evolve` takes
    a state and an entry that is no correction; `refold` all entries of a stream.
    """

    initial: Callable[[Workflow], Any]
    evolve: Callable[[Workflow, Any, Entry], Any]
    refold: "Refold"

    def folded(self, workflow: Workflow, entries: Sequence[Entry], *, corrected: bool) -> Any:
        """Return the state after all `entries` of a stream, some corrections or none of them."""
        if corrected:
            return self.refold(workflow, entries)
        state = self.initial(workflow)
        for entry in entries:
            state = self.evolve(workflow, state, entry)
        return state


class Refold(Protocol):
    """Folds all entries of a stream; with `as_of`, a day, those that had occurred by then."""

    def __call__(
        self, workflow: Workflow, entries: Sequence[Entry], as_of: str | None = None
    ) -> Any:
        """Return the state."""


class Index(Struct, frozen=True):
    """The projection that knows where in the log to look; what it points to is never taken back.

    `about` gives, of the entries of the subject that keys name, the positions of those that may
    name a key below it; `marked` gives the streams that may hold entries which an auditor looks
    at. Of streams in other areas than its own it knows nothing.
    """

    projection: str
    areas: frozenset[str]
    about: Callable[[Rows, tuple[str, ...], str], list[int]]
    marked: Callable[[Rows], list[str]]


class Projections(Struct, frozen=True):
    """All projections of a product, and the subjects whose states they are made from."""

    all: tuple[Projection, ...]
    subjects: Mapping[str, SubjectFold]
    index: Index | None = None

    def only(self, *names: str) -> "Projections":
        """Return some of them."""
        chosen = tuple(p for p in self.all if p.name in names)
        return Projections(chosen, self.subjects, self.index)
