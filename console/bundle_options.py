"""The options that say what goes into a bundle, and by which checkpoint."""

from collections.abc import Callable
from functools import reduce
from typing import Any

import click

from console import worded
from console.people.common import actor_option, asked_reason_option
from event_store.words import Text

_OPTIONS: tuple[Callable[[Any], Any], ...] = (
    worded.option(
        "--at",
        "size",
        type=click.IntRange(1, 2**53 - 1),
        metavar="SIZE",
        help=Text(
            "By the checkpoint over SIZE entries (default: the newest that a witness confirmed).",
            "Theo điểm kiểm SIZE mục ghi (mặc định: điểm kiểm mới nhất được chứng kiến).",
        ),
    ),
    worded.option(
        "--with-campaign",
        is_flag=True,
        help=Text(
            "Also the campaign's entries that name the branch.",
            "Kèm các mục của cả đợt có nêu chi bộ này.",
        ),
    ),
    worded.option(
        "--disclose",
        "disclosed",
        metavar="REF",
        multiple=True,
        help=Text(
            "Also the name behind this reference, if it is granted to you, with what proves it; "
            "may be given several times. The look is recorded.",
            "Kèm họ tên của mã này, nếu bạn được phép xem, và bằng chứng; có thể ghi nhiều lần. "
            "Lượt xem được ghi lại.",
        ),
    ),
    actor_option,
    asked_reason_option,
    worded.option(
        "--verifier",
        metavar="FILE",
        help=Text(
            "Write the script that verifies it, too.", "Ghi kèm chương trình kiểm tra vào tệp này."
        ),
    ),
)


def bundle_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add --at, --with-campaign, --disclose, --actor, --reason and --verifier."""
    return reduce(lambda made, option: option(made), reversed(_OPTIONS), command)
