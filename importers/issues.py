"""The findings an import can make: every code declared once, with severity, message, advice and an example."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Declared:
    """One kind of finding. `message` has places in braces that the finder fills."""

    code: str
    severity: Severity
    message: str
    advice: str
    example: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding: the cell, what is wrong, what to do. An `error` holds its row back."""

    cell: str
    code: str
    severity: Severity
    message: str
    advice: str

    def at(self, cell: str) -> Issue:
        """The same finding at another cell."""
        return Issue(cell, self.code, self.severity, self.message, self.advice)

    def as_dict(self) -> dict[str, str]:
        """The issue as issue contract JSON."""
        return {
            "cell": self.cell,
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "advice": self.advice,
        }


def _e(code: str, message: str, advice: str, example: str = "") -> Declared:
    return Declared(code, "error", message, advice, example)


def _w(code: str, message: str, advice: str, example: str = "") -> Declared:
    return Declared(code, "warning", message, advice, example)


def _i(code: str, message: str, advice: str, example: str = "") -> Declared:
    return Declared(code, "info", message, advice, example)


_ALL = (
    # —— 文件 ——
    _e("workbook-empty", "{what}", "{advice}", "空文件"),
    _e("workbook-truncated", "{what}", "{advice}", "没有传完的 .xlsx"),
    _e("workbook-too-large", "{what}", "{advice}", "超过大小上限的文件"),
    _e("password-protected", "{what}", "{advice}", "加了打开密码的工作簿"),
    _e("not-a-workbook", "{what}", "{advice}", "改名为 .xls 的 PDF"),
    _w("format-html", "{what}", "{advice}", "网页另存为 .xls"),
    _e("zip-bomb", "{what}", "{advice}", "1 MB 展开成 1 GB"),
    _e("giant-merge", "{what}", "{advice}", "A1:XFD20000 合并成一格"),
    _e("far-cell", "{what}", "{advice}", "XFD1048576 有内容"),
    _e("secrecy-mark", "{what}", "{advice}", "标题旁写“机密★”"),
    _e(
        "not-a-catalogue",
        "认不出是清单：{reason}",
        "填表说明一类的不用管；交错了文件的请换；确是清单的，请按所列最接近的字段改表头，或者请审改办加一个版式",
        "考核指标表",
    ),
    _i("same-file", "与“{other}”内容完全相同（sha256 一致）", "只需导入一份", "文件名带 (1) 的副本"),
    _i("format-csv", "文件是文本表格（csv），不是工作簿", "可以使用；注意编码与前导零", "导出的 csv 改名 .xls"),
    _i("macros-ignored", "工作簿带有宏，没有理会宏，只读取数据", "不需处理；请尽量交不带宏的 .xlsx", "带宏的 .xlsm"),
    _i(
        "extension-differs",
        "扩展名是 {extension}，内容其实是 {kind}，已按内容读取",
        "不需处理；另存时请用相符的扩展名",
        "旧格式改名 .xlsx",
    ),
    # —— 表 ——
    _e(
        "layout-ambiguous",
        "“{sheet}”表同时符合版式 {layouts}",
        "请改表头，或在版式中写明“不得有”，使它只符合一个",
        "同一表头既像实施清单又像本局自加的版式",
    ),
    _e(
        "layout-unknown",
        "“{sheet}”表认不出版式。表头：{headers}。最接近的字段：{nearest}",
        "请核对表头；确是清单的，请用 quanmu import --map 文件 逐栏确认，或者请审改办加一个版式、加表头写法（fields.yaml）",
        "政务公开标准目录",
    ),
    _i(
        "layout-remembered",
        "没有版式认得这些表头，按人确认过的对应读作{kind}（{confirmed}）",
        "对应变了的，quanmu layouts forget 后重新确认",
        "人用 --map 确认过的表头再来",
    ),
    _i("sheet-no-rows", "“{sheet}”表{what}", "多余的空表可以删去；只有表头的，请确认是否漏填", "备用的 Sheet2"),
    _w("hidden-sheet", "“{sheet}”是隐藏的表，已照常读取", "请确认其中内容是否应当报送", "隐藏的“底稿”表"),
    _w("hidden-column", "第 {columns} 列是隐藏列，已照常读取", "请确认其中内容是否应当报送", "隐藏的 F 列有内容"),
    _w(
        "hidden-row", "这一行是隐藏行，先暂存", "请确认这一行是否应当报送：quanmu tray release 或 drop", "隐藏的第 6 行"
    ),
    _i(
        "unknown-column",
        "表头“{word}”不是已知字段，内容保留在“其他栏”，不参与判定",
        "不用的不管；要用的，请审改办加字段或者表头写法（fields.yaml）",
        "表头“省级主管”",
    ),
    _w(
        "extra-cells",
        "第 {column} 列没有表头却有内容（{sample}）",
        "请补表头或删去多余内容",
        "N 列没有表头，下面写着“行政许可”",
    ),
    _w(
        "duplicate-column",
        "表头“{word}”出现多次，取用第 {kept} 列，第 {dropped} 列保留在“其他栏”{differ}",
        "请删去重复的列",
        "两栏都叫“责任事项依据”",
    ),
    _i(
        "level-column-missing",
        "“{sheet}”表没有行使层级一栏，名称中没有写明层级的，层级未载明",
        "请加“行使层级”一栏；不加的，自报层级按未填处理",
        "没有层级栏的权责清单",
    ),
    _w(
        "personal-data",
        "第 {column} 列“{word}”是个人信息，没有读入（声明了化名的只留化名），原件不留存",
        "清单、统计表不应含个人信息，请删去该列后再交；这份文件有暂存行的，改好后重报",
        "办件统计里有身份证号一栏，或者一栏里是身份证号",
    ),
    _w(
        "cell-comment",
        "这一格有批注：{text}",
        "请核对批注所说的是否已经处理；事项行上的，该行先暂存，确认后才导入",
        "批注写着“待定”",
    ),
    _w(
        "row-struck-through",
        "这一行的名称加了删除线，先暂存",
        "请确认这一行是否已经取消：确认仍要的才导入，取消的请删去",
        "整行划了删除线",
    ),
    _w("cell-struck-through", "这一格加了删除线，已照常读取", "请核对这一格的内容是否已经作废", "承诺时限划了删除线"),
    _w("tick-unclear", "“{answer}”一栏写的是“{text}”，看不出是否勾选", "请打√或留空", "√栏里写“部分”"),
    _i(
        "second-header",
        "这一行是另一种表头，以下各行按它读",
        "请核对；最好一张表一种表头，两种表分开放",
        "一张表下面接着另一张表",
    ),
    _i("repeated-header", "这一行重复了表头，已跳过", "不需处理", "每页顶上重复一遍表头"),
    _i("column-numbers", "这一行是栏次编号，已跳过", "不需处理", "表头下一行写着 1 2 3 4"),
    # —— 行 ——
    _i("section-row", "分节行“{text}”，作为以下各行的上下文", "不需处理", "一、行政许可（18项）"),
    _i("note-row", "说明、签名或落款行“{text}”，不作为事项", "不需处理", "填表人：示例甲"),
    _i("subtotal-row", "小计、合计行“{text}”，不作为事项", "不需处理", "合计 18"),
    _w(
        "row-not-understood",
        "看不懂这一行：{text}",
        "请核对是事项、分节还是说明；是事项的请补事项名称",
        "只有序号 7 的一行",
    ),
    _e("name-missing", "这一行有内容但没有事项名称", "请补写名称，或与上一行合并", "有类型有部门，名称空白"),
    _w("main-name-missing", "有子项而没有主项名称", "请补写主项名称", "第一行就只有子项"),
    _i(
        "main-name-placeholder",
        "主项名称写作“{text}”，不是名称，主项留空（本表共 {count} 行）",
        "以子项名称作为事项名称；有主项的请补写",
        "主项写作“未分类”",
    ),
    _w("name-suspicious", "名称“{text}”不像事项名称", "请核对是否错行错列", "同上；见附件；123"),
    _w(
        "filled-down",
        "“{field}”空白且没有合并，按上一行填为“{text}”",
        "请核对；确属同一项的请合并单元格或写全",
        "部门只写在第一行，又没有合并",
    ),
    _i(
        "continuation-row",
        "这一行没有事项名称，内容并入上一事项",
        "请核对；不属于上一事项的请补名称",
        "责任事项写到了下一行",
    ),
    # —— 自查表 ——
    _e(
        "selfcheck-row-unknown",
        "自查行号“{number}”不是下发的自查表里的行",
        "自查行号不能改、不能自己加行；照下发的那一份填，要补充的写在备注里",
        "自己加了一行",
    ),
    _e(
        "selfcheck-row-of-another",
        "这一行是{unit}的自查表里的，混在{own}的表里",
        "一个单位一份表，请分开交",
        "把别的镇的行粘贴过来",
    ),
    _e(
        "selfcheck-cell-altered",
        "“{field}”是预填的，原来是“{was}”，现在是“{now}”",
        "预填的格不要改；认为预填有误的，改回原样，在备注里说明",
        "把承接单位改成了别的镇",
    ),
    _e("number-negative", "“{field}”填了 {now}，不能是负数", "填 0 或者正数；没有的填 0", "受理件数填 -3"),
    _w("selfcheck-column-empty", "“{sheet}”的“{field}”整栏没有填或者被删掉", "照下发的补上；没有的填 0", "删了一栏"),
    _e("selfcheck-headings-altered", "“{sheet}”表头改过：{changed}", "改回下发时的表头再交", "改了表头"),
    _e("selfcheck-run-closed", "“{run}”已经结束，这一行不再收", "要补报的，请审改办重新打开这次自查", "结束以后才交来"),
    _w(
        "selfcheck-rows-missing",
        "下发的 {sent} 行里有 {missing} 行没有交回：{rows}",
        "请补交；不办理的也要填",
        "删掉了几行",
    ),
    _e("required-missing", "必填的“{field}”{what}", "请补填", "权责清单没有写职权类型"),
    _w(
        "section-count-mismatch", "“{text}”写明 {said} 项，实有 {found}", "请核对是漏项还是数错", "写明 3 项，只有 2 行"
    ),
    _w("sequence-gap", "序号从 {before} 跳到 {after}", "请核对是否漏行", "5 之后是 7"),
    _w("sequence-duplicate", "序号 {number} 重复", "请改正序号", "两个 2"),
    _i("sequence-merged", "序号“{text}”一格多号", "请核对是否几项合并为一项", "3,4（两项合并）"),
    _w("sequence-missing", "这一项没有序号", "请补序号", "序号空白"),
    _w("duplicate-same", "与 {other} 完全相同的一项，只取一次", "请删去重复的行", "同一行抄了两遍"),
    _e(
        "duplicate-conflict",
        "与 {other} 是同一项，但“{fields}”不同",
        "请核对两行，只留正确的一行，或用办理项名称区分",
        "同一事项一处写20日、一处写30日",
    ),
    _i(
        "same-name-levels",
        "与 {other} 同名，行使层级不同（这里是{levels}），按两项读取",
        "请核对；其实是一项的，请并成一行，层级写在一格",
        "同一事项一行写市级、一行写县级",
    ),
    _w(
        "conflict",
        "与{other}说的是同一项，说法却不一（{detail}），先暂存",
        "请核对以哪一处为准",
        "总表与分表的时限不同；一起导入的两份文件说法不同；与库里已有的说法不同",
    ),
    # —— 与库里的对照 ——
    _w(
        "code-shared",
        "编码 {number} 在本文件里写给了几个事项（又见 {other}），不按编码认",
        "请核对编码",
        "两个事项用同一个编码",
    ),
    _w(
        "code-elsewhere",
        "编码 {number} 在库里属于“{known}”，这一行写的却是“{name}”，先暂存",
        "请核对：编码写错的请补正；编码确已改给这一项的，quanmu tray release 放行",
        "两个事项的编码对调了",
    ),
    _w(
        "code-other-name",
        "编码 {number} 与库里的“{known}”相同，名称却很不一样（“{name}”），先暂存",
        "请核对：确是同一事项改名的，quanmu tray release 放行；编码写错的请补正",
        "复制上一行忘了改编码",
    ),
    _w(
        "other-sender",
        "库里的这一项由“{known}”报来，这次“{sender}”报得不同（{fields}），先暂存",
        "请两家核对；以这次为准的，quanmu tray release 放行",
        "两个部门各报各的",
    ),
    _e(
        "event-rewritten",
        "这件事已经登记，这次的{fields}不同（原来是“{known}”），没有改动原来的",
        "登记过的只能补上空着的，不能改；登记错了的，quanmu undo 撤销那次导入再登记",
        "九月一日的“已承接”，经办人换了一个",
    ),
    # —— 值 ——
    _e("cell-error", "单元格是错误值 {text}", "请改正公式后再交", "#REF!"),
    _e("cell-too-long", "单元格{text}，没有读入", "请缩短，或移到附件", "一格 40,000 字"),
    _e(
        "formula-no-value",
        "公式没有计算结果",
        "请在 Excel 或 WPS 中打开、重算并保存后再交",
        "=VLOOKUP(…)，保存前没有重算",
    ),
    _e("value-invalid", "{problem}", "请按可用的值改正", "是否收费写作“看情况”"),
    _e("type-unknown", "{problem}", "请改为法定的权力类型之一", "行政审查"),
    _e(
        "code-table-missing",
        "“{field}”写的是代码“{text}”，不知道是哪个系统的代码表",
        "请在版式中写明“代码体系”，或改写中文",
        "办件类型写作 1",
    ),
    _w("level-unknown", "从“{text}”看不出层级", "请写明国家级、省级、市级、县级、乡级、村级", "负责本行政区域内的管理"),
    _i("level-from-text", "层级取自文字“{text}”：{levels}", "请核对；请把层级单列一栏", "村级负责受理、乡级负责办结"),
    _i("level-from-name", "层级取自名称：{levels}", "请核对；请把层级单列一栏", "企业投资项目备案（市级/县级）"),
    _i("unit-from-header", "时限没有写单位，按{source}取“{unit}”", "请核对", "表头“法定时限（工作日）”，格里写 20"),
    _i("unit-calendar-or-working", "“{text}”没有写明是工作日还是自然日", "请写明工作日或自然日", "60日"),
    _w("time-unit", "时限“{text}”没有单位", "请写明工作日、自然日、小时等", "20"),
    _w("time-range", "时限“{text}”是区间，取较长的 {value}", "请写明一个上限", "5—10个工作日"),
    _i("time-with-remark", "时限“{text}”带有说明“{remark}”，只取时限", "说明请移到备注栏", "20个工作日（不含公示期）"),
    _w("time-zero", "时限写作“{text}”，按即办读取", "请核对：当场办结的请写“即办”，没有规定的请写“无”", "0个工作日"),
    _w("time-unknown", "时限“{text}”看不出天数，留空", "请写成如“20个工作日”", "按规定办理"),
    _w(
        "promised-exceeds-legal",
        "承诺时限 {promised} 长于法定时限 {legal}",
        "请核对两个时限",
        "法定5个工作日，承诺10个工作日",
    ),
    _w("code-checksum", "编码有误：{problem}", "请向编码管理单位核对", "统一社会信用代码末位不对"),
    _i(
        "code-organisation-differs",
        "编码中的机构 {inside} 与“{other}”{outside} 不同",
        "委托、授权实施的属正常；否则请核对",
        "编码里是甲局，实施主体编码是乙局",
    ),
    _i(
        "department-from-sheet-name",
        "表中没有部门栏，部门取自表名“{text}”",
        "请核对；请在表中加部门一栏",
        "一个部门一张表，表名是“县民政局”",
    ),
    _i(
        "department-alias", "部门写作“{text}”，{what}", "请写全称，或在 book/import.yaml 的“机构别名”中写明", "县人社局"
    ),
    _i(
        "type-from-section",
        "没有写事项类型，按分节“{text}”取“{type}”",
        "请核对；请加事项类型一栏",
        "一、行政许可（18项）下面的各行",
    ),
    _i(
        "department-from-title",
        "表中没有部门栏，部门取自标题“{text}”",
        "请核对；请在表中加部门一栏",
        "标题下一行“填报单位：县民政局”",
    ),
    _w("code-mismatch", "“{field}”与“{other}”不一致：{detail}", "请核对编码", "基本编码与实施编码里的一段不同"),
    _w("code-not-text", "编码是数字格式，可能丢了前导零", "请把该列设为文本后重填", "000118009000 成了 118009000"),
    _e("code-scientific", "编码成了科学计数“{text}”，后面的数字已经丢失", "请把该列设为文本后重填", "1.1E+30"),
    _w(
        "locked-field",
        "“{field}”由{level}定，库里是“{old}”，这里写的是“{new}”，已按这里的改",
        "县里不能自己改；上级没有改的，请改回后重报，已经导入的请撤销那次导入",
        "设了“上级定的字段: 提示”时把法定时限从20个工作日写成30个工作日",
    ),
    _w(
        "locked-field-held",
        "“{field}”由{level}定，库里是“{old}”，这里写的是“{new}”，整行先暂存",
        "县里不能自己改，请改回；上级确已改了的，由审改办放行：quanmu tray release",
        "县里的表改了事项类型",
    ),
    _e(
        "not-own-unit",
        "“{name}”不是本单位的：写的单位是“{unit}”，您只能报送{own}的",
        "单位写错了的改正；确是别的单位的，从表里删去这一行再报送，由那个单位报",
        "民政局在网页上报的表里有卫生健康局的一行",
    ),
    _i("date-serial", "日期是序列号 {text}，按 {value} 读取", "请核对；请设为日期格式", "44561"),
    _w("date-partial", "日期“{text}”不完整，留空", "请写明年月日", "2021年12月"),
    _e("date-invalid", "日期“{text}”不存在或看不懂", "请写成如 2021-12-31", "2021-02-30"),
)
# a row with one of these waits until a person says that it is meant
ASKS = frozenset(
    {
        "hidden-row",
        "row-struck-through",
        "cell-comment",
        "conflict",
        "code-elsewhere",
        "code-other-name",
        "other-sender",
        "locked-field-held",
    }
)
CODES = {declared.code: declared for declared in _ALL}


def issue(code: str, cell: str, **values: object) -> Issue:
    """Make a finding of a declared code at a cell."""
    message, advice = _worded(code, tuple((name, _short(value)) for name, value in values.items()))
    return Issue(cell, code, CODES[code].severity, message, advice)


@lru_cache(maxsize=4_096)
def _worded(code: str, values: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    """Message and advice; one object for many cells of the same fault."""
    declared, words = CODES[code], dict(values)
    return declared.message.format(**words), declared.advice.format(**words)


def _short(value: object) -> str:
    text = " ".join(str(value).split())
    return text if len(text) <= 200 else text[:200] + "……"
