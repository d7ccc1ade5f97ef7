"""The store's tables: append-only, with the object's canonical JSON beside the few columns that are searched."""

from __future__ import annotations

from django.db import models


class ImportedFile(models.Model):
    """A workbook as it came in (导入文件): its bytes lie in ``files/<sha256>`` of the data folder."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.TextField()
    layout = models.TextField(default="")
    rows = models.IntegerField()
    held = models.IntegerField()
    report = models.TextField()
    at = models.TextField()
    by = models.TextField()
    sender = models.TextField(null=True)  # noqa: DJ001 - rows of older stores do not know it


class ImportAct(models.Model):
    """What was done with an import after its first commit (导入后续): 撤销, 重新导入, 补正, 放行."""

    imported = models.ForeignKey(ImportedFile, on_delete=models.PROTECT)
    act = models.CharField(max_length=20)
    why = models.TextField()
    at = models.TextField()
    by = models.TextField()


class Revision(models.Model):
    """One version of one record; the newest of a (kind, key) is what is known now.

    An empty `body` says that from here on there is no such record: its import was undone, or it `became` another key
    (the same code under another name). `act` is the later act that wrote the version; without one it was the import.
    """

    kind = models.CharField(max_length=40)
    key = models.TextField()
    digest = models.CharField(max_length=64)
    body = models.TextField()
    source = models.ForeignKey(ImportedFile, on_delete=models.PROTECT)
    act = models.ForeignKey(ImportAct, on_delete=models.PROTECT, null=True)
    became = models.TextField(null=True)  # noqa: DJ001 - rows of older stores do not know it

    class Meta:
        indexes = [models.Index(fields=["kind", "key"])]


class HeldRow(models.Model):
    """A row that waits in the tray (暂存): its line, its cells as sent, and why it is held."""

    imported = models.ForeignKey(ImportedFile, on_delete=models.PROTECT)
    line = models.TextField()
    src = models.TextField()
    name = models.TextField()
    kind = models.CharField(max_length=40)
    key = models.TextField()
    cells = models.TextField()
    issues = models.TextField()


class HeldAct(models.Model):
    """What was done with a held row: 补正 (a cell), 确认, 作废, 提交, 结清 (sent again in order), 撤销."""

    row = models.ForeignKey(HeldRow, on_delete=models.PROTECT)
    act = models.CharField(max_length=20)
    cell = models.TextField(default="")
    value = models.TextField(default="")
    why = models.TextField(default="")
    at = models.TextField()
    by = models.TextField()


class HeaderMemory(models.Model):
    """Which column is which field, as a person said for one set of headers and one sender (表头对应); no layout: forgotten."""

    fingerprint = models.CharField(max_length=64)
    sender = models.TextField()
    layout = models.TextField()
    at = models.TextField()
    by = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["fingerprint"])]


class Confirmation(models.Model):
    """A person's word that a name is a matter of the register (事项认定), remembered."""

    name_key = models.TextField()
    matter = models.TextField()
    at = models.TextField()
    by = models.TextField()


class RuleBook(models.Model):
    """Every rule book that was used, whole, by its digest."""

    digest = models.CharField(max_length=64, unique=True)
    content = models.TextField()


class DecisionRun(models.Model):
    """One judging of the whole catalogue (判定): as of which day, by which book."""

    as_of = models.DateField()
    book = models.ForeignKey(RuleBook, on_delete=models.PROTECT)
    at = models.TextField()
    by = models.TextField()
    counts = models.TextField()
    digest = models.CharField(max_length=64)


class DecisionBody(models.Model):
    """A decision object (canonical JSON), shared by all the rows that came to the same."""

    digest = models.CharField(max_length=64, unique=True)
    body = models.TextField()


class DecisionRow(models.Model):
    """Which decision a record got for a question in a run."""

    run = models.ForeignKey(DecisionRun, on_delete=models.CASCADE)
    kind = models.CharField(max_length=40)
    key = models.TextField()
    question = models.CharField(max_length=40)
    status = models.CharField(max_length=10)
    body = models.ForeignKey(DecisionBody, on_delete=models.PROTECT)

    class Meta:
        indexes = [models.Index(fields=["run", "kind", "key"])]


class RulingUse(models.Model):
    """On what a ruling (裁定) rested when it was first applied; if that changes, the question comes back."""

    key = models.TextField()
    question = models.TextField()
    ruling = models.CharField(max_length=64)
    rests_on = models.CharField(max_length=64)


class Edition(models.Model):
    """A frozen edition (公布版): manifest and canonical JSON lines of all that is published."""

    number = models.IntegerField(unique=True)
    digest = models.CharField(max_length=64, unique=True)
    as_of = models.DateField()
    manifest = models.TextField()
    lines = models.TextField()
    at = models.TextField()
    by = models.TextField()


class EditionAct(models.Model):
    """What was done with an edition after it was published: 撤回, with the reason that the public may read."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT)
    act = models.CharField(max_length=20)
    why = models.TextField()
    at = models.TextField()
    by = models.TextField()


class EditionDraft(models.Model):
    """A candidate edition (公布稿): what would be published as of a day, and what stays out, before anyone said yes.

    `content` is the digest by which what was approved is held against what is published; `lines` names the bytes of the
    candidate in ``files/`` of the data folder.
    """

    content = models.CharField(max_length=64)
    as_of = models.DateField()
    manifest = models.TextField()
    lines = models.CharField(max_length=64)
    left_out = models.TextField()
    at = models.TextField()
    by = models.TextField()


class EditionDraftAct(models.Model):
    """What was done with a candidate: 送批 (with the public note), 批准, 退回, 作罢, 公布 (with the edition's number)."""

    draft = models.ForeignKey(EditionDraft, on_delete=models.PROTECT)
    act = models.CharField(max_length=20)
    why = models.TextField()
    at = models.TextField()
    by = models.TextField()


class FilingFile(models.Model):
    """A file of filings in masses (成批办件): its cleaned columns lie in ``files/<kept>`` of the data folder (parquet)."""

    sha256 = models.CharField(max_length=64, unique=True)
    name = models.TextField()
    rows = models.IntegerField()
    held = models.IntegerField()
    kept = models.CharField(max_length=64)
    report = models.TextField()
    at = models.TextField()
    by = models.TextField()


class FilingFileAct(models.Model):
    """What was done about a file of filings: 撤销 (its rows count no more), 重新导入 (they count again, as sent last)."""

    file = models.ForeignKey(FilingFile, on_delete=models.PROTECT)
    act = models.CharField(max_length=4)
    why = models.TextField()
    at = models.TextField()
    by = models.TextField()


class CardRun(models.Model):
    """One judging of all filings for cards (亮牌判定); its sums lie in ``files/<sums>`` (parquet)."""

    as_of = models.DateField()
    book = models.ForeignKey(RuleBook, on_delete=models.PROTECT)
    digest = models.CharField(max_length=64, unique=True)
    sums = models.CharField(max_length=64)
    counts = models.TextField()
    at = models.TextField()
    by = models.TextField()


class Card(models.Model):
    """A yellow or red card (红黄牌) that a run gave a filing; given once, whatever later runs find."""

    run = models.ForeignKey(CardRun, on_delete=models.PROTECT)
    unit = models.TextField()
    number = models.TextField()
    colour = models.CharField(max_length=4)
    timeliness = models.CharField(max_length=10)
    place = models.TextField()  # canonical JSON: matter, town, window, month, days and the rest of `CardFound`
    body = models.ForeignKey(DecisionBody, on_delete=models.PROTECT)

    class Meta:
        indexes = [models.Index(fields=["unit", "number"])]


class CardAct(models.Model):
    """What was done about a card: 申诉, 维持, 撤销, with the reason."""

    card = models.ForeignKey(Card, on_delete=models.PROTECT)
    act = models.CharField(max_length=4)
    why = models.TextField()
    at = models.TextField()
    by = models.TextField()


class AuditEntry(models.Model):
    """One act (审计日志), chained: `hash` covers the act and the hash before it."""

    number = models.IntegerField(unique=True)
    at = models.TextField()
    by = models.TextField()
    act = models.TextField()
    detail = models.TextField()
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)


class SelfCheckRun(models.Model):
    """One self-check (自查、回头看): its name, the day and the period it asks about."""

    name = models.TextField(unique=True)
    as_of = models.DateField()
    at = models.TextField()
    by = models.TextField()


class SelfCheckSheet(models.Model):
    """What went out to one unit (下发): the prefilled rows of its 自查表, canonical JSON by 自查行号, and the file's digest."""

    run = models.ForeignKey(SelfCheckRun, on_delete=models.PROTECT)
    number = models.IntegerField()
    unit = models.TextField()
    file = models.TextField()
    sha256 = models.CharField(max_length=64)
    rows = models.TextField()
    at = models.TextField()
    by = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "unit"], name="one_sheet_a_unit")]


class SelfCheckAct(models.Model):
    """What was done in a self-check: 下发, 收回, 催办, 比对, 结束, 重新打开; of one unit, or of the whole run."""

    run = models.ForeignKey(SelfCheckRun, on_delete=models.PROTECT)
    unit = models.TextField(default="")
    act = models.CharField(max_length=20)
    detail = models.TextField(default="{}")
    at = models.TextField()
    by = models.TextField()


class Problem(models.Model):
    """A problem to be mended (问题), once however often it is found: its identity and what was found first."""

    key = models.TextField(unique=True)
    body = models.TextField()
    at = models.TextField()
    by = models.TextField()


class ProblemAct(models.Model):
    """What was done about a problem: 交办, 整改, 复核, 销号, 再次发现 ...; its state follows from these alone."""

    problem = models.ForeignKey(Problem, on_delete=models.PROTECT)
    act = models.CharField(max_length=20)
    body = models.TextField()
    at = models.TextField()
    by = models.TextField()


class RuleProposal(models.Model):
    """A proposed change of the office's own rule book (规则修改建议): one entry as written, by whom, why, over which book."""

    part = models.CharField(max_length=10)
    rule = models.TextField()
    text = models.TextField()
    why = models.TextField()
    base = models.CharField(max_length=64)
    at = models.TextField()
    by = models.TextField()


class RuleProposalAct(models.Model):
    """What became of a proposal: 批准 (`before`, `after`: the rule books' digests), 退回, 撤回; with the reason."""

    proposal = models.ForeignKey(RuleProposal, on_delete=models.PROTECT)
    act = models.CharField(max_length=10)
    why = models.TextField()
    before = models.CharField(max_length=64, default="")
    after = models.CharField(max_length=64, default="")
    at = models.TextField()
    by = models.TextField()
