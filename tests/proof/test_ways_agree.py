"""However a log is walked, at once, one by one or by two processes, the same is found."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any
from unicodedata import combining, normalize

import pytest

from event_store import canonical, helper
from event_store.proof import verifying
from event_store.proof.passes import full, shapes, walking
from event_store.proof.passes.at_once import ColumnRun
from event_store.proof.passes.faults import FaultError
from event_store.proof.passes.one_entry import judged
from event_store.proof.passes.raw_rows import raw_rows
from event_store.proof.passes.shapes import DoubtError, Row
from event_store.proof.passes.walking import Walk
from event_store.proof.verifying import verify
from tests.reliability import forging
from tests.reliability.forging import Base
from tests.reliability.tampering import KINDS


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    return forging.make(tmp_path_factory.mktemp("base"))


def answer(path: Path, base: Base, **how: Any) -> dict[str, Any]:
    return asdict(verify(path, full=True, policy=base.policy, anchors=[base.anchor], **how))


def doubting(*_: object) -> DoubtError:
    """Whatever is judged, it is judged one by one."""
    return DoubtError(0)


@pytest.fixture
def always_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(helper, "LARGE", 0)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {0, 1})


@pytest.mark.parametrize("kind", [None, *KINDS])
def test_one_by_one_the_same_is_found(
    kind: str | None, base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for seed in range(3):
        path = tampered(kind, base, tmp_path, seed)
        at_once = answer(path, base, processes=1)
        with monkeypatch.context() as patched:
            patched.setattr(Walk, "_join", doubting)
            assert answer(path, base, processes=1) == at_once


@pytest.mark.usefixtures("always_two")
@pytest.mark.parametrize("share", [0.35, 0.7])
@pytest.mark.parametrize("kind", [None, *KINDS])
def test_two_processes_find_the_same(
    kind: str | None, share: float, base: Base, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(full, "OWN_SHARE", share)
    for seed in range(2):
        path = tampered(kind, base, tmp_path, seed)
        assert answer(path, base) == answer(path, base, processes=1)


@pytest.mark.usefixtures("always_two")
@pytest.mark.parametrize("answers", [0, 1])
def test_a_second_process_that_dies_says_nothing_of_the_log(
    answers: int, base: Base, monkeypatch: pytest.MonkeyPatch
) -> None:
    def mortal(*given: Any) -> Iterator[Any]:
        return islice(full.later_parts(*given), answers)

    alone = answer(base.path, base, processes=1)
    monkeypatch.setattr(verifying, "later_parts", mortal)
    assert answer(base.path, base) == alone


def tampered(kind: str | None, base: Base, folder: Path, seed: int) -> Path:
    path = folder / "copy.db"
    shutil.copy(base.path, path)
    if kind is not None:
        KINDS[kind](base, path, random.Random(seed))
    return path


def test_most_entries_are_judged_at_once(base: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the tests above would hold one way against itself."""
    taken = []

    def counted(walk: Walk, row: Row) -> bytes:
        taken.append(row[0])
        return one(walk, row)

    one = walking.Walk._take_one
    monkeypatch.setattr(Walk, "_take_one", counted)
    assert verify(base.path, full=True, processes=1).fault is None
    assert len(taken) < base.size / 2


def test_what_is_recognised_at_once_would_be_judged_right(base: Base) -> None:
    """Bytes are changed at random: no pattern lets through what the rules refuse."""
    chance, walk = random.Random(7), Walk(1)
    with raw_rows(str(base.path)) as rows:
        batches = list(rows.batches(1, base.size))
    for batch in batches:
        walk.take(batch)
    recognised = 0
    for _ in range(6_000):
        row = mutated(chance.choice(batches[-1]), chance)
        try:
            ColumnRun([row]).join(at(row, walk))
        except DoubtError:
            continue
        recognised += 1
        judged(row)
    assert recognised > 300, "too few to show anything"


def at(row: Row, walk: Walk) -> Walk:
    """A walk that has come to the row, and has learned what the other one has."""
    found = Walk(row[0])
    found.shapes = walk.shapes
    return found


def mutated(row: Row, chance: random.Random) -> Row:
    """The row with a few bytes of its entry changed, left out or put in."""
    text = bytearray(row[4])
    for _ in range(chance.randint(1, 2)):
        place = chance.randrange(len(text))
        match chance.randrange(4):
            case 0:
                text[place] = chance.choice(
                    b' "\\{}[],:0123456789abcxyz\n\x00\x7f\xc4\x91\xcc\x81'
                )
            case 1:
                del text[place : place + chance.randint(1, 4)]
            case 2:
                text[place:place] = chance.choice((b"0", b" ", b"\\n", b'\\"', b"\xcc\x81", b"1"))
            case _:
                text[place] ^= 1 << chance.randrange(8)
    return (*row[:4], bytes(text))


@pytest.mark.parametrize("place", ["log/heads", "log", "person/m-1", "congress/w/b-1", "other/x"])
@pytest.mark.parametrize("stream", ["log", "person/m-001", "congress/ward-2031/TDP-99", "other/y"])
def test_a_pattern_lets_an_entry_stand_where_the_rules_do(stream: str, place: str) -> None:
    """Forty like entries on one stream say nothing of another one."""
    walk = Walk(1)
    domain = {"command": {"n": 1, "of": 1}, "occurred_on": "2031-02-01", "rules": 2}
    for number in range(40):
        walk.shapes.learn(standing(stream, number + 1, {} if is_system(stream) else domain))
    entry = standing(place, 50, {} if is_system(stream) else domain)
    row: Row = (50, place.encode(), 1, b"other.noted", canonical.encode(entry))
    beginning = at(row, walk)
    beginning.found.adopted.add(2)
    try:
        ColumnRun([row]).join(beginning)
    except DoubtError:
        return
    judged(row)


@pytest.mark.parametrize(
    ("part", "broken"),
    [
        (b"[1,2,-3]", b"[1,2,]"), (b"[1,2,-3]", b"[1,2,-]"), (b"[1,2,-3]", b"[1,2,-3,]"),
        (b'{"a":"y","n":2}]', b'{"a":"y","n":2]'), (b'{"a":"y","n":2}]', b'{"a":"y","n":}]'),
        (b'{"a":"y","n":2}]', b'{"a":"y",]'), (b'"x"', b'"x\\"'), (b'"x"', b'"\\n\\"'),
    ],
)  # fmt: skip
def test_no_pattern_fits_what_ends_half_way(part: bytes, broken: bytes) -> None:
    """Not every release of Python gives up a group that was matched in part."""
    walk = Walk(1)
    data = {"data": {"items": [{"a": "x", "n": 1}, {"a": "y", "n": 2}], "list": [1, 2, -3]}}
    for number in range(40):
        walk.shapes.learn(standing("log", number + 1, data))
    sound = canonical.encode(standing("log", 50, data))
    assert walk.shapes.facts([b"other.noted"], [sound])
    assert part in sound
    with pytest.raises(DoubtError):
        walk.shapes.facts([b"other.noted"], [sound.replace(part, broken)])


def is_system(stream: str) -> bool:
    return stream == "log" or stream.startswith("person/")


def standing(stream: str, position: int, more: dict[str, Any]) -> dict[str, Any]:
    found = {"actor": "op:x", "data": {}, "format": 1, "position": position, "stream": stream}
    time = {"recorded_at": "2031-02-01T01:00:00.000000Z"}
    return {**found, **time, **more, "type": "other.noted", "type_version": 1, "version": 1}


def test_a_judgement_is_asked_for_where_a_pattern_fits_nothing() -> None:
    with pytest.raises(FaultError):
        judged((1, b"log", 1, b"log.created", b"{}"))


def test_letters_that_pass_unseen_compose_with_nothing() -> None:
    letters = [letter for letter in map(chr, range(0x80, 0x3000)) if shapes._COMPOSED(letter)]
    assert {"đ", "ệ", "ữ", "–", "“"} <= set(letters)
    assert not any(map(combining, letters))
    company = [*map(chr, range(0x20, 0x7F)), *letters[::3]]
    for letter in letters:
        for text in (letter + "".join(company), letter.join(company)):
            assert normalize("NFC", text) == text


def test_escapes_are_recognised_too(base: Base) -> None:
    walk = Walk(1)
    with raw_rows(str(base.path)) as rows:
        batches = list(rows.batches(1, base.size))
    for batch in batches:
        walk.take(batch)
    escaped = [row for row in batches[-1] if b"\\n" in row[4] and b'"evidence"' not in row[4]]
    for row in escaped:
        assert ColumnRun([row]).join(at(row, walk))
        assert canonical.check(row[4])
