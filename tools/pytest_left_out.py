"""A pytest plugin that ends every run by naming what the run left out.

A test that wants a program says so with ``pytest.skip("needs PROGRAM")``. With
``CONGRESS_NO_SKIP=1`` in the environment a run that skipped anything has failed.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter

_NEEDS = re.compile(r"needs (?:the program )?(?P<program>[\w.+-]+)")


def _skip_reasons(reporter: TerminalReporter) -> list[str]:
    """Return the reason of every skip, of tests and of whole files alike."""
    return [
        report.longrepr[2].removeprefix("Skipped: ")
        if isinstance(report.longrepr, tuple)
        else str(report.longrepr)
        for report in reporter.stats.get("skipped", [])
    ]


def _not_run(reporter: TerminalReporter) -> list[str]:
    """Return the commands of the documents that the tests recorded as not run."""
    return [
        str(value)
        for report in reporter.stats.get("passed", [])
        for name, value in report.user_properties
        if name == "not_run" and report.when == "call"
    ]


def _reporter(config: pytest.Config) -> TerminalReporter | None:
    return config.pluginmanager.get_plugin("terminalreporter")


def _forbidden() -> bool:
    return os.environ.get("CONGRESS_NO_SKIP", "") not in {"", "0"}


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a passing run that skipped something into a failed one, where that is asked."""
    reporter = _reporter(session.config)
    if reporter and _forbidden() and session.exitstatus == 0 and _skip_reasons(reporter):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Name the missing programs, the other skips and the commands that were not run."""
    reasons = Counter(_skip_reasons(terminalreporter))
    lines = [f"not run from a document: {command}" for command in _not_run(terminalreporter)]
    for reason, count in sorted(reasons.items()):
        match = _NEEDS.match(reason)
        what = f"for want of the program {match['program']}" if match else f"because: {reason}"
        lines.append(f"skipped {what} ({count} test{'s'[: count != 1]})")
    if reasons and _forbidden():
        lines.append("CONGRESS_NO_SKIP is set: this run has failed, because it skipped tests")
    if lines:
        terminalreporter.section("left out")
        terminalreporter.write("\n".join(lines) + "\n")
