"""Files that a command reads: what is wrong with one, and what to do about it."""

from typing import Any

import click

from console.language import say


class InputFile(click.File):
    """A file of bytes, '-' being standard input; one that cannot be opened is refused at once."""

    def __init__(self) -> None:
        super().__init__("rb", lazy=False)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Open the file; raises BadParameter."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter as error:
            vars(error)["message"] = error.message + say(
                ". Nothing was done: check the name, and the right to read it.",
                ". Chưa làm gì: hãy kiểm tra tên tệp và quyền đọc.",
            )
            raise
