"""What is wrong with a list that was given as a file, as people are shown it."""

from collections.abc import Iterable, Mapping
from typing import Any

import click

from console.language import say


def tell_faults(faults: Iterable[Mapping[str, Any]]) -> None:
    """Show every error of a list, and that nothing of it was recorded."""
    told = list(faults)
    click.echo(
        say(f"Nothing was recorded; errors: {len(told)}.", f"Chưa ghi gì; số lỗi: {len(told)}."),
        err=True,
    )
    for fault in told:
        column = f", {fault['column']}" if fault["column"] else ""
        where = say(f"row {fault['row']}", f"dòng {fault['row']}")
        click.echo(f"  {where}{column}: {fault['message']}", err=True)


def tell_left_out(headings: Iterable[str]) -> None:
    """Say which columns were not read."""
    names = ", ".join(headings)
    if names:
        click.echo(say(f"Columns not read: {names}.", f"Bỏ qua các cột: {names}."), err=True)
