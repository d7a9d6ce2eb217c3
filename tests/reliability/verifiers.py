"""A full verification and the stand-alone verifier take and refuse the same logs.

    python -m tests.reliability.verifiers --trials 4000

Logs are rewritten at random and linked again, that only the rules can tell; `verify --full`
reads the file, `verify_bundle.py` a bundle of one branch with every other entry beside it. The
bundle's lines from the signature to completeness are compared, and its rules: what the state is,
and whether it follows, a full verification does not ask.
"""

from __future__ import annotations

import json
import random
from base64 import b64encode
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import verify_bundle
from event_store import tree
from event_store.heads import head_line
from tests.reliability import outcome, rewrites, two_ways
from tests.reliability.relinked import Entry, Item, Relinked, items_of, write
from tests.verifier import seasons

FORMAL = ("signature", "witnesses", "paper", "inclusion", "order", "completeness")
"""Lines that say of a bundle what a full verification says of a log."""

BY_WHICH = "congress"
"""What is said of rules without a definition of an area: they are whole, and give no state."""


@cache
def bases() -> tuple[tuple[str, tuple[Entry, ...]], ...]:
    """A branch each, and the log it is in: simulated, real, and of many shapes."""
    return (
        (seasons.BRANCH, tuple(seasons.season().log.scan())),
        (seasons.BRANCH, tuple(seasons.real_season().log.scan())),
        ("congress/ward-2031/TDP-05", two_ways.season()[:70]),
    )


def rewritten(chance: random.Random) -> tuple[str, list[Item]]:
    """A branch, and a log in which something was changed once or twice."""
    stream, entries = chance.choice(bases())
    items = items_of(entries)
    if entries[-1]["type"] != "log.heads":
        items.append(two_ways.heads_of(items))
    for _ in range(chance.choice((1, 1, 1, 1, 2))):
        chance.choice(rewrites.ALL)(chance, items)
    return stream, items


def is_shown(stream: str, log: Relinked, items: list[Item]) -> bool:
    """Whether a bundle can tell: it says of its own branch alone that no version is missing.

    What earlier entries commit to, of all streams, it does not count again either.
    """
    last: dict[str, int] = {}
    for (_, name, version, kind, _), item in zip(log.rows[:-1], items, strict=False):
        gap = name != stream and version != last.get(name, 0) + 1
        if gap or (kind == "log.heads" and (item.spell or "data" in item.kept)):
            return False
        last[name] = version
    return stream in last


def bundle(stream: str, log: Relinked) -> Entry:
    """The bundle of a branch, with all other entries in support of it."""
    leaves, nodes = log.leaves(), dict[bytes, int]()

    def numbers(hashes: list[bytes]) -> list[int]:
        return [nodes.setdefault(each, len(nodes)) for each in hashes]

    def leaf(row: Any) -> Entry:
        path = tree.inclusion_proof(leaves, row[0] - 1, log.size)
        return {"entry": row[4].decode("utf-8", "surrogateescape"), "path": numbers(path)}

    found: Entry = {
        "format": "congress-bundle/1",
        "checkpoint": log.note(),
        "stream": stream,
        "entries": [leaf(row) for row in log.rows if row[1] == stream],
        "support": [leaf(row) for row in log.rows[:-1] if row[1] != stream],
        "heads": {**leaf(log.rows[-1]), **_line(stream, log, numbers)},
    }
    listed = [b64encode(node).decode() for node in nodes]
    return {**found, "earlier": [], "disclosures": [], "nodes": listed}


def _line(stream: str, log: Relinked, numbers: Any) -> Entry:
    """The branch's line among the heads that the last entry commits to."""
    heads = log.heads_before
    names = sorted(heads, key=str.encode)
    lines = [tree.leaf_hash(head_line(name, *heads[name])) for name in names]
    index = names.index(stream)
    proof = tree.inclusion_proof(tree.Leaves(lines), index, len(lines))
    return {"index": index, "proof": numbers(proof)}


def judged(text: str, policy: str) -> tuple[str, int | None]:
    """What the stand-alone verifier says: `ok`, or a code and a position."""
    verdict = verify_bundle.verify(text, policy)
    for fault in verdict.faults:
        return fault.code, None
    for step in verdict.steps:
        if step.line in FORMAL and step.code:
            return step.code, step.position
    assert verdict.case is not None
    try:
        verify_bundle.check_rules(verdict.case)
    except verify_bundle.TamperedError as error:
        if error.detail != BY_WHICH:
            return error.code, error.position
    return "ok", None


def trial(seed: int, path: Path, codes: Counter[str]) -> list[str]:
    """Rewrite a log and have it judged by both; say how they differ."""
    chance = random.Random(seed)
    while True:
        stream, items = rewritten(chance)
        log = Relinked.of(items)
        if is_shown(stream, log, items):
            break
    write(path, log)
    whole = two_ways.answer(path, log)
    own = judged(json.dumps(bundle(stream, log)), log.policy())
    codes[whole[0]] += 1
    if "raised" not in (whole[0], own[0]) and (whole[0] == "ok") == (own[0] == "ok"):
        return []
    return [f"verify {whole}, verify_bundle {own} ({rewrites.described(items)})"]


def all_trials(folder: Path, count: int, chance: outcome.Chance) -> outcome.Findings:
    """Run many trials; each begins with a seed of its own, one higher than the last."""
    found, codes = outcome.Findings(), Counter[str]()
    for seed in range(chance.first, chance.first + count):
        found.add(trial(seed, folder / "season.db", codes), f"--trials 1 --seed {seed}")
    found.notes.append(f"{codes['ok']:,} in order, {len(codes) - 1} kinds of faults")
    return found


if __name__ == "__main__":
    outcome.main("two verifiers", all_trials, 4_000, outcome.MEMORY)
