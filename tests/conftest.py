"""What all tests share."""

from collections.abc import Iterator

import pytest

from console.language import speaking


@pytest.fixture
def in_english() -> Iterator[None]:
    """Give a test of functions that say something a call in English to say it in."""
    with speaking("en"):
        yield
