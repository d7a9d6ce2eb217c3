"""Why a command is refused: codes, the numbers behind them, and their words in two languages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from event_store.words import CLOCK_AHEAD, NAME_IN_TEXT, Language, Problem, Text, joined, same

__all__ = [
    "ENGINE_WORDINGS",
    "Kind",
    "Language",
    "Problem",
    "Reason",
    "Text",
    "Wording",
    "joined",
    "same",
]  # fmt: skip

Kind = Literal["structural", "policy"]


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that says no.

    `code` is for programs and never renamed; `wording` picks the sentence where a code has
    several; `facts` are the numbers and names that the sentence quotes.
    """

    code: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    wording: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What tells two reasons apart: one code may stand for several rules."""
        return (self.code, self.wording)


@dataclass(frozen=True, slots=True)
class Wording:
    """How a reason is said, what kind of rule it is, and where the rule is written.

    A *structural* rule can never be overridden; a *policy* rule can, by a full override, and
    leaves its code as a permanent flag. `rule` is empty where the policy file names the source.
    """

    kind: Kind
    text: Text
    rule: Text | None = None


RECORD = Text("rules of the record", "quy tắc ghi sổ")


def _structural(en: str, vi: str) -> Wording:
    return Wording("structural", Text(en, vi), RECORD)


ENGINE_WORDINGS: Mapping[str, Wording] = {
    "unknown_command": _structural(
        "There is no command '{command}'{hint}. Nothing was recorded.",
        "Không có lệnh '{command}'{hint}. Chưa ghi gì.",
    ),
    "invalid_data": _structural("{where}: {fault}.", "{where}: {fault}."),
    "wrong_state": _structural(
        "the state is '{state}', and '{command}' is possible from {allowed}.",
        "trạng thái là '{state}', còn '{command}' chỉ làm được từ {allowed}.",
    ),
    "future_date": _structural(
        "{day} has not come yet: it is {today}. Record it when it has happened.",
        "ngày {day} chưa đến: hôm nay là {today}. Hãy ghi khi việc đã xảy ra.",
    ),
    "clock_ahead": Wording("structural", CLOCK_AHEAD, RECORD),
    "name_in_text": Wording("structural", NAME_IN_TEXT, RECORD),
    "version_conflict": _structural(
        "{stream} is at version {actual}, you expected {expected}: somebody advanced it "
        "meanwhile. Look at it again, then decide again.",
        "{stream} đang ở phiên bản {actual}, lệnh chờ phiên bản {expected}: có người đã ghi "
        "trước. Hãy xem lại rồi quyết định lại.",
    ),
    "command_id_reused": _structural(
        "the command id {id} was already used at position {position} for something else. "
        "Give this command an id of its own.",
        "mã lệnh {id} đã dùng ở vị trí {position} cho việc khác. Hãy đặt mã lệnh mới.",
    ),
    "override_incomplete": _structural(
        "an override needs a reason, an authority and a document; missing: {missing}.",
        "quyết định vượt quy định phải có lý do, cấp quyết định và văn bản; còn thiếu: {missing}.",
    ),
    "too_large": _structural(
        "the entry would have {size} bytes and at most {limit} fit: attach the document by its "
        "sha256 instead of its text.",
        "mục ghi dài {size} byte, tối đa {limit}: hãy đính kèm văn bản bằng mã sha256.",
    ),
    "nothing_to_void": _structural(
        "position {position} is no entry of this stream that could be voided ({why}).",
        "vị trí {position} không phải mục ghi có thể hủy trong hồ sơ này ({why}).",
    ),
    "nothing_to_amend": _structural(
        "there is no '{field}' to amend at position {position} ({why}).",
        "không có '{field}' để đính chính ở vị trí {position} ({why}).",
    ),
    "entry_relied_on": _structural(
        "later entries rest on it, at positions {positions}: void or amend those first.",
        "các mục ghi sau dựa vào nó, ở vị trí {positions}: hãy hủy hoặc đính chính chúng trước.",
    ),
    "atomic_rollback": _structural(
        "another command of the same file was refused, and the file was to be recorded whole "
        "or not at all.",
        "một lệnh khác trong tệp bị từ chối, mà tệp này phải ghi trọn hoặc không ghi gì.",
    ),
}
