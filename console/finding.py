"""What one check of `congress doctor` found, and the names of the checks."""

from dataclasses import dataclass
from typing import Final, Literal

from console.language import say

FAULT: Final = "fault"
State = Literal["ok", "note", "warning", "fault"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found; `verdict` names the fault that decides the exit code."""

    check: str
    state: State
    found: str
    advice: str = ""
    verdict: str = ""

    @property
    def label(self) -> str:
        """What was checked, in the reader's language."""
        return {
            "log": say("log", "sổ ghi"),
            "names_of_file": say("names of the file", "số tên của tệp"),
            "log_id": say("log id", "mã sổ"),
            "entries": say("entries", "mục ghi"),
            "checkpoints": say("checkpoints", "điểm kiểm"),
            "files": say("files", "các tệp"),
            "format": say("format", "dạng tệp"),
            "triggers": say("tables", "các bảng"),
            "settings": say("settings", "cài đặt"),
            "clock": say("clock", "đồng hồ"),
            "views": say("views", "bảng tính sẵn"),
            "beside": say("beside the log", "bên cạnh sổ ghi"),
            "attempts": say("refused commands", "lệnh bị từ chối"),
            "names": say("names of people", "tên người"),
            "lock": say("writer's lock", "khóa ghi"),
            "leftovers": say("left over", "tệp còn sót"),
            "space": say("free space", "chỗ trống trên đĩa"),
            "sqlite": "SQLite",
            "python": "Python",
            "packages": say("packages", "các gói"),
        }[self.check]
