"""The published vectors, with their keys: synthetic, never to be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    path = Path(__file__).parents[1] / "data" / "log-vectors.json"
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found
