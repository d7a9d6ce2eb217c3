"""What was released is frozen: logs carry these texts, and point to them for ever."""

from hashlib import sha256
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2] / "workflows"
RELEASED = {
    "definitions/branch_congress.toml": (
        "7d6899797b4ed169f740ad1f5b8cab78e6345e6e9b0acf47291f0d5cff097d0f"
    ),
    "definitions/campaign.toml": (
        "6b9d161d97705f848e57cb42883f99767c667a84fdbdb4c6158a88c36bc597fb"
    ),
    "policies/vn-2017.toml": ("39f6c662e627c015f5fbce064abd46030feef454a6177ddadcd11a75b46011f1"),
}


@pytest.mark.parametrize("name", RELEASED)
def test_a_released_text_is_as_it_was_released(name: str) -> None:
    found = sha256((ROOT / name).read_bytes()).hexdigest()
    assert found == RELEASED[name], (
        f"{name} has changed; its digest is now {found}. Logs that adopted the released text were "
        "decided by it. A definition: raise its 'version', and say in CHANGELOG.md what an "
        "operator will notice. A policy: leave this file as it was and add a file of another "
        "name. Then pin the new digest here, in the same commit."
    )


def test_every_text_that_a_log_can_adopt_is_pinned() -> None:
    there = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.toml")}
    assert there == set(RELEASED), "pin what is new, and never take a released text away"
