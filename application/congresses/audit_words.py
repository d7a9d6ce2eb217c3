"""Findings in words: how their kinds are called, and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from application.congresses.officers import DIFFERENCES
from application.system_events import SYSTEM_EVENTS
from engine.structs import Struct
from event_store import canonical
from event_store.words import Language, Text
from workflows.audit.kinds import KINDS, OVERRIDDEN
from workflows.labels import COMMANDS, LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from workflows.audit.finding import Finding


class Words(Struct, frozen=True):
    """Words for findings in one language; `commands` are those behind event types."""

    language: Language
    commands: Mapping[str, str]

    def label(self, kind: str) -> str:
        """Return how a kind of finding is called."""
        return KINDS[kind].say(self.language)

    def what(self, finding: Finding) -> str:
        """Return what was found, with the reason that was given for it."""
        tell = _TELL.get(finding.kind)
        text = self.recorded(finding.type) if tell is None else tell(finding, self)
        authority = f" ({finding.authority})" if finding.authority else ""
        return text + (f": {finding.reason}" if finding.reason else "") + authority

    def recorded(self, kind: str | None) -> str:
        """Return what an event of this type records."""
        known = COMMANDS.get(self.commands.get(kind or "", "")) or SYSTEM_EVENTS.get(kind or "")
        return known.say(self.language) if known else kind or ""

    def say(self, en: str, vi: str) -> str:
        """Return one of two sentences."""
        return Text(en, vi).say(self.language)


def _override(finding: Finding, words: Words) -> str:
    code = finding.code or ""
    known = OVERRIDDEN.get(code)
    rule = f" [{finding.rule.say(words.language)}]" if finding.rule else ""
    against = known.say(words.language) if known else code
    return f"{words.recorded(finding.type)}, {against}{rule}"


def _backdated(finding: Finding, words: Words) -> str:
    days = finding.days_between
    later = words.say(f"recorded {days} days later", f"ghi sổ sau {days} ngày")
    return f"{words.recorded(finding.type)}, {later}"


def _amended(finding: Finding, words: Words) -> str:
    detail = finding.detail
    original = f"{words.recorded(detail['target_type'])} ({finding.target})"
    return f"{original}: {detail['field']} {_value(detail['was'])} → {_value(detail['value'])}"


def _voided(finding: Finding, words: Words) -> str:
    detail = finding.detail
    original = words.recorded(detail["target_type"])
    return words.say(
        f"{original} of {detail['occurred_on']} ({finding.target})",
        f"{original} ngày {detail['occurred_on']} ({finding.target})",
    )


def _annulled(finding: Finding, words: Words) -> str:
    taken = ", ".join(map(str, finding.detail["annulled"])) or "–"
    return words.say(f"takes the effect from {taken}", f"mất hiệu lực: {taken}")


def _appointed(finding: Finding, words: Words) -> str:
    ref, rounds = finding.detail["ref"], finding.detail["rounds"]
    return words.say(f"{ref} after {rounds} rounds", f"{ref} sau {rounds} lần bầu")


def _officer(finding: Finding, words: Words) -> str:
    detail = finding.detail
    text = f"{LABELS[detail['post']].say(words.language)} {detail['ref']}"
    return f"{text}, {DIFFERENCES[finding.code].say(words.language)}" if finding.code else text


def _seats(finding: Finding, words: Words) -> str:
    detail = finding.detail
    post = f"{LABELS[detail['post']].say(words.language)} {detail['seats']}"
    return post + (
        words.say(", left open", ", quyết định để khuyết") if detail["left_open"] else ""
    )


def _quorum(finding: Finding, words: Words) -> str:
    present, convened, needed = (finding.detail[n] for n in ("present", "convened", "quorum"))
    return words.say(
        f"{present} of {convened} present, {needed} needed",
        f"có mặt {present} trên {convened}, cần {needed}",
    )


def _report_overdue(finding: Finding, words: Words) -> str:
    on = finding.detail["elected_on"]
    return words.say(f"elected on {on}, not reported", f"bầu xong ngày {on}, chưa báo cáo")


def _approval(finding: Finding, words: Words) -> str:
    on, answered = finding.detail["reported_on"], finding.detail["answered_on"]
    if answered is None:
        return words.say(f"reported on {on}, no answer", f"báo cáo ngày {on}, chưa trả lời")
    at = finding.detail["answered_at"]
    return words.say(
        f"reported on {on}, answered on {answered} ({at})",
        f"báo cáo ngày {on}, trả lời ngày {answered} ({at})",
    )


def _complaint(finding: Finding, words: Words) -> str:
    detail = finding.detail
    received, days = detail["received_on"], detail.get("open_working_days")
    text = words.say(f"received {received}", f"nhận ngày {received}")
    if detail["in_time"] is False:
        text += words.say(", too late", ", quá hạn nộp")
    if detail["settled_on"] is not None:
        on, at = detail["settled_on"], detail["settled_at"]
        text += words.say(
            f"; settled {on} ({at}) after {days} working days: {detail['outcome']}",
            f"; giải quyết ngày {on} ({at}) sau {days} ngày làm việc: {detail['outcome']}",
        )
    else:
        text += words.say(f"; open for {days} working days", f"; đã {days} ngày làm việc")
    return f"{detail['number']}, {detail['subject']}; {text}"


def _custody(finding: Finding, words: Words) -> str:
    detail = finding.detail
    at = ", ".join(map(str, detail["ballots"]))
    text = words.say(
        f"voted on {detail['voted_on']} ({at})", f"bầu ngày {detail['voted_on']} ({at})"
    )
    if detail["open_complaints"]:
        numbers = ", ".join(detail["open_complaints"])
        text += words.say(
            f"; complaint open: {numbers}", f"; khiếu nại chưa giải quyết: {numbers}"
        )
    return text


def _rules(finding: Finding, words: Words) -> str:
    changed, before = ", ".join(finding.detail["changed"]), finding.target
    return words.say(
        f"another text of {changed} than at {before}",
        f"văn bản {changed} khác với ở vị trí {before}",
    )


def _erased(finding: Finding, _: Words) -> str:
    return (finding.stream or "").partition("/")[2]


def _attempt(finding: Finding, words: Words) -> str:
    asked = finding.detail["command"] or ""
    known = COMMANDS.get(asked)
    why = " ".join(f"{r['code']}: {r['message']}" for r in finding.detail["reasons"])
    return f"{known.say(words.language) if known else asked}: {why}"


def _value(value: Any) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else canonical.dumps(value).decode()


_TELL: Mapping[str, Callable[[Finding, Words], str]] = {
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
