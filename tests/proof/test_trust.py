"""Policy files: what a reader trusts, and how many witnesses count."""

from __future__ import annotations

import pytest

from event_store.crypto import public_key
from event_store.proof.errors import BadTrustError
from event_store.proof.notes import LOG_KEY, WITNESS_KEY, VerifierKey
from event_store.proof.trust import parse_policy, written_policy


def key(kind: int, number: int) -> VerifierKey:
    """A key that is published here: never to be used."""
    return VerifierKey(f"k{number}.example", kind, public_key(bytes([number]) * 32))


LOG = key(LOG_KEY, 1)
WITNESSES = [key(WITNESS_KEY, number) for number in range(11, 17)]
NESTED = "\n".join(
    [
        "# two houses",
        f"log {LOG}",
        *(f"witness X{n} {WITNESSES[n]}" for n in range(3)),
        "\tgroup  X-witnesses\t2 X0 X1 X2 ",
        *(f"witness Y{n} {WITNESSES[n]} https://witness.example/" for n in range(3, 6)),
        "group Y-witnesses any Y3 Y4 Y5",
        "",
        "group X-and-Y all X-witnesses Y-witnesses",
        "quorum X-and-Y",
        "",
    ]
)


@pytest.mark.parametrize(
    ("cosigned", "enough"),
    [
        ({"X0", "X1", "Y3"}, True),
        ({"X0", "X1", "X2", "Y3", "Y4", "Y5"}, True),
        ({"X0", "X1"}, False),
        ({"X0", "Y3", "Y4"}, False),
        (set(), False),
    ],
)
def test_the_quorum_counts_groups_within_groups(cosigned: set[str], enough: bool) -> None:
    assert parse_policy(NESTED).quorum_met(cosigned) is enough


def test_no_witness_may_be_asked_for() -> None:
    policy = parse_policy(f"log {LOG}\nquorum none\n")
    assert policy.quorum_met(())
    assert policy.log(LOG.name) == (LOG,)
    assert policy.log("another.example") == ()


@pytest.mark.parametrize("needed", [0, 1, 2, 3])
def test_a_written_policy_asks_for_what_was_said(needed: int) -> None:
    policy = parse_policy(written_policy([LOG], WITNESSES[:3], needed))
    assert list(policy.witnesses.values()) == WITNESSES[:3]
    assert [policy.quorum_met(["w1", "w2", "w3"][:n]) for n in range(4)] == [
        n >= needed for n in range(4)
    ]


def test_no_policy_is_written_that_nobody_could_read() -> None:
    with pytest.raises(BadTrustError, match="witness stands here twice"):
        written_policy([LOG], [WITNESSES[0], WITNESSES[0]], 2)


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("logs x", "no kind of line"),
        ("log", "takes a key"),
        (f"log {WITNESSES[0]}", "not the key of a log"),
        (f"log {LOG}", "twice"),
        (f"witness w {LOG}", "not the key of a witness"),
        (f"witness none {WITNESSES[5]}", "taken"),
        (f"witness w {WITNESSES[0]}", "twice"),
        ("group g 1 nobody", "not defined"),
        ("group g 2 w0", "cannot be asked for"),
        ("group g 0 w0", "cannot be asked for"),
        ("group g 1", "members"),
        ("quorum none", "already"),
        ("\x0c", "control character"),
    ],
)
def test_each_fault_is_named_with_its_line(line: str, fault: str) -> None:
    text = f"log {LOG}\nwitness w0 {WITNESSES[0]}\nquorum w0\n{line}\n"
    with pytest.raises(BadTrustError, match=fault) as caught:
        parse_policy(text)
    assert caught.value.faults[0].en.startswith("line 4: ")


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(BadTrustError) as caught:
        parse_policy("log x\nwitness y\n")
    assert len(caught.value.faults) == 3


def test_a_member_counts_once() -> None:
    text = f"log {LOG}\nwitness a {WITNESSES[0]}\ngroup g 1 a\ngroup h 2 a g\nquorum h\n"
    with pytest.raises(BadTrustError, match="stands in a group already"):
        parse_policy(text)
