"""What an address names: a subject of a lifecycle, and which streams it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from application.problems import Problem
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from engine.reading import Reader
    from engine.workflow import Lifecycles, Workflow


@dataclass(frozen=True, slots=True)
class Subject:
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
    reader: Reader, workflow: Workflow, address: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    """Yield the keys of a lifecycle's subjects that agree with an address.

    A full address is not looked up: there may be nothing on record.
    """
    parent = reader.lifecycles.by_area[workflow.parent] if workflow.parent else None
    for above in [()] if parent is None else keys_at(reader, parent, address):
        rest = workflow.address[len(above) :]
        if all(name in address for name in rest):
            yield (*above, *(address[name] for name in rest))
            continue
        for keys in reader.keys(workflow, *above):
            named = dict(zip(workflow.address, keys, strict=True))
            if all(named[name] == address.get(name, named[name]) for name in rest):
                yield keys


def unknown_subject(lifecycles: Lifecycles, member: str, key: str) -> NoReturn:
    """Say that nothing of that key is on record; raises Problem (`unknown_` and the member)."""
    label = lifecycles.members.get(member) or Text(member, member)
    text = Text(
        f"There is no {label.en} '{{key}}' on record. See '{{program}} find' and '{{program}} "
        "log'.",
        f"Không có {label.vi} '{{key}}' trong sổ ghi. Xem '{{program}} find' và '{{program}} "
        "log'.",
    )
    raise Problem(f"unknown_{member}", text, {"key": key, "program": lifecycles.program})


NO_AREA = Text(
    "'{area}' is no area of what {members} name. Choose one of: {known}.",
    "Không có loại hồ sơ '{area}' ở địa chỉ gồm {members}. Hãy chọn một trong: {known}.",
)
