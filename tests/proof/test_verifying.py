"""Verifying a log: each thing that can be wrong is named, with its position. All synthetic."""

from __future__ import annotations

import shutil
import sqlite3
from base64 import b64encode
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from event_store import canonical
from event_store.log import Log
from event_store.proof.notes import Checkpoint
from event_store.proof.passes.faults import Fault
from event_store.proof.passes.kept_notes import Anchor, read_anchor
from event_store.proof.trust import parse_policy
from event_store.proof.verifying import verify
from tests.reliability.forging import Base, Entry, behind_its_back, sealed, write

Change = Callable[[Entry], Any]


def found(path: Path, base: Base, **asked: Any) -> tuple[str, int | None] | None:
    """Name and position of the fault that a full verification finds."""
    given = {"full": True, "policy": base.policy, "anchors": [base.anchor], **asked}
    return named(verify(path, **given).fault)


def named(fault: Fault | None) -> tuple[str, int | None] | None:
    return None if fault is None else (fault.code, fault.position)


def put(path: Path, position: int, entry: Entry | bytes) -> None:
    """Overwrite one entry, and the columns that it should agree with."""
    text = canonical.encode(entry) if isinstance(entry, dict) else entry
    with behind_its_back(path) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute("UPDATE entries SET entry = ? WHERE position = ?", (text, position))
        if isinstance(entry, dict):
            connection.execute(
                "UPDATE entries SET stream = ?, version = ?, type = ? WHERE position = ?",
                (entry["stream"], entry["version"], entry["type"], position),
            )


def ordinary(base: Base, **having: object) -> Entry:
    """An entry of a branch from the middle of the log, with such members."""
    return next(
        e
        for e in base.entries[200:]
        if e["stream"].startswith("congress/")
        and e["version"] > 1
        and all(e.get(name, e["command"].get(name)) == value for name, value in having.items())
    )


def test_a_log_that_nobody_touched_is_sound(base: Base) -> None:
    report = verify(base.path, full=True, policy=base.policy, anchors=[base.anchor])
    assert report.fault is None
    assert (report.size, report.root) == (base.size, base.anchor.checkpoint.root)
    assert [kept.size for kept in report.checkpoints] == base.checkpoints
    assert report.signed_to == base.checkpoints[-1]
    assert report.witnessed_to == report.quorum_to == base.checkpoints[0]
    assert report.anchored_to == base.size


def test_the_published_log_is_sound(published: Log, vectors: dict[str, Any]) -> None:
    published.close()
    policy = parse_policy(vectors["policy"])
    notes = [
        read_anchor(vectors[name]["cosigned_note"], name, policy)
        for name in ("first_checkpoint", "checkpoint")
    ]
    for full in (True, False):
        report = verify(published.path, full=full, policy=policy, anchors=notes)
        assert (report.fault, report.quorum_to, report.anchors) == (None, 13, [6, 13])
        assert b64encode(report.root).decode() == vectors["entries"][-1]["root"]


def test_quick_looks_at_what_came_after_the_newest_checkpoint(base: Base) -> None:
    report = verify(base.path, full=False, policy=base.policy, anchors=[base.anchor])
    assert report.fault is None
    assert report.checked_from == base.checkpoints[-1] + 1
    assert report.root == base.anchor.checkpoint.root
    assert (report.signed_to, report.witnessed_to) == (base.checkpoints[-1], base.checkpoints[0])


def test_without_a_policy_nobody_is_known_to_have_signed(base: Base) -> None:
    report = verify(base.path, full=True)
    assert (report.fault, report.witnessed_to) == (None, 0)
    assert report.signed_to == base.checkpoints[-1]


WRONG_ENTRIES: dict[str, tuple[str, Change]] = {
    "too long": ("too_large", lambda e: {**e, "data": {"text": "x" * 60_000}}),
    "with spaces": ("not_canonical", lambda e: canonical.encode(e).replace(b",", b", ", 1)),
    "in another order": ("not_canonical", lambda e: canonical.dumps(dict(reversed(e.items())))),
    "with a member twice": (
        "not_canonical",
        lambda e: canonical.encode(e).replace(b'"actor"', b'"actor":"x","actor"', 1),
    ),
    "with letters taken apart": (
        "not_canonical",
        lambda e: canonical.dumps({**e, "role": normalize("NFD", "tổ chức")}),
    ),
    "with a null": ("not_canonical", lambda e: canonical.dumps({**e, "data": {"a": None}})),
    "with a fraction": ("not_canonical", lambda e: canonical.dumps({**e, "data": {"a": 1.5}})),
    "cut off": ("not_canonical", lambda e: canonical.encode(e)[:-1]),
    "not UTF-8": ("not_canonical", lambda e: canonical.encode(e).replace(b"op:", b"\xff\xfe:", 1)),
    "no object": ("bad_entry", lambda _: b"[1]"),
    "without an actor": ("bad_entry", lambda e: {k: v for k, v in e.items() if k != "actor"}),
    "with an empty role": ("bad_entry", lambda e: {**e, "role": ""}),
    "of no calendar day": ("bad_entry", lambda e: {**e, "occurred_on": "2031-02-30"}),
    "of no time": ("bad_entry", lambda e: {**e, "recorded_at": "2031-02-01T24:00:00.000000Z"}),
    "at the end of all time": (
        "bad_entry",
        lambda e: {**e, "recorded_at": "9999-12-31T23:00:00.000000Z"},
    ),
    "without rules": ("bad_entry", lambda e: {k: v for k, v in e.items() if k != "rules"}),
    "with n above of": ("bad_entry", lambda e: {**e, "command": {"n": 2, "of": 1}}),
    "with a digest alone": (
        "bad_entry",
        lambda e: {**e, "command": {"digest": "A" * 43 + "=", "n": 1, "of": 1}},
    ),
    "with flags unsorted": ("bad_entry", lambda e: {**e, "flags": ["b", "a"]}),
    "of a document without number": ("bad_entry", lambda e: {**e, "evidence": [{"kind": "x"}]}),
    "correcting something later": (
        "bad_entry",
        lambda e: {**e, "data": {"target_position": e["position"]}},
    ),
    "correcting another stream": ("bad_entry", lambda e: {**e, "data": {"target_position": 2}}),
    "correcting no position": ("bad_entry", lambda e: {**e, "data": {"target_position": "2"}}),
    "altered to a later format": ("bad_entry", lambda e: {**e, "format": 2}),
    "recorded too early": (
        "time_went_back",
        lambda e: {**e, "recorded_at": "2031-01-31T00:00:00.000000Z", "occurred_on": "2031-01-01"},
    ),
    "happening later": ("future_date", lambda e: {**e, "occurred_on": "2032-01-01"}),
    "a version too far": ("version_gap", lambda e: {**e, "version": e["version"] + 50}),
    "of another past": ("prev_mismatch", lambda e: {**e, "prev": "A" * 43 + "="}),
    "of rules that come later": ("rules_missing", lambda e: {**e, "rules": e["position"]}),
    "of rules that are none": ("rules_missing", lambda e: {**e, "rules": 3}),
    "in a command not begun": ("command_torn", lambda e: {**e, "command": {"n": 2, "of": 2}}),
}


@pytest.mark.parametrize(("code", "change"), WRONG_ENTRIES.values(), ids=WRONG_ENTRIES)
def test_an_entry_that_is_wrong_in_itself(
    code: str, change: Change, base: Base, copy: Path
) -> None:
    entry = ordinary(base, n=1, of=1)
    put(copy, entry["position"], change(entry))
    assert found(copy, base) == (code, entry["position"])


@pytest.mark.parametrize(
    ("column", "value"),
    [("stream", "x/y"), ("stream", None), ("version", 999), ("type", "a.b"), ("version", "x")],
)
def test_a_column_that_says_something_else(
    column: str, value: object, base: Base, copy: Path
) -> None:
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '')")
        connection.execute("UPDATE sqlite_schema SET sql = replace(sql, 'NOT NULL', '')")
    with behind_its_back(copy) as connection:
        connection.execute(f"UPDATE entries SET {column} = ? WHERE position = 77", (value,))
    assert found(copy, base) == ("column_mismatch", 77)


def test_a_row_before_the_first_position(base: Base, copy: Path) -> None:
    with behind_its_back(copy) as connection:
        connection.execute("PRAGMA ignore_check_constraints=ON")
        connection.execute("INSERT INTO entries VALUES (0, 'x', 1, 'a.b', x'7b7d')")
    assert found(copy, base) == ("bad_entry", 0)


def of(base: Base, kind: str) -> Entry:
    return next(e for e in reversed(base.entries) if e["type"] == kind)


WRONG_SYSTEM_ENTRIES: dict[str, tuple[str, str, Change]] = {
    "heads of another root": (
        "log.heads",
        "heads_mismatch",
        lambda e: {**e, "data": {**e["data"], "root": "A" * 43 + "="}},
    ),
    "heads of another size": (
        "log.heads",
        "heads_mismatch",
        lambda e: {**e, "data": {**e["data"], "size": 1}},
    ),
    "heads of more streams": (
        "log.heads",
        "heads_mismatch",
        lambda e: {**e, "data": {**e["data"], "streams": 1}},
    ),
    "heads on another stream": (
        "log.heads",
        "bad_entry",
        lambda e: {**{k: v for k, v in e.items() if k != "prev"}, "stream": "x", "version": 1},
    ),
    "rules with another text": (
        "log.rules_adopted",
        "rules_mismatch",
        lambda e: {**e, "data": {**e["data"], "policy": {**e["data"]["policy"], "text": "x"}}},
    ),
    "rules in another order": (
        "log.rules_adopted",
        "rules_mismatch",
        lambda e: {**e, "data": {**e["data"], "definitions": e["data"]["definitions"][::-1]}},
    ),
    "rules without a policy": (
        "log.rules_adopted",
        "rules_mismatch",
        lambda e: {**e, "data": {"definitions": []}},
    ),
    "a second beginning": (
        "log.rules_adopted",
        "bad_genesis",
        lambda e: {**e, "type": "log.created"},
    ),
}


@pytest.mark.parametrize(
    ("kind", "code", "change"), WRONG_SYSTEM_ENTRIES.values(), ids=WRONG_SYSTEM_ENTRIES
)
def test_what_the_log_says_of_itself_is_looked_into(
    kind: str, code: str, change: Change, base: Base, copy: Path
) -> None:
    entry = of(base, kind)
    put(copy, entry["position"], change(entry))
    assert found(copy, base) == (code, entry["position"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            {"data": {"hash": "rfc6962-sha256", "origin": "a b", "simulation": False}},
            "bad_genesis",
        ),
        ({"data": {"hash": "rfc6962-sha256", "origin": "a"}}, "bad_genesis"),
        ({"data": {"hash": "rfc6962-sha256", "origin": "a", "simulation": True}}, "bad_genesis"),
        ({"stream": "person/m-001"}, "bad_genesis"),
        ({"stream": "logs"}, "bad_entry"),
        ({"data": {"hash": "sha3", "origin": "a", "simulation": False}}, "bad_entry"),
        ({"format": 2}, "bad_entry"),
        ({"type": "log.begun"}, "not_a_log"),
    ],
)
def test_the_first_entry_is_a_genesis(change: Entry, code: str, base: Base, copy: Path) -> None:
    put(copy, 1, {**base.entries[0], **change})
    assert found(copy, base) == (code, 1)


def forged(base: Base, path: Path, entries: list[Entry]) -> tuple[str, int | None] | None:
    """What is found in a log of other entries that fit together."""
    write(path, sealed(entries), None)
    return named(verify(path, full=True).fault)


def test_a_history_that_fits_together_is_found_by_what_was_signed(
    base: Base, tmp_path: Path
) -> None:
    entry = ordinary(base)
    changed = [{**e, "actor": "op:forger"} if e is entry else e for e in base.entries]
    path = tmp_path / "forged.db"
    assert forged(base, path, changed) is None, "nothing within it is wrong"
    write(path, sealed(changed), base.path)
    assert found(path, base) == ("root_mismatch", base.next_checkpoint(entry["position"]))
    write(path, sealed(changed), None)
    assert found(path, base) == ("fork", base.size)
    kept = Anchor("half", Checkpoint("congress.local/log", 100, Log.open(base.path).root(100)))
    report = verify(path, full=True, anchors=[kept, base.anchor])
    assert report.anchors == [100]
    assert report.fault is not None
    assert "from 101 to" in report.fault.detail.en


def test_a_command_is_whole(base: Base, tmp_path: Path) -> None:
    several = [e for e in base.entries[200:] if e.get("command", {}).get("of") == 3]
    one, two, three = several[:3]
    path = tmp_path / "forged.db"
    for gone in (two, three):
        rest = [e for e in base.entries if e is not gone]
        assert forged(base, path, rest) == ("command_torn", gone["position"])
    cut = base.entries[: two["position"]]
    assert forged(base, path, cut) == ("command_torn", two["position"])
    for change in (
        {"command": {**two["command"], "id": "other"}},
        {"command": {**two["command"], "digest": "A" * 43 + "="}},
        {"command": {**two["command"], "of": 4}},
        {"recorded_at": base.entries[three["position"]]["recorded_at"]},
    ):
        entries = [{**e, **change} if e is two else e for e in base.entries]
        assert forged(base, path, entries) == ("command_torn", two["position"])
    between = [*base.entries[: one["position"]], of(base, "person.registered")]
    between += base.entries[one["position"] :]
    assert forged(
        base,
        path,
        [
            {**e, "recorded_at": one["recorded_at"]} if e is between[one["position"]] else e
            for e in between
        ],
    ) == (
        "command_torn",
        one["position"] + 1,
    )


def test_a_command_id_belongs_to_one_command(base: Base, tmp_path: Path) -> None:
    one, other = [e for e in base.entries[200:] if e.get("command", {}).get("of") == 1][:2]
    named_alike = {"command": {**one["command"], "id": "c-0003"}}
    entries = [{**e, **named_alike} if e is one else e for e in base.entries]
    path = tmp_path / "forged.db"
    texts = sealed(entries)
    with pytest.raises(Exception, match="c-0003"):
        write(path, texts)
    shutil.copy(base.path, path)
    put(path, one["position"], texts[one["position"] - 1])
    assert found(path, base) == ("command_reused", one["position"])
    assert other["command"].get("id") != "c-0003"


def test_two_commitments_do_not_follow_one_another(base: Base, tmp_path: Path) -> None:
    heads = of(base, "log.heads")
    entries = [*base.entries[: heads["position"]], heads]
    found_ = forged(base, tmp_path / "forged.db", entries)
    assert found_ == ("heads_mismatch", heads["position"] + 1)


def test_a_commitment_of_a_simulation_takes_no_time(published: Log, tmp_path: Path) -> None:
    published.close()
    entries = [canonical.loads(text) for text in rows(Path(published.path))]
    entries[5]["recorded_at"] = entries[6]["recorded_at"]
    write(tmp_path / "forged.db", sealed(entries))
    assert named(verify(tmp_path / "forged.db", full=True).fault) == ("heads_mismatch", 6)


def rows(path: Path) -> list[bytes]:
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT entry FROM entries ORDER BY position")
        return [entry for (entry,) in found]


def test_the_smallest_bad_position_is_named(base: Base, copy: Path) -> None:
    late, early = ordinary(base), base.entries[150]
    put(copy, late["position"], b"{}")
    put(copy, early["position"], {**early, "occurred_on": "2032-01-01"})
    assert found(copy, base) == ("future_date", 151)
