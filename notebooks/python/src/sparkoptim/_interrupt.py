# SPDX-License-Identifier: Apache-2.0
"""Who wants a running fit to end: Ctrl-C in the main thread, or the end of those who waited for it.

PySpark's own handler of SIGINT talks to the JVM over the connection on which the main thread waits for an answer, which
breaks both. So while a fit runs, the signal is noted only, and the loop that waits for the fit ends it.
"""

import signal
import sys
import threading
import time
from multiprocessing.pool import ThreadPool
from types import FrameType, TracebackType
from typing import Any, Dict, List, Optional, Tuple, Type


class NotedSigint:
    """While it is entered in the main thread, the first SIGINT is noted; a later one goes to the handler from before.

    Those that come at once, of a key that is held, say, are the first once more: a fit takes a moment to end. The end
    of the block raises ``KeyboardInterrupt`` where one was noted. A block inside of another has the other's signals.
    """

    _AT_ONCE = 2.0  # seconds
    _entered: Optional["NotedSigint"] = None

    def __init__(self) -> None:
        self.noted = False
        self._when = 0.0
        self._before: Any = None

    def __enter__(self) -> "NotedSigint":
        if threading.current_thread() is threading.main_thread():
            if NotedSigint._entered is not None:
                return NotedSigint._entered
            before = signal.getsignal(signal.SIGINT)
            if callable(before):  # neither ignored nor set by somebody outside Python
                self._before = before
                NotedSigint._entered = self
                signal.signal(signal.SIGINT, self._note)
        return self

    def _note(self, number: int, frame: Optional[FrameType]) -> None:
        if not self.noted:
            self.noted, self._when = True, time.monotonic()
        elif time.monotonic() - self._when > self._AT_ONCE:
            self._before(number, frame)

    def __exit__(
        self,
        kind: Optional[Type[BaseException]],
        error: Optional[BaseException],
        trace: Optional[TracebackType],
    ) -> None:
        if self._before is not None:
            NotedSigint._entered = None
            signal.signal(signal.SIGINT, self._before)
            if self.noted and kind is None:
                raise KeyboardInterrupt


class Waiting:
    """Those who wait for a fit of this thread, where it is one of a pool of pyspark.ml.

    ``CrossValidator``, ``TrainValidationSplit`` and ``OneVsRest`` fit in threads of a pool. Ctrl-C ends the call in the
    main thread alone: nobody then wants what the pool goes on with. A pool of the user's own is left alone.
    """

    def __init__(self) -> None:
        self._frames: List[Tuple[int, FrameType]] = []
        self._gone = False
        threads = {thread.ident: thread for thread in threading.enumerate()}
        thread: Optional[threading.Thread] = threading.current_thread()
        stack: Optional[FrameType] = sys._getframe()
        while thread is not None and _is_task(stack):
            found = _owner(thread)
            if found is None:
                self._gone = True
                break
            self._frames.append(found)
            thread, stack = threads.get(found[0]), found[1]

    def gone(self) -> bool:
        """Returns whether somebody in the chain of those who wait has given up."""
        if self._frames and not self._gone:
            now = sys._current_frames()
            self._gone = not all(_runs(now, ident, frame) for ident, frame in self._frames)
        return self._gone


# A pool of the user's own that calls fit itself calls pyspark.ml.base.
_WITH_POOLS = ("pyspark.ml.classification", "pyspark.ml.tuning")


def _module(frame: FrameType) -> str:
    return str(frame.f_globals.get("__name__", ""))


def _is_task(frame: Optional[FrameType]) -> bool:
    """Whether a stack is one of a pool's thread, and what the pool called is a task of pyspark.ml's."""
    called = ""
    while frame is not None:
        name = _module(frame)
        if name == "multiprocessing.pool":
            return called in _WITH_POOLS
        if name != "pyspark.util":  # which carries properties over to the thread
            called = name
        frame = frame.f_back
    return False


def _owner(thread: threading.Thread) -> Optional[Tuple[int, FrameType]]:
    """The frame of pyspark.ml that has the pool of a thread, and that frame's thread."""
    for ident, top in sys._current_frames().items():
        frame: Optional[FrameType] = top
        while frame is not None:
            if _module(frame) in _WITH_POOLS:
                for value in frame.f_locals.values():
                    if type(value) is ThreadPool and thread in value._pool:  # type: ignore[attr-defined]
                        return ident, frame
            frame = frame.f_back
    return None


def _runs(now: Dict[int, FrameType], ident: int, wanted: FrameType) -> bool:
    frame: Optional[FrameType] = now.get(ident)
    while frame is not None:
        if frame is wanted:
            return True
        frame = frame.f_back
    return False
