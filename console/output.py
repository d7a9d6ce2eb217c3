"""How answers are printed: tables for people, JSON and CSV for programs."""

import io
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import click

from application.json_lines import as_line
from console import worded
from console.fitting import GAP, broken, fit, terminal_columns, width
from console.terminal import BOLD, RED, one_line, send, styled
from event_store.words import Text

FORMATS = ("table", "plain", "json", "jsonl", "csv")
Row = Mapping[str, Any]


def output_option(default: str = "table") -> Callable[[Any], Any]:
    """Return the option -o, the same for every command that answers."""
    return worded.option(
        "-o",
        "--output",
        type=click.Choice(FORMATS),
        default=default,
        show_default=True,
        help=Text("Form of the answer.", "Dạng kết quả."),
    )


def emit_rows(
    rows: Iterable[Row], columns: Mapping[str, str], output: str, *, spare: Sequence[str] = ()
) -> None:
    """Print rows: `columns` maps a key to its heading; JSON forms print whole rows.

    `spare` are keys whose columns a narrow terminal may leave out, the least important first.
    """
    if output == "json":
        _echo_json(list(rows))
    elif output == "jsonl":
        for row in rows:
            send(as_line(row))
        sys.stdout.flush()
    elif output == "csv":
        _echo_csv(rows, list(columns))
    elif output == "plain":
        for row in rows:
            click.echo("\t".join(_cell(row.get(key)) for key in columns))
    else:
        _echo_table(
            [[_cell(row.get(key)) for key in columns] for row in rows],
            list(columns.values()),
            [list(columns).index(key) for key in spare],
        )


def emit_object(found: Mapping[str, Any], output: str, table: Callable[[], None]) -> None:
    """Print one object; `table` prints it for people."""
    if output == "json":
        _echo_json(found)
    elif output == "jsonl":
        send(as_line(found))
        sys.stdout.flush()
    elif output == "csv":
        flat = _flat(found)
        _echo_csv([flat], list(flat))
    elif output == "plain":
        for key, value in _flat(found).items():
            click.echo(f"{key}\t{_cell(value)}")
    else:
        table()


def heading(text: str) -> None:
    """Print a heading, bold on a terminal."""
    click.echo(styled(one_line(text), BOLD))


def warning(text: str) -> str:
    """Return what must not be overlooked: red on a terminal."""
    return styled(text, RED, BOLD)


def table(rows: Iterable[Sequence[Any]], headings: Sequence[str]) -> None:
    """Print an aligned table; lines are wrapped on a terminal only, and between words."""
    _echo_table([[_cell(value) for value in row] for row in rows], headings)


def _echo_table(
    rows: Sequence[Sequence[str]], headings: Sequence[str], spare: Sequence[int] = ()
) -> None:
    """Print all columns in full; on a terminal those that fit."""
    everything = [headings, *rows]
    limit = terminal_columns()
    if limit is None:
        widths = {i: max(width(row[i]) for row in everything) for i in range(len(headings))}
    else:
        widths = fit(everything, limit, spare)
    for line in _lines(headings, widths):
        click.echo(styled(line, BOLD))
    click.echo((" " * GAP).join("─" * size for size in widths.values()))
    for row in rows:
        for line in _lines(row, widths):
            click.echo(line)


def _lines(row: Sequence[str], widths: Mapping[int, int]) -> Iterable[str]:
    """Return the lines of one row: the cells beside one another, each in its column."""
    cells = [
        [row[index]] if width(row[index]) <= size else broken(row[index], size)
        for index, size in widths.items()
    ]
    for line in zip_longest(*cells, fillvalue=""):
        padded = (
            cell + " " * (size - width(cell))
            for cell, size in zip(line, widths.values(), strict=True)
        )
        yield (" " * GAP).join(padded).rstrip()


def _cell(value: Any) -> str:
    """Return a value as people see it in a cell."""
    return one_line(_plain(value))


def _plain(value: Any) -> str:
    """Return a value as text, just as it is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "✓" if value else ""
    if isinstance(value, list | tuple):
        return ", ".join(_plain(item) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_plain(item)}" for key, item in value.items())
    return str(value)


def _flat(found: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for key, value in found.items():
        if isinstance(value, Mapping) and value:
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = value
    return flat


def _echo_csv(rows: Iterable[Row], columns: Sequence[str]) -> None:
    import csv

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_defused(row.get(key)) for key in columns])
    send(text.getvalue().encode("utf-8", "surrogatepass"))
    sys.stdout.flush()


def _defused(value: Any) -> str:
    """Keep a spreadsheet from running a cell as a formula; a number is none."""
    from application.cells import defused

    text = _plain(value).replace("\n", " ")
    return text if isinstance(value, int) else defused(text)


def _echo_json(found: Any) -> None:
    import json

    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
