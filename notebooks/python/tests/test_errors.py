# SPDX-License-Identifier: Apache-2.0
"""Errors: of the JVM, in one line; of a session without the jar."""

import pyspark.errors
import pytest
from pyspark.errors.exceptions import captured

import sparkoptim
from sparkoptim.errors import JvmTrace
from sparkoptim.ml import LogisticRegression


def test_misspelt_method_is_a_value_error_with_a_suggestion(cancer):
    with pytest.raises(ValueError, match="did you mean svrg") as caught:
        LogisticRegression(optimMethod="svgr").fit(cancer)
    error = caught.value
    assert type(error) is sparkoptim.InvalidArgumentError
    assert isinstance(error, pyspark.errors.IllegalArgumentException)
    assert isinstance(error, captured.IllegalArgumentException)
    assert len(str(error).splitlines()) == 1
    assert isinstance(error.__cause__, JvmTrace)
    assert "java.lang.IllegalArgumentException" in error.__cause__.trace
    assert len(str(error.__cause__).splitlines()) <= 9 < len(error.__cause__.trace.splitlines())


def test_bad_rows_and_columns_are_named_in_one_line(spark, cancer):
    from pyspark.ml.linalg import Vectors

    with pytest.raises(sparkoptim.InvalidArgumentError, match="nowhere"):
        LogisticRegression(featuresCol="nowhere").fit(cancer)
    rows = spark.createDataFrame([(0.5, Vectors.dense([1.0])), (1.0, Vectors.dense([2.0]))], ["label", "features"])
    with pytest.raises(sparkoptim.InvalidArgumentError, match="label") as caught:
        LogisticRegression().fit(rows)
    assert len(str(caught.value).splitlines()) == 1


def test_rows_of_another_width_are_named_by_transform(spark, cancer):
    from pyspark.ml.linalg import Vectors

    model = LogisticRegression(maxIter=2).fit(cancer)
    with pytest.raises(sparkoptim.InvalidArgumentError, match="the model has 30 features"):
        model.predict(Vectors.dense([1.0]))


def test_diverged_fit_is_an_error_of_its_own(cancer):
    with pytest.raises(sparkoptim.DivergedError, match="diverged at step") as caught:
        LogisticRegression(optimMethod="plain + sgd + constant(1e300)", maxIter=3).fit(cancer)
    assert isinstance(caught.value, (ValueError, captured.ArithmeticException))


FILE = "java.io.FileNotFoundException"
REFUSED = "java.net.ConnectException"


@pytest.mark.parametrize(
    "chain, kind, text",  # the outermost first
    [
        (["java.io.IOException"], sparkoptim.StorageError, "0"),
        (["org.apache.spark.SparkException", FILE], sparkoptim.StorageError, "1"),
        (["java.io.IOException", FILE], sparkoptim.StorageError, "0"),
        (["org.apache.hadoop.fs.PathIOException"], sparkoptim.StorageError, None),
        ([REFUSED], sparkoptim.NetworkError, "0"),
        (["org.apache.spark.SparkException", "java.io.IOException", REFUSED], sparkoptim.NetworkError, "2"),
        (["java.nio.channels.UnresolvedAddressException"], sparkoptim.NetworkError, None),
        (["java.lang.IllegalArgumentException", "java.net.UnknownHostException"], sparkoptim.NetworkError, "1"),
        (["org.apache.spark.SparkException", "java.io.NotSerializableException"], None, None),
        (["java.io.IOException", "java.lang.ClassNotFoundException"], None, None),
        (["java.io.InterruptedIOException"], None, None),
        (["java.lang.IllegalArgumentException", "java.lang.RuntimeException"], sparkoptim.InvalidArgumentError, "0"),
    ],
)
def test_only_files_are_storage(spark, chain, kind, text):
    thrown = None
    for number, name in reversed(list(enumerate(chain))):
        java = spark._jvm
        for word in name.split("."):
            java = getattr(java, word)
        words = [] if name.endswith("AddressException") else [str(number)]
        thrown = java(*words) if thrown is None else java(*words, thrown)
    error = Exception()
    error._origin = thrown
    own = sparkoptim.errors.translated(error)
    assert type(own) is (kind or type(None))
    assert text is None or str(own) == text
    assert kind not in (sparkoptim.StorageError, sparkoptim.NetworkError) or isinstance(own, OSError)


def test_what_has_no_class_of_its_own_is_one_line_too(spark):
    with pytest.raises(sparkoptim.JvmError, match="^java.lang.ClassNotFoundException: no.such.Class$") as caught:
        with sparkoptim.errors.java_errors():
            spark._jvm.java.lang.Class.forName("no.such.Class")
    assert type(caught.value) is sparkoptim.JvmError and "forName" in caught.value.__cause__.trace


def test_cancelled_job_group_is_an_error_of_its_own(spark, cancer, endless):
    import threading

    context = spark.sparkContext
    context.setJobGroup("python-test", "to be cancelled")
    timer = threading.Timer(1.5, context.cancelJobGroup, ("python-test",))
    timer.start()
    try:
        with pytest.raises(sparkoptim.FitCancelledError, match="was cancelled"):
            endless("ranks").fit(cancer)
    finally:
        timer.join()
        context.setLocalProperty("spark.jobGroup.id", None)


def test_configure_of_a_session_with_the_jar_changes_nothing(spark):
    builder = spark.builder
    assert sparkoptim.configure(builder) is builder
    assert sparkoptim.session() is spark


def test_configure_keeps_the_users_jars(monkeypatch, spark):
    from pyspark import SparkContext

    monkeypatch.setattr(SparkContext, "_gateway", None)
    builder = sparkoptim.configure(spark.builder.config("spark.jars", "mine.jar"))
    assert builder._options["spark.jars"] == "mine.jar," + sparkoptim.jars()


def test_jars_says_what_to_do_where_there_is_none(monkeypatch, tmp_path):
    import sparkoptim._jars

    monkeypatch.setenv("SPARK_OPTIM_JAR", str(tmp_path / "none.jar"))
    with pytest.raises(sparkoptim.JarMissingError, match="SPARK_OPTIM_JAR names"):
        sparkoptim.jars()
    monkeypatch.delenv("SPARK_OPTIM_JAR")
    monkeypatch.setattr(sparkoptim._jars, "_PACKAGED", tmp_path)
    with pytest.raises(sparkoptim.JarMissingError, match="bin/wheel"):
        sparkoptim.jars()
    (tmp_path / f"spark-optim_{sparkoptim._jars.scala_version()}-9.jar").touch()
    assert sparkoptim.jars().endswith("-9.jar")


WITHOUT = """
import sys
import sparkoptim
from pyspark.sql import SparkSession
from sparkoptim.ml import LogisticRegression, LogisticRegressionModel

def said(kind, call):
    try:
        call()
    except kind as error:
        print(type(error).__name__, str(error).count("session()"), len(str(error).splitlines()))
    else:
        print("nothing")

said(sparkoptim.NoSessionError, LogisticRegression)
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
said(sparkoptim.JarMissingError, LogisticRegression)
said(sparkoptim.JarMissingError, LogisticRegression.read)
said(sparkoptim.JarMissingError, lambda: LogisticRegression.load("x"))
said(sparkoptim.JarMissingError, lambda: LogisticRegressionModel.load("x"))
said(sparkoptim.JarMissingError, lambda: sparkoptim.configure(SparkSession.builder))
said(sparkoptim.JarMissingError, sparkoptim.session)
spark.stop()
said(sparkoptim.JarMissingError, sparkoptim.session)
"""


def test_session_without_the_jar_says_what_to_do(python):
    out = python(WITHOUT, PYSPARK_SUBMIT_ARGS="pyspark-shell").stdout.splitlines()
    assert out == ["NoSessionError 1 1"] + ["JarMissingError 1 1"] * 7


def test_connect_session_is_told_what_only_classic_ones_have(monkeypatch):
    import pyspark.ml.util
    import pyspark.sql.utils

    monkeypatch.setattr(pyspark.sql.utils, "is_remote", lambda: True)
    with pytest.raises(sparkoptim.ClassicOnlyError, match="a classic session|classic sessions only"):
        sparkoptim.session()
    monkeypatch.delattr(pyspark.ml.util, "try_remote_fit", raising=False)  # as before Spark 4
    with pytest.raises(sparkoptim.ClassicOnlyError, match="classic sessions only"):
        LogisticRegression()
