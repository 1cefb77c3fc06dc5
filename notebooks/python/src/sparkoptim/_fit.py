# SPDX-License-Identifier: Apache-2.0
"""A fit in the JVM that Python can end and watch."""

from contextlib import suppress
from typing import Any, Callable, Sequence

from sparkoptim._interrupt import NotedSigint, Waiting
from sparkoptim._jars import jvm
from sparkoptim._progress import Progress
from sparkoptim.errors import FitCancelledError, Py4JError, Py4JJavaError, TrainingFailedError, java_errors

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
    return _run(lambda handles: handles.start(java_stage, java_rows), name, most).get(0)


def fit_path(java_stage: Any, java_rows: Any, strengths: Sequence[float], name: str, most: int) -> Any:
    """Fits a path of penalties as :func:`fit` fits one model; returns the JVM's list of models."""
    from pyspark import SparkContext

    gateway = SparkContext._gateway
    assert gateway is not None  # the rows are there
    array = gateway.new_array(jvm().double, len(strengths))
    for index, value in enumerate(strengths):
        array[index] = value
    return _run(lambda handles: handles.startPath(java_stage, java_rows, array), name, most)


def _run(start: Callable[[Any], Any], name: str, most: int) -> Any:
    """Returns the JVM's list of the models that a handle has in the end."""
    view = jvm()
    waiting = Waiting()
    if waiting.gone():
        raise FitCancelledError(f"{name} was not fitted: the call that wanted it was interrupted")
    with NotedSigint() as sigint:
        if sigint.noted:
            raise KeyboardInterrupt
        handle = start(view.sparkoptim.ml.FitHandle)
        progress = Progress(name, most)
        try:
            _wait(handle, sigint, waiting, progress)
            if not sigint.noted:
                with java_errors():
                    models = handle.models()
                if progress.drawn and len(models) and models[-1].hasSummary():
                    progress.finish(models[-1].summary())
        except BaseException as error:
            with suppress(Exception):
                handle.interrupt()
            if sigint.noted and isinstance(error, Exception):  # what the handler from before broke
                raise KeyboardInterrupt from error
            if isinstance(error, Py4JError) and not isinstance(error, Py4JJavaError):
                raise TrainingFailedError(
                    f"Spark's JVM ended or does not answer, while {name} was fitted: spark.driver.memory may be too "
                    "small for the rows; restart Python"
                ) from error
            raise
        finally:
            progress.close()
    if sigint.noted:
        raise KeyboardInterrupt
    return models


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
