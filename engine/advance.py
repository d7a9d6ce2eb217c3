"""Advancing: commands in, entries appended, an answer for each."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Any

from engine.deciding import Accepted, decide
from engine.envelope import Command, UnknownCommandError, read
from engine.guards import Case
from engine.judging import judge_correction
from engine.payloads import PayloadError
from engine.reading import policy_text
from engine.reasons import Reason, Text
from engine.results import Result
from engine.states import States
from engine.workflow import Lifecycles, Workflow
from event_store import canonical
from event_store.clock import local_date
from event_store.entry import Draft
from event_store.errors import (
    BadTimeError,
    CanonicalError,
    EntryTooLargeError,
    NotASimulationError,
    TimeWentBackError,
)
from event_store.log import Log, Transaction
from event_store.snapshots import Snapshots

CORRECTIONS = ("amend", "void")


class Engine:
    """Decides commands on a log and records what was decided.

    `lifecycles` are the rules; `snapshots` False keeps no states beside the log. One engine
    serves one thread at a time; any number of processes may have one on the same log.
    """

    def __init__(self, log: Log, lifecycles: Lifecycles, *, snapshots: bool = True) -> None:
        self.log = log
        self.lifecycles = lifecycles
        views = f"{log.path}.views" if snapshots and log.path else None
        self._snapshots = Snapshots(views)
        self.states = States(lifecycles, self._snapshots)
        self.definitions = [
            {"name": w.definition.name, "version": w.definition.version, "text": w.text}
            for w in lifecycles.workflows
        ]

    def close(self) -> None:
        """Close what the engine opened; the log stays open."""
        self._snapshots.close()

    def advance(self, envelope: Mapping[str, Any]) -> Result:
        """Decide one command and record it durably, or say why not.

        `envelope` is parsed JSON by the command contract. Raises the errors of the store only.
        """
        with self.session() as session:
            return session.advance(envelope)

    @contextmanager
    def session(self, *, dry_run: bool = False) -> Iterator["Session"]:
        """Decide many commands in one transaction: durable together when the block ends.

        With `dry_run`, or after `Session.give_up`, nothing is written.
        """
        size = 0
        try:
            with self.log.write() as transaction:
                self.states.begin(transaction.size)
                session = Session(self, transaction)
                yield session
                if dry_run or session.gave_up:
                    transaction.rollback()
                self.states.save(transaction)
                size = transaction.size
        except BaseException:
            self.states.forget()
            raise
        if size:
            self.states.end(size)
        else:
            self.states.forget()


class Session:
    """One transaction in which commands are decided, each seeing those before it."""

    def __init__(self, engine: Engine, transaction: Transaction) -> None:
        self._engine = engine
        self._lifecycles = engine.lifecycles
        self._states = engine.states
        self._transaction = transaction
        self.gave_up = False

    def give_up(self) -> None:
        """Write nothing of this session when it ends."""
        self.gave_up = True

    def advance(self, envelope: Mapping[str, Any]) -> Result:
        """Decide one command; its entries are durable when the session has ended."""
        try:
            raw: dict[str, Any] = canonical.nfc(envelope)
        except CanonicalError:
            deep = Text("is nested too deeply", "lồng nhau quá sâu")
            return Result.refused([Reason("invalid_data", {"where": "line", "fault": deep})], None)
        command_id = raw.get("command_id")
        command_id = command_id if isinstance(command_id, str) else None
        if command_id is not None:
            answered = self._answered(command_id, raw)
            if answered is not None:
                return answered
        try:
            command = read(raw, self._lifecycles)
            recorded_at, _ = self._transaction.now(command.envelope.recorded_at)
        except UnknownCommandError as error:
            return Result.refused([_unknown(error)], command_id)
        except PayloadError as error:
            return Result.refused(_malformed(error), command_id)
        except (NotASimulationError, BadTimeError, TimeWentBackError) as error:
            return Result.refused([_bad_time(error)], command_id)
        return self._decided(command, raw, recorded_at)

    def _answered(self, command_id: str, raw: Mapping[str, Any]) -> Result | None:
        entries = self._transaction.command(command_id)
        if not entries:
            return None
        if _same_content(raw, entries[0]["command"]["digest"]):
            return Result.recorded("duplicate", command_id, entries)
        reused = Reason(
            "command_id_reused", {"id": command_id, "position": entries[0]["position"]}
        )
        return Result.refused([reused], command_id)

    def _decided(self, command: Command, raw: Mapping[str, Any], recorded_at: str) -> Result:
        workflow, envelope = command.workflow, command.envelope
        stream = workflow.stream(*command.keys)
        case = self._case(command, stream, recorded_at)
        unknown = workflow.identify(case)
        if unknown is None and case.policy is None and case.state.version:
            unknown = Reason("invalid_data", {"policy": self._policy_name(case)}, "unknown_policy")
        if unknown is not None:
            return Result.refused([unknown], envelope.command_id, case.policy)
        also = self._conflict(stream, envelope.expected_version)
        if command.envelope.command in CORRECTIONS:
            decision = judge_correction(
                self._lifecycles, workflow, case, self._entries(stream), self._children(case),
                override=envelope.override, also=also, policy_for=self._policy,
            )  # fmt: skip
        else:
            decision = decide(
                workflow, case, override=envelope.override,
                wordings=self._lifecycles.wordings, also=also,
            )  # fmt: skip
        if not isinstance(decision, Accepted):
            return Result.refused(decision.reasons, envelope.command_id, case.policy)
        return self._recorded(command, raw, recorded_at, case, decision)

    def _recorded(
        self,
        command: Command,
        raw: Mapping[str, Any],
        recorded_at: str,
        case: Case,
        decision: Accepted,
    ) -> Result:
        workflow, envelope = command.workflow, command.envelope
        stream = workflow.stream(*command.keys)
        draft = Draft(
            actor=envelope.actor,
            stream=stream,
            type=decision.event,
            type_version=workflow.versions[decision.event],
            data={**command.data, **decision.record.data},
            occurred_on=case.day,
            facts=decision.record.facts,
            flags=decision.record.flags,
            evidence=raw.get("evidence", ()),
            override=raw["override"] if decision.overridden else None,
            correlation=envelope.correlation,
        )
        transaction = self._transaction
        rules = transaction.rules(self._engine.definitions, self._policy_text(case), recorded_at)
        try:
            entries = transaction.append(
                [draft],
                recorded_at=recorded_at,
                command_id=envelope.command_id,
                digest=canonical.digest(raw) if envelope.command_id else None,
                rules=rules,
                expect=self._read_versions(workflow, case, stream),
            )
        except EntryTooLargeError as error:
            too_large = Reason("too_large", {"size": error.size, "limit": error.limit})
            return Result.refused([too_large], envelope.command_id, case.policy)
        for entry in entries:
            self._states.evolve(workflow, stream, entry)
        return Result.recorded("accepted", envelope.command_id, entries)

    def _case(self, command: Command, stream: str, recorded_at: str) -> Case:
        workflow, envelope = command.workflow, command.envelope
        state = self._states.load(self._transaction, workflow, stream)
        parent = None
        if workflow.parent is not None:
            above = self._lifecycles.by_area[workflow.parent]
            parent = self._states.load(self._transaction, above, above.stream(*command.keys[:-1]))
        today = local_date(recorded_at)
        case = Case(
            command=envelope.command,
            key=command.keys[-1],
            parent_key=command.keys[0],
            state=state,
            parent=parent,
            policy=None,
            data=command.payload,
            raw=command.data,
            day=today if envelope.occurred_on is None else raw_day(envelope),
            today=today,
        )
        case.policy = self._policy(parent if parent is not None else state, command.data)
        case.children = lambda: self._child_states(command.keys)
        return case

    def _policy(self, root: Any, data: Mapping[str, Any] | None = None) -> Any:
        name = self._lifecycles.policy_of(root) or (data or {}).get("policy", "")
        text = policy_text(self._transaction, self._lifecycles, name)
        return None if text is None else self._lifecycles.parse_policy(text)

    def _policy_name(self, case: Case) -> str:
        return self._lifecycles.policy_of(case.state if case.parent is None else case.parent)

    def _policy_text(self, case: Case) -> dict[str, str]:
        return {"name": case.policy.name, "text": case.policy.text}

    def _conflict(self, stream: str, expected: int | None) -> tuple[Reason, ...]:
        actual = self._transaction.version(stream) if expected is not None else None
        if expected == actual:
            return ()
        facts = {"stream": stream, "expected": expected, "actual": actual}
        return (Reason("version_conflict", facts),)

    def _read_versions(self, workflow: Workflow, case: Case, stream: str) -> dict[str, int]:
        versions = {stream: case.state.version}
        if workflow.parent is not None:
            above = self._lifecycles.by_area[workflow.parent]
            versions[above.stream(case.parent_key)] = case.parent.version
        return versions

    def _entries(self, stream: str) -> list[Mapping[str, Any]]:
        workflow = self._lifecycles.of_stream(stream)
        entries = self._transaction.stream(stream)
        return [workflow.lift(e) for e in entries] if workflow is not None else list(entries)

    def _child_states(self, keys: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
        for key, workflow, stream in self._child_streams(keys):
            yield key, self._states.load(self._transaction, workflow, stream)

    def _child_streams(
        self, keys: tuple[str, ...], wanted: Iterable[str] | None = None
    ) -> Iterator[tuple[str, Workflow, str]]:
        above = self._lifecycles.workflows[0]
        state = self._states.load(self._transaction, above, above.stream(*keys))
        for workflow in self._lifecycles.workflows:
            if workflow.parent == above.area:
                for key in sorted(_all_parts(state, above) if wanted is None else wanted):
                    yield key, workflow, workflow.stream(*keys, key)

    def _children(
        self, case: Case
    ) -> Callable[[Iterable[str] | None], Iterator[tuple[str, Workflow, list[Mapping[str, Any]]]]]:
        def read_children(
            wanted: Iterable[str] | None,
        ) -> Iterator[tuple[str, Workflow, list[Mapping[str, Any]]]]:
            for key, workflow, stream in self._child_streams((case.key,), wanted):
                yield key, workflow, self._entries(stream)

        return read_children


def raw_day(envelope: Any) -> str:
    """Return the day of an envelope as text."""
    return str(envelope.occurred_on)


def _all_parts(state: Any, workflow: Workflow) -> Iterable[str]:
    if workflow.shelf is None:
        return ()
    parts = getattr(state, workflow.shelf.parts)
    if hasattr(parts, "load_all"):
        parts.load_all()
    return list(parts)


def _same_content(raw: Mapping[str, Any], digest: str) -> bool:
    """Say whether a command is the one with this digest; a malformed one never is."""
    try:
        return canonical.digest(raw) == digest
    except CanonicalError:
        return False


def _unknown(error: UnknownCommandError) -> Reason:
    close = get_close_matches(error.name, sorted(error.known), n=1)
    hint = Text(f"; did you mean '{close[0]}'?", f"; có phải '{close[0]}'?") if close else ""
    return Reason("unknown_command", {"command": error.name, "hint": hint})


def _malformed(error: PayloadError) -> list[Reason]:
    return [
        Reason("invalid_data", {"where": fault.where, "fault": fault.what})
        for fault in error.faults
    ]


def _bad_time(error: Exception) -> Reason:
    words = {
        NotASimulationError: Text(
            "is only allowed in a simulation", "chỉ được dùng trong sổ mô phỏng"
        ),
        BadTimeError: Text(
            "must be a time with offset like 2017-08-20T09:00:00+07:00",
            "phải là thời điểm có múi giờ, ví dụ 2017-08-20T09:00:00+07:00",
        ),
        TimeWentBackError: Text(
            "is before the last entry: times never fall",
            "sớm hơn mục ghi cuối: thời gian không lùi",
        ),
    }
    return Reason("invalid_data", {"where": "recorded_at", "fault": words[type(error)]})
