"""The words of the season as people say them: states, posts, commands."""

from engine.reasons import Text

BRANCH_STATES = {
    "unplanned": Text("not planned", "chưa lên kế hoạch"),
    "planned": Text("planned", "đã lên kế hoạch"),
    "pilot": Text("pilot held", "đã đại hội điểm"),
    "lessons_learned": Text("lessons learned", "đã rút kinh nghiệm"),
    "held": Text("held", "đã tổ chức"),
    "officers_elected": Text("officers elected", "bầu xong"),
    "reported": Text("reported", "đã báo cáo"),
}
"""The states of a branch in the order of their definition."""

UNPLANNED, *_reached = BRANCH_STATES
STAGES = tuple(_reached)
RANK = {state: rank for rank, state in enumerate(BRANCH_STATES)}

LABELS = {
    "unopened": Text("not opened", "chưa mở"),
    "open": Text("open", "đang mở"),
    "closed": Text("closed", "đã đóng"),
    **BRANCH_STATES,
    "active": Text("active", "đang hoạt động"),
    "cancelled": Text("cancelled", "đã hủy đại hội"),
    "merged": Text("merged", "đã sáp nhập"),
    "dissolved": Text("dissolved", "đã giải thể"),
    "committee": Text("committee", "chi ủy"),
    "secretary": Text("secretary", "bí thư"),
    "deputy": Text("deputy secretary", "phó bí thư"),
    "elected": Text("elected", "trúng cử"),
    "rerun": Text("elected in a rerun", "trúng cử khi bầu lại"),
    "appointed": Text("appointed", "chỉ định"),
}

ADDRESS = {
    "campaign": Text("campaign", "đợt đại hội"),
    "branch": Text("branch", "chi bộ"),
}
"""What the members of an address name."""

SHORT = {
    "tdp": ("to", "dan", "pho"),
    "cb": ("chi", "bo"),
    "kdc": ("khu", "dan", "cu"),
}
"""What is written short in ids and in names."""

COMMANDS = {
    "open_campaign": Text("open the season", "mở đợt đại hội"),
    "register_branch": Text("register a branch", "ghi danh chi bộ"),
    "disseminate_guidance": Text("disseminate guidance", "quán triệt mục đích, yêu cầu"),
    "designate_pilot": Text("designate the pilot", "chọn chi bộ làm điểm"),
    "withdraw_pilot": Text("withdraw the pilot", "thôi chọn làm điểm"),
    "invite_observers": Text("invite observers", "mời dự đại hội điểm"),
    "hold_lessons_session": Text("hold the lessons session", "họp rút kinh nghiệm"),
    "extend_deadline": Text("extend the deadline", "lùi hạn"),
    "rename_branch": Text("rename a branch", "đổi tên chi bộ"),
    "suspend": Text("suspend the season", "tạm dừng đợt đại hội"),
    "resume": Text("resume the season", "tiếp tục đợt đại hội"),
    "close_campaign": Text("close the season", "đóng đợt đại hội"),
    "reopen_campaign": Text("reopen the season", "mở lại đợt đại hội"),
    "plan": Text("plan", "lên kế hoạch"),
    "pilot": Text("hold the pilot congress", "tổ chức đại hội điểm"),
    "learn": Text("take the lessons", "tiếp thu kinh nghiệm"),
    "hold": Text("hold the congress", "tổ chức đại hội"),
    "elect": Text("recognise the officers", "công nhận bầu xong"),
    "report": Text("report", "báo cáo"),
    "record_ballot": Text("record a ballot", "ghi kết quả bầu"),
    "reschedule": Text("reschedule", "dời ngày"),
    "update_roll": Text("update the roll", "cập nhật danh sách đảng viên"),
    "fail_quorum": Text("record a failed quorum", "ghi không đủ số người dự"),
    "appoint_secretary": Text("appoint the secretary", "chỉ định bí thư"),
    "leave_seats_open": Text("leave seats open", "để khuyết"),
    "decline_office": Text("decline an office", "xin rút, không được chuẩn y"),
    "record_finding": Text("record a finding", "ghi nhận xét báo cáo"),
    "attach_document": Text("attach a document", "đính kèm văn bản"),
    "approve": Text("approve", "chuẩn y"),
    "refuse_approval": Text("refuse approval", "không chuẩn y"),
    "file_complaint": Text("file a complaint", "ghi khiếu nại"),
    "resolve_complaint": Text("resolve a complaint", "giải quyết khiếu nại"),
    "amend": Text("amend an entry", "đính chính mục ghi"),
    "void": Text("void an entry", "hủy mục ghi"),
    "annul_election": Text("annul the election", "bãi bỏ kết quả bầu cử"),
    "annul_congress": Text("annul the congress", "bãi bỏ đại hội"),
    "cancel": Text("cancel the congress", "hủy đại hội"),
    "merge": Text("merge the branch", "sáp nhập chi bộ"),
    "dissolve": Text("dissolve the branch", "giải thể chi bộ"),
}

MEMBERS = {
    "command": Text("one of the commands below", "một trong các lệnh dưới đây"),
    "campaign": Text("the season", "đợt đại hội"),
    "branch": Text("of a branch command, and of no other", "chỉ ghi trong lệnh của chi bộ"),
    "area": Text(
        "the first part of the stream (`congress`): needed only where two lifecycles offer the "
        "command for the same campaign and branch; `amend` and `void` go by `target_position`",
        "phần đầu của tên hồ sơ (`congress`): chỉ cần khi hai loại hồ sơ của cùng đợt và chi bộ "
        "đều có lệnh này; `amend` và `void` đi theo `target_position`",
    ),
    "actor": Text(
        "who asks, a role and not a name: `op:org-officer`",
        "ai yêu cầu, ghi vai trò chứ không ghi tên: `op:org-officer`",
    ),
    "data": Text(
        "by command, see below; may be left out where nothing is required",
        "theo từng lệnh, xem dưới đây; không có mục bắt buộc thì có thể bỏ",
    ),
    "occurred_on": Text(
        "when it happened; the day of recording if left out",
        "ngày việc diễn ra; bỏ trống là ngày ghi sổ",
    ),
    "command_id": Text(
        "the same id with the same content is recorded once only, and answered again",
        "gửi lại cùng mã và cùng nội dung thì chỉ ghi một lần và trả lời như cũ",
    ),
    "expected_version": Text(
        "refuse if the stream has moved past this version; 0: must not exist",
        "từ chối nếu hồ sơ đã qua phiên bản này; 0: hồ sơ chưa được có",
    ),
    "evidence": Text("documents that it rests on", "văn bản làm căn cứ"),
    "override": Text(
        "`{reason, authority, document}`: record it although a policy rule says no",
        "`{reason, authority, document}`: vẫn ghi dù trái quy định",
    ),
    "correlation": Text(
        "groups the commands of one piece of work", "nhóm các lệnh của cùng một việc"
    ),
    "recorded_at": Text(
        "a time with offset; in a simulation only",
        "thời điểm có múi giờ; chỉ trong sổ mô phỏng",
    ),
}
"""The members of an envelope, in the order in which people read them."""


def called(command: str) -> Text:
    """Return what a command is called: its own name if it has no other."""
    return COMMANDS.get(command) or Text(command, command)
