"""A small county at work, made once: imported, a name confirmed, decided, published; and copies of it to spoil."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import small_county
from command_line import Quanmu


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Quanmu:
    """The small county after one round of work. Read only: take `copied` to change anything."""
    folder = tmp_path_factory.mktemp("county")
    quanmu = Quanmu(folder / "data")
    small_county.county_form(quanmu.home)
    quanmu("import", *small_county.workbooks(folder / "in"))
    quanmu("identify", "小县自创的事", "MZ-志愿者注册服务")
    quanmu("publish", "--into", folder / "first", "--as-of", small_county.DAY)
    return quanmu


@pytest.fixture
def copied(county: Quanmu, tmp_path: Path) -> Quanmu:
    """The county's data folder and workbooks, free to be changed."""
    shutil.copytree(county.home.parent / "in", tmp_path / "in")
    shutil.copytree(county.home, tmp_path / "data")
    return Quanmu(tmp_path / "data")
