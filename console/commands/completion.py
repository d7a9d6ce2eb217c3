"""`congress completion`: what the shell needs to complete commands, branches and states."""

import click
from click.shell_completion import get_completion_class

from console import worded
from console.language import say
from event_store.words import Text

VARIABLE = "_CONGRESS_COMPLETE"
SHELLS = ("bash", "zsh", "fish")


@worded.command(
    help=Text(
        "Print the script with which SHELL completes commands, options, branches and states when "
        "Tab is pressed. Branches are read from the log named by --log or CONGRESS_LOG.\n\n"
        "\b\nExamples:\n"
        '  eval "$(congress completion bash)"\n'
        "  congress completion bash >> ~/.bashrc\n"
        "  congress completion fish > ~/.config/fish/completions/congress.fish",
        "In đoạn lệnh để SHELL gợi ý tên lệnh, tùy chọn, chi bộ, trạng thái khi bấm Tab. Chi bộ "
        "đọc từ sổ ghi đặt bằng --log hoặc CONGRESS_LOG.\n\n"
        "\b\nVí dụ:\n"
        '  eval "$(congress completion bash)"\n'
        "  congress completion bash >> ~/.bashrc\n"
        "  congress completion fish > ~/.config/fish/completions/congress.fish",
    )
)
@worded.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(context: click.Context, shell: str) -> None:
    """Print the script."""
    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(say(f"{shell} is not known.", f"Chưa hỗ trợ {shell}."))
    click.echo(made(context.find_root().command, {}, "congress", VARIABLE).source(), nl=False)
