"""Shares as they are told: counts, totals, and a percentage made on output."""

from typing import Any


def share(count: int, total: int) -> dict[str, Any]:
    """Return `{count, total, percent}`; percent has one decimal, rounded half up, null of none."""
    percent = None
    if total:
        tenths = (2000 * count + total) // (2 * total)
        percent = f"{tenths // 10}.{tenths % 10}"
    return {"count": count, "total": total, "percent": percent}
