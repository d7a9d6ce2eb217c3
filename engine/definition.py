"""A lifecycle as data: states, transitions, guards; compiled once, all errors reported at once."""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from hashlib import sha256
from typing import Any

from engine.reasons import Problem, Text, joined
from engine.stages import ANY, parsed
from engine.structs import Struct

STAY = "="
NO_KIND = "?kind "


class DefinitionError(Problem, ValueError):
    """A definition is faulty; `faults` holds every fault, one sentence each."""

    code = "bad_definition"
    text = Text(
        "The definition '{name}' has errors ({count}), and no lifecycle was made:\n{listed}",
        "Định nghĩa '{name}' có lỗi ({count}), chưa lập quy trình nào:\n{listed}",
    )

    def __init__(self, name: str, faults: list[Text]) -> None:
        listed = joined("\n", (Text(f"  - {f.en}", f"  - {f.vi}") for f in faults))
        super().__init__(name=name, count=len(faults), listed=listed)
        self.name = name
        self.faults = faults


class Row(Struct, frozen=True):
    """One line of the table: `command` leads from each of `sources` to `target` (or stays)."""

    command: str
    event: str
    kind: str
    sources: tuple[str, ...]
    target: str
    guards: tuple[str, ...]


class Definition:
    """A compiled definition.

    `text` is the exact text that goes into the log; `states` are in their order; `rows` is the
    table. `steps` (the compiled `transitions` machine) is built on first use, so that reading
    commands never pay for it.
    """

    def __init__(self, text: str, *, guards: Collection[str], events: Collection[str]) -> None:
        """Parse and check `text`; raise DefinitionError with every fault."""
        raw = parsed(text)
        self.text = text
        self.name: str = raw.get("workflow", "")
        self.version: int = raw.get("version", 0)
        self.initial: str = raw.get("initial", "")
        self.states: tuple[str, ...] = tuple(raw.get("states", ()))
        self.rows: tuple[Row, ...] = tuple(_rows(raw, self.states))
        faults = list(self._faults(set(guards), set(events)))
        if faults:
            raise DefinitionError(self.name or "?", faults)
        self.event_of: Mapping[str, str] = {row.command: row.event for row in self.rows}
        self.command_of: Mapping[str, str] = {row.event: row.command for row in self.rows}
        self.kind_of: Mapping[str, str] = {row.command: row.kind for row in self.rows}
        self.rank: Mapping[str, int] = {state: n for n, state in enumerate(self.states)}
        self.common_guards: Mapping[str, tuple[str, ...]] = {
            command: _common([row.guards for row in self.rows if row.command == command])
            for command in self.event_of
        }

    @cached_property
    def steps(self) -> Mapping[tuple[str, str], Any]:
        """The step for each (state, command), as the `transitions` machine holds it."""
        from engine.machine import compile_steps  # noqa: PLC0415 - readers never need it

        return compile_steps(self.states, self.initial, self.table())

    @cached_property
    def digest(self) -> str:
        """Hex SHA-256 of the text: a released definition is frozen by it."""
        return sha256(self.text.encode()).hexdigest()

    def table(self) -> Iterator[dict[str, object]]:
        """Yield one `transitions` row for each command and source state."""
        for row in self.rows:
            for source in row.sources:
                target = source if row.target == STAY else row.target
                yield {
                    "trigger": row.command,
                    "source": source,
                    "dest": target,
                    "conditions": list(row.guards),
                }

    def sources_of(self, command: str) -> list[str]:
        """Return the states from which `command` is possible, in the order of the states."""
        found = {source for row in self.rows if row.command == command for source in row.sources}
        return [state for state in self.states if state in found]

    def _faults(self, guards: set[str], events: set[str]) -> Iterator[Text]:
        known = set(self.states)
        if not self.name:
            yield Text("it has no name ('workflow')", "nó không có tên ('workflow')")
        if type(self.version) is not int or self.version < 1:
            yield Text("it has no version from 1", "nó không có số phiên bản từ 1")
        if len(known) != len(self.states):
            yield Text("a state is listed twice", "có trạng thái ghi hai lần")
        if self.initial not in known:
            yield Text(
                f"the initial state '{self.initial}' is not among the states",
                f"trạng thái đầu '{self.initial}' không có trong các trạng thái",
            )
        reachable = self._reachable()
        for state in self.states:
            if state not in reachable:
                yield Text(
                    f"the state '{state}' cannot be reached from '{self.initial}'",
                    f"từ '{self.initial}' không đến được trạng thái '{state}'",
                )
        for row in self.rows:
            yield from _row_faults(row, known, reachable, guards, events)
        yield from self._clashes()

    def _reachable(self) -> set[str]:
        reached = {self.initial}
        while True:
            more = {
                row.target
                for row in self.rows
                if row.target != STAY and reached.intersection(row.sources)
            } - reached
            if not more:
                return reached
            reached |= more

    def _clashes(self) -> Iterator[Text]:
        seen: dict[tuple[str, str], str] = {}
        events: dict[str, str] = {}
        for row in self.rows:
            if events.setdefault(row.command, row.event) != row.event:
                yield Text(
                    f"'{row.command}' has two events, '{events[row.command]}' and '{row.event}'",
                    f"'{row.command}' có hai sự kiện, '{events[row.command]}' và '{row.event}'",
                )
            for source in row.sources:
                if (row.command, source) in seen:
                    yield Text(
                        f"'{row.command}' from '{source}' is defined twice",
                        f"'{row.command}' từ '{source}' được định nghĩa hai lần",
                    )
                seen[row.command, source] = row.target


def _rows(raw: Mapping[str, Any], states: tuple[str, ...]) -> Iterator[Row]:
    kinds: Mapping[str, Any] = raw.get("kinds", {})
    for row in raw.get("transitions", ()):
        sources = row.get("from", ())
        kind = row.get("kind", "")
        shared = kinds.get(kind, {}).get("guards", [NO_KIND + kind])
        yield Row(
            row.get("command", ""),
            row.get("event", ""),
            kind,
            states if sources == ANY else tuple(sources),
            row.get("to", STAY),
            (*shared, *row.get("guards", ())),
        )


def _row_faults(
    row: Row, known: set[str], reachable: set[str], guards: set[str], events: set[str]
) -> Iterator[Text]:
    sources = ", ".join(f"'{source}'" for source in row.sources)
    name = Text(
        f"'{row.command}' from {sources or 'nowhere'}",
        f"'{row.command}' từ {sources or 'không đâu cả'}",
    )
    if not row.command:
        yield Text("a transition has no command", "có bước chuyển không có lệnh")
    if not row.event:
        yield Text(f"{name.en} names no event", f"{name.vi} không nêu sự kiện")
    elif row.event not in events:
        yield Text(
            f"{name.en} names the unknown event '{row.event}'",
            f"{name.vi} nêu sự kiện không có: '{row.event}'",
        )
    if row.target != STAY and row.target not in known:
        yield Text(
            f"{name.en} leads to the unknown state '{row.target}'",
            f"{name.vi} dẫn đến trạng thái không có: '{row.target}'",
        )
    for source in row.sources:
        if source not in known:
            yield Text(
                f"{name.en} starts from the unknown state '{source}'",
                f"{name.vi} bắt đầu từ trạng thái không có: '{source}'",
            )
    if not set(row.sources) & reachable:
        yield Text(
            f"{name.en} is dead: none of its states can be reached",
            f"{name.vi} không dùng được: không đến được trạng thái nào của nó",
        )
    yield from _guard_faults(row, name, guards)


def _guard_faults(row: Row, name: Text, guards: set[str]) -> Iterator[Text]:
    for guard in row.guards:
        if guard.startswith(NO_KIND):
            yield Text(
                f"{name.en} has the unknown kind '{guard.removeprefix(NO_KIND)}'",
                f"{name.vi} thuộc loại không có: '{guard.removeprefix(NO_KIND)}'",
            )
        elif guard not in guards:
            yield Text(
                f"{name.en} asks the unknown guard '{guard}'",
                f"{name.vi} hỏi điều kiện không có: '{guard}'",
            )


def _common(lists: list[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(guard for guard in lists[0] if all(guard in other for other in lists[1:]))
