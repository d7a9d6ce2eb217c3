"""What most commands need first: the log, a reader, a branch found by its name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import click

from console import worded
from console.failures import NotFoundError
from console.language import say
from console.opening import opened
from console.packaged import lifecycles
from engine.reading import Reader, View
from engine.workflow import Entry, UnknownEventError, Workflow
from event_store.clock import normal
from event_store.errors import BadTimeError
from event_store.words import Text


@dataclass(frozen=True, slots=True)
class Branch:
    """A branch that was asked about, named as it is in the view."""

    campaign: str
    key: str
    name: str
    reader: Reader
    view: View
    area: str = "congress"

    @property
    def workflow(self) -> Workflow:
        """The lifecycle that is asked about: that of branch congresses, or another of a branch."""
        return self.reader.lifecycles.by_area[self.area]

    def of(self, area: str | None) -> "Branch":
        """Return the same branch in another lifecycle; raises UsageError where there is none."""
        if area is None:
            return self
        known = [w.area for w in self.reader.lifecycles.at(self.workflow.address)]
        if area in known:
            return replace(self, area=area)
        listed = ", ".join(known)
        raise click.UsageError(
            say(
                f"'{area}' is no area of a branch. Choose by --area: {listed}.",
                f"Chi bộ không có loại hồ sơ '{area}'. Hãy chọn bằng --area: {listed}.",
            )
        )

    def entries(self) -> list[Entry]:
        """Return the entries of the branch, as known in the view."""
        return self.reader.entries(self.workflow, self.campaign, self.key, upto=self.view.upto)


@contextmanager
def reading(context: click.Context) -> Iterator[Reader]:
    """Open the log for reading."""
    with opened(context.obj, read_only=True) as log:
        yield Reader(log, lifecycles())


def view_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --as-of and --known-at."""
    return worded.option(
        "--as-of",
        metavar="DATE",
        callback=day_given,
        help=Text(
            "What had happened by this day (default: today).",
            "Việc đã xảy ra tính đến ngày này (mặc định: hôm nay).",
        ),
    )(known_at_option(command))


def known_at_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --known-at."""
    return worded.option(
        "--known-at",
        metavar="TIME",
        callback=_time,
        help=Text(
            "What the record said then: a time with offset, or a date (its end).",
            "Sổ ghi lúc đó cho biết gì: thời điểm có múi giờ, hoặc ngày (hết ngày).",
        ),
    )(command)


def campaign_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --campaign."""
    return worded.option(
        "--campaign", metavar="C", help=Text("Only this campaign.", "Chỉ đợt đại hội này.")
    )(command)


def area_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --area."""
    return worded.option(
        "--area",
        metavar="A",
        help=Text(
            "Of another lifecycle of the branch: the first part of its streams (default: "
            "congress).",
            "Của loại hồ sơ khác của chi bộ: phần đầu của tên hồ sơ (mặc định: congress).",
        ),
    )(command)


def find_branch(
    reader: Reader, name: str, campaign: str | None, view: View, *, named: bool = True
) -> Branch:
    """Find a branch by `BRANCH` or `CAMPAIGN/BRANCH`; raises NotFoundError.

    Not `named`, a campaign that this program cannot fold does not matter: the branch's own entries
    are found all the same, and its key stands for its name.
    """
    try:
        return _find_branch(reader, name, campaign, view)
    except UnknownEventError:
        found = [] if named else _by_stream(reader, name, campaign, view)
        if len(found) != 1:
            raise
        return found[0]


def _by_stream(reader: Reader, name: str, campaign: str | None, view: View) -> list[Branch]:
    given, _, key = _readable(name).rpartition("/")
    asked = given or campaign
    return [
        Branch(keys[0], key, key, reader, view)
        for keys in reader.keys(reader.lifecycles.by_area["congress"])
        if keys[-1] == key and asked in (None, keys[0])
    ]


def _find_branch(reader: Reader, name: str, campaign: str | None, view: View) -> Branch:
    given, _, key = _readable(name).rpartition("/")
    asked = given or campaign
    at_once = _looked_up(reader, key, asked, view)
    if at_once is not None:
        return at_once
    above = reader.lifecycles.by_area["campaign"]
    campaigns = [keys[0] for keys in reader.keys(above) if asked in (None, keys[0])]
    if asked is not None and not campaigns:
        raise NotFoundError(
            say(f"There is no campaign '{asked}'.", f"Không có đợt đại hội '{asked}'.")
        )
    found, known = [], set()
    for candidate in campaigns:
        root = reader.state(above, candidate, view=view)
        known.update(root.branches)
        if key in root.branches:
            found.append(Branch(candidate, key, root.branches[key].name, reader, view))
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(f"{branch.campaign}/{branch.key}" for branch in found)
        raise NotFoundError(
            say(
                f"'{key}' is in several campaigns: {listed}. Name one of these.",
                f"'{key}' có trong nhiều đợt đại hội: {listed}. Hãy ghi rõ một trong số đó.",
            )
        )
    from difflib import get_close_matches

    close = get_close_matches(key, sorted(known), n=1)
    hint = say(f" Did you mean {close[0]}?", f" Có phải {close[0]}?") if close else ""
    raise NotFoundError(
        say(
            f"There is no branch '{key}' on record.{hint} See 'congress status'.",
            f"Không có chi bộ '{key}' trong sổ ghi.{hint} Xem 'congress status'.",
        )
    )


def _readable(name: str) -> str:
    """Return a name without bytes that are no letter: nothing on record has any."""
    return name.encode(errors="replace").decode()


def _looked_up(reader: Reader, key: str, campaign: str | None, view: View) -> Branch | None:
    """Find a branch in the views: no campaign is folded. None means: ask the log."""
    from console.views import Shown, answered
    from workflows.projections.board_names import branch_named

    if campaign is None and view.upto != reader.log.size:
        # A branch of that key may have been struck off another campaign since.
        return None

    def ask(views: Shown | None) -> dict[str, Any] | None:
        rows = None if views is None else views.latest("board")
        return None if rows is None else branch_named(rows, key, campaign, view.upto, view.as_of)

    row = answered(reader, ask)
    return None if row is None else Branch(row["campaign"], key, row["name"], reader, view)


def day_given(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    """Take a date as people write it: 2017-08-20, 20/8/2017 or 20-8-2017."""
    if value is None:
        return None
    from application.dates import parse_day

    day = parse_day(value)
    if day is None:
        raise click.BadParameter(
            say(
                f"'{value}' is no date; write it like 2017-08-20 or 20/8/2017.",
                f"'{value}' không phải ngày; hãy viết như 2017-08-20 hoặc 20/8/2017.",
            )
        )
    return day


def _time(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is None:
        return None
    from application.dates import parse_day

    day = parse_day(value)
    try:
        return normal(value if day is None else f"{day}T23:59:59.999999+07:00")
    except BadTimeError:
        raise click.BadParameter(
            say(
                f"'{value}' is no time; write it like 2017-08-12T18:00:00+07:00.",
                f"'{value}' không phải thời điểm; hãy viết như 2017-08-12T18:00:00+07:00.",
            )
        ) from None
