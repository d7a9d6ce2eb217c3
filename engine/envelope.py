"""The envelope of a command: what everybody sends, checked whole."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any

from engine.payloads import (
    ACTOR,
    TWO_LINES,
    Count,
    Day,
    Identifier,
    Line,
    Meta,
    Payload,
    PayloadError,
    PayloadFault,
    Sha256,
    convert,
    extended,
    is_device,
)
from engine.reasons import Problem, Text
from engine.structs import Struct, is_closed, optional_fields, required_fields
from engine.workflow import Lifecycles, Workflow
from event_store.canonical import Glance

Actor = Annotated[str, Meta(pattern=ACTOR)]
MAX_DEPTH = 16
CORRECTIONS = ("amend", "void")
"""Commands that belong to the lifecycle of the entry that they name."""
OVERRIDE = ("reason", "authority", "document")
UNFIT = {*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000)} - {ord("\n")}
"""Control characters, and the halves of a letter that mean nothing alone."""


class Evidence(Payload):
    """A document that a command rests on."""

    NAMES = frozenset({"kind", "number"})

    kind: Line
    number: Line
    date: Day | None = None
    sha256: Sha256 | None = None


class Envelope(Payload):
    """One command as it is sent; `data` is judged by the command's own payload type.

    The members that name its stream come from the lifecycles: see `envelope_type`.
    """

    command: str
    actor: Actor
    area: Identifier | None = None
    data: dict[str, Any] = {}
    occurred_on: Day | None = None
    command_id: Identifier | None = None
    expected_version: Count | None = None
    evidence: list[Evidence] = []
    override: dict[str, Any] | None = None
    correlation: Identifier | None = None
    recorded_at: str | None = None


@cache
def envelope_type(addresses: tuple[tuple[str, ...], ...]) -> type[Envelope]:
    """Return the type of the envelopes that lifecycles with these addresses take.

    A member that every address has cannot be left out.
    """
    names = tuple(dict.fromkeys(name for address in addresses for name in address))
    everywhere = set(names).intersection(*addresses)
    required = {name: Identifier for name in names if name in everywhere}
    optional = {name: Identifier for name in names if name not in everywhere}
    return extended(Envelope, required, optional, frozenset({"area", *names}))


class Command(Struct, frozen=True):
    """A command that is well formed: its envelope, workflow, keys, typed payload and plain data.

    `keys` are the identifiers that name the stream. `data` is the payload as JSON without what
    was empty and optional: what will be recorded. `judged` says that all of it is known to be as
    an entry holds it, and needs no second look.
    """

    envelope: Envelope
    workflow: Workflow
    keys: tuple[str, ...]
    payload: Payload
    data: dict[str, Any]
    judged: bool


class UnknownCommandError(Problem, ValueError):
    """The command's name is not known; `known` are the names that are."""

    code = "unknown_command"
    text = Text("There is no command '{name}'", "Không có lệnh '{name}'")

    def __init__(self, name: str, known: frozenset[str]) -> None:
        super().__init__(name=name)
        self.name = name
        self.known = known


StreamOf = Callable[[int], str]
"""Gives the stream of the entry at a position, an empty text if there is none."""


def read(
    raw: Mapping[str, Any],
    lifecycles: Lifecycles,
    *,
    stream_of: StreamOf = lambda _: "",
    glance: Glance | None = None,
) -> Command:
    """Return the command of a `raw` envelope in NFC and without null members.

    `stream_of` is asked only where a correction could be of several lifecycles. `glance` is what
    was seen of its text, if that was clean: only what may be in it is looked for. Raises
    UnknownCommandError, or PayloadError with every fault of envelope and data.
    """
    name = raw.get("command")
    if isinstance(name, str) and name not in lifecycles.commands:
        raise UnknownCommandError(name, lifecycles.commands)
    faults: list[PayloadFault] = []
    envelope: Envelope | None = None
    new = glance is None or not glance.modern or bool(is_device(str(raw.get("command_id"))))
    offering = lifecycles.offering.get(name, ()) if isinstance(name, str) else ()
    closed = "override" not in raw and all(is_closed(w.payloads[str(name)]) for w in offering)
    try:
        envelope = convert(raw, envelope_type(lifecycles.addresses), "command", new=new)
    except PayloadError as error:
        faults += [PayloadFault(f.where.removeprefix("command."), f.what) for f in error.faults]
    if glance is None or not closed:
        faults += _text_faults(raw, "", 0)
        faults += _override_faults(raw.get("override"))
    workflow = _workflow(raw, lifecycles, stream_of, faults)
    payload: Payload | None = None
    data = raw.get("data", {})
    if workflow is not None and isinstance(data, dict):
        try:
            payload = convert(data, workflow.payloads[str(name)], new=new)
        except PayloadError as error:
            faults += error.faults
    if faults or envelope is None or workflow is None or payload is None:
        raise PayloadError(faults)
    kept = data if glance is not None and glance.full else without_empty(data, payload)
    keys = tuple([raw[name] for name in workflow.address])
    judged = glance is not None and closed
    return Command(envelope, workflow, keys, payload, kept, judged)


def without_empty(data: dict[str, Any], payload: Struct) -> dict[str, Any]:
    """Return `data`, of which `payload` was made, without optional members that say nothing.

    Those are `[]`, `{}` and empty text; what a type asks for stays, empty or not.
    """
    optional = optional_fields(type(payload))
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
    raw: Mapping[str, Any], lifecycles: Lifecycles, stream_of: StreamOf, faults: list[PayloadFault]
) -> Workflow | None:
    """Return the workflow that a command is of, or might be of; `faults` get what is wrong."""
    name = raw.get("command")
    if not isinstance(name, str):
        return None
    given = [member for member in lifecycles.address if member in raw]
    found = lifecycles.routes.get((name, *given), ())
    if len(found) == 1 and "area" not in raw:
        return found[0]
    offering = lifecycles.offering.get(name, ())
    if isinstance(raw.get("area"), str):
        named = tuple(workflow for workflow in offering if workflow.area == raw["area"])
        if not named:
            faults.append(_not_offered(name, offering))
        found = tuple(w for w in found if w in named) if named else found[:1]
        offering = named or offering
    if not found:
        nearest = min(offering, key=lambda w: len(set(w.address) ^ set(given)), default=None)
        faults += [] if nearest is None else _misaddressed(name, nearest, given, lifecycles)
        return nearest
    if len(found) > 1:
        return _of_several(raw, name, found, stream_of, faults)
    return found[0]


def _of_several(
    raw: Mapping[str, Any],
    name: str,
    found: tuple[Workflow, ...],
    stream_of: StreamOf,
    faults: list[PayloadFault],
) -> Workflow:
    """Choose among workflows that offer one word at one address; a correction has a target."""
    data = raw.get("data")
    target = data.get("target_position") if isinstance(data, Mapping) else None
    if name in CORRECTIONS and type(target) is int:
        area = stream_of(target).partition("/")[0]
        return next((workflow for workflow in found if workflow.area == area), found[0])
    areas = ", ".join(f"'{workflow.area}'" for workflow in found)
    faults.append(
        PayloadFault("area", Text(f"is missing: '{name}' is a command of {areas}, say of which",
                           f"còn thiếu: '{name}' là lệnh của {areas}, hãy ghi rõ của loại nào"))
    )  # fmt: skip
    return found[0]


def _not_offered(name: str, offering: tuple[Workflow, ...]) -> PayloadFault:
    areas = ", ".join(f"'{workflow.area}'" for workflow in offering)
    return PayloadFault(
        "area",
        Text(f"does not have '{name}': it is a command of {areas}",
             f"không có lệnh '{name}': đó là lệnh của {areas}"),
    )  # fmt: skip


def _misaddressed(
    name: str, workflow: Workflow, given: list[str], lifecycles: Lifecycles
) -> list[PayloadFault]:
    """Say what is missing of an address and what does not belong to it."""
    required = required_fields(envelope_type(lifecycles.addresses))
    named = " + ".join(workflow.address)
    missing = Text(f"is missing: '{name}' names {named}", f"còn thiếu: lệnh '{name}' ghi {named}")
    foreign = Text(
        f"does not belong here: '{name}' names {named} only",
        f"không ghi ở đây: lệnh '{name}' chỉ ghi {named}",
    )
    return [
        *(
            PayloadFault(m, missing)
            for m in workflow.address
            if m not in given and m not in required
        ),
        *(PayloadFault(member, foreign) for member in given if member not in workflow.address),
    ]


def _override_faults(override: Any) -> list[PayloadFault]:
    """An incomplete override is a refusal, a misspelt one is a fault."""
    if not isinstance(override, dict):
        return []
    listed = ", ".join(OVERRIDE)
    lines = [(name, override.get(name)) for name in OVERRIDE[1:]]
    long = [name for name, text in lines if isinstance(text, str) and "\n" in text]
    return [PayloadFault(f"override.{name}", TWO_LINES) for name in long] + [
        PayloadFault(
            f"override.{name}",
            Text(f"is not known here (known: {listed})", f"không có ở đây (có: {listed})"),
        )
        for name in override
        if name not in OVERRIDE
    ]


def _text_faults(value: Any, where: str, depth: int) -> list[PayloadFault]:
    if isinstance(value, str):
        if value.isprintable() or not any(ord(c) in UNFIT for c in value):
            return []
        return [
            PayloadFault(
                where, Text("has characters that no text can keep", "có ký tự không ghi được")
            )
        ]
    if isinstance(value, float):
        return [PayloadFault(where, Text("must be a whole number", "phải là số nguyên"))]
    if isinstance(value, int) and abs(value) > 2**53 - 1:
        return [PayloadFault(where, Text("is too large a number", "là số quá lớn"))]
    if isinstance(value, dict | list):
        if depth > MAX_DEPTH - 4:
            return [PayloadFault(where, Text("is nested too deeply", "lồng nhau quá sâu"))]
        items = value.items() if isinstance(value, dict) else enumerate(value)
        found: list[PayloadFault] = []
        for key, item in items:
            if isinstance(item, str) and item.isascii() and item.isprintable():
                continue
            found += _text_faults(item, f"{where}.{key}" if where else str(key), depth + 1)
        return found
    return []
