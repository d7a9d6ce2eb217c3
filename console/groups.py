"""Groups of commands that have Vietnamese names too; each command is made when it is called."""

from collections.abc import Callable, Iterator, Mapping

import click
from click.shell_completion import CompletionItem

from console import aliases, worded
from console.language import say


class NamedGroup(worded.WordedGroup):
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
        return None if name is None else self.made(ctx, name)

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
        meant = aliases.meant(args[0], self.known(), self.names)
        return hyphened(meant) if meant else name, command, rest

    def unknown(self, ctx: click.Context, name: str) -> str:
        """Say that there is no such command, and which one was probably meant."""
        close = aliases.nearest(name, self.known(), self.names)
        hint = say(f" Did you mean '{close}'?", f" Có phải '{close}'?") if close else ""
        where = ctx.command_path
        return say(
            f"There is no command '{name}'.{hint} See '{where} --help'.",
            f"Không có lệnh '{name}'.{hint} Xem '{where} --help'.",
        )

    def sections(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the commands as the help lists them, under headings."""
        yield say("Commands", "Các lệnh"), self.known()

    def format_commands(self, _: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands; in Vietnamese with their Vietnamese names."""
        for title, listed in self.sections():
            with formatter.section(title):
                formatter.write_dl([(hyphened(name), self._named(name)) for name in listed])

    def _named(self, name: str) -> str:
        alias = aliases.of(name, self.names)
        return say(
            self.label(name), f"{self.label(name)} ({alias})" if alias else self.label(name)
        )

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


def hyphened(name: str) -> str:
    """Return a command as it is typed."""
    return name.replace("_", "-")
