"""A list as a spreadsheet saves it: CSV, whatever separates its cells; no cell is dropped."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from application.encodings import EncodingError, letters_lost, text_of
from engine.structs import Struct
from event_store.words import Language, Text

SEPARATORS = ",;\t"
TITLES = 10
"""Rows that may stand above the headings: a title, a date, an empty line."""
_declared = re.compile(r'"?sep=(.)"?[ ,;\t]*(?:\r\n|\r|\n|\Z)', re.IGNORECASE).match
_BLANKS = str.maketrans("\u00a0\u202f\u2007", "   ")
_UNSEEN = " \t\ufeff\u200b\u2060\u00ad"
"""What may stand around a cell without being seen."""
Row = tuple[int, list[str]]
Recognises = Callable[[list[str]], bool]


class CellFault(Struct, frozen=True):
    """One thing wrong: `row` as the spreadsheet counts (1 = headings), `column` by its heading."""

    row: int
    column: Text
    message: Text

    def said(self, language: Language) -> dict[str, Any]:
        """Return `{row, column, message}`."""
        column, message = self.column.say(language), self.message.say(language)
        return {"row": self.row, "column": column, "message": message}


NOWHERE = Text("", "")
"""The column of a fault that is that of a whole row, or of a whole list."""


def headed(heading: str) -> Text:
    """Return a heading of a list, which is the same in both languages."""
    return Text(heading, heading)


class Sheet(Struct, frozen=True):
    """What a file holds: its headings, the rows below that hold anything, with their numbers.

    `faults` are those of the rows as such: one is wider than the headings, a quote is not closed.
    Rows with such a fault are not among `rows`.
    """

    top: int
    headings: list[str]
    rows: list[Row]
    faults: list[CellFault]


class UnreadableListError(ValueError):
    """The file is no list at all; `fault` says why."""

    def __init__(self, message: Text, row: int = 1) -> None:
        super().__init__(message.en)
        self.fault = CellFault(row, NOWHERE, message)


def read_table(content: bytes, recognises: Recognises) -> Sheet:
    """Return the list in a file, in NFC; `recognises` says whether cells are its headings.

    The headings are the first row that is recognised; if none is, the first that holds anything.
    Raises UnreadableListError.
    """
    try:
        text = unicodedata.normalize("NFC", text_of(content))
    except EncodingError as error:
        raise UnreadableListError(error.text) from error
    declared = _declared(text)
    if declared:
        text = text[declared.end() :]
    separator = declared[1] if declared else _separator(text, recognises)
    rows = _rows(text, separator)
    if not rows:
        raise UnreadableListError(Text("is empty", "tệp trống"))
    at = _headings_at(rows, recognises) or 0
    top, headings = rows[at]
    faults = list(_unfit(headings, rows[at + 1 :], separator))
    faulty = {fault.row for fault in faults}
    return Sheet(top, headings, [row for row in rows[at + 1 :] if row[0] not in faulty], faults)


def _separator(text: str, recognises: Recognises) -> str:
    """Return the separator that shows the headings; else that of the first line."""
    top = next((line for line in text.splitlines() if line.strip()), "")
    bare = "".join(part for at, part in enumerate(top.split('"')) if at % 2 == 0)
    likely = sorted(SEPARATORS, key=bare.count, reverse=True)
    for separator in likely:
        with io.StringIO(text, newline="") as lines:
            begun = _records(lines, separator)
            try:
                first = [row for row, _ in zip(begun, range(2 * TITLES), strict=False)]
            except csv.Error:
                continue
        if _headings_at(first, recognises) is not None:
            return separator
    return likely[0]


def _headings_at(rows: list[Row], recognises: Recognises) -> int | None:
    return next((at for at, (_, cells) in enumerate(rows[:TITLES]) if recognises(cells)), None)


def _rows(text: str, separator: str) -> list[Row]:
    with io.StringIO(text, newline="") as lines:
        try:
            return list(_records(lines, separator))
        except csv.Error as error:
            raise _no_csv(text, separator, str(error)) from error


def _records(lines: io.StringIO, separator: str) -> Iterator[Row]:
    """Yield the rows that hold anything; a quote that is not closed raises csv.Error."""
    for number, cells in enumerate(csv.reader(lines, delimiter=separator, strict=True), 1):
        tidy = [_tidy(cell) for cell in cells]
        if any(tidy):
            yield number, tidy


def _tidy(cell: str) -> str:
    """Return a cell without what spreadsheets put around it: blanks of any kind, a `'` before.

    Where letters were lost, a blank may be half of one: it is kept for whoever tells so.
    """
    if letters_lost(cell):
        return cell
    found = cell.translate(_BLANKS).strip(_UNSEEN + "\r\n")
    return found[1:].strip() if found[:1] == "'" and not found.endswith("'") else found


def _no_csv(text: str, separator: str, error: str) -> UnreadableListError:
    """Return the error of a text whose quotes do not match, with the row where it begins."""
    row = 0
    with io.StringIO(text, newline="") as lines:
        try:
            for row, _ in enumerate(csv.reader(lines, delimiter=separator, strict=True), 1):  # noqa: B007
                pass
        except csv.Error:
            pass
    return UnreadableListError(
        Text(
            f"is no CSV from here on ({error}): a quote that begins a cell must end it too; "
            'one within is written twice ("")',
            "từ đây không phải CSV: dấu ngoặc kép mở đầu ô thì phải đóng ở cuối ô; "
            'ở giữa ô thì viết hai lần ("")',
        ),
        row + 1,
    )


def _unfit(headings: list[str], rows: Iterable[Row], separator: str) -> Iterator[CellFault]:
    """Yield a fault for each row that has more cells than headings, or has swallowed others."""
    width = len(headings)
    named = {at for at, heading in enumerate(headings) if heading}
    for row, cells in rows:
        if any(cell and at not in named for at, cell in enumerate(cells)):
            yield CellFault(row, NOWHERE, _without_heading(headings, cells))
            continue
        for at, cell in enumerate(cells):
            heading = headings[at] if at < width else ""
            if "\n" in cell and _swallowed(cell, separator, width):
                yield CellFault(row, headed(heading), Text(
                    "holds other rows: a quote is not closed",
                    "chứa cả các dòng khác: thiếu dấu đóng ngoặc kép"))  # fmt: skip
                break
            lost = letters_lost(cell)
            if lost:
                yield CellFault(row, headed(heading), lost)


def _without_heading(headings: list[str], cells: list[str]) -> Text:
    """Say that a row has cells which no heading names; what they hold may be a name."""
    width = max(at for at, heading in enumerate(headings, 1) if heading)
    last = max(at for at, cell in enumerate(cells, 1) if cell)
    if last > width:
        numbers = any(cell.isdecimal() for cell in cells)
        write = Text(", write 1725 without a comma", ", ghi 1725 không có dấu phẩy")
        return Text(
            f"has {last} cells, but there are {width} headings: put a cell that holds the "
            f"separator in quotes{write.en if numbers else ''}, or add the heading",
            f"có {last} ô, nhưng chỉ có {width} tiêu đề: hãy đặt ô có dấu phân cách trong ngoặc "
            f"kép{write.vi if numbers else ''}, hoặc thêm tiêu đề",
        )
    at = next(at for at, cell in enumerate(cells) if cell and not headings[at])
    return Text(
        f"has something in column {at + 1}, which has no heading: give it one, or clear the cell",
        f"có nội dung ở cột {at + 1} không có tiêu đề: hãy ghi tiêu đề, hoặc xóa ô",
    )


def _swallowed(cell: str, separator: str, width: int) -> bool:
    return any(line.count(separator) >= max(width - 1, 1) for line in cell.splitlines())
