"""What a verification found, in words: each fault, and what nobody vouches for."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from application.dates import shown_time
from console.language import language, say
from event_store.words import Text

if TYPE_CHECKING:
    from event_store.proof.passes.faults import Fault, Report
    from event_store.proof.trust import Policy

FAULTS = {
    "not_a_log": Text("the file is no log", "tệp không phải sổ ghi"),
    "newer_format": Text(
        "a newer version of the program wrote it, and this one cannot judge it",
        "do phiên bản mới hơn của chương trình ghi, phiên bản này không đánh giá được",
    ),
    "rolled_back": Text(
        "entries are missing at the end: an old copy, or somebody cut them off",
        "thiếu mục ghi ở cuối: bản sao cũ, hoặc bị cắt bớt",
    ),
    "damaged": Text("the file is damaged here", "tệp bị hỏng ở đây"),
    "gap": Text("the entry is missing", "thiếu mục ghi"),
    "too_large": Text("the entry is longer than allowed", "mục ghi dài quá mức cho phép"),
    "not_canonical": Text(
        "the entry is not in the one form that entries have",
        "mục ghi không đúng dạng chuẩn duy nhất",
    ),
    "bad_entry": Text(
        "the entry does not hold what an entry must", "nội dung mục ghi không đúng quy cách"
    ),
    "column_mismatch": Text(
        "the row says something else than its entry", "cột của dòng không khớp mục ghi"
    ),
    "bad_genesis": Text(
        "the first entry is wrong, or stands elsewhere too",
        "mục ghi đầu tiên sai, hoặc còn đứng ở chỗ khác",
    ),
    "time_went_back": Text(
        "it was recorded before the entry before it: back-dated",
        "thời điểm ghi trước cả mục đứng trước: ghi lùi ngày",
    ),
    "future_date": Text("it happened after it was recorded", "việc xảy ra sau cả thời điểm ghi"),
    "version_gap": Text(
        "a version of its stream is missing before it",
        "thiếu một phiên bản của hồ sơ trước mục này",
    ),
    "prev_mismatch": Text(
        "the entry before it in its stream is not the one it follows on",
        "mục đứng trước trong cùng hồ sơ không phải mục mà nó nối tiếp",
    ),
    "command_torn": Text("a command is not there as a whole", "một lệnh không còn đủ các mục ghi"),
    "command_reused": Text("a command's id stands twice", "mã lệnh bị dùng hai lần"),
    "rules_missing": Text(
        "the rules that decided it are not where it says",
        "quy định làm căn cứ không có ở vị trí đã ghi",
    ),
    "rules_mismatch": Text(
        "the text of the rules is not the one of their digest",
        "văn bản quy định không khớp mã băm",
    ),
    "heads_mismatch": Text(
        "it commits to other last versions than there are",
        "cam kết về các phiên bản cuối không khớp sổ ghi",
    ),
    "index_mismatch": Text(
        "a table, an index, a trigger or a view of the file is not what the entries and the "
        "format say",
        "bảng, chỉ mục, trigger hoặc view của tệp không khớp các mục ghi và quy cách",
    ),
    "tile_mismatch": Text(
        "the stored tree is not that of the entries", "cây băm lưu trong tệp không khớp mục ghi"
    ),
    "bad_signature": Text(
        "the checkpoint is not signed by the log's key", "điểm kiểm không có chữ ký đúng của sổ"
    ),
    "bad_cosignature": Text(
        "a witness's signature does not fit the checkpoint",
        "chữ ký của bên chứng kiến không khớp điểm kiểm",
    ),
    "root_mismatch": Text(
        "the log is not the one that was signed", "sổ ghi không phải bản đã được ký"
    ),
    "heads_missing": Text(
        "the checkpoint does not say how far each stream had come",
        "điểm kiểm không cho biết mỗi hồ sơ đến đâu",
    ),
    "other_log": Text(
        "the note you kept is of another log of the same name",
        "ghi chú giữ bên ngoài thuộc sổ khác trùng tên",
    ),
    "fork": Text(
        "the log is another one than the note you kept",
        "sổ ghi khác với bản ghi chú giữ bên ngoài",
    ),
}
"""Every fault that a verification can find."""


def told(fault: "Fault") -> str:
    """Return what is wrong, and where."""
    what = FAULTS[fault.code].say(language())
    detail = fault.detail.say(language())
    found = f"{fault.code}: {what}" + (f" ({detail})" if detail else "")
    if fault.position is None:
        return found
    at = say("position", "vị trí")
    return f"{at} {number(fault.position)}: {found}"


def gaps(report: "Report", policy: "Policy | None") -> Iterator[str]:
    """Yield a line for each thing that nobody vouches for, or that was not looked at."""
    if report.checked_from > 1:
        yield say(
            f"{positions(1, report.checked_from - 1)} not looked at one by one: --full does",
            f"{positions(1, report.checked_from - 1)} chưa được xem từng mục: dùng --full",
        )
    yield from _beyond(
        report.signed_to,
        report.size,
        say("covered by no checkpoint", "chưa có điểm kiểm nào bao trùm"),
    )
    yield from _beyond(
        report.witnessed_to, report.size, say("seen by no witness", "chưa bên chứng kiến nào thấy")
    )
    if policy is not None and not report.signed_to:
        yield say(
            "nobody whom you trust has signed anything here: a log written anew as a whole would "
            "look the same",
            "chưa ai bạn tin đã ký gì ở đây: sổ bị viết lại toàn bộ trông cũng như vậy",
        )
    if policy is None:
        yield say(
            "no signature was checked: name whom you trust by --policy FILE",
            "chưa kiểm tra chữ ký nào: hãy cho biết tin ai bằng --policy FILE",
        )
    elif report.quorum_to < report.witnessed_to:
        yield from _beyond(
            report.quorum_to,
            report.size,
            say(
                f"not seen by enough witnesses ({policy.quorum_text()})",
                f"chưa đủ bên chứng kiến ({policy.quorum_text()})",
            ),
        )
    if report.anchors:
        yield from _beyond(
            report.anchored_to,
            report.size,
            say("in no note that you gave", "không có trong ghi chú nào đã đưa"),
        )


def from_the_future(first: Mapping[str, Any]) -> str:
    """Return which entry bears a time that has not come yet: a clock ran ahead."""
    position, time = number(first["position"]), shown_time(first["recorded_at"])
    return say(
        f"position {position} was recorded at {time}, which has not come yet: the clock ran "
        "ahead then, or is behind now",
        f"vị trí {position} ghi lúc {time}, là lúc chưa đến: khi đó đồng hồ chạy trước, hoặc bây "
        "giờ đang chậm",
    )


def _beyond(last: int, size: int, what: str) -> Iterator[str]:
    if last < size:
        yield f"{positions(last + 1, size)} {what}"


def positions(start: int, stop: int) -> str:
    """Return a span of positions as the subject of a sentence."""
    if start == stop:
        return say(f"position {number(start)} is", f"vị trí {number(start)}")
    return say(
        f"positions {number(start)}-{number(stop)} are",
        f"vị trí {number(start)}-{number(stop)}",
    )


def number(count: int) -> str:
    """Return a number as it is written in the language of this run."""
    return say(f"{count:,}", f"{count:,}".replace(",", "."))


def plain(report: "Report") -> dict[str, Any]:
    """Return what was found as plain JSON."""
    from base64 import b64encode

    fault = report.fault
    return {
        "verdict": "sound" if fault is None else "fault",
        "fault": fault
        and {
            "code": fault.code,
            "position": fault.position,
            "detail": fault.detail.say(language()),
        },
        "full": report.full,
        "log_id": report.log_id,
        "origin": report.origin,
        "simulation": report.simulation,
        "size": report.size,
        "root": b64encode(report.root).decode(),
        "checked_from": report.checked_from,
        "signatures_checked": report.policy and report.signed_to > 0,
        "covered": {
            "checkpoint": report.signed_to,
            "witness": report.witnessed_to,
            "quorum": report.quorum_to,
            "anchor": report.anchored_to,
        },
        "checkpoints": [
            {"size": kept.size, "witnesses": list(kept.cosigned), "quorum": kept.quorum}
            for kept in report.checkpoints
        ],
    }
