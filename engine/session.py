"""One transaction of commands: each decided on what those before it left, then recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from engine.deciding import Accepted, decide
from engine.envelope import CORRECTIONS, Command, UnknownCommandError
from engine.faults import bad_time, fault, malformed, unknown
from engine.guards import Case
from engine.intake import Intake, MisshapenError
from engine.judging import Child, judge_correction
from engine.naming import name_in
from engine.payloads import DEVICE, PayloadError, is_device
from engine.reading import policy_text
from engine.reasons import Reason
from engine.results import Result
from engine.workflow import PolicyError, addresses_below
from event_store import canonical
from event_store.entry import Draft
from event_store.errors import (
    BadTimeError,
    CanonicalError,
    EntryTooLargeError,
    NotASimulationError,
    TimeWentBackError,
)
from event_store.present import ClockAheadError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from engine.advance import Engine
    from engine.judging import Children
    from engine.workflow import Workflow
    from event_store.log import Transaction

NO_POLICY = "unknown_policy"
"""The wording of a guard that finds no policy; the session knows why there is none."""


def _device(workflow: Workflow, case: Case) -> Reason | None:
    """What begins is not named like a device of Windows; what is on record goes on."""
    if workflow.parent is None and not case.state.version:
        for member, key in zip(workflow.address, case.keys, strict=True):
            if is_device(key):
                return fault(member, DEVICE)
    return None


class Session:
    """One transaction in which commands are decided, each seeing those before it."""

    def __init__(self, engine: Engine, transaction: Transaction) -> None:
        self._engine = engine
        self._lifecycles = engine.lifecycles
        self._states = engine.states
        self._transaction = transaction
        self._rules: dict[str, int] = {}
        self._broken: dict[str, PolicyError] = {}
        self._find_names = engine.screen() if engine.screen is not None else None
        self.gave_up = False
        self.stopped = False
        """Whether the clock cannot be right: no later command would fare better."""

    def give_up(self) -> None:
        """Write nothing of this session when it ends."""
        self.gave_up = True

    def advance(self, envelope: object, *, written: bytes | None = None) -> Result:
        """Decide one command; its entries are durable when the session has ended.

        `envelope` is parsed JSON by the command contract; `written` the text it was parsed
        from, where names that stand twice in one object can still be seen. Whatever is no such
        thing is an invalid command, never an error.
        """
        try:
            intake = Intake(envelope, written)
        except MisshapenError as error:
            return Result.refused([fault(error.where, error.what)], None)
        if intake.command_id is not None:
            answered = self._answered(intake)
            if answered is not None:
                return answered
        if intake.twice is not None:
            return Result.refused([intake.twice], intake.command_id)
        try:
            command = intake.read(self._lifecycles, self._transaction.stream_of)
            recorded_at, _ = self._transaction.now(command.envelope.recorded_at)
        except UnknownCommandError as error:
            return Result.refused([unknown(error)], intake.command_id)
        except PayloadError as error:
            return Result.refused(malformed(error), intake.command_id)
        except (NotASimulationError, BadTimeError, TimeWentBackError) as error:
            return Result.refused([bad_time(error)], intake.command_id)
        except ClockAheadError as error:
            self.stopped = True
            return Result.refused([Reason("clock_ahead", error.facts)], intake.command_id)
        return self._decided(command, intake, recorded_at)

    def _answered(self, intake: Intake) -> Result | None:
        command_id = intake.command_id or ""
        entries = self._transaction.command(command_id)
        if not entries:
            return None
        if intake.is_content_of(entries[0]["command"]["digest"]):
            return Result.recorded("duplicate", command_id, entries)
        reused = Reason(
            "command_id_reused", {"id": command_id, "position": entries[0]["position"]}
        )
        return Result.refused([reused], command_id)

    def _decided(self, command: Command, intake: Intake, recorded_at: str) -> Result:
        workflow, envelope = command.workflow, command.envelope
        named = None if self._find_names is None else name_in(intake.raw, self._find_names)
        if named is not None:  # alone: other reasons might repeat the name
            own = "command_id" in named.facts["where"].split(", ")
            return Result.refused([named], None if own else envelope.command_id)
        streams = self._lifecycles.streams(workflow, command.keys)
        case = self._case(command, streams, recorded_at)
        also = self._conflict(streams[0], envelope.expected_version)
        unknown = workflow.identify(case) or _device(workflow, case)
        if unknown is None and case.policy is None and case.state.version:
            unknown = self._no_policy(self._policy_name(workflow, case))
        if unknown is not None:
            return Result.refused([unknown, *also], envelope.command_id, case.policy)
        if command.envelope.command in CORRECTIONS:
            decision = judge_correction(
                self._lifecycles, workflow, case, self._entries(streams[0]),
                self._children(workflow, case), override=envelope.override, also=also,
                policy_for=lambda root: self._policy(workflow, root),
            )  # fmt: skip
        else:
            decision = decide(
                workflow, case, override=envelope.override,
                wordings=self._lifecycles.wordings, also=also,
            )  # fmt: skip
        if not isinstance(decision, Accepted):
            reasons = [
                self._no_policy(reason.facts["policy"]) if reason.wording == NO_POLICY else reason
                for reason in decision.reasons
            ]
            return Result.refused(reasons, envelope.command_id, case.policy)
        if case.policy is None:
            none = self._no_policy(self._policy_name(workflow, case) or _asked_for(command.data))
            return Result.refused([none], envelope.command_id)
        return self._recorded(command, intake, recorded_at, streams, case, decision)

    def _recorded(
        self,
        command: Command,
        intake: Intake,
        recorded_at: str,
        streams: list[str],
        case: Case,
        decision: Accepted,
    ) -> Result:
        workflow, envelope = command.workflow, command.envelope
        try:
            data = command.data if command.judged else canonical.plain(command.data, 1)
        except CanonicalError as error:  # in a member that no type describes
            wrong = fault(f"data.{error.path}", error.found)
            return Result.refused([wrong], envelope.command_id, case.policy)
        draft = Draft(
            actor=envelope.actor,
            stream=streams[0],
            type=decision.event,
            type_version=workflow.versions[decision.event],
            data={**data, **canonical.plain(decision.record.data, 1)},
            occurred_on=case.day,
            facts=canonical.plain(decision.record.facts, 1),
            flags=decision.record.flags,
            evidence=intake.raw.get("evidence", ()),
            override=intake.raw["override"] if decision.overridden else None,
            correlation=envelope.correlation,
            judged=command.judged,
        )
        transaction, states = self._transaction, (case.state, *case.above)
        rules = self._rules_of(case.policy, recorded_at)
        try:
            entries = transaction.append(
                [draft],
                recorded_at=recorded_at,
                command_id=envelope.command_id,
                digest=intake.digest() if envelope.command_id else None,
                rules=rules,
                expect={at: state.version for at, state in zip(streams, states, strict=True)},
            )
        except EntryTooLargeError as error:
            too_large = Reason("too_large", {"size": error.size, "limit": error.limit})
            return Result.refused([too_large], envelope.command_id, case.policy)
        for entry in entries:
            self._states.evolve(transaction, workflow, entry)
        return Result.recorded("accepted", envelope.command_id, entries)

    def _rules_of(self, policy: Any, recorded_at: str) -> int:
        """Return the position of the rules of a policy, which are adopted if need be."""
        rules = self._rules.get(policy.name)
        if rules is None:
            adopted = {"name": policy.name, "text": policy.text}
            rules = self._transaction.rules(self._engine.definitions, adopted, recorded_at)
            self._rules[policy.name] = rules
        return rules

    def _case(self, command: Command, streams: list[str], recorded_at: str) -> Case:
        workflow, envelope = command.workflow, command.envelope
        keys, ancestors = command.keys, self._lifecycles.ancestors[workflow.area]
        load, transaction = self._states.load, self._transaction
        state, *above = [
            load(transaction, each, stream)
            for each, stream in zip((workflow, *ancestors), streams, strict=True)
        ]
        today = self._transaction.today(recorded_at)
        case = Case(
            command=envelope.command,
            key=keys[-1],
            parent_key=keys[len(ancestors[0].address) - 1] if above else keys[-1],
            state=state,
            parent=above[0] if above else None,
            policy=None,
            data=command.payload,
            raw=command.data,
            day=today if envelope.occurred_on is None else str(envelope.occurred_on),
            today=today,
            keys=keys,
            above=tuple(above),
        )
        case.policy = self._policy(workflow, above[-1] if above else state, command.data)
        case.children = lambda area: self._child_states(workflow, keys, state, area)
        return case

    def _policy(self, workflow: Workflow, root: Any, data: Mapping[str, Any] | None = None) -> Any:
        name = self._lifecycles.policy_name(workflow, root) or _asked_for(data or {})
        try:
            text = policy_text(self._transaction, self._lifecycles, name)
            return None if text is None else self._lifecycles.parsed_policy(workflow, text)
        except PolicyError as error:
            self._broken[name] = error
            return None

    def _no_policy(self, name: str) -> Reason:
        """Say why a policy cannot be used: it is not installed, or what is wrong with its file."""
        if name in self._broken:
            broken = self._broken[name]
            facts = {"file": broken.name, "faults": broken.told}
            return Reason("invalid_data", facts, "broken_policy")
        installed = ", ".join(self._lifecycles.policies) or "-"
        return Reason("invalid_data", {"policy": name, "installed": installed}, "missing_policy")

    def _policy_name(self, workflow: Workflow, case: Case) -> str:
        return self._lifecycles.policy_name(workflow, case.above[-1] if case.above else case.state)

    def _conflict(self, stream: str, expected: int | None) -> tuple[Reason, ...]:
        actual = self._transaction.version(stream) if expected is not None else None
        if expected == actual:
            return ()
        facts = {"stream": stream, "expected": expected, "actual": actual}
        return (Reason("version_conflict", facts),)

    def _entries(self, stream: str) -> list[Mapping[str, Any]]:
        workflow = self._lifecycles.of_stream(stream)
        entries = self._transaction.stream(stream)
        return [workflow.lift(e) for e in entries] if workflow is not None else list(entries)

    def _child_states(
        self, workflow: Workflow, keys: tuple[str, ...], state: Any, area: str
    ) -> Iterator[tuple[str, Any]]:
        for below in self._lifecycles.below(workflow):
            if below.area == area:
                for own in addresses_below(workflow, keys, state, below):
                    yield own[-1], self._states.load(self._transaction, below, below.stream(*own))

    def _children(self, workflow: Workflow, case: Case) -> Children:
        return lambda wanted: self._lines(workflow, case.keys, case.state, wanted)

    def _lines(
        self,
        workflow: Workflow,
        keys: tuple[str, ...],
        state: Any,
        wanted: Iterable[str] | None,
        between: tuple[Any, ...] = (),
    ) -> Iterator[Child]:
        """Yield every stream below a subject; `between` are the states under that one's."""
        for below in self._lifecycles.below(workflow):
            for own in addresses_below(workflow, keys, state, below, wanted):
                stream = below.stream(*own)
                yield Child(below, own, between, self._entries(stream))
                if self._lifecycles.below(below):
                    found = self._states.load(self._transaction, below, stream)
                    yield from self._lines(below, own, found, None, (found, *between))


def _asked_for(data: Mapping[str, Any]) -> str:
    """The policy that a command names for what it opens."""
    return str(data.get("policy", ""))
