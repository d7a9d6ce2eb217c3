"""`congress campaign`: record one command of a campaign, or its list of branches."""

from typing import Any

import click

from application.congresses.forms.form import Form
from console import aliases, worded
from console.commands import register_branches
from console.forms.command import FormGroup
from console.forms.sending import record
from event_store.words import Text


class CampaignCommands(FormGroup):
    """The commands of a campaign."""

    area = "campaign"
    shown = "congress campaign"
    names = aliases.CAMPAIGN
    more = {"register_branches": register_branches.command}
    more_labels = {
        "register_branches": ("register a list of branches", "ghi danh chi bộ theo danh sách")
    }

    def record(self, ctx: click.Context, name: str, form: Form, written: dict[str, Any]) -> None:
        """Record a command of the campaign."""
        record(ctx, name, form, written, None)


@worded.group(
    cls=CampaignCommands,
    no_args_is_help=True,
    subcommand_metavar="COMMAND [OPTIONS]",
    help=Text(
        "Record COMMAND for the campaign, or say every reason why not. Each command has its own "
        "options, shown by --help after its name; on a terminal it asks for what is missing. "
        "--campaign names the campaign where the log has several.\n\n"
        "\b\nExamples:\n"
        "  congress campaign designate-pilot --branch TDP-08\n"
        "  congress campaign register-branches branches.csv --dry-run\n"
        "  congress campaign suspend --on 18/8/2017 --reason flood\n"
        "  congress campaign open-campaign --help",
        "Ghi lệnh COMMAND cho cả đợt, hoặc nói rõ mọi lý do vì sao chưa được. Mỗi lệnh có tùy "
        "chọn riêng, xem bằng --help sau tên lệnh; trên màn hình, còn thiếu gì sẽ được hỏi. Tên "
        "lệnh tiếng Việt không dấu ghi trong ngoặc. Sổ có nhiều đợt thì chọn bằng --campaign.\n\n"
        "\b\nVí dụ:\n"
        "  congress campaign chon-lam-diem --branch TDP-08\n"
        "  congress campaign nap-danh-sach danh-sach.csv --dry-run\n"
        "  congress campaign tam-dung --on 18/8/2017 --reason 'ngập lụt'\n"
        "  congress campaign mo-dot --help",
    ),
)
def command() -> None:
    """Record a command of a campaign."""
