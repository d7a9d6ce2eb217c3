"""A lifecycle handed to the engine: its definition, payloads, guards and folds in one value."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from engine.guards import Case, Guard
from engine.payloads import Payload
from engine.reasons import Problem, Reason, Text, Wording, joined
from engine.stages import Staged, Stages
from engine.structs import Struct, field

if TYPE_CHECKING:
    from engine.definition import Definition

Entry = Mapping[str, Any]
Paper = Mapping[str, Any]
"""A paper, with at least its `number`."""
EVERY_CHILD = "*"


class Record(Struct):
    """What an entry holds besides the command's data: computed data, facts seen, flags."""

    data: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    flags: set[str] = set()


def papers_of(entry: Entry) -> list[Paper]:
    """Return the papers that an entry of any lifecycle rests on: its override's, its evidence."""
    given = entry.get("override")
    decisive = [] if given is None else [{"number": given["document"]}]
    return [*decisive, *entry.get("evidence", ())]


def plain_values(_: str, state: Any, __: tuple[Any, ...]) -> dict[str, Any]:
    """Return what is known of a subject on record: its state, and the facts that are one value."""
    if not state.version:
        return {}
    facts = [name for name in getattr(state, "__struct_fields__", ()) if name not in _STAGED]
    known = {name: getattr(state, name) for name in facts}
    return {"state": state.stage, **{n: v for n, v in known.items() if isinstance(v, _PLAIN)}}


_STAGED = ("version", "stage", "reached")
_PLAIN = (str, int, float, type(None))


class Workflow(Struct, frozen=True, dict=True):
    """One lifecycle.

    `area` is the first part of its streams and event types; `address` are the members of a command
    that name its stream, the last of them its subject; `parent` is the area of the stream above,
    whose address this one goes on from: a parent may have a parent. `versions` gives the current
    version of each event type, `upcasts` lift a body from (type, version) to the next. `computed`
    names the data members that the rules add to a command's own. `initial` gives a state without
    facts (`engine.stages.Staged`), and `evolve` adds the facts of an entry to it: where the entry
    leads, the definition says, and both are done by `take`. `touched` names the children whose
    entries may rest on an entry that is amended (or, True, voided), `needs` what a command still
    wants besides its data members, `timeless` the event types that count whatever day is asked
    about. `registry` is the attribute of a state whose keys name the streams below it. `path`
    gives the unit, `a/b/c`, to which a state without a parent belongs. `policy_of` and
    `parse_policy` are those of `Lifecycles` where a lifecycle without a parent has its own.
    `shapes` gives the data of an event, by type and version, where it is not what its command asks
    for.

    What questions need: `annuls` says from which types of earlier entries an event type takes the
    effect; `papers` are all that an entry rests on or brings, the decisive one first; `named` are
    the keys of the subjects below that an entry names (EVERY_CHILD: all). `values` are what
    changes are reported, by name, given a key, the state and those above it; none before it was on
    record. `called` gives the name of a key from the state above, from its own where there is
    none above; without it nobody looks for it by words.
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
    path: Callable[[Any], str] | None = None
    policy_of: Callable[[Any], str] | None = None
    parse_policy: Callable[[str], Any] | None = None
    annuls: Mapping[str, Collection[str]] = field(default_factory=dict)
    papers: Callable[[Entry], list[Paper]] = papers_of
    named: Callable[[Entry], Collection[str]] = lambda _: ()
    values: Callable[[str, Any, tuple[Any, ...]], Mapping[str, Any]] = plain_values
    called: Callable[[Any, str], str] | None = None
    shapes: Callable[[], Mapping[tuple[str, int], type[Payload]]] = dict

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
        """Return the stream of the subject that `keys` name, `area/key/key`."""
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
            raise UnknownEventError(type_, version, entry["position"], entry.get("stream", ""))
        lifted = dict(entry)
        for step in range(version, current):
            lifted["data"] = self.upcasts[type_, step](dict(lifted["data"]))
        lifted["type_version"] = current
        return lifted


class UnknownEventError(Problem):
    """The log holds an event that this program is too old to read; `stream` is whose it is."""

    code = "unknown_event"
    text = Text(
        "Position {position}{where} holds '{type}' version {version}: a newer version of the "
        "program wrote it, and this one does not know it. Nothing is damaged, and nothing was "
        "changed: update the program.",
        "Vị trí {position}{where} có loại '{type}' phiên bản {version}, do phiên bản mới hơn của "
        "chương trình ghi và phiên bản này chưa biết. Sổ không bị hỏng, chưa thay đổi gì: hãy cập "
        "nhật chương trình.",
    )

    def __init__(self, type_: str, version: int, position: int, stream: str = "") -> None:
        where = f" ({stream})" if stream else ""
        super().__init__(type=type_, version=version, position=position, where=where)
        self.type = type_
        self.version = version
        self.position = position
        self.stream = stream


class PolicyError(Problem, ValueError):
    """A policy cannot be used; `name` is its name or its file, `faults` are all its faults."""

    code = "bad_policy"
    text = Text("the policy '{name}' has errors: {told}", "Tệp quy định '{name}' có lỗi: {told}")

    def __init__(self, name: str, faults: list[Text]) -> None:
        self.name = name
        self.faults = faults
        self.told = joined("; ", faults)
        """All faults, in both languages."""
        super().__init__(name=name, told=self.told)


class LifecycleError(Problem, ValueError):
    """Lifecycles do not fit together; `faults` holds every fault, one sentence each."""

    code = "bad_lifecycles"
    text = Text(
        "The lifecycles do not fit together, and none was taken: {listed}.",
        "Các quy trình không khớp nhau, chưa nhận quy trình nào: {listed}.",
    )

    def __init__(self, faults: list[Text]) -> None:
        super().__init__(listed=joined("; ", faults))
        self.faults = faults


SYSTEM_AREAS = frozenset({"log", "person"})
"""The first parts of the log's own streams: no lifecycle has them."""
RESERVED = frozenset({
    "command", "area", "actor", "data", "occurred_on", "command_id", "expected_version",
    "evidence", "override", "correlation", "recorded_at",
})  # fmt: skip
"""The members that every envelope may have."""


class Lifecycles(Struct, frozen=True, dict=True):
    """All lifecycles of a product, with their policies and words.

    `program` is what the product is called by on the command line, `schemas` what the names of its
    schemas begin with, `sources` what stands before the name of a log in the `source` of its
    events. `policies` maps a name to the exact text of its file, and raises PolicyError where that
    file cannot be used; `parse_policy` reads such a text; `policy_of` names the policy of a state
    that has no parent. `labels` are the names of states, commands and posts as people say them,
    `members` those of the members of an address; `short` are the words, without accents, that
    stand for others in names and keys. Raises LifecycleError.
    """

    workflows: tuple[Workflow, ...]
    policies: Mapping[str, str]
    parse_policy: Callable[[str], Any]
    policy_of: Callable[[Any], str]
    wordings: Mapping[str, Wording]
    labels: Mapping[str, Text]
    program: str
    schemas: str
    sources: str = ""
    members: Mapping[str, Text] = field(default_factory=dict)
    short: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse lifecycles that do not fit together."""
        faults = list(_faults(self.workflows))
        if faults:
            raise LifecycleError(faults)

    @cached_property
    def by_area(self) -> Mapping[str, Workflow]:
        """The workflow for each first part of a stream."""
        return {workflow.area: workflow for workflow in self.workflows}

    @cached_property
    def commands(self) -> frozenset[str]:
        """Every command of every workflow."""
        return frozenset(self.offering)

    @cached_property
    def command_of(self) -> Mapping[str, str]:
        """The command behind each event type."""
        return {t: name for w in self.workflows for t, name in w.definition.command_of.items()}

    @cached_property
    def offering(self) -> Mapping[str, tuple[Workflow, ...]]:
        """The workflows that offer each command."""
        found: dict[str, tuple[Workflow, ...]] = {}
        for workflow in self.workflows:
            for name in workflow.payloads:
                found[name] = (*found.get(name, ()), workflow)
        return found

    @cached_property
    def address(self) -> tuple[str, ...]:
        """The members of a command that are part of an address, of whichever lifecycle."""
        return tuple(dict.fromkeys(name for w in self.workflows for name in w.address))

    @cached_property
    def routes(self) -> Mapping[tuple[str, ...], tuple[Workflow, ...]]:
        """The workflows that offer a command at an address: the command, then its members."""
        found: dict[tuple[str, ...], tuple[Workflow, ...]] = {}
        for workflow in self.workflows:
            given = [name for name in self.address if name in workflow.address]
            for command in workflow.payloads:
                route = (command, *given)
                found[route] = (*found.get(route, ()), workflow)
        return found

    @cached_property
    def addresses(self) -> tuple[tuple[str, ...], ...]:
        """The address of each lifecycle."""
        return tuple(w.address for w in self.workflows)

    def at(self, address: Iterable[str]) -> tuple[Workflow, ...]:
        """Return the workflows that are addressed by these members of a command."""
        wanted = set(address)
        return tuple(w for w in self.workflows if set(w.address) == wanted)

    @cached_property
    def ancestors(self) -> Mapping[str, tuple[Workflow, ...]]:
        """For each area the workflows above it, the nearest first."""
        return {w.area: tuple(_above(w, self.by_area)) for w in self.workflows}

    def streams(self, workflow: Workflow, keys: tuple[str, ...]) -> list[str]:
        """Return the stream that `keys` name, then those above it, the nearest first."""
        above = self.ancestors[workflow.area]
        return [workflow.stream(*keys), *[w.stream(*keys[: len(w.address)]) for w in above]]

    def below(self, workflow: Workflow) -> tuple[Workflow, ...]:
        """Return the workflows whose parent is this one."""
        return tuple(w for w in self.workflows if w.parent == workflow.area)

    def root(self, workflow: Workflow) -> Workflow:
        """Return the workflow at the top, from which a policy comes."""
        above = self.ancestors[workflow.area]
        return above[-1] if above else workflow

    def policy_name(self, workflow: Workflow, state: Any) -> str:
        """Return the name of the policy of a root state; `workflow` is it, or one below."""
        return (self.root(workflow).policy_of or self.policy_of)(state)

    def parsed_policy(self, workflow: Workflow, text: str) -> Any:
        """Return the policy in a text, as the lifecycles of this root read it."""
        return (self.root(workflow).parse_policy or self.parse_policy)(text)

    def of_stream(self, stream: str) -> Workflow | None:
        """Return the workflow of a stream, None for the log's own streams."""
        return self.by_area.get(stream.partition("/")[0])


def addresses_below(
    workflow: Workflow,
    keys: tuple[str, ...],
    state: Any,
    below: Workflow,
    wanted: Iterable[str] | None = None,
) -> list[tuple[str, ...]]:
    """Return the addresses of the streams of `below` under a subject of `workflow`.

    Those that its `state` knows of, or the `wanted` ones by their last keys. A lifecycle of the
    same address as its parent has one stream there.
    """
    if len(below.address) == len(workflow.address):
        return [keys]
    if wanted is None:
        wanted = () if workflow.registry is None else getattr(state, workflow.registry)
    return [(*keys, key) for key in sorted(wanted)]


def _above(workflow: Workflow, by_area: Mapping[str, Workflow]) -> Iterator[Workflow]:
    while workflow.parent is not None:
        workflow = by_area[workflow.parent]
        yield workflow


def _faults(workflows: tuple[Workflow, ...]) -> Iterator[Text]:
    """Yield what keeps lifecycles from being told apart, or from being found."""
    known: dict[str, Workflow] = {}
    for workflow in workflows:
        area, parent = workflow.area, workflow.parent
        if area in known:
            yield Text(f"the area '{area}' is there twice", f"loại hồ sơ '{area}' có hai lần")
        if area in SYSTEM_AREAS:
            yield Text(
                f"the area '{area}' is the log's own", f"loại hồ sơ '{area}' là của riêng sổ ghi"
            )
        if not workflow.address:
            yield Text(f"'{area}' has no address", f"'{area}' không có địa chỉ")
        for name in (name for name in workflow.address if name in RESERVED):
            yield Text(
                f"'{name}' in the address of '{area}' is a member of every command",
                f"'{name}' trong địa chỉ của '{area}' đã có trong mọi lệnh",
            )
        above = None if parent is None else known.get(parent)
        if parent is not None and above is None:
            yield Text(
                f"the parent '{parent}' of '{area}' does not stand before it",
                f"cấp trên '{parent}' của '{area}' không đứng trước nó",
            )
        elif above is not None and workflow.address[: len(above.address)] != above.address:
            yield Text(
                f"the address of '{area}' does not go on from that of '{parent}'",
                f"địa chỉ của '{area}' không nối tiếp địa chỉ của '{parent}'",
            )
        elif above is not None and len(workflow.address) > len(above.address) + 1:
            yield Text(
                f"the address of '{area}' has more than one member that '{parent}' has not",
                f"địa chỉ của '{area}' có hơn một mục mà '{parent}' không có",
            )
        known.setdefault(area, workflow)
