"""Kinds of tampering: each changes a copy of a log, and says what must be found of it."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from event_store import canonical
from tests.reliability.forging import Base, Entry, behind_its_back, sealed, write

Found = tuple[str, int | None]


def alter(base: Base, copy: Path, chance: random.Random) -> Found:
    """A value within an entry becomes another; the entry stays well-formed."""
    position = _ordinary(base, chance)
    with behind_its_back(copy) as connection:
        connection.execute(
            "UPDATE entries SET entry = ? WHERE position = ?",
            (_altered(base.entries[position - 1], chance), position),
        )
    return _unlinked(base, position)


def replace(base: Base, copy: Path, chance: random.Random) -> Found:
    """INSERT OR REPLACE: over a row, or over another by a version that is taken."""
    position = _ordinary(base, chance)
    entry = base.entries[position - 1]
    names = (entry["stream"], entry["version"], entry["type"])
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        for at in (position, base.size + 1):
            row = (at, *names, _altered(entry, chance))
            try:
                connection.execute("INSERT OR REPLACE INTO entries VALUES (?,?,?,?,?)", row)
            except sqlite3.IntegrityError:
                continue
            return "nothing: the triggers let a replacement through", at
    with behind_its_back(copy) as connection:
        if chance.random() < 0.5:
            row = (position, *names, _altered(entry, chance))
            connection.execute("INSERT OR REPLACE INTO entries VALUES (?,?,?,?,?)", row)
            return _unlinked(base, position)
        row = (base.size + 1, *names, _altered(entry, chance))
        connection.execute("INSERT OR REPLACE INTO entries VALUES (?,?,?,?,?)", row)
    return "gap", position


def remove(base: Base, copy: Path, chance: random.Random) -> Found:
    """A row is gone; sometimes those after it are moved up to hide that."""
    position = chance.randint(1, base.size - 1)
    with behind_its_back(copy) as connection:
        connection.execute("DELETE FROM entries WHERE position = ?", (position,))
        if chance.random() < 0.5:
            _shift(connection, position, -1)
            return ("not_a_log", 1) if position == 1 else ("column_mismatch", position)
    return ("not_a_log", 1) if position == 1 else ("gap", position)


def swap(base: Base, copy: Path, chance: random.Random) -> Found:
    """Two entries change places."""
    one, other = sorted(chance.sample(range(2, base.size + 1), 2))
    with behind_its_back(copy) as connection:
        for old, new in ((one, 10**7), (other, one), (10**7, other)):
            connection.execute("UPDATE entries SET position = ? WHERE position = ?", (new, old))
    return "column_mismatch", one


def insert(base: Base, copy: Path, chance: random.Random) -> Found:
    """An entry that nobody recorded: at the end, or in between."""
    at_end = chance.random() < 0.5
    # After the rules that it names, which lie at 2: before them it would be wrong in itself.
    position = base.size + 1 if at_end else chance.randint(3, base.size)
    last = base.entries[position - 2]
    model = base.entries[_ordinary(base, chance) - 1]
    given = {
        name: model[name]
        for name in ("actor", "format", "occurred_on", "type", "type_version", "rules")
    }
    forged = {
        **given,
        "command": {"n": 1, "of": 1},
        "data": {"forged": True},
        "position": position,
        "recorded_at": last["recorded_at"],
        "occurred_on": "2031-02-01",
        "stream": model["stream"] if at_end else "congress/ward-2031/forged",
        "version": 1,
        "rules": 2,
    }
    found: Found = ("column_mismatch", position + 1)
    if not at_end and not base.begins_command(position):
        found = ("command_torn", position)
    if at_end:
        version = max(e["version"] for e in base.entries if e["stream"] == model["stream"])
        skipped = chance.random() < 0.5
        forged |= {"version": version + 1 + skipped, "prev": model.get("prev", "A" * 43 + "=")}
        found = ("version_gap" if skipped else "prev_mismatch", position)
    with behind_its_back(copy) as connection:
        _shift(connection, position, 1)
        connection.execute(
            "INSERT INTO entries VALUES (?,?,?,?,?)",
            (
                position,
                forged["stream"],
                forged["version"],
                forged["type"],
                canonical.encode(forged),
            ),
        )
    return found


def truncate(base: Base, copy: Path, chance: random.Random) -> Found:
    """The end is cut off and the tables follow; checkpoints, or a note elsewhere, tell."""
    below = chance.random() < 0.5
    newest = base.checkpoints[-1]
    size = chance.randint(2, newest - 1) if below else chance.randint(newest, base.size - 1)
    write(copy, sealed(base.entries[:size]), base.path)
    if not below and not base.begins_command(size + 1):
        return "command_torn", size
    return "rolled_back", size + 1


def fork(base: Base, copy: Path, chance: random.Random) -> Found:
    """From some entry on, another history that is right in itself."""
    position = _ordinary(base, chance)
    entries = list(base.entries)
    entries[position - 1] = canonical.loads(_altered(entries[position - 1], chance))
    write(copy, sealed(entries), base.path)
    return _other_history(base, position)


def back_date(base: Base, copy: Path, chance: random.Random) -> Found:
    """An entry claims another time: by itself, before it happened, or with all others agreeing."""
    position = _ordinary(base, chance)
    entry = dict(base.entries[position - 1])
    way = chance.choice(("recorded", "occurred", "agreed"))
    if way == "agreed":
        entries = list(base.entries)
        entries[position - 1] = {**entry, "occurred_on": _day_before(entry["occurred_on"])}
        write(copy, sealed(entries), base.path)
        return _other_history(base, position)
    if way == "recorded":
        entry["recorded_at"] = "2031-01-31T23:00:00.000000Z"
    else:
        entry["occurred_on"] = "2031-12-31"
    _put(copy, position, canonical.encode(entry))
    return ("time_went_back" if way == "recorded" else "future_date"), position


def column(base: Base, copy: Path, chance: random.Random) -> Found:
    """A column says something else than the entry beside it."""
    position = chance.randint(1, base.size)
    name, value = chance.choice(
        (("stream", "congress/ward-2031/other"), ("version", 9_000), ("type", "congress.other"))
    )
    with behind_its_back(copy) as connection:
        connection.execute(f"UPDATE entries SET {name} = ? WHERE position = ?", (value, position))
    return "column_mismatch", position


def tile(base: Base, copy: Path, chance: random.Random) -> Found:
    """The stored tree is another: a hash, a root, a tile too few, a tile too many."""
    n = chance.randrange(base.size // 256)
    way = chance.choice(("hash", "root", "gone", "more"))
    with behind_its_back(copy) as connection:
        root, hashes = connection.execute(
            "SELECT root, hashes FROM tiles WHERE level = 0 AND n = ?", (n,)
        ).fetchone()
        if way == "hash":
            place = chance.randrange(256)
            changed = bytearray(hashes)
            changed[place * 32 + chance.randrange(32)] ^= 1 << chance.randrange(8)
            connection.execute("UPDATE tiles SET hashes = ? WHERE n = ?", (bytes(changed), n))
            return "tile_mismatch", n * 256 + place + 1
        if way == "root":
            changed = bytearray(root)
            changed[chance.randrange(32)] ^= 1 << chance.randrange(8)
            connection.execute("UPDATE tiles SET root = ? WHERE n = ?", (bytes(changed), n))
        elif way == "gone":
            connection.execute("DELETE FROM tiles WHERE n = ?", (n,))
        else:
            more = (chance.choice((0, 1)), base.size // 256 + chance.randrange(9), root, hashes)
            connection.execute("INSERT INTO tiles VALUES (?,?,?,?)", more)
            return "tile_mismatch", None
    return "tile_mismatch", n * 256 + 1


def index(base: Base, copy: Path, chance: random.Random) -> Found:
    """A row of `streams` or `commands` is altered, gone, or too many."""
    table, key = chance.choice((("streams", "stream"), ("commands", "command_id")))
    way = chance.choice(("alter", "delete", "insert"))
    with behind_its_back(copy) as connection:
        names = [name for (name,) in connection.execute(f"SELECT {key} FROM {table}")]
        name = chance.choice(names)
        if way == "insert":
            values = ("'x/y', 1, zeroblob(32)", "'c-none', 3")[table == "commands"]
            connection.execute(f"INSERT INTO {table} VALUES ({values})")
            return "index_mismatch", None
        if way == "delete":
            connection.execute(f"DELETE FROM {table} WHERE {key} = ?", (name,))
        else:
            changes = ("version = version + 1", "leaf = randomblob(32)")
            change = "position = position + 1" if table == "commands" else chance.choice(changes)
            connection.execute(f"UPDATE {table} SET {change} WHERE {key} = ?", (name,))
    if table == "commands":
        return "index_mismatch", _command_at(base.entries, name)
    last = max(e["position"] for e in base.entries if e["stream"] == name)
    return "index_mismatch", last


def tear(base: Base, copy: Path, chance: random.Random) -> Found:
    """One entry of a command of several is gone, and all others agree with that."""
    several = [e["position"] for e in base.entries if e.get("command", {}).get("of", 1) > 1]
    position = chance.choice(several)
    entries = [e for e in base.entries if e["position"] != position]
    write(copy, sealed(entries), base.path)
    return "command_torn", position


def restore(base: Base, copy: Path, chance: random.Random) -> Found:
    """An older copy comes back: as it was, with the newer checkpoints, or carried on."""
    newest = base.checkpoints[-1]
    size = chance.choice([p for p in range(2, base.size) if base.begins_command(p + 1)])
    if size < newest:
        kept = chance.random() < 0.5
        write(copy, sealed(base.entries[:size]), base.path if kept else None)
        return "rolled_back", size + 1
    more = [{**base.entries[-1], "command": {"n": 1, "of": 1}, "type": "congress.other"}] * (
        base.size - size + chance.randrange(5)
    )
    write(copy, sealed([*base.entries[:size], *more]), base.path)
    return "fork", base.size


def checkpoint(base: Base, copy: Path, chance: random.Random) -> Found:
    """What was signed, or who signed it, is altered in the file."""
    size = chance.choice(base.checkpoints)
    way = chance.choice(("note", "moved", "line"))
    with behind_its_back(copy) as connection:
        if way == "note":
            (note,) = connection.execute(
                "SELECT note FROM checkpoints WHERE size = ?", (size,)
            ).fetchone()
            place = chance.randrange(len(note) - 3)
            letter = "A" if note[place] != "A" else "B"
            changed = note[:place] + letter + note[place + 1 :]
            connection.execute("UPDATE checkpoints SET note = ? WHERE size = ?", (changed, size))
            return "bad_signature", size
        if way == "moved":
            there = [s for s in range(2, base.size) if s not in base.checkpoints]
            at = chance.choice(there)
            connection.execute(
                "INSERT INTO checkpoints SELECT ?, note FROM checkpoints WHERE size = ?",
                (at, size),
            )
            return "root_mismatch", at
        first = base.checkpoints[0]
        ((line,),) = connection.execute("SELECT line FROM cosignatures").fetchall()
        place = chance.randrange(len(line) - 60, len(line) - 5)
        letter = "A" if line[place] != "A" else "B"
        changed = line[:place] + letter + line[place + 1 :]
        connection.execute("UPDATE cosignatures SET line = ?", (changed,))
    return "bad_cosignature", first


def schema(base: Base, copy: Path, chance: random.Random) -> Found:
    """The tables themselves: what guards them is gone, or they were opened to other contents."""
    way = chance.choice(("trigger", "index", "partial", "loose"))
    with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
        if way == "trigger":
            name = chance.choice(("next", "once", "no_update", "no_delete"))
            connection.execute(f"DROP TRIGGER entries_{name}")
            return "index_mismatch", None
        if way == "index":
            connection.execute("DROP INDEX entries_stream")
            return "index_mismatch", None
        connection.execute("PRAGMA writable_schema=ON")
        if way == "partial":
            connection.execute(
                "UPDATE sqlite_schema SET sql = sql || ' WHERE version > 2'"
                " WHERE name = 'entries_stream'"
            )
            return "index_mismatch", None
        connection.execute(
            "UPDATE sqlite_schema SET sql = replace(replace(sql, ') STRICT', ')'), 'NOT NULL', '')"
            " WHERE name = 'entries'"
        )
    return _loosened(base, copy, chance)


def _loosened(base: Base, copy: Path, chance: random.Random) -> Found:
    """Put something in a column that the table once refused, then make the table strict again."""
    position = chance.randint(2, base.size)
    column, value = chance.choice(
        (("stream", None), ("type", None), ("version", "x"), ("version", None), ("entry", "text"))
    )
    with behind_its_back(copy) as connection:
        connection.execute(
            f"UPDATE entries SET {column} = ? WHERE position = ?", (value, position)
        )
        with closing(sqlite3.connect(base.path)) as original:
            (sql,) = original.execute(
                "SELECT sql FROM sqlite_schema WHERE name = 'entries'"
            ).fetchone()
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_schema SET sql = ? WHERE name = 'entries'", (sql,))
        connection.execute("PRAGMA writable_schema=RESET")
    return ("bad_entry" if column == "entry" else "column_mismatch"), position


def _ordinary(base: Base, chance: random.Random) -> int:
    """The position of a domain entry."""
    return int(chance.choice([e["position"] for e in base.entries if "occurred_on" in e]))


def _altered(entry: Entry, chance: random.Random) -> bytes:
    """The entry with another actor, date or figure."""
    changed = chance.choice(
        (
            {"actor": entry["actor"] + "x"},
            {"data": {**entry["data"], "more": chance.randrange(10**9)}},
            {"occurred_on": _day_before(entry["occurred_on"])},
        )
    )
    return canonical.encode({**entry, **changed})


def _day_before(day: str) -> str:
    return f"2030-{day[5:8]}{min(int(day[8:]), 28):02d}"


def _put(copy: Path, position: int, text: bytes) -> None:
    with behind_its_back(copy) as connection:
        connection.execute("UPDATE entries SET entry = ? WHERE position = ?", (text, position))


def _shift(connection: sqlite3.Connection, start: int, by: int) -> None:
    """Move the rows from `start` on, by way of positions that nobody has."""
    far = 10**7
    connection.execute(
        "UPDATE entries SET position = position + ? WHERE position >= ?", (far, start)
    )
    connection.execute(
        "UPDATE entries SET position = position - ? + ? WHERE position > ?", (far, by, far)
    )


def _unlinked(base: Base, position: int) -> Found:
    """What tells of an entry whose bytes are others: what was made from its hash."""
    following, heads = base.next_in_stream(position), base.next_heads(position)
    if following is not None and (heads is None or following < heads):
        return "prev_mismatch", following
    if heads is not None:
        return "heads_mismatch", heads
    return "index_mismatch", position


def _other_history(base: Base, position: int) -> Found:
    """What tells of a history that is right in itself: the first thing that was signed."""
    signed = base.next_checkpoint(position)
    return ("fork", base.size) if signed is None else ("root_mismatch", signed)


def _command_at(entries: Sequence[Entry], name: str) -> int:
    return next(n for n, e in enumerate(entries, 1) if e.get("command", {}).get("id") == name)
