# SPDX-License-Identifier: Apache-2.0
"""A fit in the JVM that Python can end and watch."""

from contextlib import suppress
from typing import Any

from sparkoptim._interrupt import NotedSigint, Waiting
from sparkoptim._jars import jvm
from sparkoptim._progress import Progress
from sparkoptim.errors import FitCancelledError, java_errors

_MILLIS = 100


def fit(java_stage: Any, java_rows: Any, name: str, most: int) -> Any:
    """Fits a stage of the JVM to rows there, in a thread of the JVM's.

    Parameters
    ----------
    java_stage, java_rows
        of the JVM
    name, most
        of the line of progress: its title, and the most passes

    Raises
    ------
    KeyboardInterrupt
        if SIGINT came meanwhile; the fit is over then
    """
    view = jvm()
    waiting = Waiting()
    if waiting.gone():
        raise FitCancelledError(f"{name} was not fitted: the call that wanted it was interrupted")
    with NotedSigint() as sigint:
        handle = view.sparkoptim.ml.FitHandle.start(java_stage, java_rows)
        progress = Progress(name, most)
        try:
            _wait(handle, sigint, waiting, progress)
            if not sigint.noted:
                with java_errors():
                    model = handle.result()
                if progress.drawn and model.hasSummary():
                    progress.finish(model.summary())
        except BaseException:
            with suppress(Exception):
                handle.interrupt()
            raise
        finally:
            progress.close()
    if sigint.noted:
        raise KeyboardInterrupt
    return model


def _wait(handle: Any, sigint: NotedSigint, waiting: Waiting, progress: Progress) -> None:
    ending = False
    while True:
        report = handle.waitFor(_MILLIS)
        if report is None:
            return
        if not ending and (sigint.noted or waiting.gone()):
            ending = True
            handle.interrupt()
        progress.report(report)
