"""The command `congress`: arguments in, a call, text and an exit code out."""

import gc
import os
import sys

import click


def say(en: str, vi: str) -> str:
    """Return the sentence in the language of this call."""
    from console.language import say as said

    return said(en, vi)


def show(error: click.ClickException) -> None:
    """Say what was wrong with the call, in the language of this call."""
    if isinstance(error, click.BadParameter) and error.param is not None and error.ctx is not None:
        source = error.ctx.get_parameter_source(str(error.param.name))
        if source is click.core.ParameterSource.ENVIRONMENT:
            error.param_hint = str(error.param.envvar)
    if isinstance(error, click.NoSuchOption):
        from console.guesses import likely

        vars(error)["possibilities"] = likely(error.option_name, error.possibilities or ())
    if say("en", "vi") == "vi":
        from console.i18n import mistake

        mistake(error)
    error.show()


def main() -> None:
    """Run the command line and leave with the exit code that `console.exit_codes` documents."""
    try:
        ended = started()
    except KeyboardInterrupt:  # before there was anything to break off
        ended = 130
    sys.exit(ended)


def started() -> int:
    """Run the command line in its language; returns the exit code."""
    # Importing makes much that lives on: by default a tenth of the start-up is looking at it.
    gc.set_threshold(50_000, 20, 20)
    from console import streams
    from console.language import asked, speaking
    from console.terminal import guarded

    streams.install()
    language = asked(sys.argv[1:], os.environ)
    if language == "vi":
        from console.i18n import install

        install()
    with speaking(language):
        with guarded():
            code = run()
        return streams.finished(code if isinstance(code, int) else 0)


def run() -> object:
    """Run the command line and return its exit code."""
    from console import streams
    from console.program import program

    code: object = 0
    try:
        # Colours that data holds are shown: click must not leave them out before.
        code = program().main(prog_name="congress", standalone_mode=False, color=True)
    except click.exceptions.Exit as leave:
        code = leave.exit_code
    except SystemExit as leave:  # how click leaves a closed pipe (1), and after completing a line
        code = streams.unread() if leave.code == 1 else leave.code
    except click.Abort:
        code = 130
    except click.ClickException as error:
        show(error)
        code = error.exit_code
    except KeyboardInterrupt:
        code = 130
    except streams.AnswerLostError as error:
        code = streams.lost(error)
    except Exception as error:  # noqa: BLE001 - every failure is said in the words of users
        code = failed(error)
    return code


def failed(error: Exception) -> int:
    """Say what went wrong and return the exit code."""
    if isinstance(error, ModuleNotFoundError) and error.name == "fcntl":
        click.echo(
            say(
                "Error: congress does not run on Windows itself, which has no file locks of this "
                "kind. Nothing was done: run it in WSL (wsl --install -d Ubuntu-24.04; see "
                "README.md).",
                "Lỗi: chương trình không chạy thẳng trên Windows, vì ở đó không có loại khóa tệp "
                "này. Chưa làm gì: hãy chạy trong WSL (wsl --install -d Ubuntu-24.04; xem "
                "README.md).",
            ),
            err=True,
        )
        return 7
    from console.failures import report

    return report(error)
