"""The members of a payload as a form needs them, read from its JSON Schema."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal

from engine.payloads import Payload
from engine.structs import Struct, schema

Kind = Literal["text", "word", "number", "day", "yes", "choice", "group", "any"]
Path = tuple[str, ...]


class Member(Struct, frozen=True):
    """One member of a payload.

    `kind` says how one value of it is written, `many` that it is a list of them; `choices` are
    the words allowed (beside the list, if `many`); `members` are the parts of a group; `plain`
    says that mere text stands for a group as well.
    """

    name: str
    kind: Kind
    required: bool = True
    many: bool = False
    choices: tuple[str, ...] = ()
    members: tuple["Member", ...] = ()
    plain: bool = False

    @property
    def is_section(self) -> bool:
        """A group whose parts are asked one by one: attendance is, a document is not."""
        return self.kind == "group" and not self.many and not self.plain

    @property
    def is_blank(self) -> bool:
        """A section that may stay empty, since none of its parts is required."""
        return self.is_section and not any(part.required for part in self.members)


@cache
def describe(payload: type[Payload]) -> tuple[Member, ...]:
    """Return the members of a payload type, in its order."""
    found = schema(payload)
    return _member("", found, found["$defs"], required=True).members


def leaves(members: tuple[Member, ...], above: Path = ()) -> Iterator[tuple[Path, Member]]:
    """Yield each member that is given by an option of its own, with its path."""
    for member in members:
        if member.is_section:
            yield from leaves(member.members, (*above, member.name))
        else:
            yield (*above, member.name), member


def _member(
    name: str, found: Mapping[str, Any], known: Mapping[str, Any], *, required: bool
) -> Member:
    ways = [way for way in found.get("anyOf", [found]) if way.get("type") != "null"]
    words = tuple(str(word) for way in ways for word in way.get("enum", ()))
    other = [way for way in ways if "enum" not in way]
    listed = [way for way in other if way.get("type") == "array"]
    if listed:
        item = _member(name, listed[0]["items"], known, required=required)
        return Member(name, item.kind, required, many=True, choices=words, members=item.members)
    groups = [way["$ref"].rpartition("/")[2] for way in other if "$ref" in way]
    if groups:
        parts = _parts(known[groups[0]], known)
        return Member(name, "group", required, members=parts, plain=len(other) > 1)
    if words:
        return Member(name, "choice", required, choices=words)
    return Member(name, _kind(other[0]), required)


def _parts(group: Mapping[str, Any], known: Mapping[str, Any]) -> tuple[Member, ...]:
    needed = group["required"]
    return tuple(
        _member(name, found, known, required=name in needed)
        for name, found in group["properties"].items()
    )


def _kind(found: Mapping[str, Any]) -> Kind:
    match found:
        case {"type": "integer"}:
            return "number"
        case {"type": "boolean"}:
            return "yes"
        case {"format": "date"}:
            return "day"
        case {"pattern": _}:
            return "word"
        case {"type": "string"}:
            return "text"
        case _:
            return "any"
