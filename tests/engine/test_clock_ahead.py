"""After one entry under a clock of next year, the machine says which day it is."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from event_store.clock import local_date, written
from event_store.log import Log
from tests.operator.program import Operator

OPEN = [
    "campaign", "open-campaign", "--campaign", "gt", "--committee-id", "gia-thuy",
    "--committee-name", "Đảng ủy phường", "--committee-path", "ha-noi",
    "--term", "2026-2029", "--previous-term", "2023-2026", "--deadline", "31/12/2899",
    "--policy", "vn-2017",
]  # fmt: skip
BRANCH = [
    "campaign", "register-branch", "--branch", "X-1", "--name", "Chi bộ 1", "--official", "12",
    "--probationary", "0", "--exempt", "0", "--had-committee",
]  # fmt: skip


def today() -> str:
    return local_date(written(datetime.now(UTC)))


def ahead(path: Path, **by: float) -> Operator:
    """A log whose only entry was recorded under a clock that far ahead."""
    Log.create(path, clock=lambda: datetime.now(UTC) + timedelta(**by), accept_clock=True).close()
    return Operator(path)


def last(operator: Operator) -> dict[str, Any]:
    with Log.open(operator.log, read_only=True) as log:
        return log.entry(log.size)


@pytest.fixture
def operator(tmp_path: Path) -> Operator:
    return ahead(tmp_path / "s.db", days=200)


def test_a_command_occurs_today_and_is_seen_today(operator: Operator) -> None:
    operator.ok(*OPEN)
    operator.ok(*BRANCH)
    entry = last(operator)
    assert (entry["occurred_on"], entry["flags"]) == (today(), ["clock_behind"])
    assert operator.ok("status", "-o", "json").json["total"] == 1
    assert operator.ok("show", "X-1", "-o", "json").json["branch"] == "X-1"


def test_a_day_that_has_not_come_is_refused_all_the_same(operator: Operator) -> None:
    operator.ok(*OPEN)
    tomorrow = (datetime.fromisoformat(today()) + timedelta(days=1)).date().isoformat()
    done = operator.run(*BRANCH, "--on", tomorrow)
    assert done.code == 3
    assert today() in done.err
    with Log.open(operator.log, read_only=True) as log:
        position = log.size
    for day, code in ((tomorrow, 3), (today(), 3)):
        # Today is refused as well, for it is that day already: but for no other reason.
        done = operator.run(
            "campaign", "amend", "--target-position", str(position), "--field", "occurred_on",
            "--value", day, "--reason", "wrong day", "-o", "json",
        )  # fmt: skip
        codes = {reason["code"] for reason in done.json["reasons"]}
        assert (done.code, "future_date" in codes) == (code, day == tomorrow)


def test_what_came_in_time_is_not_late(operator: Operator) -> None:
    operator.ok(*OPEN)
    operator.ok(*BRANCH)
    assert "backdated" not in last(operator)["flags"]


def test_within_a_day_the_log_says_which_day_it_is(tmp_path: Path) -> None:
    operator = ahead(tmp_path / "s.db", hours=23)
    operator.ok(*OPEN)
    with Log.open(operator.log, read_only=True) as log:
        assert last(operator)["occurred_on"] == local_date(log.entry(1)["recorded_at"])


@pytest.mark.parametrize("spoken", ["en", "vi"])
def test_an_entry_from_the_future_is_named(operator: Operator, spoken: str) -> None:
    operator.ok(*OPEN)
    with Log.open(operator.log, read_only=True) as log:
        position, time = 1, log.entry(1)["recorded_at"]
    local = written(datetime.fromisoformat(time) + timedelta(hours=7))
    shown = f"{local[:10]} {local[11:16]}"
    for words in (["verify"], ["verify", "--full"], ["doctor"]):
        out = operator.ok("--lang", spoken, *words).out
        said = {"en": f"position {position} was recorded at", "vi": f"vị trí {position} ghi lúc"}
        assert said[spoken] in " ".join(out.split())
        assert shown in " ".join(out.split())
    found = operator.ok("verify", "-o", "json").json["from_the_future"]
    assert found == {"position": position, "recorded_at": time}
    rows = operator.ok("audit", "--kind", "from_the_future", "-o", "json").json
    assert [(row["position"], row["recorded_at"]) for row in rows] == [(position, time)]


def test_a_log_of_today_names_none(tmp_path: Path) -> None:
    operator = ahead(tmp_path / "s.db", hours=-1)
    assert operator.ok("verify", "-o", "json").json["from_the_future"] is None
    assert operator.ok("audit", "--kind", "from_the_future", "-o", "json").json == []
