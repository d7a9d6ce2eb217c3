"""How each refusal is said in English and Vietnamese: what is so, what to do."""

from engine.reasons import ENGINE_WORDINGS, RECORD, Text, Wording


def _structural(en: str, vi: str) -> Wording:
    return Wording("structural", Text(en, vi), RECORD)


def _dated(rule: str, en: str, vi: str) -> Wording:
    return Wording(
        "structural",
        Text(en, vi),
        Text(f"rules of the record, {rule}", f"quy tắc ghi sổ, {rule}"),
    )


def _policy(en: str, vi: str) -> Wording:
    return Wording("policy", Text(en, vi))


_STRUCTURAL = {
    "unknown_policy": _structural(
        "data.policy: there is no policy '{policy}'. Name one that is at hand.",
        "data.policy: không có bộ quy định '{policy}'. Hãy nêu bộ quy định đang có.",
    ),
    "missing_policy": _structural(
        "data.policy: there is no policy '{policy}'; installed: {installed}. Name one of these, "
        "or put {policy}.toml into a folder and name that folder in CONGRESS_POLICIES.",
        "data.policy: không có bộ quy định '{policy}'; đang có: {installed}. Hãy nêu một trong số "
        "đó, hoặc đặt {policy}.toml vào một thư mục và ghi thư mục đó vào CONGRESS_POLICIES.",
    ),
    "broken_policy": _structural(
        "data.policy: the policy file {file} cannot be used: {faults}. Correct the file, then "
        "send the command again.",
        "data.policy: không dùng được tệp quy định {file}: {faults}. Hãy sửa tệp rồi gửi "
        "lại lệnh.",
    ),
    "line_too_large": _structural(
        "the line is longer than {limit} bytes: one line is one command. Attach a document by its "
        "sha256 instead of its text.",
        "dòng dài quá {limit} byte: mỗi dòng là một lệnh. Hãy đính kèm văn bản bằng mã sha256.",
    ),
    "basis_missing": _structural(
        "data.basis: is missing: say whether the pilot's own sitting counts (pilot_sitting) or "
        "it was held again (re_held).",
        "data.basis: còn thiếu: nêu rõ công nhận đại hội điểm (pilot_sitting) hay đã tổ chức lại "
        "(re_held).",
    ),
    "merged_into_itself": _structural(
        "data.into: a branch cannot be merged into itself.",
        "data.into: chi bộ không thể sáp nhập vào chính mình.",
    ),
    "unknown_campaign": _structural(
        "there is no campaign '{campaign}'. Open it first with open_campaign.",
        "không có đợt đại hội '{campaign}'. Hãy mở bằng lệnh open_campaign trước.",
    ),
    "duplicate_campaign": _structural(
        "the campaign '{campaign}' is already open.",
        "đợt đại hội '{campaign}' đã được mở.",
    ),
    "unknown_branch": _structural(
        "not registered in the campaign: {branch}. Register it first with register_branch.",
        "chưa ghi danh trong đợt đại hội: {branch}. Hãy ghi danh bằng lệnh register_branch.",
    ),
    "duplicate_branch": _structural(
        "the branch {branch} is already registered, at position {position}.",
        "chi bộ {branch} đã được ghi danh, ở vị trí {position}.",
    ),
    "already_designated": _structural(
        "{branch} is already a designated pilot.",
        "{branch} đã được chọn làm điểm.",
    ),
    "already_suspended": _structural(
        "the season is already suspended. Resume it first.",
        "đợt đại hội đang tạm dừng. Hãy cho tiếp tục trước.",
    ),
    "not_suspended": _structural(
        "the season is not suspended.",
        "đợt đại hội không bị tạm dừng.",
    ),
    "resumed_too_early": _structural(
        "the season was suspended on {since}; it cannot have been resumed on {day}.",
        "đợt đại hội tạm dừng từ {since}, không thể tiếp tục từ {day}.",
    ),
    "pilot_must_go_first": _structural(
        "{branch} is a designated pilot: its congress is recorded with 'pilot' before the "
        "lessons; or withdraw it as a pilot.",
        "{branch} được chọn làm điểm: ghi đại hội điểm bằng lệnh 'pilot' trước khi rút kinh "
        "nghiệm; hoặc thôi chọn làm điểm.",
    ),
    "no_congress_sat": _structural(
        "no congress sat that could be annulled.",
        "chưa có đại hội nào để bãi bỏ.",
    ),
    "not_active": _structural(
        "the branch is {disposition} and takes no further step.",
        "chi bộ {disposition}, không thực hiện bước tiếp theo.",
    ),
    "campaign_closed": _structural(
        "the season is closed. Reopen it with reopen_campaign if this has to be recorded.",
        "đợt đại hội đã đóng. Nếu cần ghi, hãy mở lại bằng lệnh reopen_campaign.",
    ),
    "campaign_unfinished": _structural(
        "{count} active branch(es) have not reported: {branches}.",
        "còn {count} chi bộ chưa báo cáo: {branches}.",
    ),
    "not_designated_pilot": _structural(
        "not designated as a pilot: {branch}. Designate it with designate_pilot, or name a pilot.",
        "không được chọn làm điểm: {branch}. Hãy chọn bằng lệnh designate_pilot.",
    ),
    "basis_without_pilot": _structural(
        "{branch} held no pilot congress, so its congress has no 'basis'. Leave it out.",
        "{branch} không đại hội điểm nên không có 'basis'. Hãy bỏ mục này.",
    ),
    "wrong_sitting_date": _dated(
        "D4",
        "recognising the pilot's sitting carries its own day, {pilot}, not {day}: give "
        "occurred_on {pilot}.",
        "công nhận đại hội điểm phải mang đúng ngày {pilot}, không phải {day}: ghi occurred_on "
        "{pilot}.",
    ),
    "no_pilot_sitting": _dated(
        "D4",
        "there is no effective pilot sitting to recognise: hold it again (re_held).",
        "không còn đại hội điểm có hiệu lực để công nhận: phải tổ chức lại (re_held).",
    ),
    "re_held_before_lessons": _dated(
        "D4",
        "a congress held again follows the lessons of {lessons}; {day} is before them.",
        "đại hội tổ chức lại phải sau ngày rút kinh nghiệm {lessons}; ngày {day} là trước đó.",
    ),
    "lessons_before_pilot": _dated(
        "D3",
        "the lessons session of {day} is before the pilot congress of {previous}: correct one of "
        "the dates.",
        "buổi rút kinh nghiệm ngày {day} lại trước đại hội điểm ngày {previous}: hãy sửa ngày.",
    ),
    "elected_before_held": _dated(
        "D6",
        "the officers cannot be elected on {day}: the congress was held on {previous}.",
        "không thể bầu xong ngày {day}: đại hội tổ chức ngày {previous}.",
    ),
    "reported_before_elected": _dated(
        "D7",
        "it cannot be reported on {day}: the officers were elected on {previous}.",
        "không thể báo cáo ngày {day}: bầu xong ngày {previous}.",
    ),
    "ballot_before_sitting": _dated(
        "D6",
        "a ballot of {day} is before its congress of {previous}.",
        "lần bầu ngày {day} lại trước đại hội ngày {previous}.",
    ),
    "roll_mismatch": _structural(
        "the roll of {day} has {roll} official members, the attendance says {given}. Correct the "
        "figure, or record the change with update_roll first.",
        "danh sách ngày {day} có {roll} đảng viên chính thức, số liệu ghi {given}. Hãy sửa số "
        "liệu, hoặc ghi thay đổi bằng lệnh update_roll trước.",
    ),
    "post_too_early": _structural(
        "the ballot for {post} comes after that for {other}, which is not settled.",
        "bầu {post} phải sau khi xong phần bầu {other}.",
    ),
    "post_too_late": _structural(
        "a later post was already voted on; the ballot for {post} comes before it.",
        "đã bầu chức danh sau; phần bầu {post} phải làm trước.",
    ),
    "post_settled": _structural(
        "nothing is open for {post}: its seats are filled, or left open.",
        "không còn gì để bầu cho {post}: đã đủ số lượng, hoặc đã quyết định để khuyết.",
    ),
    "round_not_next": _structural(
        "this is round {given} for {post}, the next is round {expected}.",
        "đây là lần bầu thứ {given} cho {post}, lần tiếp theo phải là {expected}.",
    ),
    "seats_not_open": _structural(
        "the ballot for {post} is for {given} seat(s), {open} is open.",
        "lần bầu {post} ghi {given} người, số còn được bầu là {open}.",
    ),
    "already_elected": _structural(
        "already elected and not to be voted on again: {refs}.",
        "đã trúng cử, không bầu lại: {refs}.",
    ),
    "only_the_tied": _structural(
        "after a tie for the last seat only those tied stand: {refs}.",
        "sau khi bằng phiếu ở suất cuối, chỉ bầu lại trong số người bằng phiếu: {refs}.",
    ),
    "attendance_not_asked": _structural(
        "a ballot is counted by the attendance of its congress; it brings its own only in a new "
        "election.",
        "phiếu bầu tính theo số người dự đại hội; chỉ lần bầu mới lại mới ghi số người dự riêng.",
    ),
    "secretary_exists": _structural(
        "there is already a secretary: {ref}.",
        "đã có bí thư: {ref}.",
    ),
    "seats_not_free": _structural(
        "{given} seat(s) for {post} were to be left open, {free} can be.",
        "muốn để khuyết {given} người ở {post}, số để khuyết được là {free}.",
    ),
    "not_in_office": _structural(
        "{ref} does not hold the post {post}, and so cannot decline it.",
        "{ref} không giữ chức danh {post} nên không thể xin rút.",
    ),
    "duplicate_complaint": _structural(
        "the complaint {number} is already on record.",
        "khiếu nại số {number} đã được ghi.",
    ),
    "unknown_complaint": _structural(
        "there is no open complaint {number}.",
        "không có khiếu nại số {number} đang chờ giải quyết.",
    ),
    "committee_open": _structural(
        "committee: {free} seat(s) are neither filled nor left open.",
        "chi ủy: còn {free} người chưa bầu xong mà chưa quyết định để khuyết.",
    ),
    "no_committee": _structural(
        "the committee was not voted on yet.",
        "chưa bầu chi ủy.",
    ),
    "secretary_open": _structural(
        "the secretary is neither elected nor appointed.",
        "chưa bầu hoặc chỉ định bí thư.",
    ),
    "deputy_open": _structural(
        "the deputy secretary is neither elected nor left open.",
        "chưa bầu phó bí thư và chưa quyết định để khuyết.",
    ),
}

_POLICY = {
    "pilot_quota_exceeded": _policy(
        "{pilots} pilot(s) are designated and {max} are allowed: withdraw one first.",
        "đã chọn {pilots} chi bộ làm điểm, được phép {max}: hãy thôi chọn một chi bộ trước.",
    ),
    "observers_not_invited": _policy(
        "nobody was invited to observe the pilot congress: record invite_observers first.",
        "chưa mời ai dự đại hội điểm: hãy ghi lệnh invite_observers trước.",
    ),
    "campaign_suspended": _policy(
        "on {day} the season was suspended (from {since} to {until}): no stage happens then.",
        "ngày {day} đợt đại hội đang tạm dừng (từ {since} đến {until}): không thực hiện bước nào.",
    ),
    "lessons_gate_closed": _policy(
        "the lessons of the pilot are not drawn yet (waiting for: {pilots}): record "
        "hold_lessons_session first.",
        "chưa rút kinh nghiệm đại hội điểm (đang chờ: {pilots}): hãy ghi lệnh "
        "hold_lessons_session trước.",
    ),
    "quorum_missing": _policy(
        "{present} of {convened} convened are present and {needed} make a quorum; missing: "
        "{missing}. Adjourn and record fail_quorum.",
        "có mặt {present} trên {convened} triệu tập, cần ít nhất {needed}: thiếu {missing}. Phải "
        "hoãn và ghi lệnh fail_quorum.",
    ),
    "quorum_present": _policy(
        "{present} present are a quorum ({needed} are needed): the sitting did not fail for want "
        "of one.",
        "có mặt {present} là đủ (cần {needed}): đại hội không thiếu số người dự.",
    ),
    "agenda_incomplete": _policy(
        "not dealt with: {missing}.",
        "chưa tiến hành nội dung: {missing}.",
    ),
    "held_before_lessons": _policy(
        "{day} is before the lessons of {lessons} were drawn.",
        "ngày {day} là trước buổi rút kinh nghiệm ngày {lessons}.",
    ),
    "branch_too_small": _policy(
        "the branch has {official} official member(s), at least {least} are needed.",
        "chi bộ có {official} đảng viên chính thức, cần ít nhất {least}.",
    ),
    "committee_below_threshold": _policy(
        "with {official} official members, fewer than {threshold}, no committee is elected: only "
        "a secretary, and a deputy if needed.",
        "chi bộ có {official} đảng viên chính thức, dưới {threshold}, nên không bầu chi ủy: chỉ "
        "bầu bí thư, nếu cần thì bầu phó bí thư.",
    ),
    "committee_too_large": _policy(
        "{seats} committee members, at most {greatest} are allowed.",
        "chi ủy {seats} người, tối đa {greatest}.",
    ),
    "surplus_exceeded": _policy(
        "{candidates} candidates for {seats} seat(s): at most {allowed} more than the seats.",
        "{candidates} người ứng cử cho {seats} người được bầu: số dư tối đa là {allowed}.",
    ),
    "single_candidate": _policy(
        "as many candidates as seats ({seats}): this season asks for at least one more.",
        "số người ứng cử bằng số được bầu ({seats}): đợt này yêu cầu có số dư.",
    ),
    "not_on_committee": _policy(
        "not elected to the committee: {refs}.",
        "không phải là chi ủy viên vừa trúng cử: {refs}.",
    ),
    "counting_board_conflict": _policy(
        "on the counting board and on the ballot: {refs}.",
        "vừa ở ban kiểm phiếu vừa có tên trong phiếu bầu: {refs}.",
    ),
    "issued": _policy(
        "{figure} ballots issued, but {limit} voters present.",
        "phát ra {figure} phiếu, nhưng chỉ có {limit} người có mặt.",
    ),
    "collected": _policy(
        "{figure} ballots collected, but {limit} issued.",
        "thu về {figure} phiếu, nhưng chỉ phát ra {limit}.",
    ),
    "valid_and_invalid": _policy(
        "valid and invalid ballots are {figure} together, but {limit} were collected.",
        "phiếu hợp lệ và không hợp lệ cộng lại là {figure}, nhưng thu về {limit}.",
    ),
    "votes_each": _policy(
        "a candidate has {figure} votes, but {limit} ballots are valid.",
        "có người được {figure} phiếu, nhưng chỉ có {limit} phiếu hợp lệ.",
    ),
    "votes_all": _policy(
        "{figure} votes together, but the valid ballots hold at most {limit}.",
        "tổng số {figure} phiếu bầu, nhưng số phiếu hợp lệ chỉ cho tối đa {limit}.",
    ),
    "rounds_exhausted": _policy(
        "{rounds} rounds for {post} were held, and no more are allowed.",
        "đã bầu {post} {rounds} lần, không được bầu thêm.",
    ),
    "secretary_rounds": _policy(
        "{rounds} rounds for the secretary had no result: the upper committee appoints "
        "(appoint_secretary).",
        "đã bầu bí thư {rounds} lần không có kết quả: cấp ủy cấp trên chỉ định "
        "(appoint_secretary).",
    ),
    "appointment_too_early": _policy(
        "{rounds} round(s) for the secretary had no result, {needed} are needed before an "
        "appointment.",
        "mới bầu bí thư {rounds} lần không có kết quả, phải đủ {needed} lần mới chỉ định.",
    ),
    "documents_missing": _policy(
        "these papers are missing: {missing}.",
        "còn thiếu giấy tờ: {missing}.",
    ),
    "shift_too_long": _policy(
        "{day} is more than {months} months from the due day {due_on}.",
        "ngày {day} cách hạn {due_on} quá {months} tháng.",
    ),
}

WORDINGS = {**ENGINE_WORDINGS, **_STRUCTURAL, **_POLICY}

FLAGS = {
    "backdated": Text("recorded late", "ghi sổ lùi ngày"),
    "reported_late": Text("reported late", "báo cáo muộn"),
    "gate_closed_later": Text(
        "lessons gate closed later", "điều kiện rút kinh nghiệm đóng lại sau"
    ),
    "calendar_missing": Text("no calendar for the year", "thiếu lịch nghỉ của năm"),
    "clock_behind": Text("clock was behind", "đồng hồ chậm"),
    "committee_small": Text("committee under the usual size", "chi ủy ít hơn mức thường"),
}
