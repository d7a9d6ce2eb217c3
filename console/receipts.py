"""What came of commands, one line a command."""

import sys

from application.json_lines import as_line
from application.recording import Receipt
from console.language import say
from console.terminal import one_line, send


class Printer:
    """Prints receipts and remembers whether one was refused."""

    def __init__(self, output: str) -> None:
        self._plain = output == "plain"
        self._seen = sys.stdout.isatty()
        self.refused = False
        self.stopped = False

    def show(self, receipts: list[Receipt]) -> None:
        """Print receipts and flush them."""
        for receipt in receipts:
            self.refused = self.refused or receipt.refused
            self.stopped = "clock_ahead" in receipt.codes
        if self._plain:
            sys.stdout.write("".join(f"{one_line(_line(receipt))}\n" for receipt in receipts))
        else:
            lines = b"".join(as_line(receipt.to_json()) for receipt in receipts)
            send(lines) if self._seen else sys.stdout.buffer.write(lines)
        sys.stdout.flush()


def _line(receipt: Receipt) -> str:
    words = {
        "accepted": say("recorded", "đã ghi"),
        "duplicate": say("already recorded", "đã ghi trước đó"),
        "refused": say("refused", "từ chối"),
        "invalid": say("malformed", "sai dạng"),
    }
    parts = [f"{event['position']} {event['type']}" for event in receipt.events]
    parts += [
        reason["message"] + (f" [{reason['rule']}]" if reason["rule"] else "")
        for reason in receipt.reasons
    ]
    if receipt.flags:
        parts.append(f"({', '.join(receipt.flags)})")
    return f"{receipt.line}: {words[receipt.outcome]}: {'; '.join(parts)}"
