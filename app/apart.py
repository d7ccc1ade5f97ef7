"""Work done in a copy of this process while this one goes on with other work."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any, Generic, TypeVar

_Result = TypeVar("_Result")


class Apart(Generic[_Result]):
    """Begin `work` on another core; `result()` waits for it. What comes back is pickled through a pipe of our own.

    Where a process cannot be copied (no fork, other threads that may hold a lock), or where the copy is lost, the work
    is done when its result is asked for. Begin before the store is open: a copy must not share its connection.
    """

    def __init__(self, work: Callable[[], _Result]) -> None:
        self._work, self._child, self._pipe = work, 0, -1
        if not hasattr(os, "fork") or threading.active_count() > 1:
            return
        self._pipe, end = os.pipe()
        self._child = os.fork()
        if self._child:
            os.close(end)
            return
        try:
            os.close(self._pipe)
            with os.fdopen(end, "wb") as out:
                pickle.dump(self._outcome(), out, protocol=pickle.HIGHEST_PROTOCOL)
        finally:
            os._exit(0)  # nothing of the first process is closed, written or said by its copy

    def _outcome(self) -> tuple[bool, Any]:
        try:
            return True, self._work()
        except Exception as error:
            return False, error

    def result(self) -> _Result:
        """What the work gave; what it raised is raised here."""
        if not self._child:
            return self._work()
        try:
            with os.fdopen(self._pipe, "rb") as back:
                self._pipe = -1
                done, found = pickle.load(back)
        except (EOFError, pickle.UnpicklingError):
            return self._work()
        if not done:
            raise found
        return found  # type: ignore[no-any-return]

    def again(self) -> _Result:
        """The work done anew, here: what it rests on has changed meanwhile."""
        return self._work()

    def __enter__(self) -> Apart[_Result]:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._child:
            return
        if self._pipe >= 0:  # nobody asked
            os.close(self._pipe)
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._child, signal.SIGKILL)
        os.waitpid(self._child, 0)
        self._child = 0
