"""What one check of the log or the machine found, and the names of the checks."""

from __future__ import annotations

from typing import Any, Final, Literal

from engine.structs import Struct, field
from event_store.words import Language, Text

FAULT: Final = "fault"
State = Literal["ok", "note", "warning", "fault"]
Verdict = Literal["ok", "integrity", "newer", "unreachable", "missing"]
NOTHING = Text("", "")
LABELS = {
    "log": Text("log", "sổ ghi"),
    "names_of_file": Text("names of the file", "số tên của tệp"),
    "log_id": Text("log id", "mã sổ"),
    "entries": Text("entries", "mục ghi"),
    "checkpoints": Text("checkpoints", "điểm kiểm"),
    "files": Text("files", "các tệp"),
    "format": Text("format", "dạng tệp"),
    "triggers": Text("tables", "các bảng"),
    "settings": Text("settings", "cài đặt"),
    "clock": Text("clock", "đồng hồ"),
    "policies": Text("policies", "bộ quy định"),
    "views": Text("views", "bảng tính sẵn"),
    "beside": Text("beside the log", "bên cạnh sổ ghi"),
    "attempts": Text("refused commands", "lệnh bị từ chối"),
    "names": Text("names of people", "tên người"),
    "lock": Text("writer's lock", "khóa ghi"),
    "leftovers": Text("left over", "tệp còn sót"),
    "space": Text("free space", "chỗ trống trên đĩa"),
    "sqlite": Text("SQLite", "SQLite"),
    "python": Text("Python", "Python"),
    "packages": Text("packages", "các gói"),
}
"""What is checked, as people say it."""
ADVICE: dict[Verdict, Text] = {
    "integrity": Text(
        "keep the file as it is, write nothing, and compare it with a copy.",
        "hãy giữ nguyên tệp, đừng ghi thêm, và đối chiếu với bản sao.",
    ),
    "newer": Text(
        "nothing is damaged; update the program.",
        "sổ ghi không bị hỏng; hãy cập nhật chương trình.",
    ),
    "missing": Text(
        "name the file by --log or CONGRESS_LOG, or create one by 'congress init'.",
        "ghi đúng tệp bằng --log hoặc CONGRESS_LOG, hoặc tạo bằng 'congress init'.",
    ),
    "unreachable": Text(
        "check the disk and the rights on the folder, then try again.",
        "kiểm tra đĩa và quyền trên thư mục, rồi thử lại.",
    ),
}
"""What to do where a verdict is not `ok`."""


class CheckFinding(Struct, frozen=True):
    """What one check found; one with a `verdict` other than `ok` decides about the whole."""

    check: str
    state: State
    found: Text
    advice: Text = NOTHING
    verdict: Verdict = "ok"

    @property
    def label(self) -> Text:
        """What was checked."""
        return LABELS[self.check]

    def to_json(self, language: Language) -> dict[str, Any]:
        """Return the finding by the command contract, worded in a language."""
        return {
            "check": self.check,
            "state": self.state,
            "found": self.found.say(language),
            "advice": self.advice.say(language),
        }


class Checkup(Struct, frozen=True):
    """All findings, in the language of who asked."""

    findings: tuple[CheckFinding, ...]
    language: Language = field(default="en")

    @property
    def verdict(self) -> Verdict:
        """What is to be said of the log as a whole."""
        found = (one.verdict for one in self.findings if one.verdict != "ok")
        return next(found, "ok")

    def to_json(self) -> dict[str, Any]:
        """Return the answer of `doctor` by the command contract."""
        checks = [one.to_json(self.language) for one in self.findings]
        return {"verdict": self.verdict, "checks": checks}
