"""The sections of the table: what each measures, and what it needs measured before."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import orjson

from bench import (
    applying,
    campaigns,
    logs,
    peer,
    projecting,
    proving,
    replaying,
    scaling,
    single,
    starting,
    verifying,
)
from bench.season import BRANCHES, Ward, lines
from event_store.log import Log

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from bench.measuring import Row, Turns
    from bench.table import Table

_LONG = 3
"""Repeats at most of what takes long."""


class Sections:
    """Measures sections by their names; what two of them need is measured once."""

    def __init__(self, options: argparse.Namespace, folder: Path, turns: Turns) -> None:
        self._options = options
        self._folder = folder
        self._turns = turns

    def show(self, table: Table) -> None:
        """Measure every section that was asked for and show its rows as soon as they are known."""
        for name in self._options.only or NAMES:
            table.show(name, getattr(self, name.replace("-", "_")))

    @cached_property
    def singles(self) -> list[Row]:
        """One command after another."""
        return single.rows(self._folder, self._turns, wards=self._options.wards)

    @cached_property
    def campaigns(self) -> list[Row]:
        """Single commands in a small and in a large campaign."""
        return campaigns.rows(self._folder, self._turns, branches=self._options.branches)

    @cached_property
    def file(self) -> list[Row]:
        """A whole season from a file."""
        return applying.rows(self._season, self._turns.at_most(_LONG))

    @cached_property
    def replay(self) -> list[Row]:
        """Every state folded again."""
        one = replaying.rows(self._campaign, self._turns, self._of_campaign)
        return [*replaying.rows(self._log, self._turns), *one]

    @cached_property
    def verify(self) -> list[Row]:
        """Every entry verified."""
        return verifying.rows(self._log, self._turns)

    @cached_property
    def projections(self) -> list[Row]:
        """Every view made again."""
        turns = self._turns.at_most(_LONG)
        return [
            *projecting.rows(self._log, turns),
            *projecting.rows(self._campaign, turns, self._of_campaign),
            *projecting.past_rows(self._log, turns),
        ]

    @cached_property
    def peer(self) -> list[Row]:
        """The same work done by stock aggregates, for information."""
        with Log.open(self._log, read_only=True) as log:
            entries = list(log.scan(upto=min(log.size, 10_000)))
        return peer.rows(
            self._folder,
            entries=[entry for entry in entries if entry["stream"] != "log"],
            group=1_000,
            ours=(self.singles[0].measured, self.file[0].measured, self.replay[0].measured),
            turns=self._turns.at_most(_LONG),
        )

    @cached_property
    def growth(self) -> list[Row]:
        """What a command costs in a large campaign and in a large log."""
        options, turns = self._options, self._turns.at_most(_LONG)
        return scaling.rows(
            self._folder, turns, branches=options.branches, entries=options.entries
        )

    @cached_property
    def proof(self) -> list[Row]:
        """One branch proved."""
        return proving.rows(self._folder, self._turns, entries=self._options.proved)

    @cached_property
    def start_up(self) -> list[Row]:
        """Small commands as processes."""
        branch = f"{Ward(0).key}/TDP-{BRANCHES:02d}"
        return starting.rows(self._log, branch, self._turns.more(4))

    @cached_property
    def _season(self) -> applying.Applying:
        return applying.Applying(self._folder, lines(self._options.commands))

    @cached_property
    def _campaign(self) -> Path:
        """The log of a whole season of one campaign."""
        path = logs.make(self._folder / "one-campaign.db")
        commands = [command for _, command in Ward(1, self._options.branches).commands()]
        with logs.opened(path) as (_, engine):
            logs.fill(engine, [orjson.dumps(command) for command in commands])
        return path

    @property
    def _of_campaign(self) -> str:
        return f" of one campaign, {self._options.branches:,} branches"

    @cached_property
    def _log(self) -> Path:
        """The log that the season leaves."""
        season = self._season
        if not season.log.exists():
            season.fed()
        return season.log


NAMES = (
    "singles",
    "campaigns",
    "file",
    "replay",
    "verify",
    "projections",
    "peer",
    "growth",
    "proof",
    "start-up",
)
