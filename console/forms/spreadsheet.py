"""A list as a spreadsheet saves it: CSV in UTF-8, whatever separates its cells."""

import csv
import io
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import click

from console.language import say

SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: `row` as the spreadsheet counts (1 = headings), `column` by its heading."""

    row: int
    column: str
    message: str


class UnreadableListError(ValueError):
    """The file is no list at all; `fault` says why."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.fault = Fault(1, "", message)


def numbered_rows(content: bytes) -> list[tuple[int, list[str]]]:
    """Return the rows that hold anything, headings first, with their numbers; in NFC.

    Raises UnreadableListError.
    """
    try:
        text = unicodedata.normalize("NFC", content.decode("utf-8-sig"))
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)))
    except UnicodeDecodeError as error:
        told = say(
            "is not UTF-8: save it as 'CSV UTF-8'", "không phải UTF-8: hãy lưu dạng 'CSV UTF-8'"
        )
        raise UnreadableListError(told) from error
    except csv.Error as error:
        told = say(f"is no CSV: {error}", f"không phải CSV: {error}")
        raise UnreadableListError(told) from error
    numbered = [(row, cells) for row, cells in enumerate(records, 1) if any(map(str.strip, cells))]
    if not numbered:
        raise UnreadableListError(say("is empty", "tệp trống"))
    return numbered


def tell_faults(faults: Iterable[Fault]) -> None:
    """Tell a person every fault of a list, and that nothing of it was recorded."""
    told = list(faults)
    click.echo(
        say(f"Nothing was recorded; faults: {len(told)}.", f"Chưa ghi gì; số lỗi: {len(told)}."),
        err=True,
    )
    for fault in told:
        column = f", {fault.column}" if fault.column else ""
        where = say(f"row {fault.row}", f"dòng {fault.row}")
        click.echo(f"  {where}{column}: {fault.message}", err=True)


def tell_passed_over(headings: Iterable[str]) -> None:
    """Say which columns were not read."""
    names = ", ".join(headings)
    if names:
        click.echo(say(f"Columns passed over: {names}.", f"Bỏ qua các cột: {names}."), err=True)


def _separator(text: str) -> str:
    """Return the separator of the first line that holds anything."""
    top = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(part for at, part in enumerate(top.split('"')) if at % 2 == 0)
    return max(SEPARATORS, key=bare.count)
