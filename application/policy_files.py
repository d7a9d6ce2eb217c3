"""Policy files that cannot be used, and what is used instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.findings import CheckFinding
from engine.workflow import PolicyError
from event_store.words import Text, joined, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.workflow import Lifecycles
    from event_store.log import Log

VARIABLE = "CONGRESS_POLICIES"
SKIPPED = Text(
    "it is skipped, and the text that the log keeps is used",
    "tệp này bị bỏ qua, chương trình dùng bản mà sổ ghi đang giữ",
)
PUT_BACK = Text(
    f"correct the file or put it back into the folder that {VARIABLE} names.",
    f"sửa tệp, hoặc đặt lại vào thư mục ghi trong {VARIABLE}.",
)
CORRECT = Text(
    "correct the file; until then campaigns that name it cannot be opened.",
    "sửa tệp; trước khi sửa, không mở được đợt đại hội theo quy định này.",
)


def policy_files(log: Log, lifecycles: Lifecycles) -> Iterator[CheckFinding]:
    """Yield a finding for each policy whose file is broken or missing, else one for all."""
    found = [*_folders(lifecycles), *_files(log, lifecycles)]
    yield from found or [CheckFinding("policies", "ok", same(", ".join(lifecycles.policies)))]


def _files(log: Log, lifecycles: Lifecycles) -> Iterator[CheckFinding]:
    kept = {
        str(entry["data"]["policy"]["name"])
        for entry in log.stream("log")
        if entry["type"] == "log.rules_adopted"
    }
    for name in sorted({*kept, *lifecycles.policies}):
        wrong = _wrong(name, lifecycles)
        if wrong is not None and name in kept:
            yield CheckFinding("policies", "warning", joined("; ", [wrong, SKIPPED]), PUT_BACK)
        elif wrong is not None:
            yield CheckFinding("policies", "warning", wrong, CORRECT)


def _wrong(name: str, lifecycles: Lifecycles) -> Text | None:
    """Return what is wrong with the file of a policy, None if it can be used."""
    if name not in lifecycles.policies:
        return Text(f"there is no file {name}.toml", f"không có tệp {name}.toml")
    try:
        lifecycles.policies[name]
    except PolicyError as error:
        return error.in_both()
    return None


def _folders(lifecycles: Lifecycles) -> Iterator[CheckFinding]:
    for folder in getattr(lifecycles.policies, "absent", ()):  # policies that are files
        yield CheckFinding(
            "policies",
            "warning",
            Text(
                f"{folder} is no folder: no policy is read from there",
                f"{folder} không phải thư mục: không đọc được quy định nào ở đó",
            ),
            Text(f"correct {VARIABLE}.", f"sửa lại {VARIABLE}."),
        )
