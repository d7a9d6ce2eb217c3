"""`congress advance`: record one command of a branch."""

from typing import Any

import click

from application.congresses.forms.areas import named
from application.congresses.forms.form import Form
from application.congresses.forms.values import ValueFault
from application.scope import Scope
from console import aliases, worded
from console.asking import answered, on_terminal
from console.calling import call_of, congresses
from console.forms.command import FormGroup
from console.forms.sending import record
from console.groups import hyphened
from console.language import say
from event_store.words import Text


class BranchCommands(FormGroup):
    """The commands of a branch."""

    area = "congress"
    shown = "congress advance TDP-08"
    names = aliases.BRANCH

    def record(self, ctx: click.Context, name: str, form: Form, written: dict[str, Any]) -> None:
        """Record a command of the branch that was named."""
        record(ctx, name, form, written, ctx.obj["branch"])

    def unknown(self, ctx: click.Context, name: str) -> str:
        """Say what was probably meant; branch and command are easily swapped."""
        branch = str(ctx.params["branch"])
        if aliases.meant(branch, self.known(), self.names):
            return say(
                f"The branch comes first: 'congress advance {name} {branch}'.",
                f"Ghi mã chi bộ trước: 'congress advance {name} {branch}'.",
            )
        return super().unknown(ctx, name)


@worded.group(
    cls=BranchCommands,
    invoke_without_command=True,
    no_args_is_help=True,
    subcommand_metavar="COMMAND [OPTIONS]",
    help=Text(
        "Record COMMAND for BRANCH (or CAMPAIGN/BRANCH), or say every reason why not. Each "
        "command has its own options, shown by --help after its name; on a terminal it asks for "
        "what is missing. Exit code: 0 recorded, 2 called wrongly, 3 refused, 4 somebody else "
        "was faster, 5 not found.\n\n"
        "\b\nExamples:\n"
        "  congress advance TDP-04 plan --planned-on 20/8/2017\n"
        "  congress advance TDP-04 plan --help\n"
        "  congress advance TDP-04 elect --on 2017-08-20 --dry-run\n"
        "  congress next TDP-04",
        "Ghi lệnh COMMAND cho chi bộ BRANCH (hoặc ĐỢT/BRANCH), hoặc nói rõ mọi lý do vì sao chưa "
        "được. Mỗi lệnh có tùy chọn riêng, xem bằng --help sau tên lệnh; trên màn hình, còn thiếu "
        "gì sẽ được hỏi. Tên lệnh tiếng Việt không dấu ghi trong ngoặc. Mã kết thúc: 0 đã ghi, "
        "2 gọi sai, 3 bị từ chối, 4 có người ghi trước, 5 không tìm thấy.\n\n"
        "\b\nVí dụ:\n"
        "  congress advance TDP-04 len-ke-hoach --planned-on 20/8/2017\n"
        "  congress advance TDP-04 len-ke-hoach --help\n"
        "  congress advance TDP-04 bau-xong --on 2017-08-20 --dry-run\n"
        "  congress next TDP-04",
    ),
)
@worded.argument("branch")
@click.pass_context
def command(context: click.Context, branch: str) -> None:
    """Record a command of a branch."""
    context.obj = {**context.obj, "branch": branch}
    if context.invoked_subcommand is None:
        _choose(context)


def _choose(context: click.Context) -> None:
    """Ask for the command on a terminal; elsewhere say which there are."""
    group = context.command
    assert isinstance(group, FormGroup)  # noqa: S101 - for the type checker
    listed = ", ".join(group.list_commands(context))
    if not on_terminal():
        raise click.UsageError(say(f"Name a command: {listed}.", f"Hãy ghi một lệnh: {listed}."))
    _list_possible(context, group)

    def chosen_by(text: str) -> click.Command:
        found = group.get_command(context, text)
        if found is None:
            raise ValueFault(Text(*[group.unknown(context, text)] * 2))
        return found

    chosen = answered(say("command", "lệnh"), chosen_by)
    with chosen.make_context(chosen.name, [], parent=context) as below:
        chosen.invoke(below)


def _list_possible(context: click.Context, group: FormGroup) -> None:
    """Print the commands that are possible now; raises Problem for an unknown branch."""
    with congresses(context) as application:
        address = application.addressed(context.obj["branch"])
        application.branch(Scope(address), call_of(context))
        rows = application.next_steps(Scope(address), call_of(context)).rows
    possible = [named(row) for row in rows if row["allowed"]]
    width = max(map(len, possible), default=0)
    for name in possible:
        alias = say("", f" ({aliases.of(name, group.names)})")
        click.echo(f"  {hyphened(name):{width}}  {group.label(name)}{alias}", err=True)
