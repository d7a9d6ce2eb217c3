"""`congress config`: the settings that an office keeps beside its log."""

from typing import Any

import click

from console import worded
from console.actors import LOCAL, VARIABLE
from console.language import say
from console.output import emit_rows, output_option
from console.streams import work_counts
from event_store.config import CLOCK_DAYS, SETTINGS, Config, Setting, SettingError
from event_store.log import Log
from event_store.words import Text

DEFAULTS: dict[Setting, Any] = {"actor": LOCAL, "clock_days": CLOCK_DAYS}


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
        "Xem và đổi cài đặt của sổ này, lưu bên cạnh sổ trong FILE.config: actor, đơn vị đứng tên "
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
    asked = None if name is None else _setting(name)
    dropped = None if unset is None else _setting(unset)
    if dropped is not None or value is not None:
        work_counts()
    with Log.open(context.obj["log"], read_only=True) as log:
        config = Config(log.path)
    if dropped is not None:
        config.unset(dropped)
    if asked is not None and value is not None:
        config.set(asked, _read(asked, value))
    only = asked or dropped
    _print(config, [only] if only else list(SETTINGS), output)


def _setting(text: str) -> Setting:
    wanted = text.strip().lower().replace("-", "_")
    for name in SETTINGS:
        if name == wanted:
            return name
    known = ", ".join(SETTINGS)
    raise click.UsageError(
        say(
            f"There is no setting '{text}'; there are: {known}.",
            f"Không có cài đặt '{text}'; có: {known}.",
        )
    )


def _read(name: Setting, text: str) -> str | int:
    """Return a value as it was meant; raises SettingError."""
    if name != "clock_days":
        return text
    if not (text.isascii() and text.isdigit() and len(text) < 10):  # noqa: PLR2004 - no huge number
        raise SettingError(name, text)
    return int(text)


def _print(config: Config, names: list[Setting], output: str) -> None:
    found = config.all()
    rows = [
        {"setting": name, "value": found.get(name, DEFAULTS[name]), "is_set": name in found}
        for name in names
    ]
    columns = {
        "setting": say("setting", "cài đặt"),
        "value": say("value", "giá trị"),
        "is_set": say("set", "đã đặt"),
    }
    if output == "table":
        yes, no = say("yes", "có"), say("default", "mặc định")
        rows = [{**row, "is_set": yes if row["is_set"] else no} for row in rows]
    emit_rows(rows, columns, output)
