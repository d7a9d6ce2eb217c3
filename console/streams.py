"""Standard input, output and error as a process finds them: closed, full, or read by nobody.

Speech on standard error is never worth a failure. An answer that cannot be written fails what is
run for its answer; what is run for its work goes on, and says so at its end.
"""

import errno
import io
import os
import select
import sys
from contextlib import suppress
from typing import Any, NoReturn

import click

from console.language import say

_CLOSED = -1
"""In the place of a file that is not there: the system refuses to write to it."""
_FULL = (errno.ENOSPC, errno.EDQUOT)


class AnswerLostError(Exception):
    """The answer cannot be written to standard output; no error of the command itself."""

    def __init__(self, cause: OSError) -> None:
        super().__init__(str(cause))
        self.cause = cause

    def why(self) -> str:
        """Return why it could not be written, in the language of this run."""
        if self.cause.errno == errno.EBADF:
            return say("standard output is closed", "đầu ra chuẩn đã đóng")
        if self.cause.errno == errno.EPIPE:
            return say("the output pipe was closed", "đầu ra đã bị đóng")
        if self.cause.errno in _FULL:
            return say("the disk is full", "đĩa đã đầy")
        return os.strerror(self.cause.errno or errno.EIO)

    def way_out(self) -> str:
        """Return what to do, in the language of this run."""
        if self.cause.errno == errno.EBADF:
            return say(
                "Send it to a terminal, a file or another program.",
                "Hãy cho hiện ra màn hình, ghi vào tệp hoặc đưa cho chương trình khác.",
            )
        return say(
            "What is there of it is not whole: make room or choose another place, then run the "
            "command again.",
            "Phần đã ghi ra không đầy đủ: hãy dọn bớt hoặc chọn nơi khác rồi chạy lại lệnh.",
        )


class Output(io.RawIOBase):
    """A standard stream that is written: to the end, also where the other side is slow.

    `needed` says whether what is lost is an error: then AnswerLostError is raised.
    """

    def __init__(self, fd: int, *, speech: bool = False) -> None:
        self._fd = fd
        self._speech = speech
        self.needed = not speech
        self.lost: OSError | None = None
        self.reported = False

    def writable(self) -> bool:
        """It is for writing only."""
        return True

    def fileno(self) -> int:
        """Return the number by which the system knows it."""
        return self._fd

    def isatty(self) -> bool:
        """Say whether it is a terminal."""
        return self._fd != _CLOSED and os.isatty(self._fd)

    def write(self, data: Any) -> int:
        """Write what the system takes at once; raises BrokenPipeError and AnswerLostError."""
        if self.lost is None:
            try:
                return self._put(data)
            except BrokenPipeError as error:
                if not self._speech:
                    raise
                self.lost = error
            except OSError as error:
                self.lost = error
        if self.needed:
            raise AnswerLostError(self.lost)
        return len(data)

    def check(self) -> None:
        """Raise AnswerLostError if nothing can ever be written."""
        if self._fd == _CLOSED:
            raise AnswerLostError(OSError(errno.EBADF, os.strerror(errno.EBADF)))

    def is_unread(self) -> bool:
        """Say whether the other end of a pipe, a socket or a terminal is gone."""
        if self._fd == _CLOSED or not hasattr(select, "poll"):
            return False
        poll = select.poll()
        poll.register(self._fd, 0)
        return any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0))

    def _put(self, data: Any) -> int:
        while True:
            try:
                return os.write(self._fd, data)
            except BlockingIOError:
                select.select([], [self._fd], [])


class InputClosedError(click.UsageError):
    """The command reads standard input, and there is none."""

    def __init__(self) -> None:
        super().__init__(
            say(
                "Standard input is closed: nothing was read, nothing was recorded. Give a file, "
                "or send the input.",
                "Đầu vào chuẩn đã đóng: chưa đọc gì, chưa ghi gì. Hãy ghi tên tệp, hoặc đưa dữ "
                "liệu vào.",
            )
        )


class NoInput(io.RawIOBase):
    """Standard input that was closed before the program began."""

    def readable(self) -> bool:
        """It stands where something is read."""
        return True

    def isatty(self) -> bool:
        """Nobody is there to be asked."""
        return False

    def fileno(self) -> NoReturn:
        """Raise InputClosedError."""
        raise InputClosedError

    def readinto(self, _: Any) -> NoReturn:
        """Raise InputClosedError."""
        raise InputClosedError


def install() -> None:
    """Take the standard streams over, in UTF-8; those of a caller in this process stay."""
    for fd, stream in enumerate((sys.stdin, sys.stdout, sys.stderr)):
        if stream is None:
            _occupy(fd)
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(NoInput()), encoding="utf-8")
    sys.stdout = _taken(sys.stdout, speech=False)
    sys.stderr = _taken(sys.stderr, speech=True)


def _occupy(fd: int) -> None:
    """Let no file that is opened later become a standard stream: a log must never be one."""
    try:
        os.fstat(fd)
    except OSError:
        opened = os.open(os.devnull, os.O_RDWR)
        if opened != fd:
            os.dup2(opened, fd)
            os.close(opened)


def _taken(stream: Any, *, speech: bool) -> Any:
    fd = _CLOSED
    if stream is not None:
        stream.reconfigure(encoding="utf-8", errors="replace")
        try:
            fd = stream.fileno()
        except OSError:
            return stream
    raw = Output(fd, speech=speech)
    return io.TextIOWrapper(
        io.BufferedWriter(raw),
        encoding="utf-8",
        errors="replace",
        line_buffering=speech or raw.isatty(),
    )


def output() -> Any:
    """Return what standard output writes to, without buffers: an Output, or a caller's own."""
    return getattr(sys.stdout.buffer, "raw", sys.stdout.buffer)


def work_counts() -> None:
    """Say that this command is run for its work: where its answer is lost, it goes on."""
    found = output()
    if isinstance(found, Output):
        found.needed = False


def check_reader() -> None:
    """Raise BrokenPipeError if whoever read standard output is gone."""
    found = output()
    if isinstance(found, Output) and found.is_unread():
        raise BrokenPipeError(errno.EPIPE, os.strerror(errno.EPIPE))


def finished(code: int) -> int:
    """Hand over what is held at the end of a command; return the exit code of the program."""
    try:
        sys.stdout.flush()
    except AnswerLostError as error:
        return lost(error)
    except BrokenPipeError:
        return unread()
    found = output()
    if isinstance(found, Output) and found.lost is not None and not found.reported:
        _say_lost(found.lost)
    return code


def lost(error: AnswerLostError) -> int:
    """Say that the answer could not be written; return the exit code."""
    from console.exit_codes import UNREACHABLE

    _reported()
    _speak(
        say(
            f"Error: the answer could not be written: {error.why()}. {error.way_out()}",
            f"Lỗi: không ghi ra được kết quả: {error.why()}. {error.way_out()}",
        )
    )
    return UNREACHABLE


def unread() -> int:
    """Return the exit code where nobody reads the answer; of work done, say that it is done."""
    from console.exit_codes import NOBODY_READS

    found = output()
    if isinstance(found, Output) and not found.needed:
        _say_lost(OSError(errno.EPIPE, ""))
    _reported()
    return NOBODY_READS


def _reported() -> None:
    """Let what is still held vanish: it must not fail once more while the program ends."""
    found = output()
    if isinstance(found, Output):
        found.reported, found.needed = True, False
        found.lost = found.lost or OSError(errno.EPIPE, "")


def _say_lost(cause: OSError) -> None:
    why = AnswerLostError(cause).why()
    _speak(
        say(
            f"The answer could not be shown: {why}. What was done is done, and what was recorded "
            "stays recorded: see 'congress log'.",
            f"Không hiện được kết quả: {why}. Việc đã làm vẫn có hiệu lực, mục đã ghi vẫn nằm "
            "trong sổ: xem 'congress log'.",
        )
    )


def _speak(sentence: str) -> None:
    with suppress(OSError, ValueError):
        click.echo(sentence, err=True)
