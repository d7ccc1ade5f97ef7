"""The page on registers describes the language of 推算 and every shipped register in full."""

from __future__ import annotations

from command_line import ROOT

from catalogue.derivation import FORMS, Gaps, Missing, Others, Total
from catalogue.fields import FIELDS_FILE, field_files, load_fields
from catalogue.yamlfile import read_yaml

PAGE = (ROOT / "docs" / "registers.md").read_text("utf-8")


def test_the_page_tells_every_register_and_every_form() -> None:
    for path in field_files(FIELDS_FILE.parent):
        for kind in (read_yaml(path).get("记录类别") or ()) if path != FIELDS_FILE else ():
            assert kind["名称"] in PAGE, kind
    for word in (*FORMS, *(f.alias for model in (Others, Gaps, Total, Missing) for f in model.model_fields.values())):
        assert word in PAGE, word


def test_the_pages_example_is_a_register(tmp_path) -> None:
    block = PAGE.split("```yaml\n", 1)[1].split("```", 1)[0]
    own = tmp_path / "own.yaml"
    own.write_text(block, "utf-8")
    fields = load_fields(*field_files(FIELDS_FILE.parent), own)
    assert fields.fields["没巡的月份"].made_of == ("河段名称", "巡河")
