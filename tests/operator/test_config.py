"""The settings of a log: the office that records, and how far the clock may be ahead."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import pytest

from event_store.log import Log
from tests.operator.program import Operator

PLAN = ["advance", "TDP-04", "plan", "--planned-on", "20/8/2017", "--recorded-at", "6/7/2017"]
BROKEN = ["", "{", "[]", '"x"', '{"actor": "hai từ"}', '{"actor": 1}', '{"clock_days": 0}',
          '{"clock_days": true}', '{"clock_days": "120"}']  # fmt: skip


@pytest.fixture(autouse=True)
def nobody_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """No actor is named by the environment, as it is at an office."""
    kept = Operator.environment

    def environment(**variables: str) -> Any:
        found = {"CONGRESS_ACTOR": "", **variables}
        return {k: v for k, v in kept(**found).items() if (k, v) != ("CONGRESS_ACTOR", "")}

    monkeypatch.setattr(Operator, "environment", staticmethod(environment))


def config(operator: Operator) -> Path:
    return operator.log.with_name(operator.log.name + ".config")


def last_actor(operator: Operator) -> str:
    with Log.open(operator.log, read_only=True) as log:
        return str(log.entry(log.size)["actor"])


def listed(operator: Operator, *words: str) -> dict[str, Any]:
    rows = operator.ok("config", *words, "-o", "json").json
    return {row["setting"]: (row["value"], row["is_set"]) for row in rows}


def test_without_a_setting_the_office_is_local(operator: Operator) -> None:
    assert listed(operator) == {"actor": ("op:local", False), "clock_days": (120, False)}
    operator.ok(*PLAN)
    assert last_actor(operator) == "op:local"
    assert not config(operator).exists()


def test_what_is_set_names_the_office_until_it_is_unset(operator: Operator) -> None:
    old = os.umask(0)
    try:
        assert listed(operator, "actor", "op:org-officer") == {"actor": ("op:org-officer", True)}
    finally:
        os.umask(old)
    assert stat.S_IMODE(config(operator).stat().st_mode) == 0o600
    operator.ok(*PLAN)
    assert last_actor(operator) == "op:org-officer"
    operator.ok("config", "clock-days", "60")
    assert listed(operator, "--unset", "actor") == {"actor": ("op:local", False)}
    assert listed(operator)["clock_days"] == (60, True)


def test_option_and_environment_come_before_the_setting(
    operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    operator.ok("config", "actor", "op:org-officer")
    operator.ok(*PLAN, "--actor", "op:other")
    assert last_actor(operator) == "op:other"
    kept = Operator.environment
    monkeypatch.setattr(
        Operator,
        "environment",
        staticmethod(lambda **v: {**kept(**v), "CONGRESS_ACTOR": "op:env"}),
    )
    words = ["advance", "TDP-08", *PLAN[2:]]
    operator.ok(*words)
    assert last_actor(operator) == "op:env"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("actor", "hai từ"), "without accents"),
        (("actor", "x" * 129), "1 to 128"),
        (("actor", ""), "1 to 128"),
        (("clock_days", "0"), "from 1"),
        (("clock_days", "-1"), "-1"),
        (("clock_days", "many"), "from 1"),
        (("clock_days", "9" * 5_000), "from 1"),
        (("colour", "red"), "actor, clock_days"),
        (("--unset", "colour"), "actor, clock_days"),
        (("actor", "op:a", "--unset", "actor"), "alone"),
    ],
)
def test_what_cannot_be_set_is_refused(
    operator: Operator, words: tuple[str, ...], told: str
) -> None:
    done = operator.run("config", *words)
    assert (done.code, done.out, told in done.err) == (2, "", True), done.err
    assert not config(operator).exists()


@pytest.mark.parametrize("text", BROKEN)
def test_a_file_that_holds_no_settings_is_named(operator: Operator, text: str) -> None:
    config(operator).write_text(text)
    for words in (["config"], PLAN, ["config", "actor", "op:a"]):
        done = operator.run(*words)
        assert (done.code, str(config(operator)) in done.err) == (7, True), done.err
    assert config(operator).read_text() == text
    operator.ok(*PLAN, "--actor", "op:other")


def test_a_link_is_neither_read_nor_written(operator: Operator, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"actor": "op:foreign"}')
    for make in (config(operator).symlink_to, config(operator).hardlink_to):
        make(other)
        for words in (["config"], PLAN, ["config", "actor", "op:a"]):
            done = operator.run(*words)
            assert (done.code, str(config(operator)) in done.err) == (7, True), (words, done.err)
        config(operator).unlink()
    assert other.read_text() == '{"actor": "op:foreign"}'


def test_a_setting_of_a_newer_program_stays(operator: Operator) -> None:
    config(operator).write_text('{"theme": "dark"}')
    operator.ok("config", "actor", "op:a")
    assert json.loads(config(operator).read_text()) == {"actor": "op:a", "theme": "dark"}


@pytest.mark.parametrize("end", [".config", ".people.digest"])
def test_no_copy_and_no_export_takes_the_place_of_a_file_of_the_log(
    operator: Operator, end: str
) -> None:
    beside = Path(f"{operator.log}{end}")
    beside.write_text("{}")
    for words in (["backup", str(beside)], ["prove", "TDP-08", "--out", str(beside), "--force"]):
        assert operator.run(*words).code != 0
        assert beside.read_text() == "{}"


def test_a_log_that_is_not_there_has_no_settings(tmp_path: Path) -> None:
    operator = Operator(tmp_path / "none.db")
    assert operator.run("config", "actor", "op:a").code == 5
    assert list(tmp_path.iterdir()) == []


def test_init_keeps_the_office(tmp_path: Path) -> None:
    operator = Operator(tmp_path / "s.db")
    done = operator.ok("init", "--actor", "op:org-officer")
    with Log.open(operator.log, read_only=True) as log:
        assert log.origin in done.out
    assert listed(operator)["actor"] == ("op:org-officer", True)


def test_init_with_a_bad_office_makes_no_log(tmp_path: Path) -> None:
    operator = Operator(tmp_path / "s.db")
    assert operator.run("init", "--actor", "hai từ").code == 2
    assert list(tmp_path.iterdir()) == []


def test_init_asks_for_the_office_on_a_terminal(tmp_path: Path) -> None:
    operator = Operator(tmp_path / "s.db")
    answers = [("On whose behalf", "hai từ\n"), ("without accents", "op:org-officer\n")]
    done = operator.talk(["init"], answers)
    assert (done.code, "op:org-officer" in done.out) == (0, True)
    assert listed(operator)["actor"] == ("op:org-officer", True)
    operator.log = tmp_path / "t.db"
    assert operator.talk(["init"], [("On whose behalf", "\n")]).code == 0
    assert listed(operator)["actor"] == ("op:local", False)


def test_the_settings_are_told_in_vietnamese(operator: Operator) -> None:
    done = operator.run("--lang", "vi", "cai-dat", "actor", "hai từ")
    assert (done.code, "chữ không dấu" in done.err) == (2, True)
    assert "mặc định" in operator.ok("--lang", "vi", "cai-dat").out
