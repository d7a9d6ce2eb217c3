"""Groups of commands that have Vietnamese names too; each command is made when it is called."""

from collections.abc import Callable, Mapping

import click
from click.shell_completion import CompletionItem

from console import aliases
from console.language import language, say


class NamedGroup(click.Group):
    """Commands by their names, and by the Vietnamese ones in `names`.

    `more` makes each command; `more_labels` are what they are called in both languages.
    """

    names: Mapping[str, str] = {}
    more: Mapping[str, Callable[[], click.Command]] = {}
    more_labels: Mapping[str, tuple[str, str]] = {}

    def known(self) -> list[str]:
        """Return the names of the commands."""
        return list(self.more)

    def label(self, name: str) -> str:
        """Return what a command is called."""
        return say(*self.more_labels[name])

    def made(self, _: click.Context, name: str) -> click.Command:
        """Return a command."""
        return self.more[name]()

    def list_commands(self, _: click.Context) -> list[str]:
        """Return the names as they are typed."""
        return [hyphened(name) for name in self.known()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of any of its names, None if there is none."""
        name = aliases.meant(cmd_name, self.known(), self.names)
        return None if name is None else localized(self.made(ctx, name))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one was probably meant."""
        if args[0] in ctx.help_option_names:
            click.echo(ctx.get_help())
            ctx.exit()
        if self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            ctx.fail(self.unknown(ctx, args[0]))
        name, command, rest = super().resolve_command(ctx, args)
        return hyphened(command.name) if command and command.name else name, command, rest

    def unknown(self, ctx: click.Context, name: str) -> str:
        """Say that there is no such command, and which one was probably meant."""
        close = aliases.nearest(name, self.known(), self.names)
        hint = say(f" Did you mean '{close}'?", f" Có phải '{close}'?") if close else ""
        where = ctx.command_path
        return say(
            f"There is no command '{name}'.{hint} See '{where} --help'.",
            f"Không có lệnh '{name}'.{hint} Xem '{where} --help'.",
        )

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands; in Vietnamese with their Vietnamese names."""
        rows = []
        for name in self.known():
            alias = aliases.of(name, self.names)
            rows.append((hyphened(name), say(self.label(name), f"{self.label(name)} ({alias})")))
        with formatter.section(say("Commands", "Các lệnh")):
            formatter.write_dl(rows)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the name of a command; Vietnamese names once they are begun."""
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        typed = aliases.without_accents(incomplete).replace("_", "-")
        found = {hyphened(name): self.label(name) for name in self.known()}
        if typed:
            found |= {alias: self.label(name) for alias, name in self.names.items()}
        return [
            CompletionItem(name, help=text)
            for name, text in found.items()
            if name.startswith(typed)
        ]


def localized(command: click.Command) -> click.Command:
    """Return the command with the names of values in the language of this run."""
    if language() == "en":
        return command
    from console.i18n import localize

    return localize(command)


def hyphened(name: str) -> str:
    """Return a command as it is typed."""
    return name.replace("_", "-")
