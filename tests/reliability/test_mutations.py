"""A smoke run of the mutations; the long one is `python -m tests.reliability.mutations`."""

import json
import random

import pytest

import verify_bundle
from tests.reliability.changing import BYTES, NEUTRAL, PARSED
from tests.reliability.mutations import says_no_more, subjects, trials


@pytest.mark.slow
def test_no_changed_bundle_is_accepted_and_none_breaks_the_verifier() -> None:
    tally = trials(range(1_000))
    assert tally.failures == []
    assert {*tally.kinds} == {mutation.__name__ for mutation in (*PARSED, *BYTES, *NEUTRAL)}
    assert {*tally.codes} == {0, 1, 2, 3}
    assert tally.changed > 700


@pytest.mark.parametrize("check", ["is_included", "check_completeness", "check_persons"])
def test_a_verifier_that_leaves_out_a_check_is_found_out(
    check: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    subjects()
    if check == "is_included":
        monkeypatch.setattr(verify_bundle, check, lambda *_: True)
    else:
        said = (verify_bundle.OK, ("", ""))
        steps = [
            (line, (lambda _: said) if step.__name__ == check else step)
            for line, step in verify_bundle.STEPS
        ]
        monkeypatch.setattr(verify_bundle, "STEPS", tuple(steps))
    tally = trials(range(600))
    assert any("accepted" in failure for failure in tally.failures)


def test_fewer_claims_are_no_others() -> None:
    text = subjects()[1].text
    bundle = json.loads(text)
    assert says_no_more(json.dumps({**bundle, "disclosures": [], "earlier": []}), text)
    assert not says_no_more(json.dumps({**bundle, "entries": bundle["entries"][:-1]}), text)
    bundle["disclosures"][0]["value"] = "e30="
    assert not says_no_more(json.dumps(bundle), text)


def test_every_mutation_changes_something_or_nothing_as_it_says() -> None:
    """A mutation that never did anything would be counted as a trial."""
    subject = subjects()[0]
    for mutation in (*PARSED, *BYTES):
        changed = set()
        for seed in range(20):
            chance = random.Random(seed)
            if mutation in BYTES:
                data = bytearray(subject.text.encode())
                mutation(chance, data)
                changed.add(bytes(data) != subject.text.encode())
            else:
                bundle = json.loads(subject.text)
                mutation(chance, bundle)
                changed.add(bundle != json.loads(subject.text))
        assert True in changed, mutation.__name__
