"""What our messages advise in the words of the command line, said for who sits before a page: where to click instead."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

SAID = (  # the longer before what it contains
    ("（quanmu check 列出原因）", "（打开那一项，看“登记的经过”里写的原因）"),
    ("（quanmu import）", "（在“报送工作簿”里报送）"),
    ("（quanmu grants list）", "（在“赋权”里查）"),
    ("请用 quanmu grants show 查看", "请在“赋权”里打开那一项看"),
    ("（quanmu template 赋权经过）", "（版式是“赋权经过”，空白表向审改办要）"),
    ("（quanmu template 文件 表.xlsx，填好导入）", "（版式是“文件”，填好在“报送工作簿”里报送）"),
    ("登记错了的用 quanmu undo", "登记错了的在“导入记录”里撤销"),
    ("请写 --batch；有哪些批次用 quanmu grants list 查", "请选批次"),
    ("请用 quanmu import --map 文件 逐栏确认", "请在这份报送的页面上逐栏确认"),
    ("quanmu layouts forget 后重新确认", "在这份报送的“表头照……确认过的读”里点“对应错了，重新确认”"),
    ("：quanmu tray release 或 drop", "，在“暂存”里放行或作废"),
    ("：quanmu tray release", "，在“暂存”里点“放行”"),
    ("quanmu tray release 放行", "在“暂存”里点“放行”"),
    ("quanmu undo 撤销", "在“导入记录”里撤销"),
    ("请用 quanmu undo 查看各次导入", "请到“导入记录”里看"),
    ("请用 quanmu tray list 查看编号", "请到“暂存”里看"),
    ("请用 quanmu problems list 查看编号", "请到“问题整改”里看"),
    ("请用 quanmu cards --list 查看编号", "请到“红黄牌”里看"),
    ("请先 quanmu publish", "请先在“公布”里备稿、送批、批准"),
    ("quanmu check close --name … --reopen --why …", "在这次自查里点“重新打开”"),
    ("：quanmu check run --name … --units …", "，点“开始自查”"),
    ("见 quanmu check 写的自查汇总", "见“公布”里下载的 office 文件夹的自查汇总"),
    ("请先 quanmu cards 文件.xlsx（或 csv、parquet）", "请系统管理员在服务器上用 quanmu cards 导入"),
    ("请用 quanmu cards --files 查看编号", "请到“红黄牌”里看"),
    ("看 --json 的“还缺”", "看各行的“还差”"),
    ("或者用 --before 写到哪一天", "或者在上面写到哪一天"),
    ("请用 --later keep（这些记录保持现状，其余撤销）或 --later undo（连同后来的导入一并撤销）", "请选“保持现状，其余撤销”，或“连同后来的导入一并撤销”"),
    ("请写 --cell 单元格=正确的值", "请写正确的值"),
    ("请用 --why 写明理由", "请写明理由"),
    ("请写 --why", "请写理由"),
    ("请写 --by", "请写谁经办"),
    ("请写 --name；", "请写名称；"),
    ("如 --name ", "例如 "),
    ("人用 --map 确认过", "由人确认过"),
    ("（quanmu fields 列出全部字段）", "（表单里有全部字段可选）"),
    ("先撤销后一份（quanmu undo）", "先在“导入记录”里撤销后一份"),
    ("请再判定一次：quanmu cards --as-of ", "请再按导入的办件亮牌一次，判定日写 "),
    ("要运行 quanmu cards 才知道", "要按导入的办件再亮一次牌才知道"),
    ("请再 quanmu cards 判定一次", "请再按导入的办件亮牌一次"),
    ("补写 --set ", "在“其他内容”里补写 "),
    ("补写 --instrument 文号", "补写“凭的文书”"),
    ("补写 --why 理由", "补写“理由”"),
    ("补写 --by 姓名", "补写“谁经办”"),
)  # fmt: skip


_COMMAND = re.compile("quanmu [a-z]| --[a-z]")
SERVER = "（命令请系统管理员在服务器上用）"


def on_page(value: Any) -> Any:
    """The same with commands said as clicks, or with who can give a command that no page has; what is no text, and what
    names no command, as it is."""
    if not isinstance(value, str) or not _COMMAND.search(value):
        return value
    for command, click in SAID:
        value = value.replace(command, Markup(click) if isinstance(value, Markup) else click)
    told = "服务器" in value or isinstance(value, Markup) or not _COMMAND.search(value)
    return value if told else f"{value}{SERVER}"
