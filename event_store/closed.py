"""What is asked of a log after it was closed."""

from event_store.errors import LogError
from event_store.words import Text


class LogClosedError(LogError, ValueError):
    """The log was closed, and something was asked of it or recorded in it afterwards."""

    code = "log_closed"
    text = Text(
        "The log {path} was closed. Nothing was read or recorded: open it again.",
        "Sổ ghi {path} đã đóng. Chưa đọc, chưa ghi gì: hãy mở lại sổ.",
    )

    def __init__(self, path: str) -> None:
        super().__init__(path=path)
        self.path = path
