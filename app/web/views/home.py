"""The first page: what waits for this person, and the doors that their roles open."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from app.incoming import tray as held_rows
from app.models import RuleProposal
from app.personal.places import overdue
from app.publishing import releasing
from app.selfcheck import runs
from app.selfcheck.problems import problems
from app.web import firstrun, jobs, selfchecks, uploads
from app.web.models import Account, Job
from app.web.offices import home as home_folder
from app.web.offices import office
from app.web.pages import link, navigation, page
from app.web.roles import DUTIES, OF_A_UNIT, Role
from app.web.views import tray
from app.web.views.problems import seen, today
from catalogue import problem as steps

Waiting = tuple[int, str, str]  # how many, of what, the address where it is done


def home(request: HttpRequest) -> HttpResponse:
    """What waits, duties of one's roles, and the doors they open."""
    roles = request.user.role_set
    waits = [one for one in waiting(request) if one[0]]
    return page(
        request, "home.html", duties=[(r, DUTIES[r]) for r in DUTIES if r in roles], doors=navigation(roles), waits=waits
    )  # fmt: skip


def waiting(request: HttpRequest) -> Iterator[Waiting]:
    """What this person can take up now, the most pressing first; a kind of which there is nothing counts 0."""
    account: Account = request.user
    if account.has(Role.REFORM, Role.CLERK, Role.RECIPIENT):
        own = [one for one in problems() if seen(account, one)]
        late = sum(one.standing.overdue(today()) for one in own)
        yield late, "个问题过了整改时限", link("problems", late=1)
        yield from _of_office(account) if account.has(Role.REFORM) else _of_unit(account)
        for state in (steps.TO_REVIEW, steps.TO_CLOSE, steps.OPEN) if account.has(Role.REFORM) else (steps.MENDING,):
            yield sum(one.standing.state == state for one in own), f"个问题{state}", link("problems", state=state)
        yield sum(tray.seen(request, one.sender) for one in held_rows.rows()), "行在暂存里等补正或确认", link("tray")
    if account.has(Role.SECURITY):
        asked = Account.objects.exclude(proposed="").exclude(proposed__contains=Role.SECURITY.value).count()
        yield asked, "个账号的角色等您授予", link("accounts")
        yield overdue(office().fields, settings.CONFIG.personal_days), "处个人信息保存期已满", link("personal")
    if account.has(Role.LOG):
        asked = Account.objects.filter(proposed__contains=Role.SECURITY.value).count()
        yield asked, "个安全管理员等您授予", link("accounts")
    if account.has(Role.SYSTEM):
        bare = firstrun.empty() and not (home_folder() / "book" / "county.yaml").exists()
        yield int(bare), "件要先办：库里还没有数据，装入示例县，或写本县名称", link("setup-data")
        granters = Account.objects.filter(is_active=True).values_list("roles", "proposed")
        missing = [
            role
            for role in (Role.SECURITY, Role.LOG)
            if not any(role.value in roles + asked for roles, asked in granters)
        ]
        yield len(missing), f"种账号要先建：还没有{'、'.join(missing)}", link("account-new")
    stopped = Job.objects.filter(account=account, state=jobs.BROKEN).count()
    yield stopped, "个任务中断了，可以再办一次", link("jobs", state=jobs.BROKEN)


def _of_office(account: Account) -> Iterator[Waiting]:
    """What needs a second person's word."""
    sent = uploads.seen_by(account).filter(state=uploads.WAITS).exclude(account=account).count()
    yield sent, "份报送等您审核", link("uploads", state=uploads.WAITS)
    asked = RuleProposal.objects.filter(ruleproposalact__isnull=True).exclude(by=account.told)
    yield asked.count(), "条规则修改建议等您批准或退回", link("proposals")
    drafts = [one for one in releasing.candidates() if one.state == releasing.WAITS]
    others = sum(account.told not in (one.by, one.handed_in.by if one.handed_in else "") for one in drafts)
    yield others, "份公布稿等您批准", link("publish")


def _of_unit(account: Account) -> Iterator[Waiting]:
    """What came back to a unit, or is asked of it."""
    sent = uploads.seen_by(account)
    yield sent.filter(state=uploads.RETURNED).count(), "份报送退回了，要改", link("uploads", state=uploads.RETURNED)
    yield sent.filter(state=uploads.TRIAL).count(), "份报送试读了还没有提交", link("uploads", state=uploads.TRIAL)
    if OF_A_UNIT & account.role_set:
        own = [mine for one in runs.runs() if not one.closed and (mine := selfchecks.of(account, one))]
        left = [one for one in own if any(s.state != runs.WHOLE for s in runs.states(office(), one))]
        yield len(left), "次自查还没有交齐", link("selfcheck-list")
