"""Answers over many branches: from the views if they are those of the moment, else the log."""

from collections.abc import Iterator
from typing import Any, NoReturn

from console import worded
from console.failures import NotFoundError
from console.language import say
from console.views import Shown
from engine.corrections import fold
from engine.reading import Reader, View
from event_store.words import Text
from workflows.projections.dossier import Dossier, refold
from workflows.projections.missing import Watched, watched
from workflows.projections.officers import BRANCHES as LISTED
from workflows.projections.officers import listed
from workflows.projections.progress import below
from workflows.projections.radar import facts, is_finished

Chosen = tuple[str | None, str | None]
"""A campaign and a committee's path; None is all."""


def radar(reader: Reader, views: Shown | None, view: View, chosen: Chosen) -> list[Watched]:
    """Return the branches with something open; raises NotFoundError."""
    board = None if views is None else views.now("board", view)
    opened = None if views is None else views.now("radar", view)
    if board is None or opened is None:
        return list(_watched(reader, view, chosen))
    _check(view, chosen, board)
    return list(watched(board, opened, campaign=chosen[0], path=chosen[1]))


def officers(
    reader: Reader, views: Shown | None, view: View, chosen: Chosen
) -> list[dict[str, Any]]:
    """Return the branches that have officers, as `workflows.projections.officers` lists them.

    Each has `campaign`, `branch` and `name` besides. Raises NotFoundError.
    """
    board = None if views is None else views.now("board", view)
    rows = None if views is None else views.now("officers", view)
    if board is None or rows is None:
        return list(_listed(reader, view, chosen))
    _check(view, chosen, board)
    equal = {} if chosen[0] is None else {"campaign": chosen[0]}
    found, paths = [], {}
    for row in rows.select(LISTED, equal):
        key = row["campaign"]
        if key not in paths:
            paths[key] = (board.get("campaigns", key) or {"path": ""})["path"]
        branch = board.get("branches", key, row["branch"])
        if branch is not None and branch["registered"] and below(paths[key], chosen[1]):
            found.append({**row, "name": branch["name"]})
    return found


def _check(view: View, chosen: Chosen, board: Any) -> None:
    """Refuse what names nothing, as the board does."""
    from workflows.projections.progress import progress

    campaign, path = chosen
    if (campaign or path) and (
        progress(board, view.as_of, None, lambda _: None, campaign=campaign, path=path) is None
    ):
        not_found(chosen)


def not_found(chosen: Chosen) -> NoReturn:
    """Say that what was named is not on record."""
    asked = chosen[0] or chosen[1]
    raise NotFoundError(
        say(
            f"There is no campaign '{asked}' on record.",
            f"Không có đợt đại hội '{asked}' trong sổ ghi.",
        )
    )


def _watched(reader: Reader, view: View, chosen: Chosen) -> Iterator[Watched]:
    for key, root, branch, dossier in _dossiers(reader, view, chosen):
        found = facts(dossier)
        if not is_finished(found):
            yield Watched(
                key,
                branch,
                root.branches[branch].name,
                branch in root.pilots,
                root.deadline,
                root.policy,
                found,
            )


def _listed(reader: Reader, view: View, chosen: Chosen) -> Iterator[dict[str, Any]]:
    for key, root, branch, dossier in _dossiers(reader, view, chosen):
        found = listed(dossier.congress)
        if found["officers"]:
            name = root.branches[branch].name
            yield {"campaign": key, "branch": branch, **found, "name": name}


def _dossiers(
    reader: Reader, view: View, chosen: Chosen
) -> Iterator[tuple[str, Any, str, Dossier]]:
    """Fold the branches of the campaigns chosen; yields campaign, its state, branch, dossier."""
    campaigns, congress = (reader.lifecycles.by_area[a] for a in ("campaign", "congress"))
    matched = False
    for (key,) in reader.keys(campaigns):
        entries = reader.entries(campaigns, key, upto=view.upto)
        if chosen[0] not in (None, key) or not entries:
            continue
        root = fold(campaigns, entries, view.as_of)
        if not below(root.path(), chosen[1]):
            continue
        matched = True
        known = dict(reader.readable_below(congress, key, upto=view.upto))
        for branch in sorted(root.branches):
            if congress.stream(key, branch) in reader.left_out:
                continue
            yield key, root, branch, refold(congress, known.get(branch, []), view.as_of)
    if not matched and any(chosen):
        not_found(chosen)


def chosen_options(command: Any) -> Any:
    """Add --campaign and --path."""
    command = worded.option(
        "--path",
        metavar="A/B/ID",
        help=Text("Only campaigns below this committee.", "Chỉ các đợt thuộc cấp ủy này."),
    )(command)
    return worded.option(
        "--campaign", metavar="C", help=Text("Only this campaign.", "Chỉ đợt đại hội này.")
    )(command)
