"""The envelope of a command: what everybody sends, checked whole."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from engine.payloads import (
    Count,
    Day,
    Fault,
    Identifier,
    Line,
    Meta,
    Payload,
    PayloadError,
    Sha256,
    Struct,
    convert,
    required_fields,
)
from engine.reasons import Text
from engine.workflow import Lifecycles, Workflow

Actor = Annotated[str, Meta(pattern=r"^[\x21-\x7e]{1,128}\Z")]
MAX_DEPTH = 16
ANY_VALUE = ("amend",)
"""Commands whose data may hold any JSON: payload types do not judge all of it."""
OVERRIDE = ("reason", "authority", "document")
UNFIT = {*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)} - {ord("\n")}
"""Control characters, and the halves of a letter that mean nothing alone."""


class Evidence(Payload):
    """A document that a command rests on."""

    kind: Line
    number: Line
    date: Day | None = None
    sha256: Sha256 | None = None


class Envelope(Payload):
    """One command as it is sent; `data` is judged by the command's own payload type."""

    REFERS = frozenset({"campaign", "branch"})

    command: str
    campaign: Identifier
    actor: Actor
    branch: Identifier | None = None
    data: dict[str, Any] = {}
    occurred_on: Day | None = None
    command_id: Identifier | None = None
    expected_version: Count | None = None
    evidence: list[Evidence] = []
    override: dict[str, Any] | None = None
    correlation: Identifier | None = None
    recorded_at: str | None = None


@dataclass(frozen=True, slots=True)
class Command:
    """A command that is well formed: its envelope, workflow, typed payload and plain data.

    `data` is the payload as JSON without what was empty and optional: what will be recorded.
    """

    envelope: Envelope
    workflow: Workflow
    payload: Payload
    data: dict[str, Any]

    @property
    def keys(self) -> tuple[str, ...]:
        """The identifiers that name the stream: campaign, or campaign and branch."""
        if self.workflow.parent is None:
            return (self.envelope.campaign,)
        return (self.envelope.campaign, self.envelope.branch or "")


class UnknownCommandError(ValueError):
    """The command's name is not known; `known` are the names that are."""

    def __init__(self, name: str, known: frozenset[str]) -> None:
        super().__init__(name)
        self.name = name
        self.known = known


def read(
    raw: Mapping[str, Any], lifecycles: Lifecycles, *, clean: bool = False, full: bool = False
) -> Command:
    """Return the command of a `raw` envelope in NFC and without null members.

    `clean` says that its texts are known to have no control characters, `full` that nothing in
    it is empty. Raises UnknownCommandError, or PayloadError with every fault of envelope and data.
    """
    name = raw.get("command")
    if isinstance(name, str) and name not in lifecycles.commands:
        raise UnknownCommandError(name, lifecycles.commands)
    faults: list[Fault] = []
    envelope: Envelope | None = None
    try:
        envelope = convert(raw, Envelope, "command", new=True)
    except PayloadError as error:
        faults += [Fault(f.where.removeprefix("command."), f.what) for f in error.faults]
    if not clean or name in ANY_VALUE or "override" in raw:
        faults += _text_faults(raw, "", 0)
        faults += _override_faults(raw.get("override"))
    workflow = _workflow(raw, lifecycles, faults)
    payload: Payload | None = None
    data = raw.get("data", {})
    if workflow is not None and isinstance(data, dict):
        try:
            payload = convert(data, workflow.payloads[str(name)], new=True)
        except PayloadError as error:
            faults += error.faults
    if faults or envelope is None or workflow is None or payload is None:
        raise PayloadError(faults)
    kept = data if full else without_empty(data, payload)
    return Command(envelope, workflow, payload, kept)


def without_empty(data: dict[str, Any], payload: Struct) -> dict[str, Any]:
    """Return `data`, of which `payload` was made, without optional members that say nothing.

    Those are `[]`, `{}` and empty text; what a type asks for stays, empty or not.
    """
    optional = set(payload.__struct_fields__) - set(required_fields(type(payload)))
    kept = {}
    for name, value in data.items():
        trimmed = _trimmed(value, getattr(payload, name))
        if name not in optional or trimmed not in ([], {}, "") or name in _kept(payload):
            kept[name] = trimmed
    return kept


def _kept(made: Struct) -> frozenset[str]:
    return made.KEPT if isinstance(made, Payload) else frozenset()


def _trimmed(value: Any, made: Any) -> Any:
    if isinstance(made, Struct):
        return without_empty(value, made)
    if isinstance(made, list):
        return [_trimmed(item, part) for item, part in zip(value, made, strict=True)]
    return value


def _workflow(
    raw: Mapping[str, Any], lifecycles: Lifecycles, faults: list[Fault]
) -> Workflow | None:
    name, has_branch = raw.get("command"), "branch" in raw
    offering = [w for w in lifecycles.workflows if isinstance(name, str) and name in w.payloads]
    for workflow in offering:
        if (workflow.parent is not None) == has_branch:
            return workflow
    if offering and has_branch:
        faults.append(
            Fault("branch", Text(f"'{name}' is a command of the campaign and names no branch",
                                 f"'{name}' là lệnh của cả đợt, không ghi chi bộ"))
        )  # fmt: skip
    elif offering:
        faults.append(
            Fault("branch", Text(f"is missing: '{name}' is a command of a branch",
                                 f"còn thiếu: '{name}' là lệnh của một chi bộ"))
        )  # fmt: skip
    return offering[0] if offering else None


def _override_faults(override: Any) -> list[Fault]:
    """An incomplete override is a refusal, a misspelt one is a fault."""
    if not isinstance(override, dict):
        return []
    listed = ", ".join(OVERRIDE)
    return [
        Fault(
            f"override.{name}",
            Text(f"is not known here (known: {listed})", f"không có ở đây (có: {listed})"),
        )
        for name in override
        if name not in OVERRIDE
    ]


def _text_faults(value: Any, where: str, depth: int) -> list[Fault]:
    if isinstance(value, str):
        if value.isprintable() or not any(ord(c) in UNFIT for c in value):
            return []
        return [
            Fault(where, Text("has characters that no text can keep", "có ký tự không ghi được"))
        ]
    if isinstance(value, float):
        return [Fault(where, Text("must be a whole number", "phải là số nguyên"))]
    if isinstance(value, int) and abs(value) > 2**53 - 1:
        return [Fault(where, Text("is too large a number", "là số quá lớn"))]
    if isinstance(value, dict | list):
        if depth > MAX_DEPTH - 4:
            return [Fault(where, Text("is nested too deeply", "lồng nhau quá sâu"))]
        items = value.items() if isinstance(value, dict) else enumerate(value)
        found: list[Fault] = []
        for key, item in items:
            if isinstance(item, str) and item.isascii() and item.isprintable():
                continue
            found += _text_faults(item, f"{where}.{key}" if where else str(key), depth + 1)
        return found
    return []
