"""Counts: what one adds to another, and shares as they are told."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any


def share(count: int, total: int) -> dict[str, Any]:
    """Return `{count, total, percent}`; percent has one decimal, rounded half up, null of none."""
    percent = None
    if total:
        tenths = (2000 * count + total) // (2 * total)
        percent = f"{tenths // 10}.{tenths % 10}"
    return {"count": count, "total": total, "percent": percent}


def flag_counts(flags: Mapping[str, int], sign: int = 1) -> dict[str, int]:
    """Return flags as counts."""
    return {f"flag:{flag}": sign * count for flag, count in flags.items()}


def change_of(before: Mapping[str, int], after: Mapping[str, int]) -> dict[str, int]:
    """Return what leads from some counts to others."""
    if before == after:
        return {}
    change = {key: count - before.get(key, 0) for key, count in after.items()}
    change.update((key, -count) for key, count in before.items() if key not in after)
    return {key: count for key, count in change.items() if count}


@lru_cache(maxsize=4_096)
def ancestors(path: str) -> tuple[str, ...]:
    """Return a committee path with all that it lies below, the whole log (`""`) first."""
    parts = path.split("/") if path else []
    return tuple("/".join(parts[:count]) for count in range(len(parts) + 1))


def add(counts: dict[str, int], change: Mapping[str, int]) -> None:
    """Change counts; what comes to none is left out."""
    for key, count in change.items():
        total = counts.get(key, 0) + count
        if total:
            counts[key] = total
        else:
            counts.pop(key, None)
