"""Mutated bundles: whatever is changed in one, no verifier accepts what it did not say before.

    python -m tests.reliability.mutations --trials 100000

changes bundles at random, in ways that somebody might who hides something and in ways that
nobody would, and counts how many of those that say something else are verified all the same.
What leaves the claims alone (spaces, the order of members, hashes that nothing names, signatures
of strangers) or makes them fewer (without disclosures or older checkpoints) may be accepted.
"""

import json
import multiprocessing
import random
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import verify_bundle
from tests.reliability import outcome
from tests.reliability.changing import NEUTRAL, mutated
from tests.verifier import building
from tests.verifier.seasons import real_season, season

STEP = 500
"""Trials that a process makes at a time."""
VECTORS = Path(__file__).parents[1] / "data" / "log-vectors.json"


@dataclass(frozen=True)
class Subject:
    """A good bundle, the policy by which it is good, and what it claims."""

    text: str
    policy: str
    state: Any

    @classmethod
    def of(cls, bundle: Any, policy: str) -> "Subject":
        """Verify it, for everything else builds on that."""
        text = json.dumps(bundle, ensure_ascii=False)
        verdict = verify_bundle.verify(text, policy)
        assert verdict.exit_code == 0, verdict
        assert verdict.case is not None
        return cls(text, policy, verdict.case.state)


@cache
def subjects() -> tuple[Subject, ...]:
    """The vectors' bundle, and a branch of a simulated and of a real season."""
    vectors = json.loads(VECTORS.read_text("utf-8"))
    log, size = real_season().log, real_season().size
    note = building.note_at(log, size, time=building.NOON + 26 * building.HOUR)
    return (
        Subject.of(vectors["bundle"], vectors["policy"]),
        Subject.of(season().bundle(), building.policy()),
        Subject.of(real_season().bundle(note=note, earlier=[]), building.policy()),
    )


# --- What a bundle claims ------------------------------------------------------------------------


def claims(bundle: Any) -> tuple[Any, ...]:
    """What must stay: checkpoint, stream, the branch's entries, the heads."""
    body = bundle["checkpoint"].split("\n")[:3]
    entries = [item["entry"] for item in bundle["entries"]]
    return body, bundle["stream"], entries, bundle["heads"]["entry"]


def extras(bundle: Any) -> set[Any]:
    """What may be left out, and not changed: other entries, older checkpoints, persons."""
    found: set[Any] = {item["entry"] for item in bundle["support"]}
    found |= {tuple(item["checkpoint"].split("\n")[:3]) for item in bundle["earlier"]}
    told = bundle["disclosures"]
    return found | {(item["ref"], item["salt"], item["value"]) for item in told}


def says_no_more(text: bytes | str, original: str) -> bool:
    """Whether a mutated bundle claims what the original does, or less."""
    before, after = json.loads(original), json.loads(text)
    return claims(before) == claims(after) and extras(after) <= extras(before)


# --- Trials --------------------------------------------------------------------------------------


@dataclass
class Tally:
    """What became of some trials."""

    kinds: Counter[str] = field(default_factory=Counter)
    codes: Counter[int] = field(default_factory=Counter)
    changed: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Take the trials of another tally."""
        self.kinds += other.kinds
        self.codes += other.codes
        self.changed += other.changed
        self.failures += other.failures


def trial(seed: int, tally: Tally) -> None:
    """Change one bundle, verify it, and judge the verdict."""
    chance = random.Random(seed)
    subject = chance.choice(subjects())
    text, mutation = mutated(chance, subject.text)
    name = mutation.__name__
    tally.kinds[name] += 1
    try:
        verdict = verify_bundle.verify(text, subject.policy)
        code = verdict.exit_code
        list(verify_bundle.printed(verdict, seed % 2))
        json.dumps(verify_bundle.as_json(verdict, seed % 2))
    except Exception as error:  # noqa: BLE001 - whatever it is, a verifier must not raise it
        tally.failures.append(f"{seed}: {name}: raised {error!r}")
        return
    tally.codes[code] += 1
    neutral = mutation in NEUTRAL
    tally.changed += not neutral and text != subject.text.encode()
    if neutral and code != 0:
        tally.failures.append(f"{seed}: {name}: says the same and is refused")
    elif code == 0 and not says_no_more(text, subject.text):
        tally.failures.append(f"{seed}: {name}: says something else and is accepted")
    elif code == 0 and (verdict.case is None or verdict.case.state != subject.state):
        tally.failures.append(f"{seed}: {name}: gives another state and is accepted")


def trials(seeds: range) -> Tally:
    """Run some trials in this process."""
    tally = Tally()
    for seed in seeds:
        trial(seed, tally)
    return tally


def all_trials(_: Path, count: int, chance: random.Random) -> outcome.Findings:
    """Run many trials in several processes."""
    first = chance.randrange(2**40)
    parts = [range(first + at, first + min(at + STEP, count)) for at in range(0, count, STEP)]
    total = Tally()
    with multiprocessing.Pool() as pool:
        for tally in pool.imap_unordered(trials, parts):
            total.add(tally)
    codes = ", ".join(f"{total.codes[code]:,} end with {code}" for code in sorted(total.codes))
    notes = [f"{total.changed:,} say something else", codes]
    return outcome.Findings(count, sorted(total.failures), notes)


if __name__ == "__main__":
    outcome.main("mutated bundles", all_trials, 100_000, outcome.MEMORY)
