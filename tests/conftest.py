"""What no test may leave behind for the next: the language, the environment, the umask."""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Put back what belongs to the whole process."""
    words = {name: vars(gettext)[name] for name in ("dgettext", "dngettext")}
    environment, folder, umask = dict(os.environ), os.getcwd(), os.umask(0o022)  # noqa: PTH109
    os.umask(umask)
    yield
    vars(gettext).update(words)
    os.umask(umask)
    os.chdir(folder)
    if dict(os.environ) != environment:
        os.environ.clear()
        os.environ.update(environment)
