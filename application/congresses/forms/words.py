"""What the members of commands are called, and a sample of each for the examples of the help."""

from application.congresses.forms.members import Path
from event_store.words import Text
from workflows.labels import LABELS

CHOICES = {
    "all": Text("all", "tất cả"),
    "pilot_sitting": Text("pilot sitting", "theo đại hội điểm"),
    "re_held": Text("held again", "tổ chức lại"),
}

MEMBERS = {
    "acknowledged_on": Text("day on which the lessons were taken note of", "ngày tiếp thu"),
    "agenda": Text("items of the agenda", "các nội dung đại hội"),
    "agenda_done": Text("items of the agenda that were done", "các nội dung đã tiến hành"),
    "attached_elsewhere": Text(
        "convened, but temporarily attached elsewhere", "đang sinh hoạt tạm thời nơi khác"
    ),
    "attended": Text("branches that attended, or 'all'", "các chi bộ dự họp, hoặc 'all'"),
    "authority": Text("who decided", "cấp quyết định"),
    "basis": Text("which sitting of a pilot counts", "chi bộ điểm: theo lần đại hội nào"),
    "branch": Text("branch, by its id", "mã chi bộ"),
    "branches": Text("branches, or 'all'", "các chi bộ, hoặc 'all'"),
    "candidates": Text("candidates with their votes", "người ứng cử kèm số phiếu"),
    "collected": Text("ballots collected", "số phiếu thu về"),
    "committee.id": Text("ward committee: its id", "mã Đảng ủy"),
    "committee.name": Text("ward committee: its name", "tên Đảng ủy"),
    "committee.path": Text("upper committees, highest first", "các cấp trên, từ cao xuống"),
    "convened": Text("official members convened", "số chính thức được triệu tập"),
    "counting_board": Text("members of the counting board", "thành viên ban kiểm phiếu"),
    "covers": Text("pilot branches whose lessons were drawn", "các chi bộ điểm được rút"),
    "date": Text("date of the document", "ngày văn bản"),
    "deadline": Text("last day of the season", "hạn chót của đợt"),
    "detained": Text("convened, but prosecuted or detained", "bị khởi tố, tạm giam"),
    "document": Text("document", "văn bản"),
    "documents": Text("papers with their numbers", "các văn bản kèm số"),
    "due_on": Text("day on which the congress is due", "hạn của chi bộ"),
    "excluded": Text(
        "official members who do not count in the majority base",
        "số chính thức không tính vào cơ sở bầu cử",
    ),
    "excused_throughout": Text(
        "excused for the whole congress", "vắng suốt đại hội, có lý do chính đáng"
    ),
    "exempt": Text("exempt members", "số miễn sinh hoạt"),
    "exempt_absent": Text("exempt and absent", "miễn sinh hoạt và vắng"),
    "field": Text("what is wrong there, as attendance.present", "mục sai, như attendance.present"),
    "had_committee": Text("has had a committee", "đang có chi ủy"),
    "heading": Text("heading of the outline", "mục của đề cương"),
    "id": Text("id", "mã"),
    "into": Text("branch that takes it in, by its id", "mã chi bộ nhận sáp nhập"),
    "invalid": Text("invalid ballots", "số phiếu không hợp lệ"),
    "issued": Text("ballots issued", "số phiếu phát ra"),
    "kind": Text("kind of paper", "loại văn bản"),
    "lessons": Text("lessons: topic | fault | advice", "bài học: nội dung | thiếu sót | lưu ý"),
    "lessons_gate": Text(
        "when the others may follow: all_pilots, at_least:N or none",
        "khi nào các chi bộ khác được tiến hành: all_pilots, at_least:N hoặc none",
    ),
    "members_reached": Text("members who were reached", "số đảng viên được quán triệt"),
    "members_total": Text("members in all", "tổng số đảng viên"),
    "name": Text("name of the branch", "tên chi bộ"),
    "note": Text("note", "ghi chú"),
    "number": Text("number", "số"),
    "observers_attended": Text("observers who attended", "số đại biểu dự"),
    "official": Text("official members on the roll", "số đảng viên chính thức"),
    "official_on_roll": Text("official members on the roll", "số chính thức trong danh sách"),
    "outcome": Text("how it was settled", "kết quả giải quyết"),
    "outline": Text("headings of the outline", "các mục của đề cương"),
    "pilots.max": Text("pilots at most", "số chi bộ điểm nhiều nhất"),
    "pilots.min": Text("pilots at least", "số chi bộ điểm ít nhất"),
    "place": Text("place", "địa điểm"),
    "planned_on": Text("day planned", "ngày dự kiến"),
    "policy": Text("policy: the rules that decide", "bộ quy định áp dụng"),
    "post": Text("post", "chức danh"),
    "present": Text("official members present", "số chính thức có mặt"),
    "previous_term": Text("previous term", "nhiệm kỳ trước"),
    "probationary": Text("probationary members", "số đảng viên dự bị"),
    "probationary_present": Text("probationary members present", "số dự bị có mặt"),
    "reason": Text("reason", "lý do"),
    "received_on": Text("day received", "ngày nhận"),
    "ref": Text("member, by reference", "mã đảng viên"),
    "round": Text("round", "vòng bầu"),
    "scheme.committee": Text("scheme: for the committee", "đề án: chi ủy"),
    "scheme.deputy": Text("scheme: for deputy secretary", "đề án: phó bí thư"),
    "scheme.secretary": Text("scheme: for secretary", "đề án: bí thư"),
    "seats": Text("seats", "số lượng cần bầu"),
    "sha256": Text("sha256 of the scan", "mã sha256 của bản quét"),
    "subject": Text("subject", "nội dung"),
    "suspended": Text("convened, but suspended", "bị đình chỉ sinh hoạt"),
    "tag": Text("tag of the finding", "mã nhận xét"),
    "target_position": Text("position of the wrong entry", "vị trí mục ghi sai"),
    "term": Text("term", "nhiệm kỳ"),
    "to": Text("new day", "ngày mới"),
    "valid": Text("valid ballots", "số phiếu hợp lệ"),
    "value": Text("what is right", "giá trị đúng"),
}

PARTS = {
    "advice": Text("ADVICE", "LƯU_Ý"),
    "fault": Text("FAULT", "THIẾU_SÓT"),
    "kind": Text("KIND", "LOẠI"),
    "number": Text("NUMBER", "SỐ"),
    "ref": Text("REF", "MÃ"),
    "topic": Text("TOPIC", "NỘI_DUNG"),
    "votes": Text("VOTES", "PHIẾU"),
}
"""What stands in the help for a part of a value written in one go."""

SAMPLES = {
    "agenda_done": "review_and_goals,election",
    "attended": "all",
    "authority": "Đảng ủy phường",
    "branch": "TDP-08",
    "branches": "all",
    "candidates": "m-001=11,m-002=10",
    "committee.id": "gia-thuy",
    "committee.name": "Đảng ủy phường Gia Thụy",
    "committee.path": "ha-noi,long-bien",
    "counting_board": "m-008,m-009",
    "covers": "TDP-08",
    "deadline": "15/9/2017",
    "document": "05-QĐ/ĐU",
    "documents": "result_report=05-BC/CB,minutes=03-BB/CB",
    "field": "attendance.present",
    "had_committee": "",
    "heading": "tình hình",
    "into": "TDP-03",
    "invalid": "0",
    "kind": "minutes",
    "lessons": "kiểm phiếu | đếm chậm | bố trí hai bàn",
    "name": "Chi bộ tổ dân phố số 8",
    "number": "03-BB/CB",
    "outcome": "đã trả lời",
    "planned_on": "20/8/2017",
    "policy": "vn-2017",
    "post": "committee",
    "previous_term": "2015-2017",
    "probationary_present": "0",
    "probationary": "1",
    "exempt": "0",
    "reason": "mưa bão",
    "received_on": "21/8/2017",
    "ref": "m-001",
    "round": "1",
    "seats": "2",
    "subject": "cách kiểm phiếu",
    "tag": "missing_forecast",
    "target_position": "12",
    "term": "2017-2020",
    "to": "27/8/2017",
}
COUNT = "11"
"""The sample of every other member that must be given: a head-count."""


def word(path: Path, table: dict[str, Text] = MEMBERS) -> Text:
    """Return what the member at `path` is called."""
    plain = path[-1].replace("_", " ")
    return table.get(".".join(path[-2:])) or table.get(path[-1]) or Text(plain, plain)


def sample(path: Path) -> str:
    """Return a sample of the member at `path`."""
    return SAMPLES.get(".".join(path[-2:]), SAMPLES.get(path[-1], COUNT))


def spoken(name: str) -> Text | None:
    """Return how a word that may be chosen is said, if people say it otherwise."""
    return LABELS.get(name) or CHOICES.get(name)
