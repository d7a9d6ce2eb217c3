"""The one door to msgspec: structs, and what their types say of themselves."""

import re
from functools import cache
from typing import Any

import msgspec
from msgspec import Meta, Struct, ValidationError, convert, defstruct, field, inspect
from msgspec.structs import asdict, force_setattr, replace

__all__ = [
    "Meta", "Struct", "ValidationError", "asdict", "convert", "defstruct", "encoded", "field",
    "force_setattr", "inspect", "is_closed", "optional_fields", "replace",
    "required_fields", "schema",
]  # fmt: skip

_is_name = re.compile(r"[a-z][a-z0-9_]{0,63}").fullmatch
"""What a member of an entry can be called; `event_store.canonical` has the same."""


@cache
def required_fields(type_: type) -> tuple[str, ...]:
    """Return the names of the members that are asked for, and stay even where they are empty.

    A list or object that begins empty (`= []`) is one of them: so entries have been written.
    """
    fields = msgspec.structs.fields(type_)
    return tuple([field.name for field in fields if field.default is msgspec.NODEFAULT])


@cache
def optional_fields(type_: type[Struct]) -> frozenset[str]:
    """Return the names of the members that a payload can go without."""
    return frozenset(type_.__struct_fields__).difference(required_fields(type_))


@cache
def is_closed(type_: type) -> bool:
    """Whether a type names all that a value of it can hold, by names that an entry may have."""
    return _is_closed(inspect.type_info(type_))


def _is_closed(info: inspect.Type) -> bool:
    match info:
        case inspect.StructType(fields=fields, forbid_unknown_fields=True, tag_field=tag):
            names = [f.encode_name for f in fields] + ([] if tag is None else [tag])
            return all(map(_is_name, names)) and all(_is_closed(f.type) for f in fields)
        case inspect.ListType(item_type=item):
            return _is_closed(item)
        case inspect.UnionType(types=types):
            return all(map(_is_closed, types))
        case _:
            return isinstance(info, _SINGLE)


_SINGLE = (
    inspect.StrType, inspect.IntType, inspect.BoolType, inspect.DateType, inspect.LiteralType,
    inspect.NoneType,
)  # fmt: skip
"""Types of one value, each of which JSON has only one form for."""


def schema(type_: type) -> dict[str, Any]:
    """Return the JSON Schema of a type."""
    return msgspec.json.schema(type_)


def encoded(value: object) -> bytes:
    """Return a value as bytes to compare, keys sorted."""
    return msgspec.json.encode(value, order="sorted")
