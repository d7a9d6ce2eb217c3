"""Events handed over to another program, line by line, and how far that came."""

import click

from application.subscriptions import CaughtUp, Event, Subscription
from console.exit_codes import INTERRUPTED, NOBODY_READS
from console.following import Lines
from console.language import say
from console.streams import AnswerLostError, check_reader
from event_store.words import Problem


def deliver(subscription: Subscription, *, live: bool) -> None:
    """Hand over all that is wanted, and say how far it came where it stops before the end."""
    delivery = Delivery(subscription)
    try:
        delivery.run(live=live)
    except Problem:
        delivery.hand_over()
        delivery.say_stopped(say("Stopped", "Đã dừng"))
        raise
    except KeyboardInterrupt:
        delivery.say_stopped(say("Stopped", "Đã dừng"))
        raise click.exceptions.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        delivery.say_stopped(say("The reader is gone, stopped", "Bên nhận đã ngắt, dừng"))
        raise click.exceptions.Exit(NOBODY_READS) from None
    except AnswerLostError:
        delivery.say_stopped(say("Stopped", "Đã dừng"))
        raise


class Delivery:
    """Lines handed over: of a named reader one by one, before the next event is asked for."""

    def __init__(self, subscription: Subscription) -> None:
        self._subscription = subscription
        self._position = subscription.position
        self._count = 0
        self._lines = Lines()
        self._handed = (self._position, 0)
        self._said = False

    def run(self, *, live: bool) -> None:
        """Hand over all that is wanted; ends when caught up, unless `live`."""
        for found in self._subscription.events(live=live, pulse=check_reader):
            if isinstance(found, CaughtUp):
                self.hand_over()
                self._say_caught_up(found.position, live=live)
            else:
                self._take(found)

    def _take(self, event: Event) -> None:
        if event.line is not None:
            self._lines.write(event.line)
            self._count += 1
        self._position = event.position
        if self._subscription.is_named or self._lines.full:
            self.hand_over()

    def hand_over(self) -> None:
        """Hand over all that is held."""
        self._lines.flush()
        self._handed = (self._position, self._count)

    def _say_caught_up(self, position: int, *, live: bool) -> None:
        if self._said:
            return
        self._said = True
        more = say("; waiting for more", "; đang đợi mục mới") if live else ""
        click.echo(
            say(
                f"Caught up at position {position}, {self._count} handed over{more}.",
                f"Đã đọc hết đến vị trí {position}, đã chuyển {self._count} mục{more}.",
            ),
            err=True,
        )

    def say_stopped(self, why: str) -> None:
        """Say how far it came; what was not handed over yet comes next time."""
        position, count = self._handed
        click.echo(
            why
            + say(
                f" after position {position}, {count} handed over.",
                f" sau vị trí {position}, đã chuyển {count} mục.",
            ),
            err=True,
        )
