# SPDX-License-Identifier: Apache-2.0
"""The jar with the JVM's classes: where it is, and whether the running JVM has it."""

import glob
import os
from pathlib import Path
from typing import Any, List

from sparkoptim.errors import ClassicOnlyError, JarMissingError, NoSessionError

_PACKAGED = Path(__file__).resolve().parent / "jars"
_REMEDY = (
    "make the session by sparkoptim.session() or sparkoptim.configure(builder), or start Python with "
    '--jars "$(python -m sparkoptim)"; a JVM that runs already cannot take the jar, so restart Python first'
)


def scala_version() -> str:
    """Returns the Scala version of the Spark that a session would use, such as ``2.12``."""
    import pyspark

    home = os.environ.get("SPARK_HOME") or os.path.dirname(pyspark.__file__)
    for path in glob.glob(os.path.join(glob.escape(home), "jars", "scala-library-2.*.jar")):
        return ".".join(os.path.basename(path)[len("scala-library-"):].split(".")[:2])
    return "2.12" if pyspark.__version__.startswith("3.") else "2.13"


def jars() -> str:
    """Returns the path of the jar for this Spark, as ``spark.jars`` and ``--jars`` take it.

    The environment variable ``SPARK_OPTIM_JAR`` names another jar than the one of the wheel, and
    ``SPARK_OPTIM_TORCH_JARS`` those of networks computed by PyTorch, with commas between; they come behind it.

    Raises
    ------
    JarMissingError
        if this installation has no jar for Spark's Scala version
    """
    return ",".join([_own(), *_named("SPARK_OPTIM_TORCH_JARS")])


def _named(variable: str) -> List[str]:
    """The jars that a variable of the environment names."""
    named = [jar for jar in os.environ.get(variable, "").split(",") if jar]
    for jar in named:
        if not os.path.exists(jar):
            raise JarMissingError(f"{variable} names {jar}, which is not there")
    return named


def _own() -> str:
    named = _named("SPARK_OPTIM_JAR")
    if named:
        return ",".join(named)
    scala = scala_version()
    for jar in sorted(_PACKAGED.glob(f"spark-optim_{scala}-*.jar")):
        return str(jar)
    there = ", ".join(sorted(jar.name for jar in _PACKAGED.glob("*.jar"))) or "none"
    raise JarMissingError(
        f"this installation of sparkoptim has no jar for Scala {scala} (its jars: {there}): "
        "install the wheel that bin/wheel builds, or let SPARK_OPTIM_JAR name the jar"
    )


def over_connect() -> bool:
    """Returns whether the session is one of Spark Connect, which has no JVM here.

    Raises
    ------
    ClassicOnlyError
        if it is, and this PySpark cannot train over it
    """
    from pyspark.ml import util
    from pyspark.sql.utils import is_remote

    if not is_remote():
        return False
    if not hasattr(util, "try_remote_fit"):
        raise ClassicOnlyError(
            "before Spark 4 sparkoptim works with classic sessions only, and this one is of Spark Connect"
        )
    return True


def refuse_connect() -> None:
    """Raises where the session is one of Spark Connect, which has no JVM here."""
    if over_connect():
        raise ClassicOnlyError(
            "the session is one of Spark Connect, where stages fit, and they and their models are saved and loaded; for "
            "the rest of sparkoptim take a classic session"
        )


def has_classes(view: Any) -> bool:
    """Returns whether a JVM has this library; Py4J makes a package of any name that it does not know."""
    from py4j.java_gateway import JavaClass

    return isinstance(view.sparkoptim.ml.FitHandle, JavaClass)


def jvm() -> Any:
    """Returns the JVM of the running session, which has the jar.

    Raises
    ------
    JarMissingError
        if it has not
    NoSessionError
        if there is no session
    ClassicOnlyError
        if the session is one of Spark Connect
    """
    refuse_connect()
    from pyspark import SparkContext  # which a client of Spark Connect has not

    context = SparkContext._active_spark_context
    if context is None or context._jvm is None:
        raise NoSessionError("there is no Spark session yet: make one by sparkoptim.session()")
    if not has_classes(context._jvm):
        raise JarMissingError(f"the running session has not the jar of sparkoptim: {_REMEDY}")
    return context._jvm
