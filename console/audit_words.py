"""Findings in words: what was found, by when something was due, what came of it later."""

from collections.abc import Callable, Mapping
from typing import Any

from console.commands.officers import KINDS as DIFFERENCES
from console.entries import SYSTEM
from console.language import language, say
from event_store import canonical
from workflows.audit.finding import STATES, Finding
from workflows.audit.kinds import KINDS, OVERRIDDEN
from workflows.labels import COMMANDS, LABELS

Names = Mapping[str, str]
"""The command behind each event type, as `console.entries.command_names` gives them."""


def label(kind: str) -> str:
    """Return how a kind of finding is called."""
    return KINDS[kind].say(language())


def what(finding: Finding, names: Names) -> str:
    """Return what was found, with the reason that was given for it."""
    tell = _TELL.get(finding.kind)
    told = _recorded(finding.type, names) if tell is None else tell(finding, names)
    authority = f" ({finding.authority})" if finding.authority else ""
    return told + (f": {finding.reason}" if finding.reason else "") + authority


def later(finding: Finding) -> str:
    """Return what became of the entry since: amended, annulled, voided."""
    marks = [say(f"amended at {at}", f"đính chính ở {at}") for at in finding.amended_by]
    if finding.annulled_by:
        at = finding.annulled_by
        marks.append(say(f"ANNULLED at {at}", f"ĐÃ BÃI BỎ ở {at}"))
    if finding.voided_by:
        marks.append(say(f"VOIDED at {finding.voided_by}", f"ĐÃ HỦY ở {finding.voided_by}"))
    return "; ".join(marks)


def due(finding: Finding) -> str:
    """Return by when something is or was due, and how that stands."""
    clock = finding.clock
    if clock is None:
        return ""
    state = STATES[clock.state].say(language())
    if clock.due_on is None:
        return state
    if finding.kind == "complaint":
        return f"{state}; " + say(f"to be filed by {clock.due_on}", f"hạn nộp {clock.due_on}")
    if clock.working_days is None:
        return say(f"{state} until {clock.due_on}", f"{state} đến {clock.due_on}")
    count = abs(clock.working_days)
    days = (
        say(f"{count} working days late", f"chậm {count} ngày làm việc")
        if clock.working_days < 0
        else say(f"{count} working days left", f"còn {count} ngày làm việc")
    )
    if finding.detail.get("calendar_missing"):
        days += say(", days off not known", ", chưa có lịch nghỉ")
    return f"{clock.due_on}, {days}"


def _recorded(kind: str | None, names: Names) -> str:
    known = COMMANDS.get(names.get(kind or "", "")) or SYSTEM.get(kind or "")
    return known.say(language()) if known else kind or ""


def _override(finding: Finding, names: Names) -> str:
    code = finding.code or ""
    known = OVERRIDDEN.get(code)
    rule = f" [{finding.rule.say(language())}]" if finding.rule else ""
    against = known.say(language()) if known else code
    return f"{_recorded(finding.type, names)}, {against}{rule}"


def _backdated(finding: Finding, names: Names) -> str:
    days = finding.days_between
    later = say(f"recorded {days} days later", f"ghi sổ sau {days} ngày")
    return f"{_recorded(finding.type, names)}, {later}"


def _amended(finding: Finding, names: Names) -> str:
    detail = finding.detail
    original = f"{_recorded(detail['target_type'], names)} ({finding.target})"
    return f"{original}: {detail['field']} {_value(detail['was'])} → {_value(detail['value'])}"


def _voided(finding: Finding, names: Names) -> str:
    detail = finding.detail
    original = _recorded(detail["target_type"], names)
    return say(
        f"{original} of {detail['occurred_on']} ({finding.target})",
        f"{original} ngày {detail['occurred_on']} ({finding.target})",
    )


def _annulled(finding: Finding, _: Names) -> str:
    taken = ", ".join(map(str, finding.detail["annulled"]))
    return say(f"takes the effect from {taken}", f"mất hiệu lực: {taken}")


def _appointed(finding: Finding, _: Names) -> str:
    ref, rounds = finding.detail["ref"], finding.detail["rounds"]
    return say(f"{ref} after {rounds} rounds", f"{ref} sau {rounds} lần bầu")


def _officer(finding: Finding, _: Names) -> str:
    detail = finding.detail
    told = f"{LABELS[detail['post']].say(language())} {detail['ref']}"
    return f"{told}, {DIFFERENCES[finding.code].say(language())}" if finding.code else told


def _seats(finding: Finding, _: Names) -> str:
    detail = finding.detail
    post = f"{LABELS[detail['post']].say(language())} {detail['seats']}"
    return post + (say(", left open", ", quyết định để khuyết") if detail["left_open"] else "")


def _quorum(finding: Finding, _: Names) -> str:
    present, convened, needed = (finding.detail[n] for n in ("present", "convened", "quorum"))
    return say(
        f"{present} of {convened} present, {needed} needed",
        f"có mặt {present} trên {convened}, cần {needed}",
    )


def _report_overdue(finding: Finding, _: Names) -> str:
    on = finding.detail["elected_on"]
    return say(f"elected on {on}, not reported", f"bầu xong ngày {on}, chưa báo cáo")


def _approval(finding: Finding, _: Names) -> str:
    on, answered = finding.detail["reported_on"], finding.detail["answered_on"]
    if answered is None:
        return say(f"reported on {on}, no answer", f"báo cáo ngày {on}, chưa trả lời")
    at = finding.detail["answered_at"]
    return say(
        f"reported on {on}, answered on {answered} ({at})",
        f"báo cáo ngày {on}, trả lời ngày {answered} ({at})",
    )


def _complaint(finding: Finding, _: Names) -> str:
    detail = finding.detail
    received, days = detail["received_on"], detail.get("open_working_days")
    told = say(f"received {received}", f"nhận ngày {received}")
    if detail["in_time"] is False:
        told += say(", too late", ", quá hạn nộp")
    if detail["settled_on"] is not None:
        on, at = detail["settled_on"], detail["settled_at"]
        told += say(
            f"; settled {on} ({at}) after {days} working days: {detail['outcome']}",
            f"; giải quyết ngày {on} ({at}) sau {days} ngày làm việc: {detail['outcome']}",
        )
    else:
        told += say(f"; open for {days} working days", f"; đã {days} ngày làm việc")
    return f"{detail['number']}, {detail['subject']}; {told}"


def _custody(finding: Finding, _: Names) -> str:
    detail = finding.detail
    at = ", ".join(map(str, detail["ballots"]))
    told = say(f"voted on {detail['voted_on']} ({at})", f"bầu ngày {detail['voted_on']} ({at})")
    if detail["open_complaints"]:
        numbers = ", ".join(detail["open_complaints"])
        told += say(f"; complaint open: {numbers}", f"; khiếu nại chưa giải quyết: {numbers}")
    return told


def _rules(finding: Finding, _: Names) -> str:
    changed, before = ", ".join(finding.detail["changed"]), finding.target
    return say(
        f"another text of {changed} than at {before}",
        f"văn bản {changed} khác với ở vị trí {before}",
    )


def _erased(finding: Finding, _: Names) -> str:
    return (finding.stream or "").partition("/")[2]


def _attempt(finding: Finding, _: Names) -> str:
    asked = finding.detail["command"] or ""
    known = COMMANDS.get(asked)
    why = " ".join(f"{r['code']}: {r['message']}" for r in finding.detail["reasons"])
    return f"{known.say(language()) if known else asked}: {why}"


def _value(value: Any) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else canonical.dumps(value).decode()


_TELL: Mapping[str, Callable[[Finding, Names], str]] = {
    "override": _override,
    "backdated": _backdated,
    "redated": _amended,
    "report_overdue": _report_overdue,
    "approval_overdue": _approval,
    "amended": _amended,
    "voided": _voided,
    "election_annulled": _annulled,
    "congress_annulled": _annulled,
    "appointed": _appointed,
    "scheme_difference": _officer,
    "seats_open": _seats,
    "office_declined": _officer,
    "quorum_failed": _quorum,
    "complaint": _complaint,
    "ballot_custody": _custody,
    "rules_changed": _rules,
    "person_erased": _erased,
    "attempt": _attempt,
}
"""Kinds that say more than what was recorded."""
