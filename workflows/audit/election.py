"""Findings on who was elected: departures from the personnel scheme, seats that nobody holds."""

from collections.abc import Iterator

from workflows.audit.finding import Finding
from workflows.audit.stream import Stream
from workflows.branch_congress.elections import (
    POSTS,
    ballots_for,
    officers,
    seats_free,
)
from workflows.branch_congress.state import Congress
from workflows.projections.officers import listed

_SETTLING = ("congress.ballot_recorded", "congress.seats_left_open", "congress.office_declined")


def scheme_differences(stream: Stream, congress: Congress) -> Iterator[Finding]:
    """Yield who holds a post outside the scheme, and whom the scheme named in vain.

    The entry that shows it is the ballot or the appointment; the target is the plan.
    """
    planned = congress.reached.get("planned")
    for difference in listed(congress)["differences"]:
        yield stream.finding(
            "scheme_difference",
            _decided_at(congress, difference["post"], difference["ref"]),
            code=difference["kind"],
            target=planned and planned[0],
            detail={"post": difference["post"], "ref": difference["ref"]},
        )


def _decided_at(congress: Congress, post: str, ref: str) -> int:
    """Return the position that put `ref` into a post, or settled the post without it."""
    if post == "secretary" and congress.appointed is not None:
        return congress.appointed[1]
    ballots = ballots_for(congress, post)
    if any(officer.post == post and officer.ref == ref for officer in officers(congress)):
        ballots = [b for b in ballots if ref in (row["ref"] for row in b.elected())]
    return ballots[-1].position


def seats_open(stream: Stream, congress: Congress) -> Iterator[Finding]:
    """Yield the posts with seats that nobody holds, shown by the last entry that left them so."""
    if congress.disposition != "active":
        return
    for post in POSTS:
        decided = congress.left_open.get(post, 0)
        if not decided and not ballots_for(congress, post):
            continue
        seats = max(seats_free(congress, post), decided)
        if seats:
            yield stream.finding(
                "seats_open",
                _touched_at(stream, post),
                detail={"post": post, "seats": seats, "left_open": bool(decided)},
            )


def _touched_at(stream: Stream, post: str) -> int:
    positions: list[int] = [
        entry["position"]
        for entry in stream.effective
        if entry["type"] in _SETTLING and entry["data"]["post"] == post
    ]
    return max(positions)
