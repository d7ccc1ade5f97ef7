"""The one table of routes: path, view, who may, and what it does. What is not in it does not exist; who is not named may not.

To add a screen: one row here, one view function, one template (docs/web.md). ``读`` routes answer GET only. A row with a
`menu` stands in the left navigation of everyone who may open it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from django.utils.module_loading import import_string

from app.web.roles import EVERY_ROLE, READERS, STAFF, Role

Who = frozenset[Role] | Literal["任何人", "登录者"]

ANYONE: Literal["任何人"] = "任何人"  # also without an account: signing in, first run
SIGNED_IN: Literal["登录者"] = "登录者"  # whoever has an account, for what is their own
_OFFICE = frozenset({Role.REFORM})
_OF_DEPARTMENTS = frozenset({Role.CLERK, Role.REFORM, Role.AUDITOR})
_WORKERS = frozenset({Role.CLERK, Role.REFORM, Role.RECIPIENT, Role.SYSTEM})
_ACCOUNTS = frozenset({Role.SYSTEM, Role.SECURITY})
_HANDING = frozenset({Role.REFORM, Role.RECIPIENT})
_LOG = frozenset({Role.LOG, Role.AUDITOR})

# groups of the left navigation, in their order
MENU = ("报送", "目录", "判定", "规则", "赋权", "窗口", "公布", "自查整改", "指标", "帮助", "系统")


@dataclass(frozen=True)
class Route:
    """One address. `view` is a dotted path under ``app.web.views``; `does` is a sentence for people."""

    path: str
    view: str
    name: str
    who: Who
    acts: Literal["读", "写"]
    title: str
    does: str
    menu: str = ""

    @cached_property
    def function(self) -> Callable[..., Any]:
        """The view function."""
        found: Callable[..., Any] = import_string(f"app.web.views.{self.view}")
        return found

    def open_to(self, roles: frozenset[Role]) -> bool:
        """Whether someone who is signed in with these roles may use it."""
        return self.who in (ANYONE, SIGNED_IN) or bool(roles & set(self.who))


ROUTES: tuple[Route, ...] = (
    # —— 登录、首次设置、自己的账号 ——
    Route("", "home.home", "home", SIGNED_IN, "读", "首页", "看自己能办什么、有什么待办"),
    Route("login/", "signing.login", "login", ANYONE, "写", "登录", "用账号和口令登录"),
    Route("oidc/", "oidc.begin", "oidc", ANYONE, "读", "统一身份认证", "转到单位设好的认证服务登录；没有设的没有这一页"),
    Route("oidc/back/", "oidc.back", "oidc-back", ANYONE, "读", "认证返回", "核对认证服务的答复，开始会话"),
    Route("logout/", "signing.logout", "logout", SIGNED_IN, "写", "退出", "退出并结束会话"),
    Route("welcome/<str:number>/<str:token>/", "signing.welcome", "welcome", ANYONE, "写", "设置口令", "凭管理员给的一次性链接设置口令"),
    Route("password/", "signing.password", "password", SIGNED_IN, "写", "修改口令", "修改自己的口令，其他会话随之结束"),
    Route("setup/", "setup.setup", "setup", ANYONE, "写", "首次设置", "凭终端上的一次性口令建第一个系统管理员；有了账号就没有这一页"),
    Route("setup/data/", "setup.data", "setup-data", frozenset({Role.SYSTEM}), "写", "装入数据", "库还空着时装入示例县，或写本县名称"),
    # —— 报送 ——
    Route("upload/", "upload.new", "upload-new", STAFF, "写", "报送工作簿", "选或拖入工作簿，先试读，不入库", menu="报送"),
    Route("uploads/", "upload.listing", "uploads", READERS, "读", "报送记录", "看本单位（审改办看全部）的报送和审核情况", menu="报送"),
    Route("uploads/<int:number>/", "upload.one", "upload", READERS, "读", "一次报送", "看试读结果：问题、变化、要确认的表头"),
    Route("uploads/job/<int:number>/", "upload.of_job", "upload-of-job", READERS, "读", "任务的报送", "从任务转到它的报送"),
    Route("uploads/<int:number>/headings/", "upload.answer", "upload-headings", STAFF, "写", "确认表头", "说明不认识的表头各是什么字段，记住后再试读"),
    Route("uploads/<int:number>/file/<str:what>/", "upload.download", "upload-file", READERS, "读", "下载", "下载批注过的原表、预览表"),
    Route("uploads/<int:number>/mend/", "upload.mend", "upload-mend", STAFF, "写", "改正单元格", "在导入前就地改正有错的单元格，写明理由，再试读一遍；原件不变"),
    Route("uploads/<int:number>/again/", "upload.again", "upload-again", STAFF, "写", "重新试读", "按现在的版式、字段再试读一遍"),
    Route("uploads/<int:number>/send/", "upload.send", "upload-send", STAFF, "写", "提交", "单位的送审改办审核；审改办的直接导入"),
    Route("uploads/<int:number>/review/", "upload.review", "upload-review", _OFFICE, "写", "审核报送", "审核别人的报送：通过即导入，退回要写理由"),
    Route("uploads/<int:number>/drop/", "upload.drop", "upload-drop", STAFF, "写", "作罢", "撤回没有导入的报送，文件随即删除"),
    Route("export/", "exporting.export", "export", READERS, "读", "按版式导出", "按省平台等的版式写出本单位（审改办为任一单位）的记录", menu="报送"),
    Route("tray/", "tray.listing", "tray", READERS, "读", "暂存", "看等待补正、确认的行", menu="报送"),
    Route("tray/<int:number>/", "tray.one", "tray-row", READERS, "读", "暂存的一行", "看一行的单元格和问题"),
    Route("tray/<int:number>/mend/", "tray.mend", "tray-mend", STAFF, "写", "补正", "改正单元格，重新校核，没有问题就入库"),
    Route("tray/<int:number>/release/", "tray.release", "tray-release", STAFF, "写", "放行", "确认这一行就是要报的"),
    Route("tray/<int:number>/drop/", "tray.drop", "tray-drop", STAFF, "写", "作废一行", "这一行不要了，收到的原件不变"),
    Route("imports/", "imports.listing", "imports", READERS, "读", "导入记录", "看各次导入", menu="报送"),
    Route("imports/<int:number>/", "imports.one", "import", READERS, "读", "一次导入", "看一次导入的变化、问题和后续"),
    Route("imports/<int:number>/undo/", "imports.undo", "import-undo", _OFFICE, "写", "撤销导入", "恢复导入前的内容，只追加新版本"),
    # —— 目录 ——
    Route("catalogue/", "catalogue.listing", "catalogue", READERS, "读", "目录", "按名称、编码、单位、状态查全部事项，选栏、存视图、下载", menu="目录"),
    Route("catalogue/download/<str:form>/", "catalogue.download", "catalogue-download", READERS, "读", "下载目录", "把看到的清单存成 CSV 或 XLSX"),
    Route("catalogue/views/", "catalogue.save_view", "catalogue-save", STAFF, "写", "保存视图", "把现在的筛选、栏目存成自己的视图"),
    Route("catalogue/views/<int:number>/", "catalogue.open_view", "catalogue-view", READERS, "读", "视图", "打开自己存的视图"),
    Route("catalogue/views/<int:number>/drop/", "catalogue.drop_view", "catalogue-drop", STAFF, "写", "删去视图", "删去自己存的视图"),
    Route("catalogue/<str:kind>/<str:number>/", "matter.one", "matter", READERS, "读", "一条记录", "看各版本和来源、自报与判定、理由、规则原文、裁定"),
    Route("catalogue/<str:kind>/<str:number>/guide/", "matter.guide", "matter-guide", READERS, "读", "指南预览", "看这个事项按现在的内容公布出来的办事指南，不留存"),
    Route("catalogue/<str:kind>/<str:number>/rule/<str:asked>/", "rulings.one", "rule-one", _OFFICE, "写", "裁定", "对一条记录的一个问题作出裁定，要写理由；报送和裁定不能是同一人"),
    # —— 判定、规则 ——
    Route("decisions/", "decisions.overview", "decisions", READERS, "读", "待定和冲突", "按缺什么、冲突在哪里，看还没有定下来的判定", menu="判定"),
    Route("decisions/open/", "decisions.listing", "decisions-open", READERS, "读", "没有定下来的判定", "一组缺同一样东西或同一问题的判定"),
    Route("decisions/settle/", "settling.settle", "decisions-settle", _OFFICE, "写", "成批处理", "给许多记录补同一个事实，或成批裁定"),
    Route("decisions/names/", "names.listing", "names", READERS, "读", "认不出的名称", "看登记册认不出的事项名称和相近的登记事项", menu="判定"),
    Route("decisions/names/confirm/", "names.confirm", "names-confirm", _OFFICE, "写", "认定名称", "确认一个名称就是哪个登记事项，以后记得"),
    Route("decisions/judge/", "decisions.judge", "judge", _OFFICE, "写", "重新判定", "按一个日子重新判定全部记录，并自查", menu="判定"),
    Route("rules/", "rules.listing", "rules", READERS, "读", "规则书", "查规则和检查：一句话的条件和结论、依据、主题", menu="规则"),
    Route("rules/proposals/", "proposals.listing", "proposals", READERS, "读", "修改建议", "看规则修改建议和办到哪一步", menu="规则"),
    Route("rules/proposals/form/", "ruleforms.edit", "proposal-form", _OFFICE, "写", "填表提出修改", "填表改一条规则或新写一条：从字段、取值、文件里选，不用写 YAML"),
    Route("rules/proposals/new/", "proposals.new", "proposal-new", _OFFICE, "写", "提出修改", "写条目改一条规则或新写一条，提交时校对全书、跑全部例子"),
    Route("rules/values/", "valueforms.listing", "values", READERS, "读", "参数和清单", "看各参数的值、各清单的行，用到它们的规则", menu="规则"),
    Route("rules/values/parameter/<str:name>/", "valueforms.parameter", "value-change", _OFFICE, "写", "改参数", "提出一个参数的新值，从哪天起"),
    Route("rules/values/list/<str:name>/", "valueforms.rows", "list-rows", READERS, "读", "一份清单", "看一份清单的各行"),
    Route("rules/values/list/<str:name>/add/", "valueforms.add", "list-add", _OFFICE, "写", "加一行", "提出给一份清单加一行，或给一行写废止"),
    Route("rules/values/text/add/", "textforms.add", "text-add", _OFFICE, "写", "加一个文件", "提出登记一个规则书里还没有的法律文本，批准后规则可以引用"),
    Route("rules/proposals/<int:number>/", "proposals.one", "proposal", READERS, "读", "一份建议", "看改了什么、影响哪些判定、谁批准的"),
    Route("rules/proposals/job/<int:number>/", "proposals.of_job", "proposal-of-job", READERS, "读", "任务的建议", "从算影响的任务转到它的建议"),
    Route("rules/proposals/<int:number>/impact/", "proposals.impact", "proposal-impact", _OFFICE, "写", "算影响", "按一个日子算这份建议会改变哪些判定"),
    Route("rules/proposals/<int:number>/decide/", "proposals.decide", "proposal-decide", _OFFICE, "写", "批准或退回", "由提出人以外的人批准，写进本单位的规则书；提出人可以撤回"),
    Route("rules/one/<str:number>/", "rules.one", "rule", READERS, "读", "一条规则", "看一条规则的条件、结论、依据、例外、例子和用处"),
    # —— 赋权、窗口、公布 ——
    Route("grants/", "grants.listing", "grants", READERS, "读", "赋权", "看板、台账、合法性；镇街看自己承接的", menu="赋权"),
    Route("grants/due/", "grants.falls_due", "grants-due", READERS, "读", "到期的赋权", "看该评估的、委托期满的、文书到期的"),
    Route("grants/who/", "grants_day.who", "grants-who", READERS, "读", "某日由谁办", "看某一天受理的件由谁办完、以谁的名义，凭什么", menu="赋权"),
    Route("grants/handover/", "handover.fill_in", "grants-handover", _HANDING, "写", "交接清单", "承接主体逐项写明印章、账号、人员、培训、指南，作为报送试读", menu="赋权"),
    Route("grants/handover/<str:form>/", "handover.blank", "grants-handover-blank", _HANDING, "读", "下载交接清单", "下载空白交接清单：可以导入的工作簿、待签字的 Word"),
    Route("grants/download/<str:form>/", "grants.download", "grants-download", READERS, "读", "下载赋权台账", "把看到的赋权存成 CSV 或 XLSX"),
    Route("grants/advance/", "grants_acts.advance", "grants-advance", _OFFICE, "写", "登记环节", "登记一项或一批赋权走到的环节，先照规则试"),
    Route("grants/propose/", "grants_acts.propose", "grants-propose", _OFFICE, "写", "拟一批", "照规则找出可以下放的事项"),
    Route("grants/propose/<int:number>/", "grants_acts.choose", "grants-choose", _OFFICE, "写", "选定一批", "从拟议里勾选，作为新的一批拟下放"),
    Route("grants/guides/", "grants_acts.guides", "grants-guides", frozenset({Role.CLERK, Role.REFORM, Role.AUDITOR}), "读", "要重新公布的指南", "看最近一次列出的要重新公布的指南"),
    Route("grants/guides/find/", "grants_acts.find_guides", "grants-guides-find", _OFFICE, "写", "重新列出指南", "对照最近公布的一版重新列出"),
    Route("grants/job/<int:number>/", "grants_acts.of_job", "grants-of-job", READERS, "读", "任务的赋权", "从任务转到它的结果"),
    Route("grants/<str:number>/", "grants.one", "grant", READERS, "读", "一项赋权", "看一项赋权的一生、合法性和理由"),
    Route("windows/", "windows.listing", "windows", _OF_DEPARTMENTS, "读", "窗口", "看各窗口有几项、判定应有几项，哪些事项还没有着落", menu="窗口"),
    Route("windows/<str:number>/", "windows.one", "window", _OF_DEPARTMENTS, "读", "一个事项的窗口", "看在哪个窗口、判定和理由、历次安排"),
    Route("windows/<str:number>/move/", "windows.move", "window-move", _OFFICE, "写", "移窗口", "带理由移到另一个窗口，或凭批准文件不进驻"),
    Route("publish/", "publishing.overview", "publish", READERS, "读", "公布", "看公布稿、历次公布，核对、下载", menu="公布"),
    Route("publish/prepare/", "publishing.prepare", "publish-prepare", _OFFICE, "写", "备公布稿", "按一天的判定和自查备一份公布稿，不对外公布"),
    Route("publish/job/<int:number>/", "publishing.of_job", "publish-of-job", READERS, "读", "任务的公布稿", "从任务转到它的公布稿"),
    Route("publish/drafts/<int:number>/", "publishing.draft", "publish-draft", READERS, "读", "公布稿", "看哪些记录进不了稿、怎么办，与上一版比较"),
    Route("publish/drafts/<int:number>/send/", "publishing.send", "publish-send", _OFFICE, "写", "送批", "写明随版公开的说明，请第二个人批准"),
    Route("publish/drafts/<int:number>/approve/", "publishing.approve", "publish-approve", _OFFICE, "写", "批准公布", "第二个人批准，随即公布"),
    Route("publish/drafts/<int:number>/return/", "publishing.send_back", "publish-return", _OFFICE, "写", "退回公布稿", "第二个人退回，写明理由"),
    Route("publish/drafts/<int:number>/drop/", "publishing.drop", "publish-drop", _OFFICE, "写", "作罢公布稿", "这份公布稿不要了"),
    Route("publish/drafts/<int:number>/again/", "publishing.again", "publish-again", _OFFICE, "写", "再试公布", "批准以后没有公布成的，再公布一次"),
    Route("publish/editions/<int:number>/", "publishing.edition", "publish-edition", READERS, "读", "一版", "看一版的数量、摘要、签名，与前一版比较"),
    Route("publish/editions/<int:number>/withdraw/", "publishing.withdraw", "publish-withdraw", _OFFICE, "写", "撤回一版", "撤回有错的一版，理由公开"),
    Route("publish/verify/", "publishing.verify", "publish-verify", READERS, "读", "核对公布文件", "逐个文件与校验清单核对"),
    Route("publish/download/<str:what>/", "publishing.download", "publish-download", READERS, "读", "下载公布文件", "打包下载 public、office 文件夹"),
    Route("public/", "published.page", "public", SIGNED_IN, "读", "预览", "在程序里看公布出来的网页"),
    Route("public/<path:path>", "published.page", "public-file", SIGNED_IN, "读", "预览文件", "公布文件夹里的一个文件"),
    # —— 自查整改、指标、帮助 ——
    Route("selfcheck/", "selfcheck.listing", "selfcheck-list", READERS, "读", "自查", "看各次自查，单位看要自己交的", menu="自查整改"),
    Route("selfcheck/new/", "selfcheck.begin", "selfcheck-new", _OFFICE, "写", "开始自查", "给每个单位一份预填好的自查表"),
    Route("selfcheck/job/<int:number>/", "selfcheck.of_job", "selfcheck-of-job", READERS, "读", "任务的自查", "从任务转到它的自查"),
    Route("selfcheck/<int:number>/", "selfcheck.one", "selfcheck", READERS, "读", "一次自查", "看各单位交了没有，下载自查表和比对写出的表"),
    Route("selfcheck/<int:number>/form/<int:sheet>/", "selfcheck.form", "selfcheck-form", READERS, "读", "下载自查表", "下载本单位（审改办为任一单位）的空白自查表"),
    Route("selfcheck/<int:number>/paper/<str:name>/", "selfcheck.paper", "selfcheck-paper", READERS, "读", "下载自查梳理表", "下载最近一次比对写出的表"),
    Route("selfcheck/<int:number>/collect/", "selfcheck.collect", "selfcheck-collect", STAFF, "写", "交自查表", "交填好的自查表，指出填错的单元格"),
    Route("selfcheck/<int:number>/marked/<int:job>/<int:which>/", "selfcheck.marked", "selfcheck-marked", READERS, "读", "下载退回件", "下载把填错的单元格标好的自查表"),
    Route("selfcheck/<int:number>/remind/", "selfcheck.remind", "selfcheck-remind", _OFFICE, "写", "催办", "记下催办了哪些没有交齐的单位"),
    Route("selfcheck/<int:number>/compare/", "selfcheck.compare", "selfcheck-compare", _OFFICE, "写", "比对", "自报和已知的对照，查出的列为问题"),
    Route("selfcheck/<int:number>/close/", "selfcheck.close", "selfcheck-close", _OFFICE, "写", "结束自查", "结束或重新打开一次自查，要写理由"),
    Route("problems/", "problems.listing", "problems", READERS, "读", "问题整改", "按单位、类型、状态看要整改的问题", menu="自查整改"),
    Route("problems/download/", "problems.download", "problems-download", READERS, "读", "下载整改台账", "把看到的问题存成整改台账"),
    Route("problems/inspections/", "problems.inspections", "problems-inspections", _OFFICE, "写", "列入督查问题", "把导入的督查问题列入台账"),
    Route("problems/<int:number>/", "problems.one", "problem", READERS, "读", "一个问题", "看一个问题的依据、经过、证据"),
    Route("problems/<int:number>/evidence/<str:sha>/", "problems.evidence", "problem-evidence", READERS, "读", "下载证据", "下载一份证据"),
    Route("problems/<int:number>/assign/", "mending.assign", "problem-assign", _OFFICE, "写", "交办", "写明措施、责任人、时限"),
    Route("problems/<int:number>/extend/", "mending.extend", "problem-extend", _OFFICE, "写", "延期", "改时限，写明理由和批准人"),
    Route("problems/<int:number>/mend/", "mending.mend", "problem-mend", STAFF, "写", "报整改情况", "写明怎样改的，交证据"),
    Route("problems/<int:number>/add/", "mending.add", "problem-add", STAFF, "写", "补充证据", "补交证据"),
    Route("problems/<int:number>/review/", "mending.review", "problem-review", _OFFICE, "写", "复核整改", "复核别人的整改，通过或退回"),
    Route("problems/<int:number>/refute/", "mending.refute", "problem-refute", _OFFICE, "写", "认定不成立", "写明理由和批准人"),
    Route("problems/<int:number>/close/", "mending.close", "problem-close", _OFFICE, "写", "销号", "有证据、复核通过的销号"),
    Route("indicators/", "indicators.listing", "indicators", READERS, "读", "指标", "看各项指标的分子、分母、剔除和图，按单位、镇街、窗口、月份看", menu="指标"),
    Route("indicators/one/", "indicators.single", "indicator", READERS, "读", "一项指标", "看一项指标的各张图表、剔除清单和来源"),
    Route("indicators/download/", "indicators.download", "indicators-download", READERS, "读", "下载指标", "把看到的指标存成 XLSX"),
    Route("indicators/count/", "indicators.count", "indicators-count", _OFFICE, "写", "计算指标", "按判定日、月份重算指标"),
    Route("indicators/job/<int:number>/", "indicators.of_job", "indicators-of-job", READERS, "读", "任务的指标", "从任务转到它算出的指标"),
    Route("cards/", "cards.listing", "cards", READERS, "读", "红黄牌", "看超时的办件和各单位的牌", menu="指标"),
    Route("cards/download/", "cards.download", "cards-download", READERS, "读", "下载红黄牌", "把看到的牌存成 XLSX"),
    Route("cards/judge/", "cards.judge", "cards-judge", _OFFICE, "写", "亮牌", "按判定日给导入的办件亮牌"),
    Route("cards/<int:number>/", "cards.one", "card", READERS, "读", "一张牌", "看一张牌的依据和经过"),
    Route("cards/<int:number>/appeal/", "cards.appeal", "card-appeal", STAFF, "写", "申诉", "写明理由，请审改办答复"),
    Route("cards/<int:number>/uphold/", "cards.uphold", "card-uphold", _OFFICE, "写", "维持", "申诉不成立，维持这张牌"),
    Route("cards/<int:number>/cancel/", "cards.cancel", "card-cancel", _OFFICE, "写", "撤销牌", "撤销一张牌，不再计入比率"),
    Route("reports/", "reports.listing", "reports", frozenset({Role.REFORM, Role.AUDITOR}), "读", "总结核对", "看年度总结的数和库里数出来的对不对得上", menu="指标"),
    Route("reports/<str:name>/", "reports.one", "report", frozenset({Role.REFORM, Role.AUDITOR}), "读", "一份总结", "看一份总结里的每个数"),
    Route("reports/<str:name>/hold/", "reports.hold", "report-hold", _OFFICE, "写", "核对总结", "判定一遍，逐个数"),
    Route("reports/<str:name>/download/", "reports.download", "report-download", frozenset({Role.REFORM, Role.AUDITOR}), "读", "下载总结核对", "把核对结果存成 XLSX"),
    Route("help/", "help.read", "help", SIGNED_IN, "读", "操作手册", "看自己角色的操作手册，每章有画面和例子", menu="帮助"),
    Route("help/pdf/", "help.pdf", "help-pdf", SIGNED_IN, "读", "下载操作手册", "把操作手册存成 PDF"),
    # —— 系统 ——
    Route("jobs/", "jobs.listing", "jobs", frozenset({*READERS, Role.SYSTEM, Role.LOG}), "读", "任务", "看正在办和办过的长任务", menu="系统"),
    Route("jobs/<int:number>/", "jobs.one", "job", frozenset({*READERS, Role.SYSTEM, Role.LOG}), "读", "任务进度", "看一个任务的进度和结果"),
    Route("jobs/<int:number>/again/", "jobs.again", "job-again", _WORKERS, "写", "重做任务", "把中断或失败的任务再办一次"),
    Route("accounts/", "accounts.listing", "accounts", frozenset({*_ACCOUNTS, *_LOG}), "读", "账号", "看全部账号、单位、角色和状态", menu="系统"),
    Route("accounts/new/", "accounts.new", "account-new", frozenset({Role.SYSTEM}), "写", "新建账号", "建账号，角色待安全管理员授予"),
    Route("accounts/<int:number>/", "accounts.one", "account", frozenset({*_ACCOUNTS, *_LOG}), "读", "账号详情", "看一个账号和能对它做的事"),
    Route("accounts/<int:number>/change/", "accounts.change", "account-change", frozenset({Role.SYSTEM}), "写", "变更账号", "改单位、申请别的角色"),
    Route("accounts/<int:number>/reset/", "accounts.reset", "account-reset", frozenset({Role.SYSTEM}), "写", "重置口令", "收回口令，发一次性设置链接"),
    Route("accounts/<int:number>/grant/", "accounts.grant", "account-grant", frozenset({Role.SECURITY, Role.LOG}), "写", "授予角色", "授予申请的角色；安全管理员这一角色由审计管理员授予"),
    Route("accounts/<int:number>/switch/", "accounts.switch", "account-switch", _ACCOUNTS, "写", "停用或启用", "停用账号（会话立即结束）或重新启用"),
    Route("accounts/<int:number>/unlock/", "accounts.unlock", "account-unlock", frozenset({Role.SECURITY}), "写", "解除锁定", "解除口令输错过多的锁定"),
    Route("audit/", "audit.listing", "audit", _LOG, "读", "审计日志", "按人、事、理由、日期查每一个操作", menu="系统"),
    Route("audit/download/<str:form>/", "audit.download", "audit-download", _LOG, "读", "下载审计日志", "把看到的日志存成 CSV 或 XLSX，导出本身记入日志"),
    Route("personal/", "personal.overview", "personal", frozenset({Role.SECURITY, *_LOG}), "读", "个人信息", "看个人信息存在哪些地方、多少、保存期满没有；不显示内容", menu="系统"),
    Route("personal/term/", "personal.erase_due", "personal-term", frozenset({Role.SECURITY}), "写", "清除期满的", "清除保存期满的个人信息，写明理由，记入日志"),
    Route("personal/person/", "personal.erase_person", "personal-person", frozenset({Role.SECURITY}), "写", "按人清除", "本人申请的，按姓名或号码清除；内容不记入日志"),
    Route("audit/verify/", "audit.verify", "audit-verify", _LOG, "读", "核对日志链", "从头算一遍日志链，看有没有被改动"),
)  # fmt: skip

BY_NAME = {route.name: route for route in ROUTES}
assert len(BY_NAME) == len(ROUTES), "路由重名"
assert EVERY_ROLE
