"""Logs in which a newer version of the program has recorded something. All synthetic."""

import shutil
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

from event_store.log import Draft, Log
from event_store.transaction import Transaction

CAMPAIGN = "gia-thuy-2017"
BRANCH = "TDP-08"
"""The branch of which something is recorded that this program does not know."""
DAY = "2017-08-01"

Change = Callable[[Path], None]


def append(path: Path, *drafts: Draft) -> None:
    """Record entries as another program would, each for itself."""
    with Log.open(path) as log:
        last = log.entry(log.size)["recorded_at"]
        rules = max(e.get("rules", 0) for e in log.scan())
        with log.write() as tx:
            time = tx.now(last)[0]
            for draft in drafts:
                _append(tx, draft, time, rules)


def _append(tx: Transaction, draft: Draft, time: str, rules: int) -> None:
    if draft.stream.startswith(("log", "person/")):
        tx.append_system(draft, recorded_at=time)
    else:
        tx.append([draft], recorded_at=time, rules=rules, command_id=None, digest=None)


def draft(stream: str, type_: str, version: int = 1, **data: Any) -> Draft:
    """Return one entry of a newer program."""
    day = None if stream.startswith(("log", "person/")) else DAY
    return Draft(
        actor="op:newer",
        stream=stream,
        type=type_,
        type_version=version,
        data=data or {"more": 1},
        occurred_on=day,
    )


def _of_branch(path: Path) -> None:
    """A known event in a version with members of other shapes."""
    ballot = {"post": 7, "outcome": "counted", "documents": 3}
    append(path, draft(f"congress/{CAMPAIGN}/{BRANCH}", "congress.ballot_recorded", 9, **ballot))


def _of_type(path: Path) -> None:
    append(path, draft(f"congress/{CAMPAIGN}/{BRANCH}", "congress.recounted"))


def _of_campaign(path: Path) -> None:
    append(path, draft(f"campaign/{CAMPAIGN}", "campaign.recounted"))


def _needless(path: Path) -> None:
    """Entries that no command of this program needs: of the log, of persons, of another area."""
    append(
        path,
        draft("log", "log.archived"),
        draft("person/m-900", "person.moved"),
        draft(f"inspection/{CAMPAIGN}/{BRANCH}", "inspection.opened"),
    )


def _of_format(path: Path) -> None:
    with patch("event_store.entry.FORMAT", 2):
        _of_type(path)


def within(path: Path) -> None:
    """An entry of a newer format, and one of today's after it."""
    with Log.open(path) as log:
        last = log.entry(log.size)["recorded_at"]
        with log.write() as tx:
            time = tx.now(last)[0]
            with patch("event_store.entry.FORMAT", 2):
                tx.append_system(draft("log", "log.archived"), recorded_at=time)
            tx.append_system(draft("log", "log.archived"), recorded_at=time)


def _of_tables(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version=2")


LOGS: Mapping[str, Change] = {
    "branch_version": _of_branch,
    "branch_type": _of_type,
    "campaign_type": _of_campaign,
    "needless": _needless,
    "entry_format": _of_format,
    "tables": _of_tables,
}


def newer(season: Path, folder: Path, name: str) -> Path:
    """Return a copy of a season with what a newer program recorded, by its name in `LOGS`."""
    path = folder / f"{name}.db"
    shutil.copy(season, path)
    LOGS[name](path)
    return path
