"""The projection `board`: every branch as it stands, counted by campaign and committee."""

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from engine.corrections import effective, is_correction, voided_positions
from engine.projection import Projection, Row, Table, Turn, WritableRows
from workflows.labels import RANK, UNPLANNED
from workflows.projections.counting import add, ancestors, change_of, flag_counts
from workflows.projections.dossier import Dossier, count_flags
from workflows.projections.names import folded

CAMPAIGNS, UNITS, BRANCHES = "campaigns", "units", "branches"
ELECTED, REPORTED = RANK["officers_elected"], RANK["reported"]
HOLD, REPORT = "hold", "report"
"""What a branch is awaited for: `clock` is the day it is due, or the one it counts from."""

TABLES = (
    Table(
        CAMPAIGNS,
        {
            "campaign": "TEXT",
            "path": "TEXT",
            "name": "TEXT",
            "term": "TEXT",
            "deadline": "TEXT",
            "policy": "TEXT",
            "pilots": "JSON",
            "settled_at": "INTEGER",
            "settled_on": "TEXT",
            "flags": "JSON",
            "counts": "JSON",
            "passed": "JSON",
        },
        ("campaign",),
    ),
    Table(UNITS, {"path": "TEXT", "counts": "JSON"}, ("path",)),
    Table(
        BRANCHES,
        {
            "campaign": "TEXT",
            "branch": "TEXT",
            "registered": "INTEGER",
            "name": "TEXT",
            "folded": "TEXT",
            "version": "INTEGER",
            "pilot": "INTEGER",
            "stage": "TEXT",
            "disposition": "TEXT",
            "held_on": "TEXT",
            "elected_on": "TEXT",
            "due_on": "TEXT",
            "awaited": "TEXT",
            "clock": "TEXT",
            "flags": "JSON",
        },
        ("campaign", "branch"),
        (("branch",), ("folded",), ("awaited", "clock"), ("registered", "stage", "campaign")),
    ),
)


def fold(rows: WritableRows, turn: Turn) -> None:
    """Fold the entries of one campaign or branch into the board."""
    if turn.area == "campaign":
        _fold_campaign(rows, turn)
    else:
        _fold_branch(rows, turn.keys, turn.state)


def facts(dossier: Dossier) -> Row:
    """Return what the row of a branch has from its own entries."""
    congress = dossier.congress
    return {
        "version": congress.version,
        "stage": congress.stage,
        "disposition": congress.disposition,
        "held_on": congress.held_on(),
        "elected_on": congress.day_of("officers_elected"),
        "due_on": congress.plan.get("due_on"),
        "flags": dict(dossier.flags),
    }


def _fold_branch(rows: WritableRows, keys: tuple[str, ...], found: Row) -> None:
    before = rows.get(BRANCHES, *keys) or _new_branch(*keys)
    _set_branch(rows, before, {**before, **found})


def _fold_campaign(rows: WritableRows, turn: Turn) -> None:
    (key,) = turn.keys
    campaign = rows.get(CAMPAIGNS, key) or _new_campaign(rows, key)
    if turn.whole is None:
        _add_flags(rows, campaign, _flags_of(turn.entries), 1)
        for entry in turn.entries:
            _turn(rows, campaign, entry)
    else:
        _refold_campaign(rows, campaign, turn)
    _settle(campaign, turn.entries)
    rows.put(CAMPAIGNS, campaign)


def _settle(campaign: Row, entries: Iterable[Mapping[str, Any]]) -> None:
    """Note from when on the names of branches are as they are now, on both axes of time."""
    for entry in entries:
        kind = entry["type"]
        dated = kind == "campaign.branch_renamed" or is_correction(kind)
        if dated:
            campaign["settled_on"] = max(campaign["settled_on"], entry["occurred_on"])
        if dated or kind == "campaign.branch_registered":
            campaign["settled_at"] = entry["position"]


def _refold_campaign(rows: WritableRows, campaign: Row, turn: Turn) -> None:
    """Tell the campaign from its start again: a correction may change anything of it."""
    whole = turn.whole or ()
    voided = voided_positions(whole)
    _add_flags(rows, campaign, campaign["flags"], -1)
    _add_flags(rows, campaign, _flags_of(e for e in whole if e["position"] not in voided), 1)
    for pilot in list(campaign["pilots"]):
        _designate(rows, campaign, pilot, pilot=False)
    for branch in rows.select(BRANCHES, {"campaign": campaign["campaign"]}):
        _set_branch(rows, branch, {**branch, **_UNREGISTERED}, campaign)
    campaign.update(path="", name="", term="", deadline="", policy="")
    for entry in effective(whole):
        _turn(rows, campaign, entry)
    for branch in rows.select(BRANCHES, {"campaign": campaign["campaign"]}):
        _put_branch(rows, branch, campaign)


def _turn(rows: WritableRows, campaign: Row, entry: Mapping[str, Any]) -> None:
    change = _CHANGES.get(entry["type"])
    if change is not None:
        change(rows, campaign, entry)


def _opened(_: WritableRows, campaign: Row, entry: Mapping[str, Any]) -> None:
    data = entry["data"]
    committee = data["committee"]
    campaign.update(
        path="/".join([*committee.get("path", ()), committee.get("id", "")]),
        name=committee.get("name", ""),
        term=data["term"],
        deadline=data["deadline"],
        policy=data["policy"],
    )


def _registered(rows: WritableRows, campaign: Row, entry: Mapping[str, Any]) -> None:
    data = entry["data"]
    keys = (campaign["campaign"], data["branch"])
    before = rows.get(BRANCHES, *keys) or _new_branch(*keys)
    after = {
        **before,
        "registered": 1,
        "name": data["name"],
        "folded": folded(data["name"]),
        "pilot": int(data["branch"] in campaign["pilots"]),
    }
    _set_branch(rows, before, after, campaign)


def _renamed(rows: WritableRows, campaign: Row, entry: Mapping[str, Any]) -> None:
    data = entry["data"]
    branch = rows.get(BRANCHES, campaign["campaign"], data["branch"])
    if branch is not None and branch["registered"]:
        named = {"name": data["name"], "folded": folded(data["name"])}
        rows.put(BRANCHES, {**branch, **named})


def _designated(rows: WritableRows, campaign: Row, entry: Mapping[str, Any]) -> None:
    _designate(rows, campaign, entry["data"]["branch"], pilot=True)


def _withdrawn(rows: WritableRows, campaign: Row, entry: Mapping[str, Any]) -> None:
    _designate(rows, campaign, entry["data"]["branch"], pilot=False)


def _extended(rows: WritableRows, campaign: Row, entry: Mapping[str, Any]) -> None:
    campaign["deadline"] = entry["data"]["deadline"]
    for branch in rows.select(BRANCHES, {"campaign": campaign["campaign"]}):
        _put_branch(rows, branch, campaign)


_CHANGES: Mapping[str, Callable[[WritableRows, Row, Mapping[str, Any]], None]] = {
    "campaign.opened": _opened,
    "campaign.branch_registered": _registered,
    "campaign.branch_renamed": _renamed,
    "campaign.pilot_designated": _designated,
    "campaign.pilot_withdrawn": _withdrawn,
    "campaign.deadline_extended": _extended,
}


_UNREGISTERED = {"registered": 0, "name": "", "folded": "", "pilot": 0}


def _designate(rows: WritableRows, campaign: Row, branch: str, *, pilot: bool) -> None:
    """Note that a branch goes first, or does not after all."""
    if (branch in campaign["pilots"]) == pilot:
        return
    campaign["pilots"] = sorted({*campaign["pilots"]} ^ {branch})
    _count(rows, campaign, {"pilots": 1 if pilot else -1})
    before = rows.get(BRANCHES, campaign["campaign"], branch)
    if before is not None:
        _set_branch(rows, before, {**before, "pilot": int(pilot)}, campaign)


def _new_campaign(rows: WritableRows, key: str) -> Row:
    campaign = {
        "campaign": key,
        "path": "",
        "name": "",
        "term": "",
        "deadline": "",
        "policy": "",
        "pilots": [],
        "settled_at": 0,
        "settled_on": "",
        "flags": {},
        "counts": {},
        "passed": {"path": "", "counts": {}},
    }
    _count(rows, campaign, {"campaigns": 1})
    return campaign


def _new_branch(campaign: str, branch: str) -> Row:
    return {
        "campaign": campaign,
        "branch": branch,
        "registered": 0,
        "name": "",
        "folded": "",
        "version": 0,
        "pilot": 0,
        "stage": UNPLANNED,
        "disposition": "active",
        "held_on": None,
        "elected_on": None,
        "due_on": None,
        "awaited": "",
        "clock": "",
        "flags": {},
    }


def _set_branch(rows: WritableRows, before: Row, after: Row, campaign: Row | None = None) -> None:
    """Set a branch's row, and count it where it is now instead of where it was."""
    key = after["campaign"]
    campaign = campaign or rows.get(CAMPAIGNS, key) or _new_campaign(rows, key)
    _put_branch(rows, after, campaign)
    share, now = _share(before), _share(after)
    if share != now:
        _count(rows, campaign, _change(share, now))


def _put_branch(rows: WritableRows, branch: Row, campaign: Row) -> None:
    """Put a row and say what the branch is awaited for; nothing is kept of what is not there."""
    if not branch["registered"] and not branch["version"]:
        rows.delete(BRANCHES, branch["campaign"], branch["branch"])
        return
    rank = RANK[branch["stage"]]
    awaited, clock = "", ""
    if branch["registered"] and branch["disposition"] == "active":
        if branch["held_on"] is None:
            awaited, clock = HOLD, branch["due_on"] or campaign["deadline"]
        elif rank < REPORTED:
            awaited, clock = REPORT, branch["elected_on"] or branch["held_on"]
    rows.put(BRANCHES, {**branch, "awaited": awaited, "clock": clock})


# --- Counting -----------------------------------------------------------------------------------
# Counts are `campaigns`, `held`, `elected`, `reported`, `pilots`, `pilots_held`, `state:<state>`
# and `flag:<flag>`; what is none is left out.


class Share(NamedTuple):
    """What of a branch is counted; one no longer active has only its flags."""

    stage: str
    """Empty if it is not active."""
    held: bool
    pilot: bool
    flags: tuple[tuple[str, int], ...]


def _share(branch: Row) -> Share | None:
    """Return what one branch adds to the counts; None if it is not registered."""
    if not branch["registered"]:
        return None
    stage = branch["stage"] if branch["disposition"] == "active" else ""
    held, flags = branch["held_on"] is not None, branch["flags"]
    return Share(stage, held, bool(branch["pilot"]), tuple(sorted(flags.items())))


@lru_cache(maxsize=4_096)
def _change(before: Share | None, after: Share | None) -> Mapping[str, int]:
    """Return what leads from the counts of one share to those of another."""
    return change_of(_counts(before), _counts(after))


def _counts(share: Share | None) -> dict[str, int]:
    if share is None:
        return {}
    found = flag_counts(dict(share.flags))
    if share.stage:
        rank = RANK[share.stage]
        found[f"state:{share.stage}"] = 1
        found["held"] = int(share.held)
        found["elected"] = int(rank >= ELECTED)
        found["reported"] = int(rank >= REPORTED)
        found["pilots_held"] = int(share.held and share.pilot)
    return found


def _count(rows: WritableRows, campaign: Row, change: Mapping[str, int]) -> None:
    """Change the counts of a campaign; `settle` passes them on."""
    if change:
        add(campaign["counts"], change)
        rows.put(CAMPAIGNS, campaign)


def settle(rows: WritableRows, turns: Iterable[Turn]) -> None:
    """Pass on what the campaigns of some turns count to every committee above them."""
    for key in {turn.keys[0] for turn in turns}:
        campaign = rows.get(CAMPAIGNS, key)
        if campaign is None:
            continue
        passed = campaign["passed"]
        if passed["path"] == campaign["path"]:
            change = change_of(passed["counts"], campaign["counts"])
            _count_above(rows, campaign["path"], change)
        else:
            _count_above(rows, passed["path"], change_of(passed["counts"], {}))
            _count_above(rows, campaign["path"], campaign["counts"])
        campaign["passed"] = {"path": campaign["path"], "counts": dict(campaign["counts"])}
        rows.put(CAMPAIGNS, campaign)


def _count_above(rows: WritableRows, path: str, change: Mapping[str, int]) -> None:
    for above in ancestors(path) if change else ():
        unit = rows.get(UNITS, above) or {"path": above, "counts": {}}
        add(unit["counts"], change)
        if unit["counts"]:
            rows.put(UNITS, unit)
        else:
            rows.delete(UNITS, above)


def _flags_of(entries: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    flags: dict[str, int] = {}
    count_flags(flags, entries)
    return flags


def _add_flags(rows: WritableRows, campaign: Row, flags: Mapping[str, int], sign: int) -> None:
    """Count flags of the campaign's own entries."""
    change = flag_counts(flags, sign)
    own = {flag: sign * count for flag, count in flags.items()}
    add(campaign["flags"], own)
    _count(rows, campaign, change)


BOARD = Projection("board", 2, TABLES, fold, frozenset({"campaign", "congress"}), settle, facts)
