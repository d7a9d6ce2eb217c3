"""The table: one line a row, printed as soon as the row is known."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from bench.measuring import NO_VERDICT, OK, SHORT

if TYPE_CHECKING:
    from bench.measuring import Row, Series

MET, MISSED, UNJUDGED = 0, 1, 3
"""Exit codes: every target met; some missed; none missed, but some not judged."""
_UNITS = ((1.0, "s "), (1e-3, "ms"), (1e-6, "µs"))
_LINE = "{:<66} {:>21} {:>21} {:>13} {:>7}  {:<25} {}"


class Table:
    """Prints rows in sections: figures are those of the best repeat, the median in brackets."""

    def __init__(self) -> None:
        self._verdicts: Counter[str] = Counter()
        titles = ("what | against what", "measured", "against", "ratio", "target", "machine", "")
        print(_LINE.format(*titles).rstrip())

    def show(self, section: str, rows: list[Row]) -> list[Row]:
        """Print the rows of a section and give them back."""
        print(f"-- {section}")
        for row in rows:
            self._verdicts[row.verdict] += 1
            print(_line(row).rstrip(), flush=True)
        return rows

    def close(self) -> int:
        """Say how many targets were met; returns the exit code."""
        met, missed, unjudged = (self._verdicts[v] for v in (OK, SHORT, NO_VERDICT))
        print(
            f"{met + missed + unjudged} targets: {met} met, {missed} missed, "
            f"{unjudged} without a verdict (not counted as met)"
        )
        if unjudged:
            print("For a verdict measure again on an idle machine with its own disk.")
        return MISSED if missed else UNJUDGED if unjudged else MET


def _line(row: Row) -> str:
    sign = "<=" if row.as_cost else ">="
    return _LINE.format(
        row.name,
        _figure(row.measured),
        _figure(row.against),
        f"{row.ratio:.2f} ({row.median_ratio:.2f})",
        "" if row.target is None else f"{sign}{row.target}",
        _machine(row),
        _verdict(row),
    )


def _machine(row: Row) -> str:
    """Return what the machine was like; of the disk only where it is in the ratio."""
    found = row.measured.conditions
    if found is None:
        return ""
    load = f"load {found.load:.2f}"
    return f"{load}, flush {1e3 * found.flush:.2f} ms" if row.flushes else load


def _verdict(row: Row) -> str:
    if row.verdict == NO_VERDICT:
        return f"{NO_VERDICT} ({row.excuse})"
    return row.verdict or ("" if not row.excuse else f"({row.excuse})")


def _figure(series: Series) -> str:
    size, unit = next((pair for pair in _UNITS if series.best >= pair[0]), _UNITS[-1])
    return f"{series.best / size:.2f} ({series.median / size:.2f}) {unit}"
