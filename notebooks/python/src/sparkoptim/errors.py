# SPDX-License-Identifier: Apache-2.0
"""Errors: those of the package, and those of the JVM with one line of message and the JVM's trace as cause."""

from contextlib import contextmanager
from typing import Any, Dict, Iterable, Iterator, List, Optional, Tuple, Type

from pyspark.errors.exceptions import captured

try:
    from py4j.protocol import Py4JError as Py4JError
    from py4j.protocol import Py4JJavaError as Py4JJavaError
except ImportError:  # a client of Spark Connect has no JVM
    Py4JError = Py4JJavaError = captured.CapturedException


class SparkOptimError(Exception):
    """Any error of this package."""


class JarMissingError(SparkOptimError, RuntimeError):
    """The JVM's classes are not there; the message says what to do."""


class NoSessionError(SparkOptimError, RuntimeError):
    """No Spark session runs."""


class ClassicOnlyError(SparkOptimError, RuntimeError):
    """The session is one of Spark Connect, where this cannot be had."""


class JvmTrace(Exception):
    """The cause of an error that came from the JVM.

    Attributes
    ----------
    trace
        the whole stack trace of the JVM
    """

    _SHOWN = 8

    def __init__(self, trace: str) -> None:
        super().__init__(trace)
        self.trace = trace

    def __str__(self) -> str:
        lines = self.trace.strip().splitlines()
        left = len(lines) - self._SHOWN
        more = [f"\t... {left} lines more: the error's __cause__.trace has all"] if left > 0 else []
        return "\n".join(lines[: self._SHOWN] + more)


class JvmError(SparkOptimError, captured.CapturedException):
    """An error of the JVM: its text is one line, its ``__cause__`` a :class:`JvmTrace`."""

    def __init__(self, message: str, trace: str = "") -> None:
        try:
            captured.CapturedException.__init__(self, desc=message, stackTrace=trace)
        except ImportError:  # of Py4J, which a client of Spark Connect has not: this error is our own then
            pass
        self.args = (message,)
        # PySpark 3.5 and 4 have names of their own for these two.
        self._text, self._jvm_trace = message, trace

    def __str__(self) -> str:
        return self._text


class InvalidArgumentError(JvmError, captured.IllegalArgumentException, ValueError):
    """A param, a column or a row has a value that it must not have."""


class DivergedError(JvmError, captured.ArithmeticException, ValueError):
    """The loss or a coefficient became infinite or NaN."""


class UnsupportedOperationError(JvmError, captured.UnsupportedOperationException, ValueError):
    """What was asked for does not exist of this model."""


class FitCancelledError(JvmError, RuntimeError):
    """The fit was cancelled, by its job group or on Spark's pages."""


class TrainingFailedError(JvmError, RuntimeError):
    """A round of training failed again and again; the message says how to go on."""


class CheckpointError(JvmError, ValueError):
    """A checkpoint is missing, damaged or of another fit."""


class StorageError(JvmError, OSError):
    """A folder or file is not there, is there already, or cannot be read or written."""


class NetworkError(JvmError, ConnectionError):
    """Another machine cannot be reached, or a connection to it broke."""


_IO = "java.io.IOException"
# The first that a chain of causes has decides; an error of a task comes wrapped by Spark.
_OURS: Dict[str, Type[JvmError]] = {
    "sparkoptim.core.DivergedException": DivergedError,
    "sparkoptim.engine.checkpoint.CheckpointException": CheckpointError,
    "java.util.concurrent.CancellationException": FitCancelledError,
    "sparkoptim.engine.TrainingFailedException": TrainingFailedError,
}
# Of these the innermost counts; of several that follow one another the first, which says what the others are about.
# A class comes before those that it extends; none of ours means that the error stays PySpark's.
_GENERAL: Dict[str, Optional[Type[JvmError]]] = {
    "java.nio.channels.UnresolvedAddressException": NetworkError,
    "java.lang.IllegalArgumentException": InvalidArgumentError,
    "java.lang.UnsupportedOperationException": UnsupportedOperationError,
    "java.net.SocketException": NetworkError,
    "java.net.SocketTimeoutException": NetworkError,
    "java.net.UnknownHostException": NetworkError,
    "java.nio.channels.ClosedByInterruptException": None,  # of files, too
    "javax.net.ssl.SSLException": NetworkError,
    "java.io.ObjectStreamException": None,  # of serialization
    "java.io.InterruptedIOException": None,
    _IO: StorageError,
}


def _causes(thrown: Any) -> List[Any]:
    causes: List[Any] = []
    while thrown is not None and len(causes) < 20:  # causes may form a circle
        causes.append(thrown)
        thrown = thrown.getCause()
    return causes


def _named(thrown: Any, kinds: Iterable[str]) -> Optional[str]:
    """The first of some classes that an error is one of."""
    from py4j.java_gateway import is_instance_of
    from pyspark import SparkContext

    for name in kinds:
        try:
            if is_instance_of(SparkContext._gateway, thrown, name):
                return name
        except Exception:  # the JVM has no such class
            continue
    return None


def _one_line(thrown: Any) -> str:
    text = str(thrown.getMessage() or thrown.toString()).strip()
    line = text.splitlines()[0] if text else ""
    prefix = "requirement failed: "  # of Scala's require
    return line[len(prefix):] if line.startswith(prefix) else line


def translated(error: Exception) -> Optional[JvmError]:
    """Returns an error of the JVM as one of this module; None where PySpark has a class for it, and this one has not."""
    from pyspark import SparkContext

    origin = error.java_exception if isinstance(error, Py4JJavaError) else getattr(error, "_origin", None)
    if origin is None or SparkContext._jvm is None:
        return None
    causes = _causes(origin)
    own = [(_OURS[name], thrown) for name, thrown in ((_named(thrown, _OURS), thrown) for thrown in causes) if name]
    kind, thrown = own[0] if own else _general(causes)
    if kind is None and not isinstance(error, Py4JJavaError):
        return None
    trace = str(SparkContext._jvm.org.apache.spark.util.Utils.exceptionString(origin))
    if kind is None:
        return JvmError(str(causes[-1].toString()).strip().splitlines()[0], trace)
    return kind(_one_line(thrown), trace)


def _general(causes: List[Any]) -> Tuple[Optional[Type[JvmError]], Any]:
    found: Tuple[Optional[Type[JvmError]], Any] = (None, None)
    inner: Optional[str] = ""  # the class that the cause is of; empty where there is none
    for thrown in causes[::-1]:
        name = _named(thrown, _GENERAL)
        if name == _IO and inner is None and thrown.getClass().getName() == _IO:
            name = None  # Spark wraps any error so
        inner = name
        kind = None if name is None else _GENERAL[name]
        if name is None and found[0] is None:
            continue
        if kind is None or found[0] not in (None, kind):
            break
        found = (kind, thrown)
    return found


@contextmanager
def java_errors() -> Iterator[None]:
    """Raises the JVM's errors of its block as this module's; what has no class here comes as PySpark has it."""
    try:
        yield
    except (Py4JJavaError, captured.CapturedException) as error:
        if isinstance(error, JvmError):
            raise
        own = translated(error)
        if own is None:
            raise
        raise own from JvmTrace(own._jvm_trace)
