"""What all tests share."""

import gettext
import os
from collections.abc import Iterator

import pytest

from console.language import speaking


@pytest.fixture
def in_english() -> Iterator[None]:
    """Give a test of functions that say something a call in English to say it in."""
    with speaking("en"):
        yield


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """Put back what belongs to the whole process: click's words, environment, folder, umask."""
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
