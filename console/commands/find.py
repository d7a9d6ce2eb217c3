"""`congress find`: branches by any part of their name or id, with or without accents."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

import click

from application.spelling import plain
from console import worded
from console.context import campaign_option, reading
from console.failures import NotFoundError
from console.language import language, say
from console.newer import finish
from console.output import emit_rows, output_option
from engine.reading import Reader
from engine.workflow import UnknownEventError
from event_store.words import Text
from workflows.labels import LABELS

SHORT = {
    "tdp": ("to", "dan", "pho"),
    "cb": ("chi", "bo"),
    "kdc": ("khu", "dan", "cu"),
}
"""What is written short in ids and in names."""
Found = tuple[str, str, str]
"""Campaign, branch, name."""
WHOLE, BEGUN = 2, 1
NEAR = 0.65
"""How alike a word must be to one of the name to be taken for a slip of the keyboard."""


@worded.command(
    help=Text(
        "Find branches by words of their name or id, in any campaign, with or without accents and "
        "capitals: TDP and tổ dân phố are one, and so are 8 and 08. Best match first.\n\n"
        "\b\nExamples:\n"
        '  congress find "to dan pho 8"\n'
        "  congress find tdp8\n"
        "  congress find truong -o json",
        "Tìm chi bộ theo vài từ trong tên hoặc mã, ở mọi đợt, có dấu hay không dấu, chữ hoa hay "
        "thường: TDP và tổ dân phố là một, 8 và 08 là một. Đúng nhất ở trên.\n\n"
        "\b\nVí dụ:\n"
        '  congress find "to dan pho 8"\n'
        "  congress find tdp8\n"
        "  congress find truong -o json",
    )
)
@worded.argument("words", nargs=-1, required=True)
@campaign_option
@output_option()
@click.pass_context
def command(
    context: click.Context, words: tuple[str, ...], campaign: str | None, output: str
) -> None:
    """Print the branches found."""
    asked = tokens(" ".join(words))
    with reading(context) as reader:
        known = list(_registered(reader, campaign))
        best = _best(asked, known, slips=False) or _best(asked, known, slips=True)
        rows = [_row(reader, *found) for found in best]
    if not rows:
        said = " ".join(words)
        raise NotFoundError(
            say(f"No branch is like '{said}'.", f"Không có chi bộ nào giống '{said}'.")
        )
    if output == "table":
        rows = [{**row, "state": _state(row)} for row in rows]
    columns = {
        "branch": say("branch", "chi bộ"),
        "name": say("name", "tên"),
        "state": say("state", "trạng thái"),
        "campaign": say("campaign", "đợt"),
    }
    emit_rows(rows, columns, output)
    finish(context, reader.left_out)


def _state(row: dict[str, Any]) -> str:
    return "?" if row["state"] is None else LABELS[row["state"]].say(language())


def tokens(text: str) -> list[str]:
    """Return the words of `text` without accents: TDP-08 is to, dan, pho, 8."""
    found: list[str] = []
    for word in re.findall(r"[a-z]+|\d+", plain(text)):
        found += SHORT.get(word, (word.lstrip("0") or "0" if word.isdigit() else word,))
    return found


def score(asked: list[str], name: list[str], *, slips: bool = False) -> int | None:
    """Return how well all words of `asked` are met by those of `name`, None if one is not met.

    A number must be met whole, a word may be begun; with `slips` it may be misspelt.
    """
    total = int(len(asked) == len(name))
    for word in asked:
        if word in name:
            total += WHOLE
        elif word.isdigit():
            return None
        elif any(part.startswith(word) for part in name):
            total += BEGUN
        elif not (slips and any(_alike(word, part) for part in name)):
            return None
    return total


def natural(key: str) -> list[tuple[int, str]]:
    """Return a key that sorts TDP-2 before TDP-10."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", key)]


def _alike(word: str, other: str) -> bool:
    close = abs(len(word) - len(other)) <= 1
    return close and SequenceMatcher(None, word, other).ratio() >= NEAR


def _best(asked: list[str], known: list[Found], *, slips: bool) -> list[Found]:
    scored = []
    for found in known if asked else ():
        _, branch, name = found
        met = [score(asked, tokens(text), slips=slips) for text in (name, branch)]
        met.append(score(asked, tokens(f"{branch} {name}"), slips=slips))
        if any(each is not None for each in met):
            scored.append((-max(each or 0 for each in met), found))
    return [found for _, found in sorted(scored, key=lambda each: (each[0], *_order(each[1])))]


def _order(found: Found) -> tuple[str, list[tuple[int, str]]]:
    return found[0], natural(found[1])


def _registered(reader: Reader, campaign: str | None) -> Iterator[Found]:
    above = reader.lifecycles.by_area["campaign"]
    view = reader.view("9999-12-31", None)
    for (key,) in reader.keys(above):
        if campaign in (None, key):
            root = reader.state(above, key, view=view)
            yield from ((key, branch, root.branches[branch].name) for branch in root.branches)


def _row(reader: Reader, campaign: str, branch: str, name: str) -> dict[str, Any]:
    below = reader.lifecycles.by_area["congress"]
    found = {"campaign": campaign, "branch": branch, "name": name}
    try:
        state = reader.state(below, campaign, branch, view=reader.view("9999-12-31", None))
    except UnknownEventError as error:
        reader.leave_out(error)
        return {**found, "state": None}
    return {**found, "state": state.stage}
