"""How a bundle may be changed: by somebody who hides something, by damage, or not in effect."""

import json
import random
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from typing import Any

import verify_bundle
from event_store import canonical
from tests.verifier import building

ODD: list[Any] = [
    *(None, True, False, 0, -1, 1, 2**53, 2**70, 1.5, "", "x", "\ud800", "\x00", "ủ", [], {}),
    *([[]], {"a": None}, "congress-bundle/1", "=", "A" * 43 + "="),
]
LETTERS = 'abcXYZ019+/=-_ .:"\\{}[],\n\t\u00e9\u0301đ—'
STRANGER = building.Signer("stranger.example/w", bytes([8]) * 32)
Mutation = Callable[[random.Random, Any], Any]


# --- Mutations of the parsed bundle --------------------------------------------------------------


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every place in a value, as (container, key)."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in list(inner):
        yield value, key
        if isinstance(item, dict | list):
            yield from places(item)


def some(chance: random.Random, value: Any, kind: type | tuple[type, ...]) -> tuple[Any, Any]:
    """Pick a place that holds some kind of value."""
    return chance.choice([(c, k) for c, k in places(value) if isinstance(c[k], kind)])


def edited(chance: random.Random, text: str) -> str:
    """Change one letter of a text, or leave it out, or put one in."""
    at, letter = chance.randrange(len(text) + 1), chance.choice(LETTERS)
    return text[:at] + chance.choice([letter, "", text[at : at + 1] + letter]) + text[at + 1 :]


def letter(chance: random.Random, bundle: Any) -> None:
    """One letter of one text is another."""
    container, key = some(chance, bundle, str)
    container[key] = edited(chance, container[key])


def number(chance: random.Random, bundle: Any) -> None:
    """One number is another."""
    container, key = some(chance, bundle, int)
    container[key] += chance.choice([-1, 1, 1 << chance.randrange(60)])


def kind(chance: random.Random, bundle: Any) -> None:
    """Something is of another kind."""
    container, key = chance.choice(list(places(bundle)))
    container[key] = chance.choice(ODD)


def member(chance: random.Random, bundle: Any) -> None:
    """A member is gone, or has another name."""
    inner = [c[k] for c, k in places(bundle) if isinstance(c[k], dict)]
    holder = chance.choice([bundle, *inner])
    name = chance.choice(list(holder))
    value = holder.pop(name)
    if chance.random() < 0.5:
        holder[name + "s"] = value


def elements(chance: random.Random, bundle: Any) -> None:
    """A list lost an element, has one twice, or two in each other's place."""
    container, key = some(chance, bundle, list)
    listed = container[key]
    if not listed:
        listed.append(chance.choice(ODD))
        return
    one, other = chance.randrange(len(listed)), chance.randrange(len(listed))
    match chance.randrange(3):
        case 0:
            del listed[one]
        case 1:
            listed.insert(other, listed[one])
        case _:
            listed[one], listed[other] = listed[other], listed[one]


def swap(chance: random.Random, bundle: Any) -> None:
    """Two texts anywhere changed places: nodes, entries, notes, salts."""
    (one, at), (other, to) = some(chance, bundle, str), some(chance, bundle, str)
    one[at], other[to] = other[to], one[at]


def moved(chance: random.Random, bundle: Any) -> None:
    """A whole entry with its proof stands where another stood."""
    pool = [(bundle[name], n) for name in ("entries", "support") for n in range(len(bundle[name]))]
    (one, at), (other, to) = chance.choice(pool), chance.choice(pool)
    one[at], other[to] = other[to], one[at]


def bit(chance: random.Random, bundle: Any) -> None:
    """One bit of something in base64 is another."""
    found: list[tuple[Any, Any]] = [(bundle["nodes"], n) for n in range(len(bundle["nodes"]))]
    for item in bundle["disclosures"]:
        found += [(item, "salt"), (item, "value")]
    container, key = chance.choice(found)
    container[key] = _flipped(chance, container[key])


def _flipped(chance: random.Random, text: str) -> str:
    raw = bytearray(b64decode(text))
    raw[chance.randrange(len(raw))] ^= 1 << chance.randrange(8)
    return b64encode(raw).decode()


def note_line(chance: random.Random, bundle: Any) -> None:
    """A line of a note is changed, gone, doubled, or has one bit of its last word changed."""
    holder = chance.choice([bundle, *bundle["earlier"]])
    lines = holder["checkpoint"].split("\n")
    at = chance.randrange(len(lines))
    match chance.randrange(5):
        case 0:
            lines[at] = edited(chance, lines[at])
        case 1:
            del lines[at]
        case 2:
            lines.insert(chance.randrange(len(lines)), lines[at])
        case 3:
            lines[at] = chance.choice([str(chance.randrange(40)), "none", lines[at][::-1]])
        case _:
            signed = [n for n, line in enumerate(lines) if line.startswith("— ")] or [2]
            at = chance.choice(signed)
            first, _, last = lines[at].rpartition(" ")
            lines[at] = f"{first} {_flipped(chance, last)}".strip()
    holder["checkpoint"] = "\n".join(lines)


def figure(chance: random.Random, bundle: Any) -> None:
    """An entry says something else, in perfect form: the change that somebody would want."""
    items = [*bundle["entries"], *bundle["support"], bundle["heads"]]
    item = chance.choice(items)
    entry = json.loads(item["entry"])
    container, key = chance.choice(list(places(entry)))
    value = container[key]
    if isinstance(value, bool) or not isinstance(value, int | str):
        del container[key]
    elif isinstance(value, int):
        container[key] = value + chance.choice([-1, 1, 10])
    else:
        container[key] = edited(chance, value)
    try:
        item["entry"] = canonical.encode(entry).decode()
    except ValueError:
        item["entry"] = json.dumps(entry)


def forged_history(chance: random.Random, bundle: Any) -> None:
    """An entry says something else, and all that follow are linked to it anew."""
    figure(chance, {**bundle, "support": [], "heads": chance.choice(bundle["entries"])})
    previous = ""
    for item in bundle["entries"]:
        try:
            entry = canonical.loads(item["entry"])
            if previous and "prev" in entry:
                entry["prev"] = previous
                item["entry"] = canonical.encode(entry).decode()
        except (ValueError, TypeError):
            return
        previous = building.b64(verify_bundle.leaf_hash(item["entry"].encode()))


def held_back(chance: random.Random, bundle: Any) -> None:
    """The last entries are left out: the branch looks as it did some time ago."""
    entries = bundle["entries"]
    del entries[-chance.randrange(1, len(entries)) :]


def older_note(chance: random.Random, bundle: Any) -> None:
    """An older checkpoint, well signed, stands for the newest."""
    if bundle["earlier"]:
        bundle["checkpoint"] = chance.choice(bundle["earlier"])["checkpoint"]
    held_back(chance, bundle)


# --- Mutations that change nothing that is claimed -----------------------------------------------


def spaces(chance: random.Random, bundle: Any) -> str:
    """The same in another layout."""
    return json.dumps(bundle, indent=chance.randrange(3), ensure_ascii=chance.random() < 0.5)


def order_of_members(chance: random.Random, bundle: Any) -> str:
    """The members in another order."""
    names = list(bundle)
    chance.shuffle(names)
    return json.dumps({name: bundle[name] for name in names})


def more_nodes(chance: random.Random, bundle: Any) -> None:
    """Hashes that nothing names."""
    bundle["nodes"] += [building.b64(chance.randbytes(32)) for _ in range(chance.randrange(1, 4))]


def stranger_signs(_: random.Random, bundle: Any) -> None:
    """A signature of somebody whom the policy does not know."""
    body = bundle["checkpoint"].partition("\n\n")[0] + "\n"
    bundle["checkpoint"] += STRANGER.line(body)


def fewer_claims(chance: random.Random, bundle: Any) -> None:
    """Without older checkpoints, or without persons."""
    bundle[chance.choice(["earlier", "disclosures"])] = []


# --- Mutations of the bytes ----------------------------------------------------------------------


def one_bit(chance: random.Random, data: bytearray) -> None:
    """One bit is another."""
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def cut(chance: random.Random, data: bytearray) -> None:
    """Some bytes are gone."""
    at = chance.randrange(len(data))
    del data[at : at + chance.choice([1, 2, 50, len(data)])]


def doubled(chance: random.Random, data: bytearray) -> None:
    """Some bytes come twice."""
    at, to = chance.randrange(len(data)), chance.randrange(len(data))
    data[to:to] = data[at : at + chance.choice([1, 2, 50, 500])]


def noise(chance: random.Random, data: bytearray) -> None:
    """Some bytes are any."""
    at = chance.randrange(len(data))
    data[at : at + chance.randrange(4)] = chance.randbytes(chance.randrange(4))


NEUTRAL: tuple[Mutation, ...] = (
    spaces, order_of_members, more_nodes, stranger_signs, fewer_claims,
)  # fmt: skip
PARSED: tuple[Mutation, ...] = (
    *(letter, number, kind, member, elements, swap, moved, bit, note_line, figure),
    *(forged_history, held_back, older_note, figure, note_line, bit),
)
BYTES: tuple[Mutation, ...] = (one_bit, cut, doubled, noise)


def mutated(chance: random.Random, text: str) -> tuple[bytes, Mutation]:
    """Return a changed bundle, and how it was changed."""
    mutation = chance.choice([*PARSED, *PARSED, *BYTES, *BYTES, *NEUTRAL])
    if mutation in BYTES:
        data = bytearray(text.encode())
        mutation(chance, data)
        return bytes(data), mutation
    bundle = json.loads(text)
    again = mutation(chance, bundle) or json.dumps(bundle)
    return again.encode("utf-8", "surrogatepass"), mutation
