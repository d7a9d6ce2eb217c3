"""What can go wrong with names kept beside a log; each error has a code to translate by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from event_store.errors import LogError
from event_store.words import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

Wrong = Literal[
    "empty", "too_long", "control_character", "not_unicode", "not_identifier", "bad_key",
    "reserved", "actor", "device", "two_lines",
]  # fmt: skip
"""What may be wrong with one text that was given for a person."""

_WRONG: dict[Wrong, Text] = {
    "empty": Text("is empty", "còn trống"),
    "too_long": Text("is too long", "quá dài"),
    "control_character": Text("holds a control character", "có ký tự điều khiển"),
    "not_unicode": Text("is not Unicode", "không phải Unicode"),
    "not_identifier": Text(
        "must be 1 to 64 letters without accents, digits, '.', '_' or '-'",
        "phải là 1 đến 64 chữ không dấu, số, dấu '.', '_' hoặc '-'",
    ),
    "bad_key": Text(
        "must begin with a small letter; letters without accents, digits and '_' follow",
        "phải bắt đầu bằng chữ thường không dấu; tiếp theo là chữ thường, số và '_'",
    ),
    "reserved": Text(
        "means the person's own name or reference", "là mã hoặc tên của chính người đó"
    ),
    "device": Text(
        "is the name of a device on Windows: add something, like CON-1",
        "là tên thiết bị của Windows: hãy ghi thêm, ví dụ CON-1",
    ),
    "actor": Text(
        "must be 1 to 128 ASCII characters without space",
        "phải là 1 đến 128 ký tự ASCII, không có dấu cách",
    ),
    "two_lines": Text(
        "must be one line: write a blank in place of the line feed",
        "phải nằm trên một dòng: hãy thay dấu xuống dòng bằng dấu cách",
    ),
}


class BadPersonError(LogError, ValueError):
    """A text that was given for a person, or for a decision about one, cannot be kept."""

    code = "bad_person"
    text = Text(
        "{member} {told}. Nothing was recorded: give another.",
        "{member} {told}. Chưa ghi gì: hãy sửa lại.",
    )

    def __init__(self, member: str, wrong: Wrong) -> None:
        self.told = _WRONG[wrong]
        super().__init__(member=member, told=self.told)
        self.member = member
        self.wrong: Wrong = wrong


class PersonExistsError(LogError):
    """The reference stands for somebody already."""

    code = "person_exists"
    text = Text(
        "{ref} is registered already. Nothing was recorded: correct the name (congress person "
        "correct {ref}), or take another reference.",
        "Mã {ref} đã được ghi danh. Chưa ghi gì: hãy sửa tên (congress person sua-ten {ref}), "
        "hoặc dùng mã khác.",
    )

    def __init__(self, ref: str) -> None:
        super().__init__(ref=ref)
        self.ref = ref


class PersonUnknownError(LogError):
    """The log knows no such reference."""

    code = "person_unknown"
    text = Text(
        "The log has no person '{ref}'. Nothing was done: check the reference, or see 'congress "
        "person list'.",
        "Sổ ghi không có người mang mã '{ref}'. Chưa làm gì: hãy kiểm tra mã, hoặc xem 'congress "
        "person danh-sach'.",
    )

    def __init__(self, ref: str) -> None:
        super().__init__(ref=ref)
        self.ref = ref


class PersonNewerError(LogError):
    """A newer program recorded something of a person that this one does not know."""

    code = "person_newer"
    text = Text(
        "Position {position} (person/{ref}) holds '{type}' version {version}: a newer version of "
        "the program wrote it, and this one does not know it. Nothing is damaged, and nothing was "
        "changed: update the program.",
        "Vị trí {position} (person/{ref}) có loại '{type}' phiên bản {version}, do phiên bản mới "
        "hơn của chương trình ghi và phiên bản này chưa biết. Sổ không bị hỏng, chưa thay đổi gì: "
        "hãy cập nhật chương trình.",
    )

    def __init__(self, ref: str, entry: Mapping[str, Any]) -> None:
        self.position, self.type = entry["position"], entry["type"]
        self.version = entry["type_version"]
        super().__init__(ref=ref, position=self.position, type=self.type, version=self.version)
        self.ref = ref


class PersonErasedError(LogError):
    """The name was erased; the reference is never given to anybody else."""

    code = "person_erased"
    text = Text(
        "The name of {ref} was erased, and nothing brings it back. Nothing was done: a reference "
        "is not used again, take a new one.",
        "Tên của {ref} đã bị xóa, không khôi phục được. Chưa làm gì: mã không dùng lại, hãy dùng "
        "mã mới.",
    )

    def __init__(self, ref: str) -> None:
        super().__init__(ref=ref)
        self.ref = ref


class PersonHeldError(LogError):
    """A legal hold forbids erasing."""

    code = "person_held"
    text = Text(
        "{ref} is under a legal hold: {reason} ({authority}, {document}). Nothing was erased: the "
        "hold has to be released first (congress person release {ref}).",
        "Tên của {ref} đang được lưu giữ theo yêu cầu pháp lý: {reason} ({authority}, "
        "{document}). Chưa xóa gì: phải thôi giữ trước (congress person thoi-giu {ref}).",
    )

    def __init__(self, ref: str, *, reason: str, authority: str, document: str) -> None:
        super().__init__(ref=ref, reason=reason, authority=authority, document=document)
        self.ref = ref
        self.reason = reason
        self.authority = authority
        self.document = document


class PersonLostError(LogError):
    """A name should be there and is not, or is not the one that the log committed to."""

    code = "person_lost"
    text = Text(
        "The name of {ref} is not in {path}, or is not the one that the log committed to. The log "
        "is not concerned: restore that file together with its keys, or record the name again "
        "(congress person correct {ref}).",
        "Tên của {ref} không có trong {path}, hoặc không phải tên mà sổ ghi đã cam kết. Sổ ghi "
        "không bị ảnh hưởng: hãy phục hồi tệp đó cùng tệp khóa, hoặc ghi lại tên (congress person "
        "sua-ten {ref}).",
    )

    def __init__(self, ref: str, *, path: str) -> None:
        super().__init__(ref=ref, path=path)
        self.ref = ref
        self.path = path


class NameInTheWayError(LogError):
    """A name is kept under a version that the log has yet to give: an older log was put back."""

    code = "name_in_the_way"
    text = Text(
        "{path} keeps a name for {ref} that the log does not have: it is of a newer state of the "
        "log. Nothing was recorded: put that log back, or, if it is lost, remove what only it "
        "knew (congress person check --repair).",
        "{path} giữ một tên của {ref} mà sổ ghi không có: tệp này thuộc bản mới hơn của sổ. Chưa "
        "ghi gì: hãy đặt lại bản đó; nếu đã mất thì bỏ những gì chỉ bản đó có (congress person "
        "doi-chieu --repair).",
    )

    def __init__(self, ref: str, *, path: str) -> None:
        super().__init__(ref=ref, path=path)
        self.ref = ref
        self.path = path


class ErasureUnrecordedError(LogError):
    """A name is gone and the log could not be told so."""

    code = "erasure_unrecorded"
    text = Text(
        "The name of {listed} is erased, but the log does not say so yet: {cause} The next "
        "'congress person' command that records something finishes it.",
        "Tên của {listed} đã bị xóa, nhưng sổ ghi chưa ghi được việc này: {cause} Lệnh 'congress "
        "person' kế tiếp có ghi sổ sẽ hoàn tất.",
    )

    def __init__(self, refs: list[str], cause: LogError) -> None:
        super().__init__(listed=", ".join(refs), cause=cause)
        self.refs = refs
        self.cause = cause


class NamesNotGrantedError(LogError):
    """Somebody asked for names and may not see them."""

    code = "names_not_granted"
    text = Text(
        "Names are not granted to {actor}. No name was shown, and the refusal was recorded: ask "
        "whoever decides on it (congress person grant).",
        "{actor} không được phép xem tên. Không tên nào được hiện, và lần từ chối này đã được ghi "
        "lại: hãy hỏi người có quyền quyết định (congress person cho-xem).",
    )

    def __init__(self, actor: str) -> None:
        super().__init__(actor=actor)
        self.actor = actor


class DecisionUnknownError(LogError):
    """There is no grant or hold in force that could be ended."""

    code = "decision_unknown"
    text = Text(
        "There is no {kind} in force for {subject}. Nothing was recorded: see 'congress person "
        "decisions'.",
        "{subject} hiện không có {kind} nào còn hiệu lực. Chưa ghi gì: xem 'congress person "
        "quyet-dinh'.",
    )

    def __init__(self, subject: str, kind: Literal["grant", "hold"]) -> None:
        words = Text(kind, "lệnh giữ" if kind == "hold" else "phép xem tên")
        super().__init__(subject=subject, kind=words)
        self.subject = subject
        self.kind: Literal["grant", "hold"] = kind


class HoldUnknownError(LogError):
    """Other holds are in force, and none of the number that was to be ended."""

    code = "decision_unknown"
    text = Text(
        "{ref} has no hold {number}; in force: {listed}. Nothing was released: name one of these "
        "by --hold.",
        "{ref} không có lệnh giữ {number}; đang có hiệu lực: {listed}. Chưa bỏ lệnh giữ nào: "
        "hãy chọn một trong số đó bằng --hold.",
    )

    def __init__(self, ref: str, number: int, numbers: list[int]) -> None:
        super().__init__(ref=ref, number=number, listed=", ".join(map(str, numbers)))
        self.ref = ref
        self.number = number
        self.numbers = numbers


class SeveralHoldsError(LogError):
    """Several holds are in force: releasing one of them must not release the others."""

    code = "several_holds"
    text = Text(
        "{ref} is under several holds, {listed}. Nothing was released: name one by --hold.",
        "{ref} đang có nhiều lệnh giữ: {listed}. Chưa bỏ lệnh giữ nào: hãy chọn một bằng --hold.",
    )

    def __init__(self, ref: str, numbers: list[int]) -> None:
        super().__init__(ref=ref, listed=", ".join(map(str, numbers)))
        self.ref = ref
        self.numbers = numbers


class PeopleDamagedError(LogError):
    """A file of names, keys or accesses cannot be read as such; the log is not concerned.

    With `is_remade` nothing is lost with the file: what it holds is drawn again.
    """

    code = "people_damaged"
    text = Text(
        "{path} cannot be used: {found}. The log is not concerned; no name was shown and nothing "
        "was recorded. {to_do}",
        "Không dùng được {path}: {found}. Sổ ghi không bị ảnh hưởng; không tên nào được hiện, "
        "chưa ghi gì. {to_do}",
    )

    def __init__(self, path: str, found: Text, *, is_remade: bool = False) -> None:
        super().__init__(path=path, found=found, to_do=_REMADE if is_remade else _KEEP)
        self.path = path
        self.found = found
        self.is_remade = is_remade


_REMADE = Text("Delete it: it is made again.", "Hãy xóa tệp này: nó sẽ được tạo lại.")
_KEEP = Text(
    "Keep the file, and restore it from a copy.", "Hãy giữ nguyên tệp và phục hồi từ bản sao."
)
