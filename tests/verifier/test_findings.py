"""What is wrong with a bundle is found, named, and told by the exit code."""

import json
from base64 import b64decode
from hashlib import sha256
from typing import Any

import pytest

import verify_bundle
from tests.verifier import building, seasons
from tests.verifier.building import Bundle, b64
from tests.verifier.seasons import (
    BRANCH,
    COMMITTEE,
    ELECTED,
    HELD,
    LEARNED,
    REPORTED,
    SAT,
    Forged,
    season,
)
from tests.verifier.spoiling import (
    Spoil,
    forged,
    positions,
    put,
    say_otherwise,
    spoilt,
    told,
    verdict_on,
)


def test_a_good_bundle_is_verified_line_by_line() -> None:
    verdict = verdict_on(season().bundle())
    assert told(verdict) == (0, [], [])
    assert [step.line for step in verdict.steps] == [
        *("signature", "witnesses", "paper", "inclusion", "order", "completeness"),
        *("back-dating", "state", "erased"),
    ]


def test_it_is_told_by_which_rules_it_was_decided() -> None:
    verdict = verdict_on(season().bundle())
    [adopted] = {entry["rules"] for entry in season().log.stream(BRANCH)}
    data = season().log.entry(adopted)["data"]
    texts = {text["name"]: text["text"] for text in (*data["definitions"], data["policy"])}
    digests = {name: b64(sha256(text.encode()).digest()) for name, text in texts.items()}
    assert verify_bundle.as_json(verdict, 0)["rules"] == [
        {"position": adopted, "digests": digests}
    ]
    printed = list(verify_bundle.printed(verdict, 0))
    assert f"    {digests['branch_congress']} branch_congress" in printed


# --- 1: tampered, by somebody who holds the bundle but no key ------------------------------------


def _spaced_entry(bundle: Bundle) -> None:
    bundle["entries"][1]["entry"] += " "


def _swapped_paths(bundle: Bundle) -> None:
    first, second = bundle["entries"][1], bundle["entries"][2]
    first["path"], second["path"] = second["path"], first["path"]


def _signature(line: int, index: int) -> Spoil:
    def spoil(bundle: Bundle) -> None:
        lines = bundle["checkpoint"].split("\n")
        name, encoded = lines[line].rsplit(" ", 1)
        raw = bytearray(b64decode(encoded))
        raw[index] ^= 1
        bundle["checkpoint"] = "\n".join(
            [*lines[:line], f"{name} {b64(bytes(raw))}", *lines[line + 1 :]]
        )

    return spoil


def _drop(name: str, index: int) -> Spoil:
    return lambda bundle: bundle[name].pop(index)


def _other_salt(bundle: Bundle) -> None:
    bundle["disclosures"][0]["salt"] = b64(bytes(32))


def _other_person(bundle: Bundle) -> None:
    bundle["disclosures"][0]["ref"] = "m-002"


def _other_index(bundle: Bundle) -> None:
    bundle["heads"]["index"] += 1


def _other_size(bundle: Bundle) -> None:
    origin, size, rest = bundle["checkpoint"].split("\n", 2)
    bundle["checkpoint"] = f"{origin}\n{int(size) + 1}\n{rest}"


def _earlier_without_signature(bundle: Bundle) -> None:
    lines = bundle["earlier"][0]["checkpoint"].split("\n")
    del lines[4]
    bundle["earlier"][0]["checkpoint"] = "\n".join(lines)


TAMPERED: dict[str, tuple[Spoil, str, str]] = {
    "an entry says something else": (say_otherwise, "inclusion", "not_included"),
    "an entry is spelt otherwise": (_spaced_entry, "inclusion", "not_canonical"),
    "two entries changed places in the tree": (_swapped_paths, "inclusion", "not_included"),
    "the log's signature has another bit": (_signature(4, 10), "signature", "bad_signature"),
    "the log's line names another key": (_signature(4, 0), "signature", "bad_signature"),
    "the witness's signature has another bit": (_signature(5, 40), "signature", "bad_cosignature"),
    "the witness's time is another": (_signature(5, 11), "signature", "bad_cosignature"),
    "the size is another": (_other_size, "signature", "bad_signature"),
    "the last entry is held back": (_drop("entries", -1), "completeness", "heads_mismatch"),
    "an entry in the middle is held back": (_drop("entries", 3), "order", "version_gap"),
    "the first entry is held back": (_drop("entries", 0), "order", "version_gap"),
    "the heads prove another line": (_other_index, "completeness", "heads_mismatch"),
    "the salt is another": (_other_salt, "erased", "commitment_mismatch"),
    "the person is another": (_other_person, "erased", "commitment_mismatch"),
    "an older checkpoint is not signed": (_earlier_without_signature, "paper", "bad_signature"),
    "the proof of an older checkpoint is short": (
        lambda bundle: bundle["earlier"][0]["proof"].pop(),
        "paper",
        "fork",
    ),
    "entries come in another order": (
        lambda bundle: bundle["entries"].reverse(),
        "order",
        "version_gap",
    ),
    "the stream is another's": (
        lambda bundle: bundle.update(stream="congress/gia-thuy-2017/TDP-01"),
        "order",
        "wrong_stream",
    ),
}


@pytest.mark.parametrize("what", TAMPERED)
def test_without_a_key_nothing_can_be_changed(what: str) -> None:
    spoil, line, code = TAMPERED[what]
    verdict = verdict_on(spoilt(spoil))
    assert (verdict.exit_code, told(verdict)[1]) == (1, [code])
    failed = next(step for step in verdict.steps if step.code)
    assert failed.line == line
    after = verdict.steps[verdict.steps.index(failed) + 1 :]
    assert {step.status for step in after} <= {verify_bundle.NOT_CHECKED}


def test_the_first_bad_position_is_named() -> None:
    def spoil(bundle: Bundle) -> None:
        for index in (5, 2):
            bundle["entries"][index]["path"].reverse()

    assert told(verdict_on(spoilt(spoil))) == (1, ["not_included"], [positions()[2]])


# --- 1: tampered, by the log's own signer --------------------------------------------------------


def _elect_another(entry: dict[str, Any]) -> None:
    for row in entry["data"]["outcome"]:
        row["elected"] = not row["elected"]


def _without_mark(entry: dict[str, Any]) -> None:
    entry["data"]["attendance"] |= {"present": 5, "excluded": {}}
    entry["facts"]["present"] = 5


def _spelt(entry: dict[str, Any]) -> bytes:
    return json.dumps(entry, ensure_ascii=False).encode()


def _earlier_time(entry: dict[str, Any]) -> None:
    entry |= {"recorded_at": "2017-08-10T01:00:00.000000Z", "occurred_on": "2017-08-10"}


def _second_lessons(entry: dict[str, Any]) -> None:
    entry |= {"type": "congress.lessons_learned", "data": {}}


FORGED: dict[str, tuple[int, seasons.Change, str]] = {
    "spaces in an entry": (SAT, _spelt, "not_canonical"),
    "no actor": (SAT, lambda entry: entry.pop("actor"), "bad_entry"),
    "a word for a number": (SAT, put("type_version", value="1"), "bad_entry"),
    "data that nobody can fold": (SAT, put("data", "attendance", value={}), "bad_entry"),
    "a version twice": (COMMITTEE, put("version", value=2), "version_gap"),
    "a time before the last": (LEARNED, _earlier_time, "time_went_back"),
    "a day to come": (LEARNED, put("occurred_on", value="2017-12-01"), "future_date"),
    "half a command": (HELD, put("command", value={"n": 2, "of": 2}), "command_torn"),
    "an id used twice": (LEARNED, put("command", "id", value="s-0011"), "command_reused"),
    "rules that come later": (LEARNED, put("rules", value=3000), "rules_missing"),
    "rules that are none": (LEARNED, put("rules", value=1), "rules_missing"),
    "a quorum that is none": (SAT, put("facts", "quorum", value=6), "facts_mismatch"),
    "a base that is none": (COMMITTEE, put("facts", "base", value=11), "facts_mismatch"),
    "somebody else elected": (COMMITTEE, _elect_another, "facts_mismatch"),
    "one elected more": (ELECTED, put("facts", "committee", value=4), "facts_mismatch"),
    "no quorum and no mark": (SAT, _without_mark, "mark_missing"),
    "a round left out": (COMMITTEE, put("data", "round", value=2), "state_mismatch"),
    "a day that is not the pilot's": (
        HELD,
        put("occurred_on", value="2017-08-11"),
        "state_mismatch",
    ),
    "officers before the congress": (
        ELECTED,
        put("occurred_on", value="2017-08-01"),
        "state_mismatch",
    ),
    "lessons a second time": (HELD, _second_lessons, "state_mismatch"),
}


@pytest.mark.parametrize("what", FORGED)
def test_what_the_signer_wrote_against_the_rules_is_found(what: str) -> None:
    place, change, code = FORGED[what]
    log, position = forged(place, change)
    verdict = verdict_on(building.make(log, BRANCH))
    assert told(verdict) == (1, [code], [position])


def test_a_link_to_another_entry_is_found() -> None:
    change = put("data", "agenda_done", value=["election"])
    log, position = forged(SAT, change, relink=False)
    verdict = verdict_on(building.make(log, BRANCH))
    assert told(verdict) == (1, ["prev_mismatch"], [position + 1])


def test_an_entry_moved_behind_a_later_one_is_found() -> None:
    """Its version says second, its position says third."""
    log = Forged(
        season().log,
        {
            positions()[SAT]: put("version", value=3),
            positions()[COMMITTEE]: put("version", value=2),
        },
    )
    verdict = verdict_on(building.make(log, BRANCH))
    assert told(verdict) == (1, ["position_order"], [positions()[SAT]])


@pytest.mark.parametrize(
    "change",
    [
        put("data", "origin", value="another.example/log"),
        put("data", "hash", value="sha1"),
        put("data", "simulation", value="no"),
        put("type", value="log.began"),
    ],
)
def test_a_log_begins_as_its_note_says(change: seasons.Change) -> None:
    log = Forged(season().log, {1: change})
    verdict = verdict_on(building.make(log, BRANCH))
    assert told(verdict) == (1, ["bad_genesis"], [1])


def test_a_log_begins_once() -> None:
    log, position = forged(REPORTED, put("type", value="log.created"))
    verdict = verdict_on(building.make(log, BRANCH))
    assert told(verdict) == (1, ["bad_genesis"], [position])


def test_rules_that_were_rewritten_are_found() -> None:
    rules = season().log.stream(BRANCH)[0]["rules"]
    log = Forged(season().log, {rules: put("data", "policy", "text", value="quorum = '0/1'")})
    verdict = verdict_on(building.make(log, BRANCH))
    assert told(verdict) == (1, ["rules_mismatch"], [rules])


def test_heads_over_another_root_are_found() -> None:
    log = Forged(season().log, {season().size: put("data", "root", value=b64(bytes(32)))})
    verdict = verdict_on(building.make(log, BRANCH))
    assert told(verdict) == (1, ["heads_mismatch"], [season().size])


def test_a_log_whose_last_entry_commits_to_nothing_is_found() -> None:
    def spoil(bundle: Bundle) -> None:
        bundle["heads"] |= bundle["support"][-1]

    assert told(verdict_on(spoilt(spoil)))[:2] == (1, ["heads_mismatch"])
