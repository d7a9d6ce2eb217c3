"""A lifecycle handed to the engine: its definition, payloads, guards and folds in one value."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.guards import Case, Guard
from engine.payloads import Payload
from engine.reasons import Reason, Text, Wording
from engine.stages import Staged, Stages

if TYPE_CHECKING:
    from engine.definition import Definition

Entry = Mapping[str, Any]
EVERY_CHILD = "*"


@dataclass(slots=True)
class Record:
    """What an entry holds besides the command's data: computed data, facts seen, flags."""

    data: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    flags: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Workflow:
    """One lifecycle.

    `area` is the first part of its streams and event types; `address` are the members of a
    command that name its stream, the last of them its subject; `parent` is the area of the
    stream above. `versions` gives the current version of each event type, `upcasts` lift a
    body from (type, version) to the next. `computed` names the data members that the rules
    add to a command's own. `initial` gives a state without facts (`engine.stages.Staged`), and
    `evolve` adds the facts of an entry to it: where the entry leads, the definition says, and
    both are done by `take`. `touched` names the children whose entries may rest on an
    entry that is amended (or, True, voided),
    `needs` what a command still wants besides its data members, `timeless` the event types
    that count whatever day is asked about. `registry` is the attribute of a state whose keys
    name the streams below it.
    """

    area: str
    address: tuple[str, ...]
    parent: str | None
    text: str
    payloads: Mapping[str, type[Payload]]
    guards: Mapping[str, Guard]
    initial: Callable[[], Any]
    evolve: Callable[[Any, Entry], Any]
    record: Callable[[Case], Record]
    identify: Callable[[Case], Reason | None]
    versions: Mapping[str, int]
    upcasts: Mapping[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]]
    computed: Mapping[str, tuple[str, ...]]
    misplaced: Callable[[Case], Reason | None] = lambda _: None
    touched: Callable[[Entry, bool], Iterable[str]] = lambda _, __: ()
    needs: Callable[[Case], Iterable[str]] = lambda _: ()
    timeless: frozenset[str] = frozenset()
    registry: str | None = None

    @cached_property
    def definition(self) -> "Definition":
        """The compiled definition; raises DefinitionError with every fault."""
        # Only deciding needs it: what just reads starts faster without.
        from engine.definition import Definition  # noqa: PLC0415

        return Definition(self.text, guards=self.guards.keys(), events=self.versions.keys())

    @cached_property
    def guards_by_step(self) -> Mapping[tuple[str, str], tuple[Guard, ...]]:
        """The guards to ask for each (state, command) that is possible."""
        return {
            place: tuple(self.guards[name] for name in step.guards)
            for place, step in self.definition.steps.items()
        }

    @cached_property
    def stages(self) -> Stages:
        """Where each event leads from each state; cheaper than the compiled definition."""
        return Stages(self.text or "")

    def begin(self) -> Any:
        """Return the state of a subject before its first entry."""
        state = self.initial()
        state.stage = self.stages.initial
        return state

    def take(self, state: Any, entry: Entry, record: Staged | None = None) -> Any:
        """Return the state after `entry`, no correction; takes ownership of the one before.

        `record` is where all entries before it led (see `Stages.follow`).
        """
        before = state.stage
        state = self.evolve(state, entry)
        state.version, state.stage = entry["version"], before
        self.stages.follow(state, entry, record)
        return state

    def stream(self, *keys: str) -> str:
        """Return the stream of the subject named by `keys`, `congress/<campaign>/<branch>`."""
        return "/".join((self.area, *keys))

    def lift(self, entry: Entry) -> Entry:
        """Return `entry` with its body in the current version of its type.

        Raises UnknownEventError for a type, or a version, that this program does not know.
        """
        type_, version = entry["type"], entry["type_version"]
        current = self.versions.get(type_)
        if version == current:
            return entry
        if current is None or version > current:
            raise UnknownEventError(type_, version, entry["position"])
        lifted = dict(entry)
        for step in range(version, current):
            lifted["data"] = self.upcasts[type_, step](dict(lifted["data"]))
        lifted["type_version"] = current
        return lifted


class UnknownEventError(Exception):
    """The log holds an event that this program is too old to read."""

    code = "unknown_event"

    def __init__(self, type_: str, version: int, position: int) -> None:
        super().__init__(
            f"position {position} holds '{type_}' version {version}, which this program does not "
            f"know. Nothing was changed; use a newer version of the program."
        )
        self.type = type_
        self.version = version
        self.position = position


class PolicyError(ValueError):
    """A policy cannot be used; `name` is its name or its file, `faults` are all its faults."""

    code = "bad_policy"

    def __init__(self, name: str, faults: list[str]) -> None:
        super().__init__(f"the policy '{name}' is faulty: {'; '.join(faults)}")
        self.name = name
        self.faults = faults


@dataclass(frozen=True)
class Lifecycles:
    """All lifecycles of a product, with their policies and words.

    `policies` maps a name to the exact text of its file, and raises PolicyError where that file
    cannot be used; `parse_policy` reads such a text;
    `policy_of` names the policy of a root state. `labels` are the names of states, commands and
    posts as people say them.
    """

    workflows: tuple[Workflow, ...]
    policies: Mapping[str, str]
    parse_policy: Callable[[str], Any]
    policy_of: Callable[[Any], str]
    wordings: Mapping[str, Wording]
    labels: Mapping[str, Text]

    @cached_property
    def by_area(self) -> Mapping[str, Workflow]:
        """The workflow for each first part of a stream."""
        return {workflow.area: workflow for workflow in self.workflows}

    @cached_property
    def commands(self) -> frozenset[str]:
        """Every command of every workflow."""
        return frozenset(name for workflow in self.workflows for name in workflow.payloads)

    def of_stream(self, stream: str) -> Workflow | None:
        """Return the workflow of a stream, None for the log's own streams."""
        return self.by_area.get(stream.partition("/")[0])
