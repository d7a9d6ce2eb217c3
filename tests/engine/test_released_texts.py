"""What was released is frozen: logs carry these texts, and point to them for ever."""

import pytest

from tools import released
from tools.reference import FOLDER
from tools.released import AlteredError

PAGE = (FOLDER / "released-texts.md").read_text("utf-8")
RELEASED = {
    ("definitions/branch_congress.toml", 1): (
        "7d6899797b4ed169f740ad1f5b8cab78e6345e6e9b0acf47291f0d5cff097d0f"
    ),
    ("definitions/campaign.toml", 1): (
        "6b9d161d97705f848e57cb42883f99767c667a84fdbdb4c6158a88c36bc597fb"
    ),
    ("policies/vn-2017.toml", 1): (
        "39f6c662e627c015f5fbce064abd46030feef454a6177ddadcd11a75b46011f1"
    ),
}


def test_the_page_pins_a_released_text_as_it_was_released() -> None:
    pins = released.pinned(PAGE)
    assert {text: pins.get(text) for text in RELEASED} == RELEASED


def test_every_text_that_a_log_can_adopt_is_as_the_page_pins_it() -> None:
    pins, found = released.pinned(PAGE), released.found()
    assert {text: pins.get(text) for text in found} == found, (
        "raise the 'version' of a definition that changes, leave a policy as it was and add "
        "another one, say in CHANGELOG.md what an operator will notice; run 'make reference'"
    )


def test_a_version_that_is_pinned_is_not_pinned_anew() -> None:
    digest = RELEASED["definitions/campaign.toml", 1]
    with pytest.raises(AlteredError, match=r"campaign\.toml has changed and still says version 1"):
        released.released(PAGE.replace(digest, digest[::-1]))


def test_what_is_pinned_stays_when_a_text_gets_another_version() -> None:
    earlier = ("definitions/campaign.toml", 0)
    page = released.released(PAGE + f"| `{earlier[0]}` | {earlier[1]} | `{'0' * 64}` |\n")
    assert released.pinned(page) == {**released.pinned(PAGE), earlier: "0" * 64}
