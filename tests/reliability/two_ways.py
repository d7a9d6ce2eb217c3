"""The quick way of a full verification and the plain one give one answer on any log.

    python -m tests.reliability.two_ways --trials 4000

Most entries are recognised by patterns, a run at a time; a pattern may accept only what the rules
accept. So logs are rewritten at random and linked again, that only the rules can tell, and
verified twice: as always, and entry by entry.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from event_store.proof.passes.shapes import DoubtError
from event_store.proof.passes.walking import Walk
from event_store.proof.trust import parse_policy
from event_store.proof.verifying import verify
from tests.reliability import forging, outcome, rewrites
from tests.reliability.oddities import ORDER, PAPER
from tests.reliability.relinked import Entry, Item, Relinked, items_of, write

LIKE = 40
"""Entries of one shape in a row: more than it takes to learn a pattern."""


@cache
def season() -> tuple[Entry, ...]:
    """A season of entries of many shapes."""
    with TemporaryDirectory(dir=outcome.MEMORY) as folder:
        return tuple(forging.make(Path(folder), 240).entries)


def changed_season(chance: random.Random) -> list[Item]:
    """A season with one to three changes."""
    items = items_of(season()[: chance.choice((120, 200, 290))])
    items.append(heads_of(items))
    for _ in range(chance.choice((1, 1, 1, 2, 3))):
        chance.choice(rewrites.ALL)(chance, items)
    return items


ADORNED: dict[str, Sequence[Any]] = {
    "correlation": ("import-1",),
    "evidence": ([PAPER], [PAPER, PAPER], [{**PAPER, "date": "2031-01-30", "more": [1]}]),
    "facts": ({"a": 1}, {"a": [], "b": {}}, {"a": "", "b": True, "c": [1, -2]}),
    "flags": (["a"], ["a", "b"]),
    "override": (ORDER, {**ORDER, "more": 1}),
    "role": ("operator", "\u0111"),
    "zz": ("", [], {}, 0, -1, True, [[1], [2]], {"position": 1}, "\u1ec7\n", ["", "\u0111"]),
}
"""What makes a shape of its own, and is right."""


def model(chance: random.Random) -> Item:
    """An entry of a season, recorded when it ended, by itself, perhaps of a shape of its own."""
    one = chance.choice(items_of(season()[1:]))
    more: Entry = {"recorded_at": season()[-1]["recorded_at"]}
    if "command" in one.entry:
        more["command"] = {**one.entry["command"], "n": 1, "of": 1}
    for name, values in ADORNED.items():
        if chance.random() < 0.15:
            more[name] = chance.choice(values)
    one.entry = {**one.entry, **more}
    if chance.random() < 0.1:
        rewrites.elsewhere(chance, [one])
    return one


def like_ones(chance: random.Random) -> list[Item]:
    """Forty like entries, of a shape that is perhaps not the usual one, then a foreign one."""
    items, one = items_of(season()[:30]), model(chance)
    items += [heads_of(items), *(rewrites.fresh(one.copy(), f"like-{n}") for n in range(LIKE))]
    if chance.random() < 0.3:  # first versions have a shape of their own
        area = "other/x" if "rules" in one.entry else "person/x"
        for number, item in enumerate(items[-LIKE:]):
            item.entry = {**item.entry, "stream": f"{area}-{number}"}
    foreign = [rewrites.fresh(one.copy(), "foreign")]
    for _ in range(chance.choice((0, 1, 1, 1, 1, 2))):
        chance.choice(rewrites.OF_ONE)(chance, foreign)
    items += [*foreign, *(rewrites.fresh(one.copy(), f"after-{n}") for n in range(3))]
    return [*items, heads_of(items)]


def heads_of(items: list[Item]) -> Item:
    """The entry that a checkpoint ends with; it is filled in when the log is linked."""
    model = next(item for item in items_of(season()) if item.entry["type"] == "log.heads")
    model.entry = {**model.entry, "recorded_at": items[-1].entry["recorded_at"]}
    return model


@contextmanager
def one_by_one() -> Iterator[None]:
    """Let nothing be recognised: every entry is judged by the rules."""
    join, Walk._join = Walk._join, doubting  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        Walk._join = join  # type: ignore[method-assign]


def doubting(*_: object) -> DoubtError:
    """Nothing is as usual."""
    return DoubtError(0)


Answer = tuple[Any, ...]


def answer(path: Path, log: Relinked) -> Answer:
    """What a full verification says of a file."""
    try:
        report = verify(path, full=True, policy=parse_policy(log.policy()), processes=1)
    except Exception as error:  # noqa: BLE001 - whatever it is, it must be the same, or nothing
        return ("raised", repr(error))
    fault = report.fault
    return ("ok", report.root) if fault is None else (fault.code, fault.position)


def trial(seed: int, path: Path, codes: Counter[str]) -> list[str]:
    """Rewrite a log and verify it in both ways; say how they differ."""
    chance = random.Random(seed)
    items = chance.choice((changed_season, like_ones))(chance)
    log = Relinked.of(items)
    write(path, log)
    quick = answer(path, log)
    with one_by_one():
        plain = answer(path, log)
    codes[plain[0]] += 1
    wrong = [f"raised {plain[1]}"] if plain[0] == "raised" else []
    if quick != plain:
        wrong.append(f"quick {quick[:2]}, plain {plain[:2]}")
    return [f"{each} ({rewrites.described(items)})" for each in wrong]


def all_trials(folder: Path, count: int, chance: outcome.Chance) -> outcome.Findings:
    """Run many trials; each begins with a seed of its own, one higher than the last."""
    found, codes = outcome.Findings(), Counter[str]()
    for seed in range(chance.first, chance.first + count):
        found.add(trial(seed, folder / "season.db", codes), f"--trials 1 --seed {seed}")
    found.notes.append(f"{codes['ok']:,} in order, {len(codes) - 1} kinds of faults")
    return found


if __name__ == "__main__":
    outcome.main("two ways to verify", all_trials, 4_000, outcome.MEMORY)
