"""Tables that fit a terminal: the least important columns go, long cells break between words."""

import sys
import unicodedata
from collections.abc import Sequence

GAP = 2
"""Columns between two cells."""
COMFORT = 14
"""A column is not made narrower than this as long as another one can be left out."""
LEAST = 4


def terminal_columns() -> int | None:
    """Return how many columns the terminal has, None where the answer goes elsewhere."""
    if not sys.stdout.isatty():
        return None
    import shutil

    return shutil.get_terminal_size().columns


def width(text: str) -> int:
    """Return how many columns of a terminal `text` takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1
        for c in text
    )


def fit(rows: Sequence[Sequence[str]], limit: int, spare: Sequence[int]) -> dict[int, int]:
    """Return the columns to show, with their widths, so that they fit into `limit` in all.

    `rows` includes the headings; `spare` are columns that may be left out, the least important
    first.
    """
    full = {i: max(width(row[i]) for row in rows) for i in range(len(rows[0]))}
    ease = {i: min(full[i], max(COMFORT, _longest_word(rows, i))) for i in full}
    for index in spare:
        if _total(ease) <= limit:
            break
        del full[index], ease[index]
    for floor in (ease, dict.fromkeys(ease, LEAST)):
        while _total(full) > limit:
            index = max(full, key=lambda i: (full[i] > floor[i], full[i]))
            if full[index] <= floor[index]:
                break
            full[index] -= 1
    return full


def broken(text: str, size: int) -> list[str]:
    """Return `text` in lines of at most `size` columns, broken between words.

    A word that is longer is cut, and ends in an ellipsis.
    """
    lines: list[str] = []
    line = ""
    for word in text.split():
        joined = f"{line} {word}" if line else word
        if width(joined) <= size:
            line = joined
            continue
        if line:
            lines.append(line)
        line = cut(word, size)
    return [*lines, line]


def wrapped(text: str, indent: str = "") -> str:
    """Return a sentence in lines that fit the terminal, all but the first indented."""
    limit = terminal_columns()
    if limit is None or width(text) <= limit:
        return text
    start = text[: len(text) - len(text.lstrip())]
    lines = broken(text, limit - max(width(indent), width(start)))
    return start + f"\n{indent}".join(lines)


def cut(text: str, size: int) -> str:
    """Return `text` in at most `size` columns; what is missing is marked by an ellipsis."""
    if width(text) <= size:
        return text
    kept = ""
    for letter in text:
        if width(kept + letter) > size - 1:
            break
        kept += letter
    return kept + "…"


def _longest_word(rows: Sequence[Sequence[str]], index: int) -> int:
    return min(
        2 * COMFORT, max(width(word) for row in rows for word in row[index].split() or [""])
    )


def _total(widths: dict[int, int]) -> int:
    return sum(widths.values()) + GAP * (len(widths) - 1)
