"""Shared by all tests: our packages come first on the path, and a command line over an empty data folder."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(
    0, str(Path(__file__).resolve().parents[1])
)  # else tests/app, tests/rules … would stand for the packages

from command_line import Quanmu  # noqa: E402 - the path first


@pytest.fixture
def quanmu(tmp_path: Path) -> Quanmu:
    """The command line over an empty data folder."""
    return Quanmu(tmp_path / "data")
