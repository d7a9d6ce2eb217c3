"""The answer of `status` from the rows of the board."""

from collections.abc import Callable, Mapping
from typing import Any

from engine.projection import Row, Rows
from workflows.labels import STAGES, UNPLANNED
from workflows.policy import Policy
from workflows.projections.board import BRANCHES, CAMPAIGNS, HOLD, REPORT, UNITS
from workflows.projections.counting import share
from workflows.projections.workdays import Workdays

FLAG = "flag:"
PolicyOf = Callable[[str], Policy | None]
"""The policy of a name, None where there is none of it."""


def progress(
    rows: Rows,
    as_of: str,
    known_at: str | None,
    policy_of: PolicyOf,
    *,
    campaign: str | None = None,
    path: str | None = None,
) -> dict[str, Any] | None:
    """Return the board of one campaign, of all below a committee, or of the whole log.

    Right for days on which all that the rows were folded of had occurred. None where nothing
    matches what was named.
    """
    counts = counts_of(rows, campaign, path)
    if counts is None:
        if campaign or path:
            return None
        counts = {}
    states = {state: counts.get(f"state:{state}", 0) for state in (*STAGES, UNPLANNED)}
    total = sum(states.values())
    late = sorted(overdue(rows, as_of, policy_of, campaign=campaign, path=path))
    several = counts.get("campaigns", 0) > 1
    return {
        "as_of": as_of,
        "known_at": known_at,
        "total": total,
        "by_state": states,
        "held": share(counts.get("held", 0), total),
        "elected": share(counts.get("elected", 0), total),
        "reported": share(counts.get("reported", 0), total),
        "pilots": {
            "planned": counts.get("pilots", 0),
            "held": counts.get("pilots_held", 0),
        },
        "overdue": [f"{c}/{b}" if several else b for c, b in late],
        "flags": {
            key.removeprefix(FLAG): count
            for key, count in sorted(counts.items())
            if key.startswith(FLAG)
        },
    }


def overdue(
    rows: Rows,
    as_of: str,
    policy_of: PolicyOf,
    *,
    campaign: str | None = None,
    path: str | None = None,
) -> set[tuple[str, str]]:
    """Return (campaign, branch) of all not held, or not reported, by the day they are due."""
    chosen = _Chosen(rows, policy_of, as_of, path)
    equal = {} if campaign is None else {"campaign": campaign}
    held_late = rows.select(BRANCHES, {"awaited": HOLD, **equal}, below=("clock", as_of))
    waiting = rows.select(BRANCHES, {"awaited": REPORT, **equal}, below=("clock", as_of))
    found = {_keys(row) for row in held_late if chosen.holds(row)}
    return found | {
        _keys(row) for row in waiting if chosen.holds(row) and row["clock"] <= chosen.latest(row)
    }


def below(row_path: str, path: str | None) -> bool:
    """Say whether a committee's path is `path` or lies below it."""
    wanted = path.strip("/") if path else ""
    return not wanted or row_path == wanted or row_path.startswith(f"{wanted}/")


class _Chosen:
    """Which campaigns are counted, and since when their reports are late."""

    def __init__(self, rows: Rows, policy_of: PolicyOf, as_of: str, path: str | None) -> None:
        self._rows = rows
        self._policy_of = policy_of
        self._as_of = as_of
        self._path = path
        self._campaigns: dict[str, Row] = {}
        self._latest: dict[str, str] = {}

    def holds(self, branch: Row) -> bool:
        return not self._path or below(self._campaign(branch)["path"], self._path)

    def latest(self, branch: Row) -> str:
        """The latest day whose report is overdue; none (`""`) without a policy."""
        name = self._campaign(branch)["policy"]
        if name not in self._latest:
            policy = self._policy_of(name)
            self._latest[name] = (
                ""
                if policy is None
                else Workdays(policy).latest_overdue(
                    self._as_of, policy.report_deadline_working_days
                )
            )
        return self._latest[name]

    def _campaign(self, branch: Row) -> Row:
        key = branch["campaign"]
        if key not in self._campaigns:
            self._campaigns[key] = self._rows.get(CAMPAIGNS, key) or {"path": "", "policy": ""}
        return self._campaigns[key]


def _keys(row: Row) -> tuple[str, str]:
    return row["campaign"], row["branch"]


def counts_of(rows: Rows, campaign: str | None, path: str | None) -> Mapping[str, int] | None:
    """Return what a campaign, or all below a committee, counts; None where nothing matches."""
    if campaign is not None:
        found = rows.get(CAMPAIGNS, campaign)
        if found is None or not below(found["path"], path):
            return None
    else:
        found = rows.get(UNITS, path.strip("/") if path else "")
    if found is None or not found["counts"].get("campaigns"):
        return None
    counts: Mapping[str, int] = found["counts"]
    return counts
