"""All findings: of a branch, of a campaign, of the log's own streams, and refused attempts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.corrections import fold
from engine.history import bearing_on
from engine.workflow import Workflow
from workflows.audit.clocks import approvals_overdue, ballot_custody, complaints, reports_overdue
from workflows.audit.election import scheme_differences, seats_open
from workflows.audit.finding import Finding, Ground
from workflows.audit.kinds import KINDS
from workflows.audit.marks import marks
from workflows.audit.stream import Entry, Stream
from workflows.campaign.state import branches_named


def of_branch(workflow: Workflow, entries: Sequence[Entry], ground: Ground) -> Iterator[Finding]:
    """Yield the findings of one branch from all entries of its stream, lifted, as known."""
    stream = Stream(entries, ground)
    yield from marks(stream)
    congress = fold(workflow, entries, ground.as_of)
    yield from scheme_differences(stream, congress)
    yield from seats_open(stream, congress)
    yield from reports_overdue(stream)
    yield from approvals_overdue(stream)
    yield from complaints(stream)
    yield from ballot_custody(stream)


def of_campaign(
    entries: Sequence[Entry], ground: Ground, branch: str | None = None
) -> Iterator[Finding]:
    """Yield the findings of a campaign's own entries; with `branch` of those that bear on it."""
    bearing = None if branch is None else bearing_on(branches_named, entries, branch)
    for finding in marks(Stream(entries, ground)):
        if bearing is None or finding.position in bearing:
            yield finding


def of_other(entries: Sequence[Entry], ground: Ground) -> Iterator[Finding]:
    """Yield what an auditor looks at in a stream of any other lifecycle: what its entries bear."""
    yield from marks(Stream(entries, ground))


def of_log(
    entries: Iterable[Entry], ground: Ground, after: str | None = None
) -> Iterator[Finding]:
    """Yield the findings of the log's own streams: another set of rules, an erased name, a clock.

    `entries` are those of `log` and of persons, in the log's order. They have no day of their
    own: what counts is the day of recording, and for one recorded `after` that time, under a
    clock that ran ahead, nothing does: it is always among them.
    """
    rules: dict[str, Entry] = {}
    for entry in entries:
        time = entry["recorded_at"]
        if ground.local_date(time) > ground.as_of and (after is None or time <= after):
            continue
        kind, data = entry["type"], entry["data"]
        for flag in entry.get("flags", ()):
            yield _of_system(flag if flag in KINDS else "other_flag", entry, ground, code=flag)
        if kind == "log.rules_adopted":
            before = rules.get(data["policy"]["name"])
            if before is not None:
                yield _rules_changed(before, entry, ground)
            rules[data["policy"]["name"]] = entry
        elif kind == "person.erased":
            told = {name: data[name] for name in ("authority", "document", "reason")}
            yield _of_system("person_erased", entry, ground, **told)


def of_future(entry: Entry, ground: Ground) -> Finding:
    """Return the first entry that bears a time which has not come yet: a clock ran ahead."""
    area, *keys = entry["stream"].split("/")
    own = area in ("campaign", "congress")
    finding = _of_system("from_the_future", entry, ground)
    return replace(
        finding,
        campaign=keys[0] if own else None,
        branch=keys[1] if area == "congress" else None,
        occurred_on=entry.get("occurred_on"),
    )


def of_attempt(kept: Mapping[str, Any], reasons: Sequence[Mapping[str, str]], day: str) -> Finding:
    """Return a refused command as a finding.

    `kept` is the attempt as it lies beside the log, `reasons` say why not as
    `{code, message, rule}`, `day` is the local date on which it was asked.
    """
    detail = {name: kept.get(name) for name in ("command", "command_id", "outcome")}
    return Finding(
        kind="attempt",
        code=reasons[0]["code"] if reasons else None,
        position=None,
        stream=None,
        type=None,
        campaign=kept.get("campaign"),
        branch=attempted_on(kept),
        occurred_on=kept.get("occurred_on"),
        recorded_at=kept["at"],
        recorded_on=day,
        days_between=None,
        actor=kept.get("actor", ""),
        detail={**detail, "reasons": list(reasons)},
    )


def attempted_on(kept: Mapping[str, Any]) -> str | None:
    """Return the branch that a refused command was about, None if it named none."""
    named = kept.get("branch") or kept.get("data", {}).get("branch")
    return named if isinstance(named, str) else None


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings by position; attempts, which have none, come last, by time."""
    return sorted(findings, key=lambda f: (f.position is None, f.position or 0, f.recorded_at))


def _rules_changed(before: Entry, entry: Entry, ground: Ground) -> Finding:
    was, now = _digests(before["data"]), _digests(entry["data"])
    changed = sorted(name for name in was | now if was.get(name) != now.get(name))
    detail = {"policy": entry["data"]["policy"]["name"], "changed": changed}
    detail |= {"was": was, "now": now}
    return _of_system("rules_changed", entry, ground, target=before["position"], detail=detail)


def _of_system(kind: str, entry: Entry, ground: Ground, **more: Any) -> Finding:
    return Finding(
        kind=kind,
        position=entry["position"],
        stream=entry["stream"],
        type=entry["type"],
        campaign=None,
        branch=None,
        occurred_on=None,
        recorded_at=entry["recorded_at"],
        recorded_on=ground.local_date(entry["recorded_at"]),
        days_between=None,
        actor=entry["actor"],
        **more,
    )


def _digests(adopted: Mapping[str, Any]) -> dict[str, str]:
    """Return the digest of each text of a set of rules, by its name."""
    texts = [adopted["policy"], *adopted["definitions"]]
    return {text["name"]: text["digest"] for text in texts}
