"""A log for each test, with a season that was opened from the command line. All synthetic."""

from pathlib import Path

import pytest

from tests.operator.program import Operator

OPEN = [
    "campaign", "open-campaign", "--campaign", "gt-2017", "--committee-id", "gia-thuy",
    "--committee-name", "Đảng ủy phường", "--committee-path", "ha-noi,long-bien",
    "--term", "2017-2020", "--previous-term", "2015-2017", "--deadline", "15/9/2017",
    "--policy", "vn-2017", "--recorded-at", "1/7/2017",
]  # fmt: skip


def registered(operator: Operator, branch: str, official: int, committee: str) -> None:
    operator.ok(
        "campaign", "register-branch", "--branch", branch, "--name",
        f"Chi bộ tổ dân phố số {int(branch[-2:])}", "--official", str(official),
        "--probationary", "1", "--exempt", "0", committee, "--recorded-at", "2/7/2017",
    )  # fmt: skip


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    """An operator with a practice log and a season of two branches; TDP-08 goes first."""
    operator = Operator(tmp_path / "season.db")
    operator.ok("init", "--simulation")
    operator.ok(*OPEN)
    registered(operator, "TDP-08", 12, "--had-committee")
    registered(operator, "TDP-04", 8, "--no-had-committee")
    operator.ok("campaign", "designate-pilot", "--branch", "TDP-08", "--recorded-at", "5/7/2017")
    return operator
