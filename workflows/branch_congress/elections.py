"""Counting: the majority base, who is elected by which rule, which seats are open."""

from collections.abc import Mapping, Sequence
from typing import Any

from engine.structs import Struct
from workflows.branch_congress.state import Ballot, Congress
from workflows.policy import Policy

POSTS = ("committee", "secretary", "deputy")


class Officer(Struct, frozen=True):
    """One person in one post: `basis` is `elected`, `rerun` or `appointed`."""

    post: str
    ref: str
    basis: str
    votes: int | None
    base: int | None


def majority_base(attendance: Mapping[str, Any], policy: Policy) -> int:
    """Return the number of official members of whom more than half elect.

    244-QĐ/TW of 9 June 2014, article 32.2: those convened without those excluded; never those
    present, never the valid ballots. `charter_art12`: all official members on the roll.
    """
    if policy.majority_base == "charter_art12":
        roll: int = attendance["official_on_roll"]
        return roll
    excluded = sum(attendance.get("excluded", {}).values())
    return int(attendance["convened"] - excluded)


def majority_of(base: int) -> int:
    """Return the least number of votes that is more than half of `base`."""
    return base // 2 + 1


def ballots_for(congress: Congress, post: str) -> list[Ballot]:
    """Return the effective ballots for `post`, in the order of the rounds."""
    return [ballot for ballot in congress.ballots if ballot.post == post]


def has_committee(congress: Congress, policy: Policy) -> bool:
    """Say whether the branch elects a committee.

    Party Charter 2011, article 24.4: from 9 official members on the sitting's roll; or a
    committee ballot was accepted by override.
    """
    if congress.sitting is None:
        return False
    if congress.sitting["roll"] >= policy.committee_threshold:
        return True
    return any(ballot.post == "committee" for ballot in congress.ballots)


def officers(congress: Congress) -> list[Officer]:
    """Return everyone elected or appointed in the effective ballots, by post."""
    return congress.counted(_officers)


def _officers(congress: Congress) -> list[Officer]:
    found: list[Officer] = []
    if not congress.ballots and congress.appointed is None:
        return found
    for post in POSTS:
        for index, ballot in enumerate(congress.ballots):
            if ballot.post == post:
                found.extend(_elected(congress, ballot, index))
        if post == "secretary" and congress.appointed:
            found.append(Officer(post, congress.appointed[0], "appointed", None, None))
    return found


def _elected(congress: Congress, ballot: Ballot, index: int) -> list[Officer]:
    votes = {row["ref"]: row["votes"] for row in ballot.data["candidates"]}
    return [
        Officer(
            ballot.post,
            row["ref"],
            "rerun" if row.get("rule") == "rerun_plurality" else "elected",
            votes.get(row["ref"]),
            ballot.base,
        )
        for row in ballot.elected()
        if not congress.declined
        or not any(
            post == ballot.post and ref == row["ref"] and count > index
            for post, ref, count in congress.declined
        )
    ]


def holders(congress: Congress, post: str) -> list[str]:
    """Return the references of those who hold `post`."""
    return [officer.ref for officer in officers(congress) if officer.post == post]


def seats_decided(congress: Congress, post: str) -> int:
    """Return how many seats `post` has: round 1 sets the committee's; 0 before it."""
    if post != "committee":
        return 1
    rounds = ballots_for(congress, post)
    seats: int = rounds[0].data["seats"] if rounds else 0
    return seats


def seats_free(congress: Congress, post: str) -> int:
    """Return how many seats of `post` nobody holds, left open or not."""
    return max(0, seats_decided(congress, post) - len(holders(congress, post)))


def seats_open(congress: Congress) -> int:
    """Return the seats voted on, left open or given back that nobody holds, over all posts."""
    left, held, total = congress.left_open, dict.fromkeys(POSTS, 0), 0
    for officer in officers(congress):
        held[officer.post] += 1
    for post in {*left, *[ballot.post for ballot in congress.ballots]}:
        total += max(0, seats_decided(congress, post) - held[post], left.get(post, 0))
    return total


def is_settled(congress: Congress, post: str) -> bool:
    """Say whether nothing is left to vote on for `post`: filled, or left open."""
    if post in congress.left_open:
        return True
    if post == "committee" and not ballots_for(congress, post):
        return False
    return seats_free(congress, post) == 0


def tied_for_last_seat(congress: Congress, post: str) -> list[str]:
    """Return those whom the last ballot for `post` left tied: only they may stand next.

    A ballot that does not add up elects nobody and unties nobody.
    """
    sound = [ballot for ballot in ballots_for(congress, post) if ballot.sound]
    return sound[-1].tied if sound else []


def failed_rounds(congress: Congress, post: str) -> int:
    """Return how many rounds for `post` elected nobody."""
    return sum(1 for ballot in ballots_for(congress, post) if not ballot.elected())


def adds_up(data: Mapping[str, Any], present: int) -> list[tuple[str, int, int]]:
    """Return what of a ballot does not add up, as (what, figure, limit).

    244-QĐ/TW of 9 June 2014, articles 17 and 32: collected ≤ issued ≤ voters present,
    valid + invalid = collected, nobody has more votes than there are valid ballots, all votes
    together fit on them.
    """
    votes = [candidate["votes"] for candidate in data["candidates"]]
    collected, valid = data["collected"], data["valid"]
    checks = (
        ("issued", data["issued"], present),
        ("collected", collected, data["issued"]),
        ("votes_each", max(votes), valid),
        ("votes_all", sum(votes), valid * data["seats"]),
    )
    wrong = [(what, figure, limit) for what, figure, limit in checks if figure > limit]
    if valid + data["invalid"] != collected:
        wrong.append(("valid_and_invalid", valid + data["invalid"], collected))
    return wrong


def count(data: Mapping[str, Any], *, base: int, sound: bool, rerun: bool) -> list[dict[str, Any]]:
    """Return who is elected: `{ref, elected, rule}` for each candidate, in the ballot's order.

    `rule` says why: `majority`, `no_majority`, `outvoted` (over half, but others had more),
    `tied` (over half, equal votes for the last seat), `rerun_plurality`, `rerun_outvoted`,
    `rerun_tied`, or `ballots_do_not_add_up` where the ballot is not `sound` and elects nobody.
    """
    candidates: Sequence[Mapping[str, Any]] = data["candidates"]
    if not sound:
        return [_row(c, elected=False, rule="ballots_do_not_add_up") for c in candidates]
    eligible = [c for c in candidates if rerun or 2 * c["votes"] > base]
    winners, tied = _first(eligible, data["seats"])
    prefix = "rerun_" if rerun else ""
    rows = []
    for candidate in candidates:
        ref = candidate["ref"]
        if ref in winners:
            rows.append(
                _row(candidate, elected=True, rule="rerun_plurality" if rerun else "majority")
            )
        elif ref in tied:
            rows.append(_row(candidate, elected=False, rule=prefix + "tied"))
        elif candidate in eligible:
            rows.append(_row(candidate, elected=False, rule=prefix + "outvoted"))
        else:
            rows.append(_row(candidate, elected=False, rule="no_majority"))
    return rows


def _row(candidate: Mapping[str, Any], *, elected: bool, rule: str) -> dict[str, Any]:
    return {"elected": elected, "ref": candidate["ref"], "rule": rule}


def _first(eligible: Sequence[Mapping[str, Any]], seats: int) -> tuple[set[str], set[str]]:
    """Return those who take a seat by their votes, and those tied for the last one."""
    if len(eligible) <= seats:
        return {c["ref"] for c in eligible}, set()
    ranked = sorted(eligible, key=lambda c: -c["votes"])
    last_in, first_out = ranked[seats - 1]["votes"], ranked[seats]["votes"]
    if last_in > first_out:
        return {c["ref"] for c in ranked[:seats]}, set()
    return (
        {c["ref"] for c in ranked if c["votes"] > last_in},
        {c["ref"] for c in ranked if c["votes"] == last_in},
    )
