"""A form: the fields of one command, the data made of what was written, and what is missing."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

from application.congresses.forms.members import Kind, Member, Path, describe, leaves
from application.congresses.forms.values import ValueFault, guessed, value
from application.congresses.forms.words import word
from engine.payloads import Payload, PayloadError, convert
from engine.structs import Struct, replace
from event_store.words import Language, Text

GENERAL = frozenset({"id", "name", "path", "min", "max", "committee", "secretary", "deputy"})
"""Parts that mean nothing without their section: an option is --committee-id, never --id."""
EXTRA = {"target-position": "--position"}
"""A shorter option for a long name."""
NOTHING = object()


class Field(Struct, frozen=True):
    """One value of a command: where it goes, how it is written, which options give it."""

    path: Path
    member: Member

    @property
    def key(self) -> str:
        """The name of its parameter."""
        return "data__" + "__".join(self.path)

    @property
    def options(self) -> list[str]:
        """Its options, the one to show first: --present, --attendance-present."""
        name = self.path[-1].replace("_", "-")
        whole = "--" + "-".join(self.path).replace("_", "-")
        apart = len(self.path) == 1 or self.path[-1] not in GENERAL
        short = [f"--{_singular(name)}" if self.member.many else f"--{name}"] if apart else []
        extra = [EXTRA[name]] if name in EXTRA else []
        return list(dict.fromkeys([*short, whole, *extra]))

    @property
    def option(self) -> str:
        """The option that help and messages show."""
        return self.options[0]

    @property
    def label(self) -> Text:
        """What it is called."""
        return word(self.path)


class FieldFault(Struct, frozen=True):
    """Something wrong or missing: the fields that it is about, and what to say of them."""

    fields: tuple[Field, ...]
    what: Text
    missing: bool = False

    def without(self, known: Collection[Field]) -> "FieldFault":
        """Return the same of the other fields."""
        return replace(self, fields=tuple(each for each in self.fields if each not in known))

    def say(self, language: Language) -> str:
        """Say it with its option."""
        where = self.fields[0].option if len(self.fields) == 1 else ""
        what = self.what.say(language)
        return f"{where}: {what}" if where else what


class Form:
    """The fields of one command.

    `kinds` says how members of a name are written all over the lifecycle, which an amendment
    must know to read its value.
    """

    def __init__(self, payload: type[Payload], kinds: Mapping[str, set[Kind]]) -> None:
        self._payload = payload
        self._kinds = kinds

    @cached_property
    def members(self) -> tuple[Member, ...]:
        """The members of the payload."""
        return describe(self._payload)

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """Every field, in the order of the payload."""
        return tuple(Field(path, member) for path, member in leaves(self.members))

    def read(self, written: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldFault]]:
        """Return the data of what was `written` by parameter, and what could not be read."""
        data: dict[str, Any] = {}
        faults: list[FieldFault] = []
        for field in self.fields:
            given = written.get(field.key)
            if given is None or given == ():
                continue
            try:
                put(data, field.path, self._value(field, given, written))
            except ValueFault as error:
                faults.append(FieldFault((field,), error.text))
        return data, faults

    def faults(self, data: dict[str, Any]) -> list[FieldFault]:
        """Return what is missing or wrong in `data`; sections that may stay empty are added."""
        complete(self.members, data)
        try:
            convert(data, self._payload, new=True)
        except PayloadError as error:
            said = ((tuple(f.where.split(".")[1:]), f.what) for f in error.faults)
            return [self._fault(path, what, data) for path, what in said]
        return []

    def beside(self, field: Field) -> Iterator[Member]:
        """Yield the needed sections without required parts that stand beside a field."""
        section = self.members
        for name in field.path[:-1]:
            section = next(member.members for member in section if member.name == name)
        yield from (member for member in section if member.is_blank and member.required)

    def _value(self, field: Field, given: Any, written: Mapping[str, Any]) -> Any:
        if isinstance(given, bool):
            return given
        texts = given if isinstance(given, tuple) else (given,)
        if field.member.kind == "any":
            return guessed(str(written.get("data__field") or ""), texts[-1], self._kinds)
        return value(field.member, texts)

    def _fault(self, path: Path, what: Text, data: dict[str, Any]) -> "FieldFault":
        missing = get(data, path) is NOTHING
        below = [f for f in self.fields if f.path[: len(path)] == path]
        if missing and len(below) > 1:
            below = [f for f in below if f.member.required]
        above = [f for f in self.fields if path[: len(f.path)] == f.path]
        return FieldFault(tuple(below or above), what, missing=missing and bool(below))


def kinds_of(payloads: Iterable[type[Payload]]) -> dict[str, set[Kind]]:
    """Return how the members of each name are written in these payloads."""
    found: dict[str, set[Kind]] = {"occurred_on": {"day"}}
    for payload in payloads:
        for path, member in leaves(describe(payload)):
            found.setdefault(path[-1], set()).add("any" if member.many else member.kind)
    return found


def complete(members: Iterable[Member], data: dict[str, Any]) -> None:
    """Add the required sections that may stay empty, wherever their section is given."""
    for member in members:
        if not member.is_section:
            continue
        if member.required and member.is_blank:
            data.setdefault(member.name, {})
        if isinstance(data.get(member.name), dict):
            complete(member.members, data[member.name])


def put(data: dict[str, Any], path: Path, found: Any) -> None:
    """Set the value at `path`, making the sections above it."""
    for name in path[:-1]:
        data = data.setdefault(name, {})
    data[path[-1]] = found


def get(data: Any, path: Path) -> Any:
    """Return the value at `path`, NOTHING if there is none."""
    for name in path:
        if isinstance(data, list) and name.isdigit() and int(name) < len(data):
            data = data[int(name)]
        elif isinstance(data, dict) and name in data:
            data = data[name]
        else:
            return NOTHING
    return data


def _singular(name: str) -> str:
    return name.removesuffix("es") if name.endswith("ches") else name.removesuffix("s")
