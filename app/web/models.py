"""Tables of the web application: accounts, long jobs, drafts. What the office decides lies in the store's own tables."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from app.web.roles import Role, split


class Account(AbstractBaseUser):
    """A person's account (账号). It is never deleted and its name never given to another: the audit log speaks of it.

    `proposed` roles were asked for by the system administrator and wait for the security administrator's word.
    """

    username = models.CharField(max_length=64, unique=True)
    name = models.TextField()
    unit = models.TextField(default="", blank=True)
    roles = models.TextField(default="", blank=True)
    proposed = models.TextField(default="", blank=True)
    is_active = models.BooleanField(default=True)
    password_at = models.DateTimeField(null=True)
    at = models.TextField()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = []
    objects = BaseUserManager()

    @property
    def role_set(self) -> frozenset[Role]:
        """The roles in force."""
        return split(self.roles)

    @property
    def told(self) -> str:
        """How the log and all that is kept names this person: 姓名（账号）."""
        return f"{self.name}（{self.username}）"

    def has(self, *roles: Role) -> bool:
        """Whether the account holds one of these roles."""
        return bool(self.role_set & set(roles))


class Job(models.Model):
    """Work that lasts (任务): asked for by a page, done by the worker, found again by anyone who may see it.

    `arguments` and `result` are JSON objects; `progress` is per cent; the state is one of 等待, 进行, 完成, 失败, 中断.
    """

    kind = models.CharField(max_length=40)
    arguments = models.TextField()
    state = models.CharField(max_length=10, default="等待")
    progress = models.IntegerField(default=0)
    message = models.TextField(default="")
    result = models.TextField(default="{}")
    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    by = models.TextField()
    where = models.TextField(default="")
    at = models.TextField()
    started = models.TextField(default="")
    ended = models.TextField(default="")

    class Meta:
        indexes = [models.Index(fields=["state", "id"])]


class Upload(models.Model):
    """Workbooks that someone sent (报送): read on trial, then committed, after a second person's word where the office
    asks for one. `files` is a JSON list of [sha256, name as sent, bytes]; the bytes lie in ``uploads/`` until it is over.

    State: 试读, 待审, 退回, 已导入, 作罢, 拒收. `preview` is the last trial reading, `done` the import.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT)
    by = models.TextField()
    sender = models.TextField(default="")
    files = models.TextField()
    state = models.CharField(max_length=10, default="试读")
    why = models.TextField(default="")
    reviewer = models.TextField(default="")
    preview = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    done = models.ForeignKey(Job, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.TextField()


class Mending(models.Model):
    """A cell of an upload that somebody corrected before it was taken in (补正): its text as sent and as mended, and what
    was wrong with it (JSON). The newest of a cell counts; one that equals what was sent takes the others back."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE)
    sha256 = models.CharField(max_length=64)
    cell = models.TextField()
    sent = models.TextField()
    value = models.TextField()
    issues = models.TextField(default="[]")
    why = models.TextField()
    by = models.TextField()
    at = models.TextField()


class Draft(models.Model):
    """What someone typed into a form that was not taken (草稿): kept until it is sent or thrown away."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    place = models.TextField()
    content = models.TextField()
    at = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "place"], name="one_draft_a_place")]


class SavedView(models.Model):
    """A list that someone comes back to (视图): what the address asked for, under a name; its own address stays."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE)
    name = models.CharField(max_length=40)
    query = models.TextField()
    at = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="one_view_a_name")]
