"""Ways to rewrite a log: what somebody might record who knows the format and keeps to it badly."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import Any

from event_store.members import MAX_ENTRY
from tests.reliability.oddities import (
    HASH,
    MEMBERS,
    NAMES,
    NUMBERS,
    ODD,
    ORIGINS,
    STREAMS,
    TIMES,
)
from tests.reliability.relinked import Entry, Item, spelt
from tests.reliability.spellings import WAYS, filled

Rewrite = Callable[[random.Random, list[Item]], object]
"""Changes the items of a log in one way."""


# --- One entry, its values -----------------------------------------------------------------------


def member(chance: random.Random, items: list[Item]) -> None:
    """A member holds something else, or what it did not have."""
    item = picked(chance, items)
    name = chance.choice(tuple(MEMBERS))
    value = chance.choice(MEMBERS[name] if chance.random() < 0.8 else ODD)
    put(item, name, value)


def unknown(chance: random.Random, items: list[Item]) -> None:
    """A member that no program knows yet."""
    put(picked(chance, items), chance.choice(("zz", "more", "aa", "note")), chance.choice(ODD))


def leave_out(chance: random.Random, items: list[Item]) -> None:
    """A member is not there."""
    item = picked(chance, items)
    take(item, chance.choice(("prev", "position", "version", *item.entry)))


def rename(chance: random.Random, items: list[Item]) -> None:
    """A member goes by another name."""
    item = picked(chance, items)
    put(item, chance.choice(NAMES), take(item, chance.choice(tuple(item.entry))))


def within(chance: random.Random, items: list[Item]) -> None:
    """Deep in a member something is another value, of another name, or not there."""
    item = picked(chance, items)
    names = [n for n, value in item.entry.items() if isinstance(value, dict | list)]
    name = chance.choice(names or ["data"])
    copied = copy_of(item.entry.get(name, {}))
    place: Any = copied
    inner = list(_children(place))
    while inner and chance.random() < 0.6:
        place = chance.choice(inner)
        inner = list(_children(place))
    _disturb(chance, place)
    put(item, name, copied)


def _children(value: Any) -> list[Any]:
    values = value.values() if isinstance(value, dict) else value
    return [each for each in values if isinstance(each, dict | list)]


def _disturb(chance: random.Random, place: Any) -> None:
    keys = list(place) if isinstance(place, dict) else list(range(len(place)))
    way = chance.randrange(4)
    if isinstance(place, list):
        if way == 0 or not keys:
            place.insert(chance.randint(0, len(place)), chance.choice(ODD))
        elif way == 1:
            place.pop(chance.choice(keys))
        else:
            place[chance.choice(keys)] = chance.choice(ODD)
    elif way == 0 or not keys:
        place[chance.choice(NAMES)] = chance.choice(ODD)
    elif way == 1:
        place.pop(chance.choice(keys))
    else:
        place[chance.choice(keys)] = chance.choice(ODD)


def reference(chance: random.Random, items: list[Item]) -> None:
    """An entry names another one, of its stream or not, before it or not."""
    item = picked(chance, items)
    at = chance.choice(items).entry.get("position", 1)
    value = at if chance.random() < 0.6 else chance.choice((*NUMBERS, len(items), len(items) + 9))
    if chance.random() < 0.3:
        put(item, "rules", value)
        return
    data = item.entry.get("data")
    put(item, "data", {**(data if isinstance(data, dict) else {}), "target_position": value})
    if chance.random() < 0.7:
        item.kept.discard("data")


def near(chance: random.Random, items: list[Item]) -> None:
    """A place, a link or a count that is out by little."""
    item = picked(chance, items)
    name = chance.choice(("position", "version", "prev", "rules"))
    value = item.entry.get(name, 1)
    if name == "prev":
        put(item, name, chance.choice(items).entry.get("prev", HASH))
    elif type(value) is int:
        put(item, name, value + chance.choice((-1, 1, 2)))


def moment(chance: random.Random, items: list[Item]) -> None:
    """Times of neighbours, and days at the border of the local date."""
    item, other = picked(chance, items), picked(chance, items)
    time = str(other.entry.get("recorded_at"))
    if chance.random() < 0.5:
        put(item, "recorded_at", time)
    own = str(item.entry.get("recorded_at"))[:10]
    if chance.random() < 0.7:
        hour = chance.choice(("16:59:59.999999Z", "17:00:00.000000Z", "00:00:00.000000Z"))
        for each in items[items.index(item) :]:
            each.entry = {**each.entry, "recorded_at": f"{own}T{hour}"}
    following = f"{own[:8]}{min(int(own[8:] or 1) + 1, 28):02d}" if own[8:].isdigit() else own
    if "occurred_on" in item.entry:
        put(item, "occurred_on", chance.choice((own, following, time[:10])))


# --- Rules, genesis, commands --------------------------------------------------------------------


def rules(chance: random.Random, items: list[Item]) -> None:
    """The texts that decided are others than their digests say, or in another order."""
    adopting = [item for item in items if item.entry.get("type") == "log.rules_adopted"]
    item = chance.choice(adopting)
    data = copy_of(item.entry["data"])
    texts = [*data["definitions"], data["policy"]]
    text = chance.choice(texts)
    match chance.randrange(7):
        case 0:
            text["text"] += " "
        case 1:
            text["digest"] = chance.choice((HASH, "", 1, text["digest"][:-1], True))
        case 2:
            data["definitions"].reverse()
        case 3:
            text[chance.choice(("version", "name"))] = chance.choice((*NUMBERS, "", "zz", "a"))
        case 4:
            text.pop(chance.choice(tuple(text)))
        case 5:
            text["more"] = chance.choice(ODD)
        case _:
            data[chance.choice(tuple(data))] = chance.choice(ODD)
    put(item, "data", data)


def genesis(chance: random.Random, items: list[Item]) -> None:
    """The first entry names the log otherwise."""
    first = items[0]
    data = dict(first.entry["data"])
    match chance.randrange(5):
        case 0:
            data["origin"] = chance.choice(ORIGINS)
        case 1:
            data["simulation"] = chance.choice((True, False, 1, "true", None, 0))
        case 2:
            data["hash"] = chance.choice(("rfc6962-sha256", "rfc6962-sha512", "", 1, None))
        case 3:
            put(first, "recorded_at", chance.choice((items[1].entry["recorded_at"], *TIMES)))
        case _:
            data.pop(chance.choice(tuple(data)))
    put(first, "data", data)


def command(chance: random.Random, items: list[Item]) -> None:
    """One command has the id of another, or its entries do not agree."""
    having = [item for item in items if isinstance(item.entry.get("command"), dict)] or items
    several = [item for item in having if item.entry.get("command", {}).get("of", 1) != 1]
    item = chance.choice(several if several and chance.random() < 0.6 else having)
    own = {"n": 1, "of": 1, **item.entry.get("command", {})}
    match chance.randrange(5):
        case 0:
            own |= chance.choice(having).entry.get("command", {})
        case 1:
            own[chance.choice(("n", "of"))] = chance.choice((1, 2, 3, 4, True))
        case 2:
            own |= {"id": chance.choice(("new", "c-0001")), "digest": HASH}
        case 3:
            own["more"] = chance.choice(ODD)
        case _:
            own.pop(chance.choice(tuple(own)))
    put(item, "command", own)


# --- One entry, its spelling ---------------------------------------------------------------------


def spelling(chance: random.Random, items: list[Item]) -> None:
    """The same or nearly the same, written otherwise."""
    item, way, at = picked(chance, items), chance.choice(WAYS), chance.random()
    item.spell = lambda text: way(text, at)


def size(chance: random.Random, items: list[Item]) -> None:
    """An entry of as many bytes as are allowed, or one more."""
    item, whole = picked(chance, items), MAX_ENTRY + chance.choice((-1, 0, 1, 500))
    letter = chance.choice((b"x", "\u0111".encode(), b"\\n"))
    item.spell = lambda text: filled(text, whole, letter)


# --- The order of entries ------------------------------------------------------------------------


def remove(chance: random.Random, items: list[Item]) -> None:
    """Some entries in a row are gone."""
    at = chance.randrange(1, len(items))
    del items[at : at + chance.choice((1, 1, 2, 3))]


def twice(chance: random.Random, items: list[Item]) -> None:
    """An entry is there once more, with its command's id or another one."""
    item = chance.choice(items if chance.random() < 0.1 else items[1:]).copy()
    if chance.random() < 0.7:
        fresh(item, str(chance.random()))
    items.insert(chance.randint(1, len(items)), timed(item, items, chance))


def swap(chance: random.Random, items: list[Item]) -> None:
    """Two entries change places."""
    one = chance.randrange(len(items) if chance.random() < 0.1 else len(items) - 1)
    other = min(one + chance.choice((1, 1, 2, 9)), len(items) - 1)
    items[one], items[other] = items[other], items[one]
    if chance.random() < 0.7:
        first, second = (items[n].entry.get("recorded_at") for n in (other, one))
        for at, time in ((one, first), (other, second)):
            items[at].entry = {**items[at].entry, "recorded_at": time}


def elsewhere(chance: random.Random, items: list[Item]) -> None:
    """An entry stands on another stream."""
    usual = ("log", "log/heads", "person/m-003", "campaign/ward-2031", "other/x")
    put(picked(chance, items), "stream", chance.choice(chance.choice((usual, STREAMS))))


def heads(chance: random.Random, items: list[Item]) -> None:
    """What commits to the heads stands twice, at another time, or says something else."""
    found = [n for n, item in enumerate(items) if item.entry.get("type") == "log.heads"]
    at = chance.choice(found)
    way = chance.randrange(4)
    if way == 0:
        items.insert(at, items[at].copy())
    elif way == 1:
        put(items[at], "recorded_at", chance.choice((*TIMES, items[0].entry["recorded_at"])))
    else:
        name = chance.choice(("root", "size", "streams", "more"))
        values = {"root": (HASH, "", 1), "more": (1, "x", [])}.get(name, (*NUMBERS, at))
        data = {"root": HASH, "size": at, "streams": 3, **items[at].entry["data"]}
        put(items[at], "data", {**data, name: chance.choice(values)})


ALL: Sequence[Rewrite] = (
    *(member, member, member, member, unknown, leave_out, rename, within, within, reference),
    *(near, moment, rules, genesis, command, command, spelling, spelling, size),
    *(remove, twice, swap, elsewhere, heads),
)
OF_ONE: Sequence[Rewrite] = (
    *(member, member, member, unknown, leave_out, rename, within, reference, near, moment),
    *(command, spelling, size, elsewhere, elsewhere),
)
"""Those that change one entry alone."""


def put(item: Item, name: str, value: Any) -> None:
    """Put a value into an entry, where it stays."""
    item.entry = {**item.entry, name: value}
    item.kept.add(name)


def take(item: Item, name: str) -> Any:
    """Take a member out of an entry, so that it stays away; return what it held."""
    value = item.entry.get(name)
    item.entry = {each: held for each, held in item.entry.items() if each != name}
    item.kept.add(name)
    return value


def copy_of(value: Any) -> Any:
    """A value with lists and objects of its own."""
    if isinstance(value, dict):
        return {name: copy_of(each) for name, each in value.items()}
    return [copy_of(each) for each in value] if isinstance(value, list) else value


def picked(chance: random.Random, items: Sequence[Item]) -> Item:
    """Any entry; genesis is changed by itself most of the time."""
    return chance.choice(items if chance.random() < 0.03 else items[1:] or items)


def fresh(item: Item, name: str) -> Item:
    """The same of another command, if it names one."""
    own = item.entry.get("command")
    if isinstance(own, dict) and "id" in own:
        item.entry = {**item.entry, "command": {**own, "id": name}}
    return item


def timed(item: Item, items: Sequence[Item], chance: random.Random) -> Item:
    """Perhaps recorded when the last entry was."""
    if chance.random() < 0.7:
        item.entry = {**item.entry, "recorded_at": items[-1].entry.get("recorded_at")}
    return item


def described(items: Sequence[Item]) -> str:
    """What was changed by hand, for whoever looks at a failure."""
    found = [
        f"{place}: {', '.join(sorted(item.kept))}{' spelt' if item.spell else ''} "
        f"{spelt(_entry_kept(item))[:200]}"
        for place, item in enumerate(items, 1)
        if item.kept or item.spell
    ]
    return "; ".join(found[:3]) or "order alone"


def _entry_kept(item: Item) -> Entry:
    return {name: item.entry[name] for name in sorted(item.kept & item.entry.keys())}
