"""Commands template and export: blank forms for departments to fill in, and records in another system's layout."""

from __future__ import annotations

from pathlib import Path

import click

from app.cli.chinese import command
from app.cli.screen import JSON, emit, say


@command("template", help="空白表：按版式生成给部门填报的工作簿，带下拉列表、示例和说明；库里已有的先填好。")
@click.argument("layout", metavar="版式")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False), metavar="文件.xlsx")
@click.option("--for", "department", default="", help="给哪个部门；填入库里已有的该部门内容")
@JSON
@click.pass_obj
def template_command(home: Path, layout: str, out: Path, department: str, as_json: bool) -> int:
    """Write one form."""
    from app.incoming.forms import write_form
    from app.office import open_office
    from app.store import store_exists

    office = open_office(home, store=store_exists(home))
    chosen, known = write_form(office, layout, department, out)
    if as_json:
        emit({"layout": chosen.name, "department": department, "rows": known, "file": str(out)})
        return 0
    filled = (
        f"已填入库里的 {known} 行" if known else "没有预填的行" + ("（库里没有该部门的这类内容）" if department else "")
    )
    say(f"✓ {out}：版式“{chosen.name}”，{filled}。")
    return 0


@command("export", help="按一个版式（如省平台的）倒着写出：它的表头、次序、代码，库里有的不用再打一遍。")
@click.argument("out", type=click.Path(path_type=Path, dir_okay=False), metavar="文件.xlsx")
@click.option("--layout", "wanted", required=True, metavar="版式", help="版式的名称或键（quanmu layouts list 可查）")
@click.option("--for", "department", default="", help="只要哪个部门的")
@JSON
@click.pass_obj
def export_command(home: Path, out: Path, wanted: str, department: str, as_json: bool) -> int:
    """Write one workbook."""
    from app.office import open_office
    from app.publishing.exporting import export
    from catalogue.finding import UserError

    if out.suffix.lower() != ".xlsx" or out.exists():
        what = "已有这个文件" if out.exists() else "只能写成 .xlsx"
        raise UserError(str(out), what, "请换一个 .xlsx 结尾的文件名")
    made = export(open_office(home), wanted, department)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(made.content)
    if as_json:
        emit({"layout": made.layout.name, "rows": made.records, "left_out": made.left_out, "file": str(out)})
        return 0
    say(f"✓ {out}：版式“{made.layout.name}”，{made.records} 行。")
    if made.left_out:
        say(f"  这个版式没有这些栏，没有写出：{'、'.join(made.left_out)}。")
    return 0


COMMANDS = [template_command, export_command]
