"""What a question is about: a subject, a day and a time; and the moment that this comes to."""

from collections.abc import Mapping
from typing import Any

from application.problems import Problem
from engine.structs import Struct, field, force_setattr
from event_store.words import Text

BAD_ADDRESS = Text(
    "{member} cannot be {value}: an address names things by text without zero bytes. Nothing was "
    "looked up.",
    "{member} không thể là {value}: địa chỉ phải là chữ, không chứa ký tự NUL. Chưa tra cứu gì.",
)


class Scope(Struct, frozen=True):
    """What is asked about.

    `address` names a subject by the members that its lifecycle declares (`campaign`, `branch`);
    fewer members are all subjects below. `path` is a committee: all that lies below it. `as_of`
    (a day, `YYYY-MM-DD`) is what had happened by then, today by default; `known_at` (a time, RFC
    3339 with offset) what the record said then, now by default.
    """

    address: Mapping[str, str] = field(default_factory=dict)
    path: str | None = None
    as_of: str | None = None
    known_at: str | None = None

    def __post_init__(self) -> None:
        """Refuse what no log can hold; raises Problem (bad_address)."""
        address: object = self.address
        if not isinstance(address, Mapping):
            raise _bad("address", address)
        given = {"path": self.path, "as_of": self.as_of, "known_at": self.known_at}
        asked = {member: value for member, value in given.items() if value is not None}
        for member, value in [*address.items(), *asked.items()]:
            if not (_is_text(member) and _is_text(value)):
                raise _bad(member, value)
        readable = {member: _readable(value) for member, value in address.items()}
        force_setattr(self, "address", readable)
        if self.path is not None:
            force_setattr(self, "path", _readable(self.path))

    def given(self, member: str) -> str | None:
        """Return a member of the address, None if it was not named."""
        return self.address.get(member) or None


def _bad(member: object, value: object) -> Problem:
    return Problem("bad_address", BAD_ADDRESS, {"member": repr(member), "value": repr(value)})


def _is_text(value: object) -> bool:
    return isinstance(value, str) and "\0" not in value


def _readable(text: str) -> str:
    """Return a text without halves of letters: no key has any, and none can be looked up."""
    return text.encode(errors="replace").decode()


class Moment(Struct, frozen=True):
    """One moment of the log: all of an answer is from entries up to `position`.

    `as_of` is the day asked about. `final` says whether no entry can ever be added up to there:
    entries bear their time before they are visible, so a time is over only when a later entry is
    on record. `known_at` is as it was asked.
    """

    position: int
    as_of: str
    known_at: str | None = None
    final: bool = False

    def within(self, answer: Mapping[str, Any]) -> dict[str, Any]:
        """Return the JSON of an answer with `known_at`, and `final` beside it, where asked."""
        if self.known_at is None:
            return dict(answer)
        known = {"known_at": self.known_at, "final": self.final}
        made: dict[str, Any] = {}
        for name, value in answer.items():
            made |= known if name == "known_at" else {name: value}
        return made | known
