"""`congress config`: the settings that an office keeps beside its log."""

from typing import Any, NoReturn

import click

from application.settings import NAMES, change, named, reset, settings
from console import worded
from console.actors import VARIABLE
from console.language import say
from console.output import emit_rows, output_option
from console.streams import work_counts
from event_store.words import Text


@worded.command(
    help=Text(
        "Show and change the settings of this log, kept beside it in FILE.config: actor, the "
        f"office on whose behalf commands are recorded (unless --actor or {VARIABLE} says "
        "otherwise; an office, never a person's name), and clock_days, how many days the clock "
        "may be ahead of everything else before it has to be confirmed.\n\n"
        "\b\nExamples:\n"
        "  congress config\n"
        "  congress config actor op:org-officer\n"
        "  congress config clock_days 60\n"
        "  congress config --unset clock_days",
        "Xem và đổi cài đặt của sổ này, lưu bên cạnh sổ trong TỆP.config: actor, đơn vị đứng tên "
        f"ghi lệnh (trừ khi có --actor hoặc {VARIABLE}; ghi tên đơn vị, không ghi tên người), và "
        "clock_days, đồng hồ được chạy trước mọi căn cứ khác bao nhiêu ngày thì phải xác nhận.\n\n"
        "\b\nVí dụ:\n"
        "  congress config\n"
        "  congress cai-dat actor op:ban-to-chuc\n"
        "  congress cai-dat clock_days 60\n"
        "  congress cai-dat --unset clock_days",
    )
)
@worded.argument("name", metavar="[SETTING]", required=False)
@worded.argument("value", metavar="[VALUE]", required=False)
@worded.option(
    "--unset",
    metavar="SETTING",
    help=Text("Set it back to its default.", "Bỏ cài đặt, dùng lại giá trị mặc định."),
)
@output_option()
@click.pass_context
def command(
    context: click.Context, name: str | None, value: str | None, unset: str | None, output: str
) -> None:
    """Print or change settings."""
    if unset is not None and name is not None:
        raise click.UsageError(say("--unset stands alone.", "--unset dùng riêng."))
    asked = None if name is None else named(name) or _unknown(name)
    dropped = None if unset is None else named(unset) or _unknown(unset)
    path = context.obj["log"]
    if dropped is not None:
        work_counts()
        found = reset(path, dropped)
    elif asked is not None and value is not None:
        work_counts()
        found = change(path, asked, value)
    else:
        found = settings(path, *([asked] if asked else []))
    _print(found.to_json(), output)


def _unknown(text: str) -> NoReturn:
    known = ", ".join(NAMES)
    raise click.UsageError(
        say(
            f"There is no setting '{text}'; there are: {known}.",
            f"Không có cài đặt '{text}'; có: {known}.",
        )
    )


def _print(rows: list[dict[str, Any]], output: str) -> None:
    columns = {
        "setting": say("setting", "cài đặt"),
        "value": say("value", "giá trị"),
        "is_set": say("set", "đã đặt"),
    }
    if output == "table":
        yes, no = say("yes", "có"), say("default", "mặc định")
        rows = [{**row, "is_set": yes if row["is_set"] else no} for row in rows]
    emit_rows(rows, columns, output)
