"""States kept beside the log: with them, without them and against them, decisions are the same."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from console.packaged import lifecycles
from engine.replay import check
from engine.states import TAIL
from event_store.log import Log
from tests.engine.synthetic import (
    CAMPAIGN,
    Envelope,
    Script,
    accept,
    new_engine,
    open_season,
    said,
)

BRANCHES = {f"B-{n:03d}": 3 + n % 15 for n in range(1, 301)}
ROOT = Path(__file__).resolve().parents[2]
DECIDE = """
import json, sys
from pathlib import Path
from tests.engine.synthetic import new_engine, said
from event_store.log import Log
with Log.open(sys.argv[1]) as log:
    engine = new_engine(log)
    for line in sys.stdin:
        print(json.dumps(said(engine.advance(json.loads(line)))), flush=True)
    engine.close()
"""

Spoil = Callable[[Path, Path], None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A season of 300 branches on disk, its states beside it."""
    folder = tmp_path_factory.mktemp("season")
    build(folder / "season.db", "first")
    return folder


def build(path: Path, actor: str) -> None:
    """Record a season; `actor` makes its entries its own."""
    script = Script()
    open_season(script, BRANCHES)
    script.do("designate_pilot", data={"branch": "B-001"})
    script.do("rename_branch", data={"branch": "B-002", "name": "Chi bộ mới", "reason": "tách"})
    with Log.create(path, simulation=True) as log:
        engine = new_engine(log)
        accept(engine, ({**envelope, "actor": f"op:{actor}"} for envelope in script.commands))
        engine.close()


@pytest.fixture
def season(made: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    shutil.copytree(made, tmp_path / "copy")
    return tmp_path / "copy" / "season.db"


def views_of(path: Path) -> Path:
    return path.with_name(path.name + ".views")


def questions() -> list[Envelope]:
    """Commands whose answers need the campaign: its pilots, its rolls, its names."""
    script = Script(prefix="q").on("2017-08-01")
    for branch, official in [("B-001", 4), ("B-150", 3), ("B-300", 3), ("B-301", 5)]:
        script.do("plan", branch, {"planned_on": "2017-08-20"})
        figures = {"official": official, "probationary": 0, "exempt": 0}
        script.do("update_roll", branch, figures)
        script.do("learn", branch)
    again = {"name": "lại", "official": 1, "probationary": 0, "exempt": 0, "had_committee": False}
    script.do("register_branch", data={"branch": "B-299", **again})
    script.do("register_branch", data={"branch": "B-301", **again})
    script.do("designate_pilot", data={"branch": "B-002"})
    script.do("withdraw_pilot", data={"branch": "B-001", "reason": "ốm"})
    script.do("close_campaign")
    script.do("void", data={"target_position": 305, "reason": "ghi nhầm"})
    script.do("plan", "B-299", {"planned_on": "2017-08-20"})
    return script.commands


def answers(path: Path) -> list[dict[str, Any]]:
    """Ask another process, as every command of the console is one."""
    asked = "".join(json.dumps(envelope) + "\n" for envelope in questions())
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", DECIDE, str(path)],
        input=asked,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def expected(made: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """What is decided when nothing is kept beside the log."""
    path = tmp_path_factory.mktemp("bare") / "season.db"
    shutil.copy(made / "season.db", path)
    with Log.open(path) as log:
        engine = new_engine(log, snapshots=False)
        found = [said(engine.advance(envelope)) for envelope in questions()]
        engine.close()
    assert not views_of(path).exists()
    assert {answer["outcome"] for answer in found} == {"accepted", "refused"}
    return found


def nothing(_: Path, __: Path) -> None:
    """The views are as they were left."""


def delete(views: Path, _: Path) -> None:
    for path in views.parent.glob(views.name + "*"):
        path.unlink()


def garbage(views: Path, _: Path) -> None:
    delete(views, views)
    views.write_bytes(b"this is no database at all" * 1000)


def empty_file(views: Path, _: Path) -> None:
    delete(views, views)
    views.write_bytes(b"")


def cut_short(views: Path, _: Path) -> None:
    whole = views.read_bytes()
    delete(views, views)
    views.write_bytes(whole[: len(whole) // 2])


def a_folder(views: Path, _: Path) -> None:
    delete(views, views)
    views.mkdir()


def of_another_log(views: Path, elsewhere: Path) -> None:
    build(elsewhere / "season.db", "second")
    delete(views, views)
    shutil.copy(views_of(elsewhere / "season.db"), views)


def other_tables(views: Path, _: Path) -> None:
    delete(views, views)
    sql(views, "CREATE TABLE snapshots (a, b)")


def from_the_future(views: Path, _: Path) -> None:
    sql(views, "UPDATE snapshots SET version = version + 500")


def from_the_past(views: Path, _: Path) -> None:
    sql(views, "UPDATE snapshots SET version = version - 5")


def version_none(views: Path, _: Path) -> None:
    sql(views, "UPDATE snapshots SET version = 0")


def core_is_no_json(views: Path, _: Path) -> None:
    sql(views, "UPDATE snapshots SET core = x'7b7b'")


def core_is_of_another_kind(views: Path, _: Path) -> None:
    sql(views, "UPDATE snapshots SET kind = 'Campaign/0'")


def part_is_no_json(views: Path, _: Path) -> None:
    sql(views, "UPDATE parts SET part = x'7b7b'")


def part_is_of_another_shape(views: Path, _: Path) -> None:
    sql(views, "UPDATE parts SET part = CAST('{\"day\": 7}' AS BLOB)")


HARMLESS: list[Spoil] = [
    nothing,
    delete,
    garbage,
    empty_file,
    cut_short,
    a_folder,
    of_another_log,
    other_tables,
    from_the_future,
    from_the_past,
    version_none,
    core_is_no_json,
    core_is_of_another_kind,
    part_is_no_json,
    part_is_of_another_shape,
]


def sql(views: Path, statement: str) -> None:
    connection = sqlite3.connect(views)
    with connection:
        connection.execute(statement)
    connection.close()


def test_a_snapshot_was_kept(made: Path) -> None:
    connection = sqlite3.connect(views_of(made / "season.db"))
    kept = connection.execute("SELECT stream, version FROM snapshots").fetchall()
    (parts,) = connection.execute("SELECT count(*) FROM parts").fetchone()
    connection.close()
    assert kept == [(f"campaign/{CAMPAIGN}", 303)]
    assert parts == len(BRANCHES)
    assert kept[0][1] > TAIL


@pytest.mark.parametrize("spoil", HARMLESS, ids=lambda spoil: spoil.__name__)
def test_another_process_decides_the_same(
    spoil: Spoil, season: Path, tmp_path: Path, expected: list[dict[str, Any]]
) -> None:
    spoil(views_of(season), tmp_path)
    assert answers(season) == expected


@pytest.mark.parametrize("spoil", HARMLESS, ids=lambda spoil: spoil.__name__)
def test_a_replay_finds_nothing_or_a_difference_but_never_breaks(
    spoil: Spoil, season: Path, tmp_path: Path
) -> None:
    spoil(views_of(season), tmp_path)
    with Log.open(season, read_only=True) as log:
        found = [difference.what for difference in check(log, lifecycles())]
    assert found in ([], ["state"])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE parts SET part = (SELECT part FROM parts WHERE key = 'B-001') WHERE key = 'B-300'",
        "DELETE FROM parts WHERE key = 'B-300'",
        "INSERT INTO parts SELECT stream, 'B-999', part FROM parts WHERE key = 'B-001'",
        "UPDATE snapshots SET core = CAST(replace(core, '2017-09-15', '2018-09-15') AS BLOB)",
    ],
    ids=["another roll", "a part is gone", "a part too many", "another deadline"],
)
def test_what_was_altered_beside_the_log_is_found_by_a_replay(
    season: Path, statement: str
) -> None:
    sql(views_of(season), statement)
    with Log.open(season, read_only=True) as log:
        found = list(check(log, lifecycles()))
    assert [(f.stream, f.what) for f in found] == [(f"campaign/{CAMPAIGN}", "state")]


def test_a_reader_leaves_the_folder_as_it_was(season: Path) -> None:
    delete(views_of(season), season)
    with Log.open(season, read_only=True) as log:
        assert list(check(log, lifecycles())) == []
    assert not views_of(season).exists()
