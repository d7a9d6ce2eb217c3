"""What can go wrong with keys, notes, policies and witnesses; codes as in `event_store.errors`."""

from __future__ import annotations

from event_store.errors import LogError
from event_store.words import Text, joined, same

Source = Text | str
"""Where something was read: in words, or a path."""
NOTE = Text("the note", "tệp điểm kiểm")
REQUEST = Text("the request", "tệp yêu cầu")
KEY = Text("the key", "khóa")
POLICY_FILE = Text("the policy file", "tệp tin cậy")


class BadNoteError(LogError, ValueError):
    """A text is no signed note, or the text within it no checkpoint."""

    code = "bad_note"
    text = Text(
        "{source} cannot be read as a checkpoint: {fault}. Nothing was done: check that it is the "
        "right file, or put it back from a copy.",
        "Không đọc được điểm kiểm ({source}): {fault}. Chưa làm gì: hãy kiểm tra có đúng tệp "
        "không, hoặc đặt lại tệp từ bản sao.",
    )

    def __init__(self, fault: Text, source: Source = NOTE) -> None:
        super().__init__(fault=fault, source=source)
        self.fault = fault
        self.source = source


class BadKeyError(LogError, ValueError):
    """A text is no key of the kind that is needed."""

    code = "bad_key"
    text = Text(
        "{source} cannot be used: {fault}. Nothing was done: {to_do}.",
        "Không dùng được khóa ({source}): {fault}. Chưa làm gì: {to_do}.",
    )

    def __init__(self, fault: Text, source: Source = KEY, *, to_do: Text | None = None) -> None:
        super().__init__(fault=fault, source=source, to_do=to_do or _THE_FILE)
        self.fault = fault
        self.source = source


_THE_FILE = Text(
    "check that it is the right file, or put it back from a copy",
    "hãy kiểm tra có đúng tệp không, hoặc đặt lại tệp từ bản sao",
)


class BadTrustError(LogError, ValueError):
    """A policy file has faults; `faults` are all of them, each with its line."""

    code = "bad_trust"
    text = Text(
        "{source} has {count} error(s): {faults}. Nothing was done: correct the file.",
        "Tệp tin cậy ({source}) có {count} lỗi: {faults}. Chưa làm gì: hãy sửa tệp.",
    )

    def __init__(self, faults: list[Text], source: Source = POLICY_FILE) -> None:
        super().__init__(source=source, count=len(faults), faults=joined("; ", faults))
        self.faults = faults
        self.source = source


class BadSignatureError(LogError):
    """The log's own signature under a checkpoint is missing or wrong."""

    code = "bad_signature"
    text = Text(
        "The checkpoint over {size} entries is not signed by {name}, or the signature is wrong. "
        "It proves nothing: ask for the original, and for the right key.",
        "Điểm kiểm {size} mục ghi không có chữ ký đúng của {name}. Không chứng minh được gì: hãy "
        "xin bản gốc và khóa đúng.",
    )

    def __init__(self, name: str, size: int) -> None:
        super().__init__(name=name, size=size)
        self.name = name
        self.size = size


class OtherKeyError(BadSignatureError):
    """A checkpoint is signed in the name of a known log, by a key that is not known."""

    code = "other_key"
    text = Text(
        "The checkpoint over {size} entries is not signed by any known key of {name} (known: "
        "{known}), but in that name by the key {found}. It is the checkpoint of another log of "
        "the same name, or the log's key was changed. Nothing was done: give the other log a name "
        "of its own when it is made ('congress init --origin NAME'); if the key was changed, ask "
        "its owner, and add a line 'log KEY' with the new one to the policy file.",
        "Điểm kiểm {size} mục ghi mang tên sổ {name} nhưng do khóa {found} ký, còn khóa đã biết "
        "của tên đó là {known}. Đây là điểm kiểm của sổ khác trùng tên, hoặc sổ đã đổi khóa. Chưa "
        "làm gì: nếu là sổ khác, hãy đặt tên gốc riêng khi tạo sổ ('congress init --origin TÊN'); "
        "nếu đã đổi khóa, hãy hỏi đơn vị giữ sổ rồi thêm dòng 'log KHÓA' có khóa mới vào tệp tin "
        "cậy.",
    )

    def __init__(self, name: str, size: int, *, found: list[str], known: list[str]) -> None:
        super().__init__(name, size)
        self.facts |= {"found": ", ".join(found), "known": ", ".join(known)}
        self.found = found
        self.known = known


class SameNameError(LogError):
    """A witness is asked to sign another log that has the name of one that it signed before."""

    code = "same_name"
    text = Text(
        "This is another log of the same name. The request is for {given} entries of {origin}, "
        "signed by the key {now}; what this witness signed last for that name, {kept} entries, is "
        "signed by the key {before}. Nothing was signed: a witness confirms one log of a name, so "
        "make the new log under a name of its own ('congress init --origin NAME'), with a key for "
        "that name. {then}",
        "Đây là sổ khác trùng tên. Yêu cầu gồm {given} mục ghi của {origin}, do khóa {now} ký; "
        "điều đã ký gần nhất cho tên đó gồm {kept} mục, do khóa {before} ký. Chưa ký gì: mỗi tên "
        "chỉ chứng kiến được một sổ, hãy tạo sổ mới với tên gốc riêng ('congress init --origin "
        "TÊN') và khóa mang tên đó. {then}",
    )

    def __init__(
        self, origin: str, given: int, now: str, *, kept: int, old: int, before: str
    ) -> None:
        then = (_GOES_ON_NO_LONGER if old == kept else _ASK_AGAIN).filled(kept=kept)
        super().__init__(origin=origin, given=given, now=now, kept=kept, before=before, then=then)
        self.origin = origin
        self.given = given
        self.now = now
        self.kept = kept
        self.old = old
        self.before = before


_GOES_ON_NO_LONGER = Text(
    "If it is the same log under a changed key, its history no longer goes on from those {kept} "
    "entries: keep both, and find out which one is true.",
    "Nếu là cùng một sổ đã đổi khóa thì lịch sử không còn nối tiếp {kept} mục đó: hãy giữ cả hai "
    "bản và tìm bản đúng.",
)
_ASK_AGAIN = Text(
    "If it is the same log and its key was changed on purpose, ask again with 'congress "
    "checkpoint --request FILE --old {kept}': a log that goes on from there is signed.",
    "Nếu là cùng một sổ và chủ ý đổi khóa, hãy yêu cầu lại bằng 'congress checkpoint --request "
    "TỆP --old {kept}': sổ nối tiếp từ đó thì được ký.",
)


class BadCosignatureError(LogError):
    """A known witness's signature under a checkpoint is wrong."""

    code = "bad_cosignature"
    text = Text(
        "The signature of witness {name} does not fit the checkpoint over {size} entries. It was "
        "altered, or belongs to another checkpoint: ask the witness again.",
        "Chữ ký của bên chứng kiến {name} không khớp điểm kiểm {size} mục ghi: bị sửa, hoặc thuộc "
        "điểm kiểm khác. Hãy xin lại.",
    )

    def __init__(self, name: str, size: int) -> None:
        super().__init__(name=name, size=size)
        self.name = name
        self.size = size


class UnknownOriginError(LogError):
    """A checkpoint is of a log that is not among those known."""

    code = "unknown_origin"
    text = Text(
        "The checkpoint is of the log {origin}; known are: {known}. Nothing was done: give a "
        "policy file that names its key.",
        "{origin} không có trong các khóa đã biết ({known}). Chưa làm gì: hãy cho tệp tin cậy có "
        "khóa đó.",
    )

    def __init__(self, origin: str, known: list[str]) -> None:
        names = same(", ".join(known)) if known else Text("none", "không có")
        super().__init__(origin=origin, known=names)
        self.origin = origin
        self.known = known


class ForkError(LogError):
    """Two histories of one log exclude each other: neither may be signed on trust."""

    code = "fork"
    text = Text(
        "The history of {origin} with {given} entries does not go on from the one with {kept} "
        "entries that was signed before: something was altered, dropped or restored from an old "
        "copy, or this is another log of the same name. Nothing was signed: compare the ids of "
        "both logs ('congress verify -o json' prints log_id); if they are the same, keep both, "
        "and find out which one is true.",
        "Lịch sử {given} mục ghi của {origin} không nối tiếp {kept} mục đã ký: có mục bị sửa, bị "
        "bỏ, sổ được phục hồi từ bản cũ, hoặc đây là sổ khác trùng tên. Chưa ký gì: hãy so mã của "
        "hai sổ (log_id trong 'congress verify -o json'); nếu cùng mã, hãy giữ cả hai bản và tìm "
        "bản đúng.",
    )

    def __init__(self, origin: str, *, kept: int, given: int) -> None:
        super().__init__(origin=origin, kept=kept, given=given)
        self.origin = origin
        self.kept = kept
        self.given = given


class StaleRequestError(LogError):
    """A request starts from another size than the one that the witness saw last."""

    code = "stale_request"
    text = Text(
        "The request starts at {old} entries of {origin}, and this witness has seen {kept}. "
        "Nothing was signed: ask again with 'congress checkpoint --request FILE --old {kept}'.",
        "Yêu cầu bắt đầu từ {old} mục ghi của {origin}, nhưng bên chứng kiến đã thấy {kept}. Chưa "
        "ký gì: hãy yêu cầu lại bằng 'congress checkpoint --request TỆP --old {kept}'.",
    )

    def __init__(self, origin: str, *, old: int, kept: int) -> None:
        super().__init__(origin=origin, old=old, kept=kept)
        self.origin = origin
        self.old = old
        self.kept = kept


class BadProofError(LogError):
    """The hashes of a request do not lead from the old checkpoint to the new one."""

    code = "bad_proof"
    text = Text(
        "The hashes of the request do not lead from {old} to {new} entries of {origin}: the log "
        "was altered in between, or the request was, or this is another log of the same name. "
        "Nothing was signed: keep the request, and compare the ids of both logs ('congress verify "
        "-o json' prints log_id).",
        "Chứng minh trong yêu cầu không dẫn từ {old} đến {new} mục ghi của {origin}: sổ ghi hoặc "
        "yêu cầu đã bị sửa, hoặc đây là sổ khác trùng tên. Chưa ký gì: hãy giữ lại yêu cầu và so "
        "mã của hai sổ (log_id trong 'congress verify -o json').",
    )

    def __init__(self, origin: str, *, old: int, new: int) -> None:
        super().__init__(origin=origin, old=old, new=new)
        self.origin = origin
        self.old = old
        self.new = new


YET = Text("yet", "nào")


class NoCheckpointError(LogError):
    """The log has no checkpoint that would do."""

    code = "no_checkpoint"
    text = Text(
        "{path} has no checkpoint {wanted}. Nothing was written: make one with 'congress "
        "checkpoint --key FILE'.",
        "{path} chưa có điểm kiểm {wanted}. Chưa ghi gì: hãy ký bằng 'congress checkpoint --key "
        "TỆP'.",
    )

    def __init__(self, path: str, wanted: Text) -> None:
        super().__init__(path=path, wanted=wanted)
        self.path = path
        self.wanted = wanted
