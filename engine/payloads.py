"""Typed payloads, and every fault of a bad one at once."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, TypeVar, cast, dataclass_transform

from engine import structs
from engine.reasons import Problem, Text, joined
from engine.structs import Meta, Struct, ValidationError, defstruct, inspect, replace

__all__ = [
    "Count", "Day", "Identifier", "Line", "Meta", "Payload", "PayloadError", "PayloadFault",
    "Prose", "Sha256", "Struct", "convert", "extended", "is_device", "outdated",
]  # fmt: skip

_IDENTIFIER = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z"
_SHA256 = r"^[0-9a-f]{64}\Z"
is_device = re.compile(r"(con|prn|aux|nul|(com|lpt)[0-9])(\..*)?", re.IGNORECASE).fullmatch
"""Whether Windows takes an identifier for a device, with whatever follows a dot.

Bundles and exports are files named after identifiers: no new one is such a name, old ones stay.
`event_store.members` has the same for the references of persons; rules do not reach it.
"""
Identifier = Annotated[str, Meta(pattern=_IDENTIFIER)]
Sha256 = Annotated[str, Meta(pattern=_SHA256)]
Line = Annotated[str, Meta(min_length=1, max_length=500)]
Prose = Annotated[str, Meta(min_length=1, max_length=8000)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]
Day = dt.date
ACTOR = r"^[\x21-\x7e]{1,128}\Z"
"""Who asks: an office, in letters that everything can show."""
HINTS = {
    _IDENTIFIER: Text(
        ": letters without accents, digits, '.', '_', '-', at most 64",
        ": chỉ dùng chữ không dấu, số, '.', '_', '-', tối đa 64 ký tự",
    ),
    _SHA256: Text(": 64 digits of 0-9 and a-f", ": phải là 64 ký tự 0-9, a-f"),
    ACTOR: Text(
        ": 1 to 128 letters without accents, digits or signs, no space, like op:org-officer",
        ": 1 đến 128 chữ không dấu, chữ số hoặc ký hiệu, không có dấu cách, như op:org-officer",
    ),
}
"""What a pattern asks for, in words."""

TWO_LINES = Text(
    "must be one line: write a blank in place of the line feed",
    "phải nằm trên một dòng: hãy thay dấu xuống dòng bằng dấu cách",
)
DEVICE = Text(
    "is the name of a device on Windows, where no file can bear it: add something, like CON-1",
    "là tên thiết bị của Windows, không đặt tên tệp được: hãy ghi thêm, ví dụ CON-1",
)
T = TypeVar("T")
SHOWN = 60
"""Characters of a faulty value that its error quotes."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Payload(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The data of one command: a member that it does not name is a fault."""

    NAMES: ClassVar[frozenset[str]] = frozenset()
    """Members that name or number something: a new one is one line."""
    REFERS: ClassVar[frozenset[str]] = frozenset()
    """Members that name what is on record already: no rule for new identifiers judges them."""
    KEPT: ClassVar[frozenset[str]] = frozenset()
    """Members with a default that say something even when they are empty."""

    def inconsistencies(self) -> Iterable["PayloadFault"]:
        """Yield what contradicts itself although every member is of its type."""
        return ()


class PayloadFault(Struct, frozen=True):
    """One thing wrong with a payload: where (`data.attendance.present`) and what."""

    where: str
    what: Text


class PayloadError(Problem, ValueError):
    """A payload does not fit its type; `faults` holds every fault."""

    code = "invalid_data"
    text = Text("{faults}", "{faults}")

    def __init__(self, faults: list[PayloadFault]) -> None:
        told = [Text(*(f"{each.where}: {what}" for what in each.what)) for each in faults]
        super().__init__(faults=joined("; ", told))
        self.faults = faults


def convert(value: Any, type_: type[T], where: str = "data", *, new: bool = False) -> T:
    """Return `value` (parsed JSON) as a `type_`, or raise PayloadError with every fault.

    What is `new`, and is not read from the log, is also judged by what `outdated` says.
    """
    try:
        made = structs.convert(value, type_)
    except ValidationError as error:
        faults = list(_faults(value, inspect.type_info(type_), where))
        faults += outdated(value, type_, where) if new else ()
        raise PayloadError(faults or [PayloadFault(where, Text(str(error), str(error)))]) from None
    faults = list(outdated(value, type_, where)) if new else []
    if isinstance(made, Payload):
        faults += [PayloadFault(f"{where}.{f.where}", f.what) for f in made.inconsistencies()]
    if faults:
        raise PayloadError(faults)
    return made


def outdated(value: Any, type_: type, where: str = "data") -> Iterator[PayloadFault]:
    """Yield what old entries may hold and new ones may not: names of two lines, of devices."""
    spec = _spec_of(type_)
    if spec is not None:
        yield from _outdated(value, spec, where)


P = TypeVar("P", bound=Payload)


def extended(
    type_: type[P],
    required: Mapping[str, Any],
    optional: Mapping[str, Any],
    refers: frozenset[str],
) -> type[P]:
    """Return a payload type with more members, those that it must have first."""
    members: list[Any] = [
        *required.items(),
        *((n, kind | None, None) for n, kind in optional.items()),
    ]
    made = defstruct(
        type_.__name__, members, bases=(type_,), namespace={"REFERS": refers},
        frozen=True, forbid_unknown_fields=True, kw_only=True,
    )  # fmt: skip
    return cast("type[P]", made)


class _Spec(Struct, frozen=True):
    """What a value may hold that `outdated` judges: a text of some kind, members, items."""

    kind: Literal["line", "identifier"] | None = None
    members: Mapping[str, "_Spec"] = {}
    items: "_Spec | None" = None


@cache
def _spec_of(type_: type) -> _Spec | None:
    return _spec(inspect.type_info(type_))


def _spec(info: inspect.Type) -> _Spec | None:
    match info:
        case inspect.StrType(pattern=pattern):
            return _Spec("identifier") if pattern == _IDENTIFIER else None
        case inspect.StructType(cls=cls, fields=fields):
            refers = getattr(cls, "REFERS", ())
            named = {f.encode_name: _spec(f.type) for f in fields if f.name not in refers}
            found = {name: spec for name, spec in named.items() if spec is not None}
            for name in getattr(cls, "NAMES", ()):
                found[name] = replace(found.get(name, _Spec()), kind="line")
            return _Spec(members=found) if found else None
        case inspect.ListType(item_type=item):
            spec = _spec(item)
            return None if spec is None else _Spec(items=spec)
        case inspect.UnionType(types=types):
            ways = [spec for spec in map(_spec, types) if spec is not None]
            return _either(ways) if ways else None
        case _:
            return None


def _either(ways: list[_Spec]) -> _Spec:
    return _Spec(
        next((way.kind for way in ways if way.kind), None),
        next((way.members for way in ways if way.members), {}),
        next((way.items for way in ways if way.items), None),
    )


def _outdated(value: Any, spec: _Spec, where: str) -> Iterator[PayloadFault]:
    if isinstance(value, str):
        if spec.kind == "line" and "\n" in value:
            yield PayloadFault(where, TWO_LINES)
        elif spec.kind == "identifier" and is_device(value):
            yield PayloadFault(where, DEVICE)
    elif isinstance(value, Mapping):
        for name, below in spec.members.items():
            if name in value:
                yield from _outdated(value[name], below, f"{where}.{name}")
    elif isinstance(value, list) and spec.items is not None:
        for index, item in enumerate(value):
            yield from _outdated(item, spec.items, f"{where}.{index}")


def _faults(value: Any, info: inspect.Type, where: str) -> Iterator[PayloadFault]:
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
            yield PayloadFault(where, Text("must be an object {…}", "phải là một đối tượng {…}"))
        case inspect.BoolType() if not isinstance(value, bool):
            yield PayloadFault(where, Text("must be true or false", "phải là true hoặc false"))
        case inspect.DateType() if not _is_date(value):
            yield PayloadFault(
                where,
                Text(
                    f"must be a date like 2017-08-20, not {_shown(value)}",
                    f"phải là ngày dạng 2017-08-20, không phải {_shown(value)}",
                ),
            )
        case inspect.LiteralType() if value not in info.values:
            listed = ", ".join(str(allowed) for allowed in info.values)
            yield PayloadFault(
                where,
                Text(
                    f"must be one of {listed}, not {_shown(value)}",
                    f"phải là một trong {listed}, không phải {_shown(value)}",
                ),
            )
        case _:
            return


def _struct_faults(value: Any, info: inspect.StructType, where: str) -> Iterator[PayloadFault]:
    if not isinstance(value, Mapping):
        yield PayloadFault(where, Text("must be an object {…}", "phải là một đối tượng {…}"))
        return
    names = {field.encode_name for field in info.fields}
    faulty: set[str] = set()
    told: list[PayloadFault] = []
    for field in info.fields:
        at = f"{where}.{field.encode_name}"
        if field.encode_name in value:
            found = list(_faults(value[field.encode_name], field.type, at))
        else:
            missing = PayloadFault(at, Text("is missing", "còn thiếu"))
            found = [missing] if field.required else []
        if found:
            faulty.add(field.encode_name)
        told += found
    yield from told
    yield from _contradictions(value, info, where, faulty, told)
    for name in value:
        if name not in names:
            listed = ", ".join(sorted(names)) or "-"
            yield PayloadFault(
                f"{where}.{name}",
                Text(f"is not known here (known: {listed})", f"không có ở đây (có: {listed})"),
            )


def _contradictions(
    value: Mapping[str, Any],
    info: inspect.StructType,
    where: str,
    faulty: set[str],
    told: list[PayloadFault],
) -> Iterator[PayloadFault]:
    """Yield what the members that are of their type still contradict among themselves."""
    sound = {f.encode_name: f for f in info.fields if f.encode_name not in faulty}
    if any(field.required and field.encode_name not in sound for field in info.fields):
        return
    if not issubclass(info.cls, Payload):
        return
    try:
        made = structs.convert({k: v for k, v in value.items() if k in sound}, info.cls)
    except ValidationError:
        return
    for fault in made.inconsistencies():
        found = PayloadFault(f"{where}.{fault.where}", fault.what)
        if fault.where.partition(".")[0] not in faulty and found not in told:
            yield found


def _list_faults(value: Any, info: inspect.ListType, where: str) -> Iterator[PayloadFault]:
    if not isinstance(value, list):
        yield PayloadFault(where, Text("must be a list […]", "phải là một danh sách […]"))
        return
    if info.min_length and len(value) < info.min_length:
        yield PayloadFault(where, Text("must not be empty", "không được để trống"))
    for index, item in enumerate(value):
        yield from _faults(item, info.item_type, f"{where}.{index}")


def _union_faults(value: Any, info: inspect.UnionType, where: str) -> Iterator[PayloadFault]:
    tried = []
    for option in info.types:
        if isinstance(option, inspect.NoneType):
            continue
        found = list(_faults(value, option, where))
        if not found:
            return
        tried.append(found)
    yield from min(tried, key=len, default=[])


def _string_faults(value: Any, info: inspect.StrType, where: str) -> Iterator[PayloadFault]:
    if not isinstance(value, str):
        yield PayloadFault(
            where,
            Text(f"must be text, not {_shown(value)}", f"phải là chữ, không phải {_shown(value)}"),
        )
    elif info.pattern is not None and re.search(info.pattern, value) is None:
        # It may be a name where a reference belongs, and results are kept: it is not repeated.
        hint = HINTS.get(info.pattern, Text("", ""))
        yield PayloadFault(where, Text(f"is not valid{hint.en}", f"không hợp lệ{hint.vi}"))
    elif info.min_length and len(value) < info.min_length:
        yield PayloadFault(where, Text("must not be empty", "không được để trống"))
    elif info.max_length is not None and len(value) > info.max_length:
        yield PayloadFault(
            where,
            Text(
                f"is longer than {info.max_length} characters", f"dài quá {info.max_length} ký tự"
            ),
        )


def _integer_faults(value: Any, info: inspect.IntType, where: str) -> Iterator[PayloadFault]:
    if isinstance(value, bool) or not isinstance(value, int):
        yield PayloadFault(
            where,
            Text(
                f"must be a whole number, not {_shown(value)}",
                f"phải là số nguyên, không phải {_shown(value)}",
            ),
        )
    elif info.ge is not None and value < info.ge:
        yield PayloadFault(
            where,
            Text(
                f"must be at least {info.ge}, not {value}",
                f"ít nhất là {info.ge}, không phải {value}",
            ),
        )
    elif info.le is not None and value > info.le:
        yield PayloadFault(
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
    """Return a faulty value as JSON has it, for it came as JSON; a long one cut off."""
    if isinstance(value, str):
        text = f"'{value}'"
        return text if len(text) <= SHOWN else text[: SHOWN - 3] + "…'"
    try:
        text = json.dumps(value, ensure_ascii=False)
    except (TypeError, ValueError, RecursionError):
        text = repr(value)
    return text if len(text) <= SHOWN else text[: SHOWN - 3] + "…"
