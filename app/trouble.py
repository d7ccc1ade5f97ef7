"""What the machine refuses (a full disk, a locked store, no permission) in words for people; what is no such thing is our fault."""

from __future__ import annotations

import errno
import sqlite3

from catalogue.finding import UserError

_DISK = {
    errno.ENOSPC: ("磁盘满了", "请腾出空间"),
    errno.EDQUOT: ("磁盘配额用完了", "请腾出空间或加配额"),
    errno.EROFS: ("只能读，不能写", "请换到能写的磁盘，或改挂载方式"),
    errno.EACCES: ("没有权限", "请检查文件和文件夹的属主、权限"),
    errno.EPERM: ("没有权限", "请检查文件和文件夹的属主、权限"),
    errno.EIO: ("磁盘读写出错", "请检查磁盘；备份还在的，恢复到别的磁盘"),
    errno.EMFILE: ("同时打开的文件太多", "请提高系统对打开文件数的限制"),
}
_PATHS = {
    errno.ENOENT: ("没有这个文件或文件夹", "请检查路径"),
    errno.EISDIR: ("是文件夹，不是文件", "请检查路径"),
    errno.ENOTDIR: ("路径里有一段是文件，不是文件夹", "请检查路径"),
    errno.EEXIST: ("已经有同名的文件或文件夹", "请检查路径"),
}
_STORE = (
    (("database or disk is full",), "磁盘满了", "请腾出空间"),
    (("database is locked", "database table is locked"), "正被别的程序占着，等了一阵还没有放开", "请过一会儿再做；一直这样的，看是不是有别的程序开着库"),
    (("readonly database",), "只能读，不能写", "请检查库文件和它所在文件夹的权限"),
    (("disk I/O error", "unable to open database file"), "读不了或写不了", "请检查磁盘、库文件和它所在文件夹的权限"),
)  # fmt: skip


def told(error: BaseException, *, paths: bool = False) -> UserError | None:
    """The trouble in Chinese; None for what is none. `paths`: also a path that is not what it should be, which is a user's slip on
    the command line and a fault of ours elsewhere."""
    said = _of(error, paths)
    return None if said is None else UserError(*said)


def _of(error: BaseException, paths: bool) -> tuple[str, str, str] | None:
    if isinstance(error, OSError):
        words = _DISK.get(error.errno or 0) or (_PATHS.get(error.errno or 0) if paths else None)
        return (str(error.filename or "数据文件夹"), *words) if words else None
    cause = (
        error if isinstance(error, sqlite3.Error) else error.__cause__
    )  # Django's error was raised from the driver's
    if isinstance(cause, sqlite3.OperationalError):
        for signs, what, advice in _STORE:
            if any(sign in str(cause) for sign in signs):
                return "数据库", what, advice
    elif type(error).__name__ == "OperationalError" and (error.__class__.__module__ or "").startswith("django.db"):
        return "数据库", "连不上，或者连接断了", "请检查数据库在不在运行，再做一遍"
    return None
