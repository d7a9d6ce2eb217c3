"""Officers: who was elected or appointed, and how that differs from the personnel scheme."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from application.congresses.campaigns import check_named, roots
from application.people.names import NAMELESS, Names
from engine.structs import Struct, field, replace
from event_store.words import Text
from workflows.projections.board import BRANCHES, CAMPAIGNS
from workflows.projections.officers import BRANCHES as LISTED
from workflows.projections.progress import below

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from application.application import Application
    from application.call import Call
    from application.reading import Reading, Tables
    from application.scope import Moment, Scope
    from engine.workflow import UnknownEventError

Row = dict[str, Any]
BASES = ("elected", "rerun", "appointed")
DIFFERENCES = {
    "outside_scheme": Text("holds the post outside the scheme", "trúng cử ngoài đề án"),
    "not_elected": Text("in the scheme, not elected", "có trong đề án, không trúng cử"),
}
"""The kinds of differences from a personnel scheme, as people call them."""


class Officers(Struct, frozen=True):
    """The officers at one moment.

    `officers` are `{campaign, branch, name, post, ref, basis, votes, base, in_scheme}`,
    `differences` `{campaign, branch, name, post, ref, kind}`; `branches` counts those with
    officers, `with_scheme` those of them with a scheme, `differing` those that differ from it.
    """

    moment: Moment
    branches: int
    with_scheme: int
    differing: int
    officers: list[Row]
    differences: list[Row]
    left_out: Mapping[str, UnknownEventError] = field(default_factory=dict)
    """Branches that this program is too old to fold."""
    names: Names = NAMELESS
    """How the officers are called; where the call wanted names, rows have `person_name`, too."""

    def to_json(self) -> dict[str, Any]:
        """Return the answer of `officers` by the command contract."""
        return self.moment.within(
            {
                "as_of": self.moment.as_of,
                "known_at": self.moment.known_at,
                "branches": self.branches,
                "with_scheme": self.with_scheme,
                "differing": self.differing,
                "by_basis": {
                    basis: sum(1 for row in self.officers if row["basis"] == basis)
                    for basis in BASES
                },
                "officers": self.officers,
                "differences": self.differences,
            }
        )


def officers(application: Application, scope: Scope, call: Call) -> Officers:
    """Return the officers of a campaign, of all below a committee, or of the whole log.

    Raises Problem (unknown_campaign) where nothing matches.
    """
    found = application.at(scope, call, partial(_officers, scope), "board", "officers")
    rows = [*found.officers, *found.differences]
    names = application.names((row["ref"] for row in rows), call)
    names.add_to(rows)
    return replace(found, names=names)


def _officers(scope: Scope, reading: Reading) -> Officers:
    tables = reading.rows(roots=partial(roots, reading, scope), leave_out=True)
    check_named(reading, tables["board"], scope)
    branches = list(_branches(tables, scope))
    held = [_placed(row, one) for row in branches for one in row["officers"]]
    differing = [_placed(row, one) for row in branches for one in row["differences"]]
    outside = {_place(row) for row in differing if row["kind"] == "outside_scheme"}
    with_scheme = {(row["campaign"], row["branch"]) for row in branches if row["scheme"]}
    for row in held:
        known = (row["campaign"], row["branch"]) in with_scheme
        row["in_scheme"] = _place(row) not in outside if known else None
    return Officers(
        reading.moment,
        len(branches),
        len(with_scheme),
        len({(row["campaign"], row["branch"]) for row in differing}),
        held,
        differing,
        reading.left_out,
    )


def _branches(tables: Tables, scope: Scope) -> Iterator[Row]:
    """Yield the branches that have officers, as the projection lists them, with their names."""
    board, campaign = tables["board"], scope.given("campaign")
    equal = {} if campaign is None else {"campaign": campaign}
    paths: dict[str, str] = {}
    for row in tables["officers"].select(LISTED, equal):
        key = row["campaign"]
        if key not in paths:
            paths[key] = (board.get(CAMPAIGNS, key) or {"path": ""})["path"]
        branch = board.get(BRANCHES, key, row["branch"])
        if branch is not None and branch["registered"] and below(paths[key], scope.path):
            yield {**row, "name": branch["name"]}


def _placed(row: Row, part: Row) -> Row:
    return {"campaign": row["campaign"], "branch": row["branch"], "name": row["name"], **part}


def _place(row: Row) -> tuple[str, str, str, str]:
    return row["campaign"], row["branch"], row["post"], row["ref"]
