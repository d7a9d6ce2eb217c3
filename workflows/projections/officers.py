"""The projection `officers`: who was elected or appointed, and what the scheme had foreseen."""

from collections.abc import Mapping
from typing import Any

from engine.projection import Projection, Table, Turn, WritableRows
from workflows.branch_congress.elections import POSTS, officers
from workflows.branch_congress.state import Congress

BRANCHES = "branches"
TABLES = (
    Table(
        BRANCHES,
        {
            "campaign": "TEXT",
            "branch": "TEXT",
            "stage": "TEXT",
            "disposition": "TEXT",
            "scheme": "INTEGER",
            "officers": "JSON",
            "differences": "JSON",
        },
        ("campaign", "branch"),
    ),
)


def fold(rows: WritableRows, turn: Turn) -> None:
    """Fold the entries of one branch into its list of officers."""
    campaign, branch = turn.keys
    found = turn.state
    if found["officers"]:
        rows.put(BRANCHES, {"campaign": campaign, "branch": branch, **found})
    else:
        rows.delete(BRANCHES, campaign, branch)


def listed(congress: Congress) -> dict[str, Any]:
    """Return `{stage, disposition, scheme, officers, differences}` of a branch.

    `officers` are `{post, ref, basis, votes, base}`; `differences` from the personnel scheme
    are `{post, ref, kind}`, `kind` being `outside_scheme` or `not_elected`, for posts that
    somebody holds. `scheme` is 1 where the plan had one: without it nothing differs.
    """
    held = [
        {"post": o.post, "ref": o.ref, "basis": o.basis, "votes": o.votes, "base": o.base}
        for o in officers(congress)
    ]
    scheme = congress.plan.get("scheme")
    return {
        "stage": congress.stage,
        "disposition": congress.disposition,
        "scheme": int(bool(scheme)),
        "officers": held,
        "differences": differences(scheme, held) if scheme else [],
    }


def differences(scheme: Mapping[str, Any], held: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return who holds a post outside the scheme, and whom the scheme named in vain."""
    found = []
    for post in POSTS:
        refs = [officer["ref"] for officer in held if officer["post"] == post]
        named = scheme.get(post) or []
        meant = [named] if isinstance(named, str) else list(named)
        if not refs or not meant:
            continue
        found += [_one(post, ref, "outside_scheme") for ref in refs if ref not in meant]
        found += [_one(post, ref, "not_elected") for ref in meant if ref not in refs]
    return found


def _one(post: str, ref: str, kind: str) -> dict[str, str]:
    return {"post": post, "ref": ref, "kind": kind}


OFFICERS = Projection(
    "officers",
    1,
    TABLES,
    fold,
    frozenset({"congress"}),
    sees=lambda dossier: listed(dossier.congress),
)
