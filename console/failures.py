"""What goes wrong, in the user's language, with its exit code."""

import os

import click

from console.exit_codes import OF_PROBLEMS, UNEXPECTED
from console.language import language
from console.terminal import shown
from event_store.words import Problem, Text


def exit_code(error: Exception) -> int:
    """Return the exit code of an error."""
    return OF_PROBLEMS.get(getattr(error, "code", ""), UNEXPECTED)


def report(error: Exception) -> int:
    """Say an error on stderr and return its exit code; an unknown one is said to be a fault."""
    spoken = language()
    if isinstance(error, Problem):
        click.echo(_lines(error, f"{_ERROR.say(spoken)} {error.say(spoken)}"), err=True)
        return exit_code(error)
    if os.environ.get("CONGRESS_DEBUG"):
        raise error
    unexpected = _UNEXPECTED.say(spoken, {"what": f"{type(error).__name__}: {error}"})
    click.echo(shown(unexpected), err=True)
    return UNEXPECTED


def _lines(error: Problem, text: str) -> str:
    """Return a text as it is shown: only a sentence that has lines itself keeps its line ends.

    Elsewhere a line feed is data, such as a file's name, and must not begin a line of its own.
    """
    if "\n" not in error.text.en:
        return shown(text)
    return "\n".join(shown(line) for line in text.split("\n"))


_ERROR = Text("Error:", "Lỗi:")
_UNEXPECTED = Text(
    "Error: {what}. This is an error of the program: what was answered 'accepted' is recorded, "
    "nothing else. Run again with CONGRESS_DEBUG=1 to see where.",
    "Lỗi: {what}. Đây là lỗi của chương trình: chỉ những gì đã báo 'accepted' là được ghi. "
    "Chạy lại với CONGRESS_DEBUG=1 để xem chi tiết.",
)
