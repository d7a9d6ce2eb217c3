"""What an address names: a subject of a lifecycle, and which streams it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from application.dates import shown_day
from application.problems import Problem
from engine.structs import Struct
from event_store.clock import local_date
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from application.reading import Reading
    from application.scope import Scope
    from engine.workflow import Lifecycles, Workflow


class Subject(Struct, frozen=True):
    """What one stream is about: a lifecycle, and the keys of its address."""

    workflow: Workflow
    keys: tuple[str, ...]

    @property
    def stream(self) -> str:
        """The stream of the subject."""
        return self.workflow.stream(*self.keys)

    @property
    def address(self) -> dict[str, str]:
        """The members that name it."""
        return dict(zip(self.workflow.address, self.keys, strict=True))

    def above(self, lifecycles: Lifecycles) -> Iterator[tuple[Subject, str]]:
        """Yield what lies above it, the nearest first, with the key by which that names it."""
        for workflow in lifecycles.ancestors[self.workflow.area]:
            length = len(workflow.address)
            key = self.keys[min(length, len(self.keys) - 1)]
            yield Subject(workflow, self.keys[:length]), key


def check_members(lifecycles: Lifecycles, scope: Scope) -> None:
    """Refuse an address with a member that no lifecycle has; raises Problem (bad_address)."""
    for member in scope.address:
        if member not in lifecycles.address:
            facts = {"member": member, "known": ", ".join(lifecycles.address)}
            raise Problem("bad_address", NO_MEMBER, facts)


def subject_at(
    lifecycles: Lifecycles, address: Mapping[str, str], area: str | None = None
) -> Subject:
    """Return the subject that a full address names, in the first lifecycle that has such ones.

    Raises Problem (unknown_area) where none has, or another `area` was asked for.
    """
    known = lifecycles.at(address)
    for workflow in known:
        if area in (None, workflow.area):
            return Subject(workflow, tuple(address[name] for name in workflow.address))
    facts = {"area": area or "", "known": ", ".join(w.area for w in known) or "-"}
    facts["members"] = ", ".join(address) or "-"
    raise Problem("unknown_area", NO_AREA, facts)


def keys_at(
    reading: Reading, workflow: Workflow, address: Mapping[str, str], *, later: bool = False
) -> Iterator[tuple[str, ...]]:
    """Yield the keys of a lifecycle's subjects that agree with an address.

    A full address is not looked up: there may be nothing on record. With `later` also those that
    had not begun at the moment.
    """
    known = reading.reader.keys if later else reading.keys
    parent = reading.workflow(workflow.parent) if workflow.parent else None
    for above in [()] if parent is None else keys_at(reading, parent, address, later=later):
        rest = workflow.address[len(above) :]
        if all(name in address for name in rest):
            yield (*above, *(address[name] for name in rest))
            continue
        for keys in known(workflow, *above):
            named = dict(zip(workflow.address, keys, strict=True))
            if all(named[name] == address.get(name, named[name]) for name in rest):
                yield keys


def is_known(reading: Reading, subject: Subject) -> bool:
    """Whether a subject is on record at the moment, if only by its name above it."""
    first = _first_position(reading, subject)
    return first is not None and first <= reading.moment.position


def check_known(reading: Reading, subject: Subject) -> None:
    """Refuse a subject that is not on record at the moment.

    Raises Problem (`unknown_` and the last member), which says so where it came on record later.
    """
    check_not_later(reading, subject)
    if not is_known(reading, subject):
        member = subject.workflow.address[-1]
        unknown_subject(reading.reader.lifecycles, member, subject.keys[-1])


def check_any(reading: Reading, address: Mapping[str, str]) -> None:
    """Refuse an address at and below which nothing is on record; raises as `refuse` does."""
    if not address:
        return
    for workflow in reading.reader.lifecycles.workflows:
        if address.keys() <= set(workflow.address):
            for keys in keys_at(reading, workflow, address):
                if is_known(reading, Subject(workflow, keys)):
                    return
    refuse(reading, address)


def refuse(reading: Reading, address: Mapping[str, str]) -> NoReturn:
    """Say that nothing at an address is on record at the moment, or that it came later.

    Raises Problem (`unknown_` and the last member).
    """
    lifecycles = reading.reader.lifecycles
    for workflow in lifecycles.workflows:
        if address.keys() <= set(workflow.address):
            for keys in keys_at(reading, workflow, address, later=True):
                check_not_later(reading, Subject(workflow, keys))
    member = [*address][-1]
    unknown_subject(lifecycles, member, address[member])


def check_not_later(reading: Reading, subject: Subject) -> None:
    """Refuse a subject that came on record after the moment; raises Problem as `check_known`."""
    first = _first_position(reading, subject)
    if first is None or first <= reading.moment.position:
        return
    member = subject.workflow.address[-1]
    label = _label(reading.reader.lifecycles, member)
    text = Text(
        f"The {label.en} '{{key}}' was not on record then: the first entry that names it is at "
        "position {position}, of {day}.",
        f"Lúc đó sổ ghi chưa có {label.vi} '{{key}}': mục đầu tiên nêu tên này ở vị trí "
        "{position}, ngày {day}.",
    )
    day = shown_day(local_date(reading.reader.log.entry(first)["recorded_at"]))
    facts = {"key": subject.keys[-1], "position": first, "day": day}
    raise Problem(f"unknown_{member}", text, facts)


def _first_position(reading: Reading, subject: Subject) -> int | None:
    """Return the position of the first entry of a subject, or that names it from above."""
    log = reading.reader.log
    own = [int(entry["position"]) for entry in log.stream(subject.stream, upto=1)]
    naming = [
        int(entry["position"])
        for other, key in subject.above(reading.reader.lifecycles)
        for entry in log.stream(other.stream)
        if key in other.workflow.named(entry)
    ]
    return min(own + naming, default=None)


def _label(lifecycles: Lifecycles, member: str) -> Text:
    return lifecycles.members.get(member) or Text(member, member)


def unknown_subject(lifecycles: Lifecycles, member: str, key: str) -> NoReturn:
    """Say that nothing of that key is on record; raises Problem (`unknown_` and the member)."""
    label = _label(lifecycles, member)
    text = Text(
        f"There is no {label.en} '{{key}}' on record. See '{{program}} find' and '{{program}} "
        "log'.",
        f"Không có {label.vi} '{{key}}' trong sổ ghi. Xem '{{program}} find' và '{{program}} "
        "log'.",
    )
    raise Problem(f"unknown_{member}", text, {"key": key, "program": lifecycles.program})


NO_MEMBER = Text(
    "An address here has no '{member}', only: {known}. Nothing was looked up.",
    "Địa chỉ ở đây không có '{member}', chỉ có: {known}. Chưa tra cứu gì.",
)
NO_AREA = Text(
    "'{area}' is no area of what {members} name. Choose one of: {known}.",
    "Hồ sơ tìm theo {members} không có loại '{area}'. Hãy chọn một trong các loại: {known}.",
)
