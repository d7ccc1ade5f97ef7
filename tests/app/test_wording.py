"""Public words: the basis as title and article."""

from __future__ import annotations

import pytest

from app.publishing.wording import cited


@pytest.mark.parametrize(
    ("kept", "printed"),
    [
        ("公路法 第七十九条", "《公路法》第七十九条"),
        (
            "国务院对确需保留的行政审批项目设定行政许可的决定 第16项",
            "《国务院对确需保留的行政审批项目设定行政许可的决定》第16项",
        ),
        ("《示例条例》 第五条", "《示例条例》第五条"),
        ("中共中央办公厅 国务院办公厅关于某事的意见", "《中共中央办公厅 国务院办公厅关于某事的意见》"),
    ],
)
def test_a_basis_prints_as_title_and_article(kept: str, printed: str):
    assert cited(kept) == printed
