"""The options that every recorded command has: when, who, on which papers, on whose decision."""

from collections.abc import Callable, Mapping
from typing import Any

import click

from application.congresses.forms.form import FieldFault
from application.congresses.forms.papers import evidence
from application.congresses.forms.values import ValueFault, day
from console import worded
from console.actors import VARIABLE, actor
from console.clocks import accept_clock
from console.language import say
from event_store.words import Text

OUTPUTS = ("table", "plain", "json", "jsonl")
PLACES = {"A": "AI", "C": "ĐỢT", "ID": "MÃ", "KIND=NUMBER": "LOẠI=SỐ", "VERSION": "PHIÊN_BẢN"}
"""What stands for a value in the help, in Vietnamese."""
OVERRIDE = ("reason", "authority", "document")


def options(*, one: bool = True) -> list[click.Option]:
    """Return the options; those that make sense for a single command only if it is `one`."""
    when = [
        _option("--on", "DATE", "Day on which it happened (default: today).",
                "Ngày việc diễn ra (mặc định: hôm nay)."),
        _option("--campaign", "C", "The campaign, where the log has several.",
                "Đợt đại hội, nếu sổ có nhiều đợt."),
        _option("--actor", "A", f"Who asks. Also: {VARIABLE}; else as 'congress config' says.",
                f"Ai yêu cầu ghi. Có thể đặt {VARIABLE}; nếu không, theo 'congress config'."),
        _option("--correlation", "ID", "Groups entries of one piece of work.",
                "Nhóm các mục ghi của cùng một việc."),
        _option("--recorded-at", "TIME", "When it is recorded: in a simulation only.",
                "Thời điểm ghi sổ: chỉ trong sổ mô phỏng."),
    ]  # fmt: skip
    return [*when, *(_single() if one else ()), *_ending()]


def _single() -> list[click.Option]:
    return [
        _option("--evidence", "KIND=NUMBER", "Document that it rests on; may be repeated.",
                "Văn bản làm căn cứ; có thể ghi nhiều lần.", multiple=True),
        _option("--override-reason", "TEXT", "Record it against a rule: why.",
                "Ghi dù trái quy định: lý do."),
        _option("--override-authority", "TEXT", "… who decided so.", "… cấp quyết định."),
        _option("--override-document", "TEXT", "… by which document.", "… văn bản nào."),
        _option("--expect", "VERSION", "Refuse if the stream is not at this version.",
                "Từ chối nếu hồ sơ không còn ở phiên bản này."),
        _option("--command-id", "ID", "Sent again, it is recorded once only.",
                "Gửi lại cùng mã thì chỉ ghi một lần."),
    ]  # fmt: skip


def _ending() -> list[click.Option]:
    return [
        accept_clock(),
        worded.Option(["--dry-run"], is_flag=True,
                     help=Text("Decide, record nothing.", "Chỉ xét, không ghi.")),
        worded.Option(["-o", "--output"], type=click.Choice(OUTPUTS), default="table",
                     help=Text("Form of the answer.", "Dạng kết quả.")),
    ]  # fmt: skip


def _option(name: str, metavar: str, en: str, vi: str, *, multiple: bool = False) -> click.Option:
    place = say(metavar, PLACES.get(metavar, metavar))
    return worded.Option([name], metavar=place, help=Text(en, vi), multiple=multiple)


def envelope(written: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldFault]]:
    """Return the members of an envelope that the common options give, and their faults."""
    found: dict[str, Any] = {"actor": actor(written["actor"])}
    faults: list[FieldFault] = []
    readers: dict[str, tuple[str, Callable[[Any], Any]]] = {
        "occurred_on": ("on", day),
        "recorded_at": ("recorded_at", _time),
        "expected_version": ("expect", _version),
        "evidence": ("evidence", evidence),
        "correlation": ("correlation", str),
        "command_id": ("command_id", str),
    }
    for member, (name, read) in readers.items():
        given = written.get(name)
        if given is None or given == ():
            continue
        try:
            found[member] = read(given)
        except ValueFault as error:
            option, what = f"--{name.replace('_', '-')}", error.text
            faults.append(FieldFault((), Text(f"{option}: {what.en}", f"{option}: {what.vi}")))
    override = {name: written.get(f"override_{name}") for name in OVERRIDE}
    if any(text is not None for text in override.values()):
        found["override"] = {name: text for name, text in override.items() if text is not None}
    return found, faults


def _version(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise ValueFault(Text(f"'{text}' is no version", f"'{text}' không phải số phiên bản"))
    return int(text)


def _time(text: str) -> str:
    """Return a time as it is; a mere date is its end."""
    from application.dates import parse_day

    found = parse_day(text)
    return text if found is None else f"{found}T23:59:59+07:00"
