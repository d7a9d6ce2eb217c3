"""What most commands need first: the log, a reader, a branch found by its name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import click

from console import worded
from console.language import say
from console.opening import opened
from console.packaged import lifecycles
from engine.reading import Reader, View
from engine.workflow import Entry, Workflow
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
    """Find a branch by `BRANCH` or `CAMPAIGN/BRANCH`; raises Problem."""
    from application.congresses import addresses
    from application.reading import NONE, Reading
    from application.scope import Moment
    from console.views import Shown, answered

    moment = Moment(view.upto, view.as_of)

    def ask(views: Shown | None) -> addresses.Branch:
        board = None if views is None else views.latest("board")
        latest = {} if board is None else {"board": board}
        at_moment = views is not None and view.upto == reader.log.size
        projector = views.projector if views is not None and at_moment else None
        found = Reading(reader, moment, NONE, projector, latest)
        return addresses.find_branch(found, name, campaign, named=named)

    branch = answered(reader, ask)
    return Branch(branch.campaign, branch.key, branch.name, reader, view)


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
    from application.dates import parse_time

    time = parse_time(value)
    if time is None:
        raise click.BadParameter(
            say(
                f"'{value}' is no time; write it like 2017-08-12T18:00:00+07:00.",
                f"'{value}' không phải thời điểm; hãy viết như 2017-08-12T18:00:00+07:00.",
            )
        )
    return time
