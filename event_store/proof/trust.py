"""The reader's policy file (C2SP tlog-policy): which logs, which witnesses, how many of them.

Trust begins here and nowhere else: no key is ever taken from a log or a bundle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from event_store.proof.errors import POLICY_FILE, BadKeyError, BadTrustError, Source
from event_store.proof.notes import LOG_KEY, PRIVATE, WITNESS_KEY, VerifierKey, parse_vkey
from event_store.words import Text

NONE = "none"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]").search
_WORDS = re.compile(r"[^ \t]+").findall


@dataclass(frozen=True, slots=True)
class WitnessGroup:
    """At least `needed` of `members`, each the name of a witness or of a group."""

    needed: int
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrustPolicy:
    """What a reader trusts.

    `logs` are the keys of logs; `witnesses` maps names of the file to keys; `groups` likewise;
    `quorum` is the name of a witness or group, or None if no witness is asked for.
    """

    logs: tuple[VerifierKey, ...]
    witnesses: Mapping[str, VerifierKey]
    groups: Mapping[str, WitnessGroup]
    quorum: str | None

    def log(self, origin: str) -> tuple[VerifierKey, ...]:
        """Return the keys under which a log of this name may sign, usually one."""
        return tuple(key for key in self.logs if key.name == origin)

    def quorum_met(self, cosigned: Collection[str]) -> bool:
        """Say whether these witnesses (names of the file) are enough."""
        return self.quorum is None or self._counts(self.quorum, cosigned)

    def quorum_text(self) -> str:
        """Return what is asked for, in a few words."""
        if self.quorum is None:
            return NONE
        group = self.groups.get(self.quorum)
        return self.quorum if group is None else f"{group.needed} of {len(group.members)}"

    def _counts(self, name: str, cosigned: Collection[str]) -> bool:
        group = self.groups.get(name)
        if group is None:
            return name in cosigned
        return sum(self._counts(member, cosigned) for member in group.members) >= group.needed


def parse_policy(text: str, source: Source = POLICY_FILE) -> TrustPolicy:
    """Read a policy file; raises BadTrustError with every fault."""
    if PRIVATE in text:
        raise BadTrustError(
            [
                Text(
                    "it holds a private key: keep that, and give the public one",
                    "có khóa riêng trong đó: hãy giữ kín, và đưa khóa công khai",
                )
            ],
            source,
        )
    reading = _Reading()
    for number, line in enumerate(text.split("\n"), 1):
        words = _WORDS(line)
        if _CONTROL(line):
            reading.faults.append(_AT_LINE.filled(number=number, fault=_HAS_CONTROL))
        elif words and not words[0].startswith("#"):
            try:
                reading.take(words)
            except _LineError as error:
                reading.faults.append(_AT_LINE.filled(number=number, fault=error.fault))
            except BadKeyError as error:
                of_key = Text(
                    f"{error.source}: {error.fault.en}", f"{error.source}: {error.fault.vi}"
                )
                reading.faults.append(_AT_LINE.filled(number=number, fault=of_key))
    if reading.quorum is None:
        reading.faults.append(Text("there is no line 'quorum'", "thiếu dòng 'quorum'"))
    if reading.faults:
        raise BadTrustError(reading.faults, source)
    quorum = None if reading.quorum == NONE else reading.quorum
    return TrustPolicy(tuple(reading.logs), reading.witnesses, reading.groups, quorum)


def written_policy(
    logs: Collection[VerifierKey], witnesses: Collection[VerifierKey], needed: int
) -> str:
    """Return the text of a policy that asks for `needed` of some witnesses, 0 for none.

    Witnesses are called w1, w2 and so on. Raises BadTrustError if a key is given twice.
    """
    names = [f"w{number}" for number in range(1, len(witnesses) + 1)]
    lines = [f"log {key}" for key in logs]
    lines += [f"witness {name} {key}" for name, key in zip(names, witnesses, strict=True)]
    if needed:
        lines.append(f"group witnesses {needed} {' '.join(names)}")
    lines.append(f"quorum {'witnesses' if needed else NONE}")
    text = "\n".join(lines) + "\n"
    parse_policy(text, _NOT_WRITTEN)
    return text


class _LineError(ValueError):
    """What is wrong with one line."""

    def __init__(self, fault: Text) -> None:
        super().__init__(fault.en)
        self.fault = fault


_AT_LINE = Text("line {number}: {fault}", "dòng {number}: {fault}")
_HAS_CONTROL = Text("a control character", "có ký tự điều khiển")
_NOT_WRITTEN = Text("the policy file, had it been written,", "tệp tin cậy định viết")


class _Reading:
    """What was read so far of a policy file."""

    def __init__(self) -> None:
        self.logs: list[VerifierKey] = []
        self.witnesses: dict[str, VerifierKey] = {}
        self.groups: dict[str, WitnessGroup] = {}
        self.quorum: str | None = None
        self.faults: list[Text] = []
        self._grouped: set[str] = set()

    def take(self, words: list[str]) -> None:
        """Take one line; raises _LineError, BadKeyError."""
        lines: Mapping[str, Callable[[list[str]], None]] = {
            "log": self._log,
            "witness": self._witness,
            "group": self._group,
            "quorum": self._quorum,
        }
        if words[0] not in lines:
            raise _LineError(
                Text(f"'{words[0]}' is no kind of line", f"'{words[0]}' không phải loại dòng nào")
            )
        lines[words[0]](words[1:])

    def _log(self, words: list[str]) -> None:
        if len(words) not in (1, 2):
            raise _LineError(
                Text(
                    "'log' takes a key and perhaps an address",
                    "'log' cần khóa, có thể thêm địa chỉ",
                )
            )
        key = parse_vkey(words[0], LOG_KEY)
        if key.public in [other.public for other in self.logs]:
            raise _LineError(
                Text("this key of a log stands here twice", "khóa sổ ghi này đã có ở trên")
            )
        self.logs.append(key)

    def _witness(self, words: list[str]) -> None:
        if len(words) not in (2, 3):
            raise _LineError(
                Text(
                    "'witness' takes a name, a key and perhaps an address",
                    "'witness' cần tên, khóa, có thể thêm địa chỉ",
                )
            )
        key = parse_vkey(words[1], WITNESS_KEY)
        if key.public in [other.public for other in self.witnesses.values()]:
            raise _LineError(
                Text(
                    "this key of a witness stands here twice",
                    "khóa bên chứng kiến này đã có ở trên",
                )
            )
        self.witnesses[self._new(words[0])] = key

    def _group(self, words: list[str]) -> None:
        if len(words) < 3:  # noqa: PLR2004 - name, number, one member
            raise _LineError(
                Text(
                    "'group' takes a name, a number (or any, all), and members",
                    "'group' cần tên, số (hoặc any, all) và các thành viên",
                )
            )
        name, needed, *members = words
        for member in members:
            self._check_known(member)
            if member in self._grouped:
                raise _LineError(
                    Text(f"'{member}' stands in a group already", f"'{member}' đã thuộc một nhóm")
                )
            self._grouped.add(member)
        count = {"any": "1", "all": str(len(members))}.get(needed, needed)
        if not re.fullmatch(r"[1-9][0-9]{0,3}", count) or int(count) > len(members):
            raise _LineError(
                Text(
                    f"'{needed}' of {len(members)} members cannot be asked for",
                    f"không thể yêu cầu '{needed}' trong {len(members)} thành viên",
                )
            )
        self.groups[self._new(name)] = WitnessGroup(int(count), tuple(members))

    def _quorum(self, words: list[str]) -> None:
        if len(words) != 1:
            raise _LineError(Text("'quorum' takes one name", "'quorum' cần đúng một tên"))
        if self.quorum is not None:
            raise _LineError(Text("there is a line 'quorum' already", "đã có dòng 'quorum'"))
        if words[0] != NONE:
            self._check_known(words[0])
        self.quorum = words[0]

    def _check_known(self, name: str) -> None:
        if name not in self.witnesses and name not in self.groups:
            raise _LineError(Text(f"'{name}' is not defined above", f"'{name}' chưa nêu ở trên"))

    def _new(self, name: str) -> str:
        if name == NONE or name in self.witnesses or name in self.groups:
            raise _LineError(Text(f"the name '{name}' is taken", f"tên '{name}' đã dùng"))
        return name
