"""The one door to msgspec: typed payloads, and every fault of a bad one at once."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar, TypeVar, dataclass_transform

import msgspec
from msgspec import Meta, Struct, inspect

from engine.reasons import Text

__all__ = [
    "Count",
    "Day",
    "Fault",
    "Identifier",
    "Line",
    "Meta",
    "Payload",
    "PayloadError",
    "Prose",
    "Sha256",
    "Struct",
    "convert",
    "encoded",
    "required_fields",
    "schema",
]

_IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z"
_SHA256 = r"^[0-9a-f]{64}\Z"
Identifier = Annotated[str, Meta(pattern=_IDENTIFIER)]
Sha256 = Annotated[str, Meta(pattern=_SHA256)]
Line = Annotated[str, Meta(min_length=1, max_length=500)]
Prose = Annotated[str, Meta(min_length=1, max_length=8000)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Day = dt.date
HINTS = {
    _IDENTIFIER: Text(
        ": letters without accents, digits, '.', '_', '-', at most 64",
        ": chỉ dùng chữ không dấu, số, '.', '_', '-', tối đa 64 ký tự",
    ),
    _SHA256: Text(": 64 digits of 0-9 and a-f", ": phải là 64 ký tự 0-9, a-f"),
}
"""What a pattern asks for, in words."""

T = TypeVar("T")
SHOWN = 60
"""Characters of a faulty value that its error quotes."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Payload(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The data of one command: a member that it does not name is a fault."""

    KEPT: ClassVar[frozenset[str]] = frozenset()
    """Members with a default that say something even when they are empty."""

    def inconsistencies(self) -> Iterable["Fault"]:
        """Yield what contradicts itself although every member is of its type."""
        return ()


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a payload: where (`data.attendance.present`) and what."""

    where: str
    what: Text


class PayloadError(ValueError):
    """A payload does not fit its type; `faults` holds every fault."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("; ".join(f"{fault.where}: {fault.what.en}" for fault in faults))
        self.faults = faults


def convert(value: Any, type_: type[T], where: str = "data") -> T:
    """Return `value` (parsed JSON) as a `type_`, or raise PayloadError with every fault."""
    try:
        made = msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        faults = list(_faults(value, inspect.type_info(type_), where))
        raise PayloadError(faults or [Fault(where, Text(str(error), str(error)))]) from None
    if isinstance(made, Payload):
        faults = list(made.inconsistencies())
        if faults:
            raise PayloadError([Fault(f"{where}.{f.where}", f.what) for f in faults])
    return made


def required_fields(type_: type) -> list[str]:
    """Return the names of the members that a payload cannot go without."""
    return [
        field.name for field in msgspec.structs.fields(type_) if field.default is msgspec.NODEFAULT
    ]


def schema(type_: type) -> dict[str, Any]:
    """Return the JSON Schema of a payload type."""
    return msgspec.json.schema(type_)


def encoded(value: object) -> bytes:
    """Return a value as bytes to compare, keys sorted."""
    return msgspec.json.encode(value, order="sorted")


def _faults(value: Any, info: inspect.Type, where: str) -> Iterator[Fault]:
    match info:
        case inspect.StructType():
            yield from _struct_faults(value, info, where)
        case inspect.ListType():
            yield from _list_faults(value, info, where)
        case inspect.UnionType():
            yield from _union_faults(value, info, where)
        case inspect.StrType():
            yield from _string_faults(value, info, where)
        case inspect.IntType():
            yield from _integer_faults(value, info, where)
        case inspect.DictType() if not isinstance(value, Mapping):
            yield Fault(where, Text("must be an object {…}", "phải là một đối tượng {…}"))
        case inspect.BoolType() if not isinstance(value, bool):
            yield Fault(where, Text("must be true or false", "phải là true hoặc false"))
        case inspect.DateType() if not _is_date(value):
            yield Fault(
                where,
                Text(
                    f"must be a date like 2017-08-20, not {_shown(value)}",
                    f"phải là ngày dạng 2017-08-20, không phải {_shown(value)}",
                ),
            )
        case inspect.LiteralType() if value not in info.values:
            listed = ", ".join(str(allowed) for allowed in info.values)
            yield Fault(
                where,
                Text(
                    f"must be one of {listed}, not {_shown(value)}",
                    f"phải là một trong {listed}, không phải {_shown(value)}",
                ),
            )
        case _:
            return


def _struct_faults(value: Any, info: inspect.StructType, where: str) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield Fault(where, Text("must be an object {…}", "phải là một đối tượng {…}"))
        return
    names = {field.encode_name for field in info.fields}
    faulty: set[str] = set()
    told: list[Fault] = []
    for field in info.fields:
        at = f"{where}.{field.encode_name}"
        if field.encode_name in value:
            found = list(_faults(value[field.encode_name], field.type, at))
        else:
            missing = Fault(at, Text("is missing", "còn thiếu"))
            found = [missing] if field.required else []
        if found:
            faulty.add(field.encode_name)
        told += found
    yield from told
    yield from _contradictions(value, info, where, faulty, told)
    for name in value:
        if name not in names:
            listed = ", ".join(sorted(names)) or "-"
            yield Fault(
                f"{where}.{name}",
                Text(f"is not known here (known: {listed})", f"không có ở đây (có: {listed})"),
            )


def _contradictions(
    value: Mapping[str, Any],
    info: inspect.StructType,
    where: str,
    faulty: set[str],
    told: list[Fault],
) -> Iterator[Fault]:
    """Yield what the members that are of their type still contradict among themselves."""
    sound = {f.encode_name: f for f in info.fields if f.encode_name not in faulty}
    if any(field.required and field.encode_name not in sound for field in info.fields):
        return
    if not issubclass(info.cls, Payload):
        return
    try:
        made = msgspec.convert({k: v for k, v in value.items() if k in sound}, info.cls)
    except msgspec.ValidationError:
        return
    for fault in made.inconsistencies():
        found = Fault(f"{where}.{fault.where}", fault.what)
        if fault.where.partition(".")[0] not in faulty and found not in told:
            yield found


def _list_faults(value: Any, info: inspect.ListType, where: str) -> Iterator[Fault]:
    if not isinstance(value, list):
        yield Fault(where, Text("must be a list […]", "phải là một danh sách […]"))
        return
    if info.min_length and len(value) < info.min_length:
        yield Fault(where, Text("must not be empty", "không được để trống"))
    for index, item in enumerate(value):
        yield from _faults(item, info.item_type, f"{where}.{index}")


def _union_faults(value: Any, info: inspect.UnionType, where: str) -> Iterator[Fault]:
    tried = []
    for option in info.types:
        if isinstance(option, inspect.NoneType):
            continue
        found = list(_faults(value, option, where))
        if not found:
            return
        tried.append(found)
    yield from min(tried, key=len, default=[])


def _string_faults(value: Any, info: inspect.StrType, where: str) -> Iterator[Fault]:
    if not isinstance(value, str):
        yield Fault(
            where,
            Text(f"must be text, not {_shown(value)}", f"phải là chữ, không phải {_shown(value)}"),
        )
    elif info.pattern is not None and re.search(info.pattern, value) is None:
        # It may be a name where a reference belongs, and results are kept: it is not repeated.
        hint = HINTS.get(info.pattern, Text("", ""))
        yield Fault(where, Text(f"does not fit{hint.en}", f"không hợp lệ{hint.vi}"))
    elif info.min_length and len(value) < info.min_length:
        yield Fault(where, Text("must not be empty", "không được để trống"))
    elif info.max_length is not None and len(value) > info.max_length:
        yield Fault(
            where,
            Text(
                f"is longer than {info.max_length} characters", f"dài quá {info.max_length} ký tự"
            ),
        )


def _integer_faults(value: Any, info: inspect.IntType, where: str) -> Iterator[Fault]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield Fault(
            where,
            Text(
                f"must be a whole number, not {_shown(value)}",
                f"phải là số nguyên, không phải {_shown(value)}",
            ),
        )
    elif info.ge is not None and value < info.ge:
        yield Fault(
            where,
            Text(
                f"must be at least {info.ge}, not {value}",
                f"ít nhất là {info.ge}, không phải {value}",
            ),
        )
    elif info.le is not None and value > info.le:
        yield Fault(
            where,
            Text(
                f"must be at most {info.le}, not {value}",
                f"nhiều nhất là {info.le}, không phải {value}",
            ),
        )


def _is_date(value: object) -> bool:
    if not isinstance(value, str) or len(value) != len("2017-08-20"):
        return False
    try:
        dt.date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _shown(value: object) -> str:
    text = repr(value) if not isinstance(value, str) else f"'{value}'"
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "…'"
