# SPDX-License-Identifier: Apache-2.0
"""Sessions with the jar."""

import os
from typing import Any, Mapping, Optional

from pyspark.sql import SparkSession

from sparkoptim._jars import _REMEDY, has_classes, jars, over_connect, refuse_connect
from sparkoptim.errors import JarMissingError, NoSessionError


def configure(builder: SparkSession.Builder) -> SparkSession.Builder:
    """Adds the jar to the session that a builder will make.

    Parameters
    ----------
    builder
        of ``SparkSession.builder``; its other settings stay

    Returns
    -------
    SparkSession.Builder
        the builder itself

    Raises
    ------
    JarMissingError
        if a JVM runs already and has not the jar: no setting adds it then

    Examples
    --------
    >>> spark = sparkoptim.configure(SparkSession.builder.appName("mine")).getOrCreate()
    """
    if not isinstance(builder, SparkSession.Builder):
        raise TypeError(f"configure takes a builder, such as SparkSession.builder, was {type(builder).__name__}")
    refuse_connect()
    from pyspark import SparkContext  # which a client of Spark Connect has not

    if "PYSPARK_GATEWAY_PORT" in os.environ:  # spark-submit started this Python, and has its JVM
        SparkContext._ensure_initialized()
    gateway = SparkContext._gateway
    if gateway is not None:
        if not has_classes(gateway.jvm):
            raise JarMissingError(f"Spark's JVM runs already without the jar of sparkoptim: {_REMEDY}")
        return builder
    options: Mapping[str, Any] = getattr(builder, "_options", {})
    others = [jar for jar in str(options.get("spark.jars", "")).split(",") if jar]
    own = [jar for jar in jars().split(",") if jar not in others]
    return builder.config("spark.jars", ",".join([*others, *own]))


def session(
    *,
    app_name: Optional[str] = None,
    master: Optional[str] = None,
    config: Optional[Mapping[str, Any]] = None,
) -> SparkSession:
    """Returns a session with the jar: the running one, or a new one.

    Parameters
    ----------
    app_name
        name of the application
    master
        Spark's master, such as ``local[2]``; Spark's own default is all cores of this machine
    config
        more of Spark's settings

    Raises
    ------
    JarMissingError
        if a session runs already and has not the jar
    """
    builder = SparkSession.builder
    if app_name is not None:
        builder = builder.appName(app_name)
    if master is not None:
        builder = builder.master(master)
    for name, value in (config or {}).items():
        builder = builder.config(name, value)
    return configure(builder).getOrCreate()


def running() -> SparkSession:
    """Returns the session of this thread, or the default one: threads of a pool have none of their own.

    Raises
    ------
    NoSessionError
        if there is none
    """
    active = SparkSession.getActiveSession()
    if active is not None:
        return active
    if over_connect():
        return SparkSession.builder.getOrCreate()
    from pyspark import SparkContext

    if SparkContext._active_spark_context is None:
        raise NoSessionError("there is no Spark session yet: make one by sparkoptim.session()")
    return SparkSession.builder.getOrCreate()
