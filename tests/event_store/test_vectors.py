"""The thirteen published entries, appended through the log, byte for byte on both stores."""

from __future__ import annotations

import json
from base64 import b64decode
from typing import TYPE_CHECKING, Any

import pytest

from event_store import tree
from event_store.heads import StreamHeads, head_line
from event_store.log import Log, Transaction
from tests.event_store.conftest import b64, draft_of

if TYPE_CHECKING:
    from collections.abc import Callable


def rules_of(entry: dict[str, Any]) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Definitions and policy as a caller has them: without digests, in any order."""
    data = entry["data"]
    definitions = [{k: d[k] for k in ("name", "version", "text")} for d in data["definitions"]]
    return definitions[::-1], {k: data["policy"][k] for k in ("name", "text")}


class Replay:
    """Appends the vectors' entries in their order."""

    def __init__(self, vectors: dict[str, Any]) -> None:
        self.entries = [json.loads(v["entry"]) for v in vectors["entries"]]
        self.envelopes = {v["envelope"]["command_id"]: v for v in vectors["commands"]}
        self.rules = rules_of(self.entries[1])

    def append(self, tx: Transaction, entry: dict[str, Any]) -> None:
        if entry["type"] == "log.heads":
            tx.append_heads()
        elif entry["type"] == "person.registered":
            tx.append_system(draft_of(entry), recorded_at=entry["recorded_at"])
        elif "command" in entry:
            self._command(tx, entry)

    def _command(self, tx: Transaction, entry: dict[str, Any]) -> None:
        vector = self.envelopes[entry["command"]["id"]]
        time, behind = tx.now(vector["envelope"]["recorded_at"])
        found = tx.append(
            [draft_of(entry)],
            recorded_at=time,
            command_id=vector["envelope"]["command_id"],
            digest=vector["digest"],
            rules=tx.rules(*self.rules, time),
            expect={entry["stream"]: entry["version"] - 1},
        )
        assert (found, behind) == ([entry], False)


@pytest.fixture(params=["one transaction each", "one transaction in all"])
def replayed(
    request: pytest.FixtureRequest, new_log: Callable[..., Log], vectors: dict[str, Any]
) -> Log:
    replay = Replay(vectors)
    log = new_log(origin=replay.entries[0]["data"]["origin"], simulation=True)
    if request.param == "one transaction in all":
        with log.write() as tx:
            for entry in replay.entries:
                replay.append(tx, entry)
    else:
        for entry in replay.entries:
            with log.write() as tx:
                replay.append(tx, entry)
    return log


def test_the_bytes_are_the_published_ones(replayed: Log, vectors: dict[str, Any]) -> None:
    assert replayed.size == len(vectors["entries"]) == 13
    for vector in vectors["entries"]:
        raw = replayed.raw(vector["position"])
        assert raw.decode() == vector["entry"]
        assert len(raw) == vector["size"]
        assert b64(tree.leaf_hash(raw)) == vector["leaf"]
        assert b64(replayed.root(vector["position"])) == vector["root"]
    assert b64(replayed.root(0)) == vectors["empty_root"]
    assert b64(replayed.root()) == vectors["entries"][-1]["root"]


def test_the_log_id_is_the_published_one(replayed: Log, vectors: dict[str, Any]) -> None:
    assert replayed.log_id == vectors["log_id"]
    leaf = b64decode(vectors["entries"][8]["leaf"])
    assert replayed.event_id(9) == f"{vectors['log_id']}-9-{leaf.hex()[:8]}"


def test_the_proofs_are_the_published_ones(replayed: Log, vectors: dict[str, Any]) -> None:
    inclusion, consistency = vectors["inclusion"], vectors["consistency"]
    path = replayed.inclusion_proof(inclusion["position"])
    assert [b64(h) for h in path] == inclusion["path"]
    proof = replayed.consistency_proof(consistency["old"], consistency["new"])
    assert [b64(h) for h in proof] == consistency["proof"]
    assert tree.verify_inclusion(
        tree.leaf_hash(replayed.raw(9)), index=8, size=13, path=path, expected=replayed.root()
    )
    assert tree.verify_consistency(
        old=6, new=13, old_root=replayed.root(6), new_root=replayed.root(), proof=proof
    )


def test_the_heads_are_the_published_ones(replayed: Log, vectors: dict[str, Any]) -> None:
    heads = vectors["heads"]
    lines = []
    for line in heads["lines"]:
        last = replayed.stream(line["stream"], upto=line["version"])[-1]
        leaf = tree.leaf_hash(replayed.raw(last["position"]))
        assert b64(leaf) == line["leaf"]
        text = head_line(line["stream"], line["version"], leaf)
        assert text.hex() == line["line_hex"]
        assert b64(tree.leaf_hash(text)) == line["hash"]
        lines.append((line["stream"], line["version"], leaf))
    assert b64(StreamHeads(lines).root()) == heads["root"]
    data = replayed.entry(13)["data"]
    assert data == {"root": heads["root"], "size": heads["covers"], "streams": len(lines)}
    proof = heads["proof"]
    leaves = tree.Leaves(tree.leaf_hash(head_line(*line)) for line in lines)
    found = tree.inclusion_proof(leaves, proof["index"], proof["streams"])
    assert [b64(h) for h in found] == proof["path"]


def test_a_command_is_read_back_as_it_was_answered(replayed: Log) -> None:
    assert replayed.command("c-0004") == [replayed.entry(7)]
    with replayed.write() as tx:
        assert tx.command("c-0008") == [replayed.entry(11)]
        assert tx.command("c-0009") == []
