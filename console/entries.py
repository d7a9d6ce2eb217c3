"""One entry as people read it: what was done, to whom, on which papers."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from application.system_events import SYSTEM_EVENTS
from console.language import language, say
from event_store.words import Text
from workflows.labels import COMMANDS, LABELS
from workflows.wordings import FLAGS, WORDINGS

Entry = Mapping[str, Any]

PAPERS = {
    "minutes": Text("minutes", "biên bản đại hội"),
    "tally_minutes": Text("tally_minutes", "biên bản kiểm phiếu"),
    "result_report": Text("result_report", "báo cáo kết quả"),
    "summary_report": Text("summary_report", "báo cáo tổng kết"),
    "self_review_report": Text("self_review_report", "báo cáo kiểm điểm"),
    "particulars_list": Text("particulars_list", "danh sách trích ngang"),
    "decision": Text("decision", "quyết định"),
    "resolution": Text("resolution", "nghị quyết"),
    "scheme": Text("scheme", "đề án nhân sự"),
    "outline": Text("outline", "đề cương"),
    "guidance": Text("guidance", "hướng dẫn"),
}


def what(entry: Entry, names: Mapping[str, str], called: Callable[[str], str] = str) -> str:
    """Return what an entry records, in the reader's language.

    `names` are the commands behind event types; `called` is how a person is called who is known
    by a reference.
    """
    label = COMMANDS.get(names.get(entry["type"], "")) or SYSTEM_EVENTS.get(entry["type"])
    return (label.say(language()) if label else entry["type"]) + detail(entry, called)


def detail(entry: Entry, called: Callable[[str], str] = str) -> str:
    """Return what tells an entry from others of its type: its target, or who was elected."""
    data = entry["data"]
    if "target_position" in data:
        return f" → {data['target_position']}"
    if _is_ballot(data):
        post = LABELS[data["post"]].say(language())
        won = ", ".join(map(called, elected(entry))) or say("nobody", "không ai")
        return say(
            f": {post} round {data['round']}, elected {won}",
            f": {post} lần {data['round']}, trúng cử {won}",
        )
    return ""


def elected(entry: Entry) -> list[str]:
    """Return the references of those whom a ballot elected; nobody for any other entry."""
    data = entry["data"]
    return [item["ref"] for item in data["outcome"] if item["elected"]] if _is_ballot(data) else []


def _is_ballot(data: Mapping[str, Any]) -> bool:
    """Say whether these are the members of a ballot as this program knows them."""
    if not {"post", "outcome", "round"} <= data.keys() or data["post"] not in LABELS:
        return False
    rows = data["outcome"]
    return isinstance(rows, list) and all(
        isinstance(row, Mapping) and {"ref", "elected"} <= row.keys() for row in rows
    )


def papers(documents: Iterable[Mapping[str, Any]]) -> str:
    """Return papers by kind and number."""
    return ", ".join(f"{_kind(one)} {one['number']}".strip() for one in documents)


def subject(entry: Entry) -> str:
    """Return whom an entry is about: its branch, the branch it names, its campaign, the log."""
    parts = entry["stream"].split("/")
    if parts[0] == "congress":
        return str(parts[-1])
    named = entry["data"].get("branch")
    return named if isinstance(named, str) else "/".join(parts[1:]) or parts[0]


def flag_label(code: str) -> str:
    """Return how a flag is said: a mark of its own, or the code of an overridden refusal."""
    if code in FLAGS:
        return FLAGS[code].say(language())
    return say(f"override:{code}", f"vượt quy định:{code}") if code in WORDINGS else code


def _kind(paper: Mapping[str, Any]) -> str:
    kind = paper.get("kind", "")
    known = PAPERS.get(kind)
    return known.say(language()) if known else str(kind)
