"""Click's commands and options with their help in both languages, said in that of the call."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from console.language import language
from event_store.words import Text

F = TypeVar("F", bound=Callable[..., Any])


class _Worded:
    """A help in both languages; no sentence is chosen while a module is imported."""

    words: Text | None = None

    @property
    def help(self) -> str | None:
        """The help in the language of the call."""
        return self.said()

    @help.setter
    def help(self, _: str | None) -> None:
        """Leave it: click sets what it was given, and was given nothing."""

    def said(self) -> str | None:
        """Return the help in the language of the call."""
        return None if self.words is None else placed(self.words.say(language()))


class Option(_Worded, click.Option):
    """An option with its help and the name of its value in both languages."""

    def __init__(self, *names: Any, help: Text | None = None, **more: Any) -> None:
        self.words = help
        super().__init__(*names, **more)

    def make_metavar(self, ctx: click.Context) -> str:
        """Return the name of its value in the language of the call."""
        return placed(super().make_metavar(ctx))


class Argument(click.Argument):
    """An argument with its name in both languages."""

    def make_metavar(self, ctx: click.Context) -> str:
        """Return its name in the language of the call."""
        return placed(super().make_metavar(ctx))


class WordedCommand(_Worded, click.Command):
    """A command with its help in both languages."""

    def __init__(self, *args: Any, help: Text | None = None, **more: Any) -> None:
        self.words = help
        super().__init__(*args, **more)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the usage line in the language of the call."""
        return [placed(piece) for piece in super().collect_usage_pieces(ctx)]


class WordedGroup(_Worded, click.Group):
    """A group of commands with its help in both languages."""

    command_class = WordedCommand

    def __init__(self, *args: Any, help: Text | None = None, **more: Any) -> None:
        self.words = help
        super().__init__(*args, **more)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Return the usage line in the language of the call."""
        return [placed(piece) for piece in super().collect_usage_pieces(ctx)]


def option(*names: str, help: Text | None = None, **more: Any) -> Callable[[F], F]:
    """Add an option; its help is in both languages."""
    return click.option(*names, cls=Option, help=help, **more)


def argument(*names: str, **more: Any) -> Callable[[F], F]:
    """Add an argument."""
    return click.argument(*names, cls=Argument, **more)


def command(name: str | None = None, *, help: Text, **more: Any) -> Callable[[Any], WordedCommand]:
    """Make a command; its help is in both languages."""
    return click.command(name, cls=WordedCommand, help=help, **more)


def group(
    *, help: Text, cls: type[WordedGroup] = WordedGroup, **more: Any
) -> Callable[[Any], WordedGroup]:
    """Make a group of commands; its help is in both languages."""
    return click.group(cls=cls, help=help, **more)


def placed(text: str) -> str:
    """Return a text with the names of values in the language of the call."""
    if language() == "en":
        return text
    from console.i18n import in_vietnamese

    return in_vietnamese(text)
