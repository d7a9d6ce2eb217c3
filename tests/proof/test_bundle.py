"""Bundles: the published one comes out as published, and what cannot be proved is not."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from event_store.errors import DamagedLogError
from event_store.log import Log
from event_store.proof.bundle import Contents, bundle, heads_at, newest_size
from event_store.proof.checkpoints import make_checkpoint
from event_store.proof.errors import NoCheckpointError
from tests.event_store.conftest import append
from tests.proof.conftest import signed, signing_key

STREAM = "congress/gia-thuy-2017/TDP-08"


def test_the_published_bundle_comes_out_as_published(
    published: Log, vectors: dict[str, Any]
) -> None:
    wanted = vectors["bundle"]
    found = bundle(published, 13, Contents(STREAM, [12], wanted["disclosures"]))
    assert found == wanted
    assert list(found) == list(wanted)


def test_the_newest_cosigned_checkpoint_is_taken_while_it_covers_the_branch(
    published: Log,
) -> None:
    assert newest_size(published, STREAM) == 13
    append(published, 2)
    assert newest_size(published, STREAM) == 13
    assert newest_size(published, "campaign/gia-thuy-2017") == 13


def test_a_bundle_of_an_earlier_checkpoint_ends_there(published: Log) -> None:
    found = bundle(published, 6, Contents("campaign/gia-thuy-2017"))
    assert len(found["entries"]) == 3
    assert found["earlier"] == []


def test_what_came_after_the_checkpoint_does_not_change_the_bundle(published: Log) -> None:
    before = bundle(published, 13, Contents(STREAM))
    append(published, 300)
    assert bundle(published, 13, Contents(STREAM)) == before
    with published.reading() as rows:
        assert [name for name, _, _ in heads_at(rows, 12)] == [
            "campaign/gia-thuy-2017",
            STREAM,
            "log",
            "log/heads",
            "person/m-001",
        ]


def test_a_branch_without_an_entry_under_the_checkpoint_is_not_proved(published: Log) -> None:
    with pytest.raises(NoCheckpointError, match="over 6 entries with one of congress/"):
        bundle(published, 6, Contents(STREAM))


def test_a_log_in_memory_leaves_nothing_behind(
    tmp_path: Path, vectors: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    key = signing_key(vectors, "log")
    with Log.create(None, origin=key.name) as log:
        append(log)
        make_checkpoint(log, key, signed(tmp_path / "safe"))
        bundle(log, log.size, Contents("log"))
    assert [each.name for each in tmp_path.iterdir()] == ["safe"]


def test_a_log_without_checkpoint_proves_nothing(tmp_path: Any) -> None:
    with Log.create(tmp_path / "log.db") as log, pytest.raises(NoCheckpointError):
        newest_size(log, "log")


def test_a_tree_that_does_not_give_the_root_is_not_made_into_a_proof(published: Log) -> None:
    with sqlite3.connect(published.path) as connection:
        connection.execute("DROP TRIGGER entries_no_update")
        connection.execute(
            "UPDATE entries SET entry = CAST(replace(entry, 'TDP-08', 'TDP-09') AS BLOB)"
            " WHERE position = 5"
        )
    with pytest.raises(DamagedLogError, match="another root"):
        bundle(published, 13, Contents(STREAM))


def test_a_bundle_is_made_of_the_log_alone(published: Log, vectors: dict[str, Any]) -> None:
    beside = Path(f"{published.path}.views")
    beside.write_bytes(b"no views")
    found = bundle(published, 13, Contents(STREAM, [12], vectors["bundle"]["disclosures"]))
    assert found == vectors["bundle"]
    assert beside.read_bytes() == b"no views"
