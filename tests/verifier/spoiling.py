"""A good bundle, spoilt in one way, and what is said of it."""

from collections.abc import Callable
from typing import Any

import verify_bundle
from tests.verifier import building, seasons
from tests.verifier.building import Bundle
from tests.verifier.seasons import BRANCH, Forged, season

Spoil = Callable[[Bundle], Any]


def verdict_on(
    bundle: Bundle | str | bytes, policy: str | None = None, *anchors: str
) -> verify_bundle.Verdict:
    """Verify in this process."""
    text = building.written(bundle) if isinstance(bundle, dict) else bundle
    return verify_bundle.verify(text, building.policy() if policy is None else policy, anchors)


def told(verdict: verify_bundle.Verdict) -> tuple[int, list[str], list[int | None]]:
    """The exit code, the names of what was found, and the positions."""
    found = [(step.code, step.position) for step in verdict.steps if step.code]
    codes = [fault.code for fault in verdict.faults] + [code for code, _ in found]
    return verdict.exit_code, codes, [position for _, position in found]


def spoilt(spoil: Spoil, **more: Any) -> Bundle:
    """A good bundle, spoilt."""
    bundle = season().bundle(**more)
    spoil(bundle)
    return bundle


def positions() -> list[int]:
    """The positions of the branch's entries."""
    return [entry["position"] for entry in season().log.stream(BRANCH)]


def forged(place: int, change: seasons.Change, **more: Any) -> tuple[Forged, int]:
    """A log in which one entry of the branch is another, and its position."""
    position = positions()[place]
    return Forged(season().log, {position: change}, **more), position


def put(*path: str, value: Any) -> seasons.Change:
    """Put a value where a path of names leads to."""

    def change(entry: dict[str, Any]) -> None:
        *parents, last = path
        place = entry
        for name in parents:
            place = place[name]
        place[last] = value

    return change


def say_otherwise(bundle: Bundle) -> None:
    """Let an entry say something else."""
    item = bundle["entries"][1]
    item["entry"] = item["entry"].replace('"present":12', '"present":11')
