"""Whatever is given: it is read strictly, all its faults are told at once, and nothing breaks."""

import json
from pathlib import Path
from typing import Any

import pytest

import verify_bundle
from tests.verifier import building
from tests.verifier.building import LOG_KEY, OTHER, UPPER, Bundle, Signer
from tests.verifier.seasons import season
from tests.verifier.spoiling import Spoil, spoilt, told, verdict_on

VECTORS = json.loads((Path(__file__).parents[1] / "data" / "log-vectors.json").read_text("utf-8"))


# --- The canonical form --------------------------------------------------------------------------


@pytest.mark.parametrize("case", VECTORS["canonical"], ids=lambda case: case["in"])
def test_the_canonical_form_is_that_of_the_vectors(case: dict[str, str]) -> None:
    if "error" in case:
        with pytest.raises(verify_bundle.BadTextError) as caught:
            verify_bundle.canonical(case["in"])
        assert caught.value.rule == case["error"]
    else:
        assert verify_bundle.canonical(case["out"]) == json.loads(case["in"])
        if case["in"] != case["out"]:
            with pytest.raises(verify_bundle.BadTextError):
                verify_bundle.canonical(case["in"])


def test_a_value_may_be_nested_sixteen_deep() -> None:
    assert verify_bundle.canonical("[" * 16 + "]" * 16)
    with pytest.raises(verify_bundle.BadTextError):
        verify_bundle.canonical("[" * 17 + "]" * 17)


# --- The tree ------------------------------------------------------------------------------------


def test_proofs_in_a_tree_of_seventy_thousand_leaves_hold() -> None:
    tree = VECTORS["tree"]
    raw = verify_bundle.base64_bytes
    proof, root = tree["inclusion"], raw(tree["roots"]["70000"])
    path = [raw(node) for node in proof["path"]]
    leaf = verify_bundle.leaf_hash(str(proof["index"]).encode())
    assert verify_bundle.is_included(leaf, proof["index"], proof["size"], path, root)
    assert not verify_bundle.is_included(leaf, proof["index"] - 1, proof["size"], path, root)
    assert not verify_bundle.is_included(leaf, proof["index"], proof["size"], path[1:], root)
    grown = tree["consistency"]
    old = verify_bundle.Checkpoint("x", grown["old"], raw(tree["roots"]["65537"]))
    new = verify_bundle.Checkpoint("x", grown["new"], root)
    steps = [raw(node) for node in grown["proof"]]
    assert verify_bundle.is_consistent(old, new, steps)
    assert not verify_bundle.is_consistent(new, old, steps)
    assert not verify_bundle.is_consistent(old, new, steps[:-1])
    assert not verify_bundle.is_consistent(old, new, [*steps, root])


# --- The policy file -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("quorum", "lines", "names", "met"),
    [
        ("none", [], set(), True),
        ("upper", [], {"other"}, False),
        ("one", ["group one any upper other"], {"other"}, True),
        ("two", ["group two all upper other"], {"other"}, False),
        ("two", ["group two 2 upper other"], {"other", "upper"}, True),
        ("outer", ["group inner any other", "group outer all upper inner"], {"upper"}, False),
        (
            "outer",
            ["\tgroup  inner any other ", "# x", "group outer 1 upper inner"],
            {"other"},
            True,
        ),
    ],
)
def test_a_quorum_counts_as_its_groups_say(
    quorum: str, lines: list[str], names: set[str], *, met: bool
) -> None:
    assert verify_bundle.read_policy(building.policy(quorum, *lines)).is_met(names) is met


THIRD = Signer("third.example/w", bytes([4]) * 32).vkey


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("sponsor x", "not_a_line"),
        ("log", "not_a_line"),
        ("group one any", "not_a_line"),
        (f"witness third {THIRD} url more", "not_a_line"),
        ("\ufeffquorum none", "not_a_line"),
        (f"log {LOG_KEY.vkey}", "key_twice"),
        (f"witness third {UPPER.vkey}", "key_twice"),
        (f"log {UPPER.vkey}", "wrong_kind"),
        (f"witness third {LOG_KEY.vkey}", "wrong_kind"),
        (f"witness upper {THIRD}", "name_taken"),
        (f"witness none {THIRD}", "name_taken"),
        ("group none any upper", "name_taken"),
        ("group upper any other", "name_taken"),
        (f"log {LOG_KEY.vkey[:-1]}", "bad_key"),
        (f"log another.example{LOG_KEY.vkey.removeprefix(LOG_KEY.name)}", "bad_key"),
        ("log x+00000000+AQEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "bad_key"),
        ("group one any nobody", "not_defined"),
        ("group one 3 upper other", "bad_threshold"),
        ("group one 0 upper", "bad_threshold"),
        ("group one 01 upper", "bad_threshold"),
        ("group one some upper", "bad_threshold"),
        ("group one all upper upper", "in_two_groups"),
        ("quorum upper", "want_one"),
        ("log x\ry", "control_character"),
    ],
)
def test_a_line_that_is_none_is_refused(line: str, what: str) -> None:
    verdict = verdict_on(season().bundle(), building.policy() + line + "\n")
    assert [fault[:3] for fault in verdict.faults] == [("bad_trust", "policy:5", what)]


def test_a_quorum_is_of_names_defined_above_and_members_are_in_one_group() -> None:
    lines = ["group one any upper", "group two any upper other"]
    verdict = verdict_on(season().bundle(), building.policy("nobody", *lines))
    assert [fault.what for fault in verdict.faults] == ["in_two_groups", "not_defined"]


def test_every_faulty_line_is_told_and_a_missing_quorum() -> None:
    verdict = verdict_on(season().bundle(), "log x\nsponsor y\n")
    assert [fault.where for fault in verdict.faults] == ["policy:1", "policy:2", "policy: quorum"]


def test_a_log_that_the_policy_does_not_know_is_no_evidence() -> None:
    policy = f"witness upper {UPPER.vkey}\nquorum upper\n"
    assert told(verdict_on(season().bundle(), policy)) == (3, ["unknown_origin"], [])


def test_groups_may_be_nested_as_deep_as_a_file_is_long() -> None:
    nested = [f"group g{n} any g{n - 1}" for n in range(1, 5_000)]
    policy = building.policy("g4999", "group g0 any upper other", *nested)
    assert told(verdict_on(season().bundle(), policy)) == (0, [], [])


def test_signatures_of_strangers_are_passed_over() -> None:
    stranger = Signer("stranger.example/w", bytes([9]) * 32)
    namesake = Signer(UPPER.name, bytes([9]) * 32)
    note = building.note_at(season().log, season().size, (stranger, namesake, UPPER))
    assert told(verdict_on(season().bundle(note=note))) == (0, [], [])


def test_without_its_known_signer_a_note_proves_nothing() -> None:
    body = building.body_at(season().log, season().size)
    note = f"{body}\n{UPPER.line(body)}{OTHER.line(body)}"
    assert told(verdict_on(season().bundle(note=note)))[:2] == (1, ["bad_signature"])


# --- The bundle ----------------------------------------------------------------------------------


def _put(*path: str | int, value: Any) -> Spoil:
    def spoil(bundle: Bundle) -> None:
        place: Any = bundle
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return spoil


MEMBERS = [
    *("format", "checkpoint", "stream", "entries", "support", "heads", "earlier"),
    *("disclosures", "nodes"),
]
NOTE = "congress.local/log\n{size}\n{root}\n\n— x AAAAAAA=\n"
ROOT = "A" * 43 + "="


@pytest.mark.parametrize("name", MEMBERS)
@pytest.mark.parametrize("value", [0, True, "x", [[]], {"x": 1}, 10**18, [None]])
def test_a_member_of_another_kind_is_bad_input(name: str, value: Any) -> None:
    assert verdict_on(spoilt(_put(name, value=value))).exit_code == 3


@pytest.mark.parametrize("name", MEMBERS)
def test_all_members_are_there(name: str) -> None:
    verdict = verdict_on(spoilt(lambda bundle: bundle.pop(name)))
    assert (verdict.exit_code, verdict.faults[0].code) == (3, "bad_bundle")


@pytest.mark.parametrize(
    ("spoil", "code", "what"),
    [
        (_put("format", value="congress-bundle/2"), "newer_format", ""),
        (_put("entries", value=[]), "bad_bundle", "empty"),
        (_put("entries", value={}), "bad_bundle", "want_list"),
        (_put("entries", 0, value=[]), "bad_bundle", "want_object"),
        (_put("entries", 0, "entry", value=1), "bad_bundle", "want_text"),
        (_put("entries", 0, "path", 0, value=True), "bad_bundle", "want_number"),
        (_put("entries", 0, "path", 0, value=-1), "bad_bundle", "want_node"),
        (_put("entries", 0, "path", 0, value=10**6), "bad_bundle", "want_node"),
        (_put("entries", 0, "path", value=[0] * 65), "bad_bundle", "too_many"),
        (_put("stream", value="log/heads"), "bad_bundle", "want_stream"),
        (_put("stream", value="person/m-001"), "bad_bundle", "want_stream"),
        (_put("stream", value="congress/gia-thuy-2017"), "bad_bundle", "want_stream"),
        (_put("stream", value="Book/B-1"), "bad_bundle", "want_stream"),
        (_put("nodes", 0, value="AA=="), "bad_bundle", "want_base64"),
        (_put("nodes", 0, value="A" * 42 + "B="), "bad_bundle", "want_base64"),
        (_put("nodes", 0, value="đ"), "bad_bundle", "want_base64"),
        (_put("disclosures", 0, "ref", value="m 1"), "bad_bundle", "want_reference"),
        (_put("disclosures", 0, "salt", value="AA=="), "bad_bundle", "want_base64"),
        (_put("checkpoint", value=NOTE.format(size="01", root=ROOT)), "bad_note", ""),
        (_put("checkpoint", value=NOTE.format(size=2**53, root=ROOT)), "bad_note", ""),
        (_put("checkpoint", value=NOTE.format(size=9, root="AAAA")), "bad_note", ""),
        (_put("checkpoint", value=NOTE.format(size=9, root=ROOT + "\nmore")), "bad_note", ""),
        (_put("checkpoint", value=NOTE.format(size=9, root=ROOT)[:-1]), "bad_note", ""),
        (_put("checkpoint", value="\ud800" + NOTE.format(size=9, root=ROOT)), "bad_note", ""),
        (_put("checkpoint", value=building.body_at(season().log, 9)), "bad_note", ""),
        (_put("earlier", 0, "checkpoint", value=NOTE), "bad_note", ""),
        (
            _put("earlier", 0, "checkpoint", value="x\n9\n" + ROOT + "\n\n— x AAAAAAA=\n"),
            "bad_bundle",
            "other_log",
        ),
    ],
)
def test_what_is_out_of_shape_is_bad_input(spoil: Spoil, code: str, what: str) -> None:
    verdict = verdict_on(spoilt(spoil))
    found = [(fault.code, fault.what) for fault in verdict.faults]
    assert (verdict.exit_code, found) == (3, [(code, what)])


def test_the_faults_of_all_that_was_given_are_told_at_once() -> None:
    def spoil(bundle: Bundle) -> None:
        _put("nodes", 0, value="?")(bundle)
        _put("stream", value="log")(bundle)

    text = building.written(spoilt(spoil))
    verdict = verify_bundle.verify(text, "quorum one\n", ["no note", b"\xff"])
    assert [(fault.code, fault.where) for fault in verdict.faults] == [
        ("bad_bundle", "nodes[0]"),
        ("bad_bundle", "stream"),
        ("bad_trust", "policy:1"),
        ("bad_note", "anchor 1"),
        ("not_unicode", "anchor 2"),
    ]


def test_paper_of_another_log_is_bad_input() -> None:
    verdict = verdict_on(season().bundle(), None, f"another.example/log\n3\n{ROOT}\n")
    assert told(verdict) == (3, ["other_log"], [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "not_json"),
        (b"\x00\xff\xfe", "not_unicode"),
        (b"\xef\xbb\xbf\xef\xbb\xbf{}", "not_json"),
        (b"[" * 500_000, "not_json"),
        (b'{"a":' * 200_000, "not_json"),
        (b"NaN", "not_json"),
        (b"[1e999]", "not_json"),
        (b"[" + b"9" * 10_000 + b"]", "not_json"),
        (b'{"format":"congress-bundle/1","format":"congress-bundle/1"}', "duplicate_key"),
        (b"null", "bad_bundle"),
        (b'{"format":["congress-bundle/1"]}', "bad_bundle"),
        (b'{"format":' + b"[" * 900 + b"]" * 900 + b"}", "bad_bundle"),
    ],
)
def test_garbage_is_bad_input(text: bytes, code: str) -> None:
    assert told(verdict_on(text)) == (3, [code], [])


ODD_ENTRIES = [
    *("", "null", "[]", "{", "[" * 100_000, '{"format":2}', '{"position":true}', "\ud800"),
    *('{"position":' + "9" * 5_000 + "}", '{"a":1.5,"position":[[[[1]]]]}', "x" * 70_000),
    '{"format":2,"position":99999999999999999999999999}',
]


@pytest.mark.parametrize(
    "text", ODD_ENTRIES, ids=lambda text: text[:20].encode("ascii", "replace")
)
def test_an_entry_that_is_none_is_tampered_with(text: str) -> None:
    verdict = verdict_on(spoilt(_put("entries", 1, "entry", value=text)))
    assert told(verdict)[0] == 1
    assert told(verdict)[1][0] in ("not_canonical", "bad_entry", "not_included")


def test_too_large_a_bundle_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify_bundle, "MAX_BUNDLE", 1_000)
    assert told(verdict_on(season().bundle())) == (3, ["too_large"], [])
