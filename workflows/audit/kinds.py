"""The kinds of findings, in the order in which an auditor reads their counts."""

from engine.reasons import Text
from workflows.wordings import FLAGS

KINDS = {
    "override": Text("rule overridden", "vượt quy định"),
    "backdated": FLAGS["backdated"],
    "redated": Text("day changed afterwards", "sửa ngày về sau"),
    "reported_late": FLAGS["reported_late"],
    "report_overdue": Text("report overdue", "quá hạn báo cáo"),
    "approval_overdue": Text("approval overdue", "quá hạn chuẩn y"),
    "approval_refused": Text("approval refused", "không được chuẩn y"),
    "amended": Text("amended", "đính chính"),
    "voided": Text("voided", "hủy mục ghi"),
    "election_annulled": Text("election annulled", "bãi bỏ kết quả bầu cử"),
    "congress_annulled": Text("congress annulled", "bãi bỏ đại hội"),
    "appointed": Text("secretary appointed", "chỉ định bí thư"),
    "scheme_difference": Text("differs from the scheme", "khác đề án nhân sự"),
    "seats_open": Text("seats open", "còn khuyết"),
    "office_declined": Text("office declined", "xin rút, không được chuẩn y"),
    "quorum_failed": Text("put off without a quorum", "hoãn vì không đủ số người dự"),
    "complaint": Text("complaint", "khiếu nại"),
    "ballot_custody": Text("ballots in custody", "lưu giữ phiếu bầu"),
    "gate_closed_later": FLAGS["gate_closed_later"],
    "committee_small": FLAGS["committee_small"],
    "calendar_missing": FLAGS["calendar_missing"],
    "clock_behind": FLAGS["clock_behind"],
    "from_the_future": Text("recorded in the future", "ghi sổ ở thời điểm chưa đến"),
    "other_flag": Text("another mark", "dấu khác"),
    "rules_changed": Text("rules changed", "thay đổi quy định áp dụng"),
    "person_erased": Text("a person's name erased", "xóa tên một người"),
    "attempt": Text("refused attempt", "lệnh bị từ chối"),
}
"""What findings are called, by kind."""

OVERRIDDEN = {
    "pilot_quota_exceeded": Text("too many pilots", "quá số chi bộ làm điểm"),
    "observers_not_invited": Text("no observers invited", "chưa mời dự đại hội điểm"),
    "campaign_suspended": Text("season was suspended", "đợt đại hội đang tạm dừng"),
    "lessons_gate_closed": Text("lessons not drawn yet", "chưa rút kinh nghiệm"),
    "held_before_lessons": Text("held before the lessons", "đại hội trước khi rút kinh nghiệm"),
    "quorum_missing": Text("no quorum", "không đủ số người dự"),
    "quorum_present": Text("put off although there was a quorum", "hoãn dù đủ số người dự"),
    "agenda_incomplete": Text("agenda incomplete", "chưa đủ nội dung"),
    "branch_too_small": Text("branch too small", "chi bộ quá ít đảng viên"),
    "committee_below_threshold": Text(
        "committee in a small branch", "bầu chi ủy ở chi bộ ít đảng viên"
    ),
    "committee_too_large": Text("committee too large", "chi ủy quá đông"),
    "surplus_exceeded": Text("too many candidates", "quá số dư"),
    "single_candidate": Text("no surplus of candidates", "không có số dư"),
    "not_on_committee": Text("not on the committee", "không phải chi ủy viên"),
    "counting_board_conflict": Text("counted ballots and stood", "vừa kiểm phiếu vừa có tên bầu"),
    "ballots_do_not_add_up": Text("ballots do not add up", "số phiếu không khớp"),
    "rounds_exhausted": Text("too many rounds", "quá số lần bầu"),
    "appointment_too_early": Text("appointed too early", "chỉ định quá sớm"),
    "documents_missing": Text("papers missing", "thiếu giấy tờ"),
    "shift_too_long": Text("put off too long", "dời ngày quá thời hạn"),
}
"""The rules of the policy that may be overridden, in a few words."""
