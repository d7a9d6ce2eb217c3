"""What a verification found, in words: what is wrong, and what nobody vouches for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from application.dates import shown_time
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from event_store.proof.passes.faults import VerificationReport
    from event_store.proof.trust import TrustPolicy

WRONG = {
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
"""Everything wrong that a verification can find, by its code."""


NEWER = Text(
    "Nothing is damaged as far as this version can judge; what follows was not judged, and "
    "nothing was changed. Update the program and verify again.",
    "Trong phạm vi phiên bản này đánh giá được, sổ không bị hỏng; phần sau đó chưa được kiểm "
    "chứng, chưa thay đổi gì. Hãy cập nhật chương trình rồi kiểm chứng lại.",
)
UNRELIABLE = Text(
    "Nothing after that can be relied on. Keep the file as it is, write nothing, and compare it "
    "with a copy.",
    "Từ đó về sau không còn tin được. Hãy giữ nguyên tệp, đừng ghi thêm, và đối chiếu với bản "
    "sao.",
)


def advice(code: str) -> Text:
    """Return what to do about something wrong: what is newer is not damaged."""
    return NEWER if code == "newer_format" else UNRELIABLE


def placed(code: str, position: int | None, what: Text, detail: Text) -> Text:
    """Return on one line what is wrong, and where."""
    more = [f" ({said})" if said else "" for said in detail]
    found = Text(f"{code}: {what.en}{more[0]}", f"{code}: {what.vi}{more[1]}")
    if position is None:
        return found
    at = number(position)
    return Text(f"position {at.en}: {found.en}", f"vị trí {at.vi}: {found.vi}")


def gaps(report: VerificationReport, policy: TrustPolicy | None) -> Iterator[Text]:
    """Yield a line for each thing that nobody vouches for, or that was not looked at."""
    if report.checked_from > 1:
        first = positions(1, report.checked_from - 1)
        yield Text(
            f"{first.en} not looked at one by one: --full does",
            f"{first.vi} chưa được xem từng mục: dùng --full",
        )
    yield from _beyond(report.signed_to, report.size, NO_CHECKPOINT)
    yield from _beyond(report.witnessed_to, report.size, NO_WITNESS)
    if policy is not None and not report.signed_to:
        yield NOBODY_TRUSTED
    if policy is None:
        yield NOT_CHECKED
    elif report.quorum_to < report.witnessed_to:
        asked = policy.quorum_text()
        few = Text(f"not seen by enough witnesses ({asked})", f"chưa đủ bên chứng kiến ({asked})")
        yield from _beyond(report.quorum_to, report.size, few)
    if report.anchors:
        yield from _beyond(report.anchored_to, report.size, NO_NOTE)


NO_CHECKPOINT = Text("covered by no checkpoint", "chưa có điểm kiểm nào bao trùm")
NO_WITNESS = Text("seen by no witness", "chưa bên chứng kiến nào thấy")
NO_NOTE = Text("in no note that you gave", "không có trong ghi chú nào đã đưa")
NOBODY_TRUSTED = Text(
    "nobody whom you trust has signed anything here: a log written anew as a whole would look the "
    "same",
    "chưa ai bạn tin đã ký gì ở đây: sổ bị viết lại toàn bộ trông cũng như vậy",
)
NOT_CHECKED = Text(
    "no signature was checked: name whom you trust by --policy FILE",
    "chưa kiểm tra chữ ký nào: hãy cho biết tin ai bằng --policy TỆP",
)


def from_the_future(position: int, recorded_at: str) -> Text:
    """Return which entry bears a time that has not come yet: a clock ran ahead."""
    at, time = number(position), shown_time(recorded_at)
    return Text(
        f"position {at.en} was recorded at {time}, which has not come yet: the clock ran ahead "
        "then, or is behind now",
        f"vị trí {at.vi} ghi lúc {time}, là lúc chưa đến: khi đó đồng hồ chạy trước, hoặc bây giờ "
        "đang chậm",
    )


def positions(start: int, stop: int) -> Text:
    """Return a span of positions as the subject of a sentence."""
    first, last = number(start), number(stop)
    if start == stop:
        return Text(f"position {first.en} is", f"vị trí {first.vi}")
    return Text(f"positions {first.en}-{last.en} are", f"vị trí {first.vi}-{last.vi}")


def number(count: int) -> Text:
    """Return a number as it is written in each language."""
    return Text(f"{count:,}", f"{count:,}".replace(",", "."))


def _beyond(last: int, size: int, what: Text) -> Iterator[Text]:
    if last < size:
        span = positions(last + 1, size)
        yield Text(f"{span.en} {what.en}", f"{span.vi} {what.vi}")
