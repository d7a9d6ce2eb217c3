"""Options of many commands: a day, a time, a campaign, a lifecycle."""

from collections.abc import Callable
from typing import Any

import click

from console import worded
from console.language import say
from event_store.words import Text


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
                f"'{value}' is no date and no time; write it like 2017-08-12, 12/8/2017 (its "
                "end) or 2017-08-12T18:00:00+07:00.",
                f"'{value}' không phải ngày, cũng không phải thời điểm; hãy viết như 2017-08-12, "
                "12/8/2017 (hết ngày) hoặc 2017-08-12T18:00:00+07:00.",
            )
        )
    return time
