"""The table: one line a row, printed as soon as the row is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bench.measuring import Row, Series

_UNITS = ((1.0, "s "), (1e-3, "ms"), (1e-6, "µs"))
_LINE = "{:<66} {:>21} {:>21} {:>13} {:>7}  {}"


class Table:
    """Prints rows in sections: figures are those of the best repeat, the median in brackets."""

    def __init__(self) -> None:
        self._short = 0
        self._judged = 0
        titles = ("what | against what", "measured", "against", "ratio", "target", "")
        print(_LINE.format(*titles).rstrip())

    def show(self, section: str, rows: list[Row]) -> list[Row]:
        """Print the rows of a section and give them back."""
        print(f"-- {section}")
        for row in rows:
            self._judged += row.target is not None
            self._short += row.verdict == "short"
            print(_line(row).rstrip(), flush=True)
        return rows

    def close(self) -> None:
        """Say how many targets were met."""
        print(f"{self._judged - self._short} of {self._judged} targets met")


def _line(row: Row) -> str:
    sign = "<=" if row.as_cost else ">="
    return _LINE.format(
        row.name,
        _figure(row.measured),
        _figure(row.against),
        f"{row.ratio:.2f} ({row.median_ratio:.2f})",
        "" if row.target is None else f"{sign}{row.target}",
        row.verdict,
    )


def _figure(series: Series) -> str:
    size, unit = next((pair for pair in _UNITS if series.best >= pair[0]), _UNITS[-1])
    return f"{series.best / size:.2f} ({series.median / size:.2f}) {unit}"
