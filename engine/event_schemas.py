"""What is published about every version of every event: a closed description of its data."""

from collections.abc import Mapping
from typing import Annotated, Any

from engine.envelope import envelope_type
from engine.payloads import Day, Identifier, Line, Meta, Payload
from engine.schemas import DIALECT, recorded, schema_file, schema_id
from engine.workflow import Lifecycles, Workflow

Hash = Annotated[str, Meta(pattern=r"^[A-Za-z0-9+/]{43}=\Z")]
Text = Annotated[str, Meta(min_length=1)]
Position = Annotated[int, Meta(ge=1)]


class Created(Payload):
    """The log began."""

    hash: Line
    origin: Line
    simulation: bool


class RulesText(Payload):
    """A policy, its exact text and the digest of that."""

    digest: Hash
    name: Line
    text: Text


class DefinitionText(RulesText, kw_only=True):
    """A definition, its exact text and the digest of that."""

    version: Position


class RulesAdopted(Payload):
    """The rules that decide from here on."""

    definitions: list[DefinitionText]
    policy: RulesText


class Heads(Payload):
    """The last version of every stream, committed to."""

    root: Hash
    size: Position
    streams: Position


class KeyAdded(Payload):
    """A key of the log, for the record."""

    name: Line
    vkey: Text


class KeyRetired(KeyAdded, kw_only=True):
    """A key of the log is out of use."""

    reason: Text


class TokenIssued(Payload):
    """Somebody may use the log from outside; never the secret or its hash."""

    id: Identifier
    role: Line
    path: Text | list[Identifier]
    expires_on: Day


class TokenRevoked(Payload):
    """A token is out of use."""

    id: Identifier
    reason: Text


class PersonRegistered(Payload):
    """A reference stands for a person, by a salted commitment."""

    commitment: Hash


class PersonErased(Payload):
    """Nobody can tell any more for whom a reference stands."""

    authority: Text
    document: Text
    reason: Text


SYSTEM: Mapping[str, type[Payload]] = {
    "log.created": Created,
    "log.rules_adopted": RulesAdopted,
    "log.heads": Heads,
    "log.key_added": KeyAdded,
    "log.key_retired": KeyRetired,
    "log.token_issued": TokenIssued,
    "log.token_revoked": TokenRevoked,
    "person.registered": PersonRegistered,
    "person.erased": PersonErased,
}
"""The types of the log itself, all of version 1."""


def event_types(lifecycles: Lifecycles) -> set[str]:
    """Return the name of every event type."""
    return {*SYSTEM, *(name for w in lifecycles.workflows for name in w.versions)}


def schemas(lifecycles: Lifecycles) -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of the entries of every event version, by file name.

    `data` is described to the last member; the entry around it may gain members.
    """
    shapes: dict[tuple[str, int], type[Payload]] = {(name, 1): t for name, t in SYSTEM.items()}
    for workflow in lifecycles.workflows:
        shapes |= workflow.shapes()
        for name, version in workflow.versions.items():
            shapes[name, version] = shape(workflow, name)
    return {
        schema_file(name, version): _entry_schema(lifecycles.schemas, name, version, shape_)
        for (name, version), shape_ in sorted(shapes.items(), key=lambda item: item[0])
    }


def shape(workflow: Workflow, name: str) -> type[Payload]:
    """Return the type of the data of an event, in its current version."""
    own = workflow.shapes().get((name, workflow.versions[name]))
    return own or workflow.payloads[workflow.definition.command_of[name]]


def _entry_schema(base: str, name: str, version: int, data: type[Payload]) -> dict[str, Any]:
    """Return the schema of an entry: all of LOG format 1, `data` as closed as its type."""
    own = {"type": {"const": name}, "type_version": {"const": version}, "data": recorded(data)}
    required = [*_REQUIRED, *([] if name in SYSTEM else _OF_DOMAIN)]
    return {
        "$schema": DIALECT,
        "$id": schema_id(base, name, version),
        "title": f"{name}, version {version}",
        "type": "object",
        "properties": {**_MEMBERS, **own},
        "required": sorted(required),
    }


def envelope_schema(lifecycles: Lifecycles, words: Mapping[str, str]) -> dict[str, Any]:
    """Return the JSON Schema of the envelope of a command; `words` say what each member is.

    It says which members there are and of what kind; what a command's `data` holds is its own.
    """
    made = recorded(envelope_type(lifecycles.addresses))
    members: dict[str, Any] = made["properties"]
    members["command"]["enum"] = sorted(lifecycles.commands)
    members["area"] = {"type": "string", "enum": [w.area for w in lifecycles.workflows]}
    for name, word in words.items():
        if name in members:
            members[name] = {**members[name], "description": word}
    return {"$schema": DIALECT, "$id": f"{lifecycles.schemas}command.json", **made}


_COUNT = {"type": "integer", "minimum": 1}
_TEXT = {"type": "string", "minLength": 1}
_DAY = {"type": "string", "format": "date"}
_HASH = {"type": "string", "pattern": "^[A-Za-z0-9+/]{43}=$"}
_CODE = {"type": "string", "pattern": "^[a-z][a-z0-9_]{0,63}$"}
_IDENTIFIER = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"}
_PAPER = {"kind": _TEXT, "number": _TEXT, "date": _DAY}
_SCAN = {"sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"}}
_REQUIRED = [
    "actor",
    "data",
    "format",
    "position",
    "recorded_at",
    "stream",
    "type",
    "type_version",
    "version",
]
_OF_DOMAIN = ["command", "occurred_on", "rules"]
_MEMBERS: Mapping[str, Any] = {
    "actor": {"type": "string", "pattern": "^[!-~]{1,128}$"},
    "command": {
        "type": "object",
        "properties": {"digest": _HASH, "id": _TEXT, "n": _COUNT, "of": _COUNT},
        "required": ["n", "of"],
    },
    "correlation": _IDENTIFIER,
    "evidence": {
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "properties": {**_PAPER, **_SCAN},
            "required": ["kind", "number"],
        },
    },
    "facts": {"type": "object", "minProperties": 1},
    "flags": {"type": "array", "minItems": 1, "uniqueItems": True, "items": _CODE},
    "format": _COUNT,
    "occurred_on": _DAY,
    "override": {
        "type": "object",
        "properties": {"authority": _TEXT, "document": _TEXT, "reason": _TEXT},
        "required": ["authority", "document", "reason"],
    },
    "position": _COUNT,
    "prev": _HASH,
    "recorded_at": {
        "type": "string",
        "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$",
    },
    "role": _TEXT,
    "rules": _COUNT,
    "stream": {"type": "string", "minLength": 1, "maxLength": 200},
    "version": _COUNT,
}
