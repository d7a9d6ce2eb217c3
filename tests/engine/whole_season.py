"""One synthetic season in which every event of every lifecycle happens at least once."""

from tests.engine.synthetic import (
    ROLLS,
    Envelope,
    Script,
    attendance,
    ballot,
    elect_all,
    follow,
    open_season,
    report,
    sitting,
    through_lessons,
)


def whole_season() -> list[Envelope]:
    """Return its commands; every one is accepted."""
    script = Script()
    open_season(script)
    _campaign_facts(script)
    through_lessons(script)
    report(script, "TDP-08")
    _refused_and_elected_again(script)
    _without_committee(script)
    _annulled_then_cancelled(script)
    _ended(script)
    script.on("2017-09-20").do("close_campaign")
    script.do("reopen_campaign", data={"reason": "bổ sung hồ sơ"})
    return script.commands


def _campaign_facts(script: Script) -> None:
    script.on("2017-07-21")
    script.do("disseminate_guidance", data={"members_reached": 60, "members_total": 66})
    script.do("designate_pilot", data={"branch": "TDP-03"})
    script.do("withdraw_pilot", data={"branch": "TDP-03", "reason": "bí thư ốm"})
    document = {"kind": "decision", "number": "15-QĐ/ĐU", "date": "2017-07-21"}
    script.do("extend_deadline", data={"deadline": "2017-09-20", "document": document})
    renamed = {"branch": "TDP-05", "name": "Chi bộ Tổ dân phố số 5 mới", "reason": "tách tổ"}
    script.do("rename_branch", data=renamed)
    script.on("2017-07-22").do("suspend", data={"reason": "bão"})
    script.on("2017-07-24").do("resume", data={"reason": "bão tan"})
    script.do("extend_deadline", data={"deadline": "2017-09-21", "document": "16-QĐ/ĐU"})
    script.do("void", data={"target_position": _position(script), "reason": "ghi nhầm"})
    script.do(
        "amend",
        data={
            "target_position": 11,
            "field": "members_reached",
            "value": 61,
            "reason": "đếm lại",
        },
    )


def _position(script: Script) -> int:
    """Return the position of the last command written: genesis and rules come first."""
    return len(script.commands) + 2


def _refused_and_elected_again(script: Script) -> None:
    """A follower with a committee: put off, refused, annulled, elected again with open seats."""
    branch, roll = "TDP-01", ROLLS["TDP-01"]
    script.do("plan", branch, {"planned_on": "2017-08-18", "place": "Nhà văn hóa"})
    script.do("reschedule", branch, {"to": "2017-08-20", "reason": "mưa lớn"})
    script.do("learn", branch)
    script.on("2017-08-20").do("fail_quorum", branch, {"convened": 10, "present": 5})
    script.on("2017-08-22").do("hold", branch, sitting(roll, excused_throughout=1))
    committee = {"m-101": 9, "m-102": 8, "m-103": 4}
    script.do("record_ballot", branch, ballot("committee", committee, 9, seats=3))
    script.do("leave_seats_open", branch, {"post": "committee", "seats": 1, "reason": "đủ người"})
    script.do("record_ballot", branch, ballot("secretary", {"m-101": 9}, 9))
    script.do("record_ballot", branch, ballot("deputy", {"m-102": 7}, 9))
    script.do("elect", branch)
    script.do("attach_document", branch, {"kind": "self_review_report", "number": "04-BC/CB"})
    report(script, branch)
    script.on("2017-08-25").do("refuse_approval", branch, {"document": "21-CV", "reason": "sai"})
    because = {"reason": "sai thể thức", "authority": "Đảng ủy phường", "document": "22-QĐ/ĐU"}
    script.do("annul_election", branch, because)
    again = ballot("committee", {"m-101": 9, "m-102": 9, "m-104": 8}, 10, seats=3)
    again |= {"attendance": attendance(roll), "counting_board": ["m-093"]}
    script.do("record_ballot", branch, again)
    script.do("record_ballot", branch, ballot("secretary", {"m-102": 9}, 10))
    script.do("record_ballot", branch, ballot("deputy", {"m-101": 9}, 10))
    script.do("elect", branch)
    report(script, branch)
    script.do("approve", branch, {"document": {"kind": "decision", "number": "23-QĐ/ĐU"}})
    complaint = {"number": "KN-01", "received_on": "2017-08-25", "subject": "cách kiểm phiếu"}
    script.do("file_complaint", branch, complaint)
    settled = {"number": "KN-01", "outcome": "giữ nguyên", "document": "24-TB/ĐU"}
    script.do("resolve_complaint", branch, settled)


def _without_committee(script: Script) -> None:
    """A small branch: three rounds without result, an appointment, somebody declines."""
    branch = "TDP-02"
    script.on("2017-08-28").do(
        "update_roll", branch, {"official": 6, "probationary": 0, "exempt": 1}
    )
    script.do("plan", branch, {"planned_on": "2017-08-28"})
    script.do("learn", branch)
    script.do("hold", branch, sitting(6))
    for number in (1, 2, 3):
        votes = {"m-201": 3, "m-202": 3}
        script.do("record_ballot", branch, ballot("secretary", votes, 6, number=number))
    named = {"ref": "m-203", "authority": "Đảng ủy phường", "document": "25-QĐ/ĐU"}
    script.do("appoint_secretary", branch, named)
    script.do("record_ballot", branch, ballot("deputy", {"m-201": 5}, 6))
    script.do("decline_office", branch, {"post": "deputy", "ref": "m-201", "reason": "sức khỏe"})
    script.do("elect", branch)
    finding = {"heading": "goals", "tag": "missing_forecast", "note": "thiếu dự báo"}
    script.do("record_finding", branch, finding)
    script.do("record_finding", branch, {"heading": "goals", "tag": "missing_challenges"})
    place = _position(script)
    script.do("void", branch, {"target_position": place, "reason": "ghi nhầm chi bộ"})
    changed = {"target_position": place - 1, "field": "note", "value": "chưa dự báo"}
    script.do("amend", branch, {**changed, "reason": "ghi lại cho đúng"})
    report(script, branch)


def _annulled_then_cancelled(script: Script) -> None:
    branch, roll = "TDP-03", ROLLS["TDP-03"]
    script.on("2017-09-05")
    follow(script, branch, roll)
    because = {"reason": "sai thành phần", "authority": "Quận ủy", "document": "31-QĐ/QU"}
    script.do("annul_congress", branch, because)
    script.do("cancel", branch, {"reason": "chờ sắp xếp lại"})


def _ended(script: Script) -> None:
    script.do("merge", "TDP-04", {"into": "TDP-05", "reason": "sáp nhập tổ dân phố"})
    script.do("dissolve", "TDP-06", {"reason": "không đủ đảng viên"})
    script.on("2017-09-10").do("plan", "TDP-05", {"planned_on": "2017-09-10"})
    script.do("learn", "TDP-05").do("hold", "TDP-05", sitting(ROLLS["TDP-05"]))
    elect_all(script, "TDP-05", ROLLS["TDP-05"])
    script.do("elect", "TDP-05")
    report(script, "TDP-05")
