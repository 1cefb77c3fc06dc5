# SPDX-License-Identifier: Apache-2.0
"""The classes of MLlib whose ``fit`` becomes ours."""

import functools
import sys
from typing import Any, Callable, List, Optional, Type

from pyspark.ml.classification import LogisticRegression as MLlibLogisticRegression
from pyspark.ml.regression import LinearRegression as MLlibLinearRegression
from pyspark.ml.wrapper import JavaWrapper
from pyspark.sql import DataFrame, SparkSession

from sparkoptim._jars import jvm
from sparkoptim._session import configure
from sparkoptim.errors import JarMissingError
from sparkoptim.ml import LinearRegression, LogisticRegression

_undo: List[Callable[[], None]] = []


def install() -> None:
    """Lets MLlib's classes fit by ours from here on, and sessions have the jar; once more changes nothing.

    It changes the method ``fit`` calls and not the classes, so a class that was imported before is changed too.
    """
    if _undo:
        return
    logistic = _fitted_by_ours(MLlibLogisticRegression, LogisticRegression, _never, _logistic_summary)
    _replace(MLlibLogisticRegression, "_fit", logistic)
    linear = _fitted_by_ours(MLlibLinearRegression, LinearRegression, _linear_why_not, _linear_summary)
    _replace(MLlibLinearRegression, "_fit", linear)
    _replace(SparkSession.Builder, "getOrCreate", _configured(SparkSession.Builder.getOrCreate))


def uninstall() -> None:
    """Undoes :func:`install`."""
    while _undo:
        _undo.pop()()


def _replace(owner: type, name: str, value: Any) -> None:
    own = vars(owner).get(name)
    setattr(owner, name, value)
    _undo.append(lambda: delattr(owner, name) if own is None else setattr(owner, name, own))


def _configured(make: Callable[..., SparkSession]) -> Callable[..., SparkSession]:
    @functools.wraps(make)
    def with_jar(builder: SparkSession.Builder) -> SparkSession:
        try:
            configure(builder)
        except JarMissingError as error:
            _say(f"MLlib's stages stay MLlib's: {error}")
        return make(builder)

    return with_jar


def _say(line: str) -> None:
    print(f"sparkoptim: {line}", file=sys.stderr)


def _fitted_by_ours(
    mllib: Type[Any],
    ours: Type[Any],
    why_not: Callable[[Any], Optional[str]],
    summary: Callable[[Any, Any, DataFrame, Any], Any],
) -> Callable[..., Any]:
    """A ``_fit`` of MLlib's class.

    Parameters
    ----------
    why_not
        says of a stage why ours cannot fit it; None where it can
    summary
        makes MLlib's own summary of MLlib's model, the stage, the rows and the objectives
    """
    theirs = mllib._fit

    @functools.wraps(theirs)
    def fit(stage: Any, dataset: DataFrame) -> Any:
        reason = why_not(stage) or _no_jar()
        if reason is not None:
            _say(f"{stage.uid} is fitted by MLlib: {reason}")
            return theirs(stage, dataset)
        fitted = _same(stage, ours)._fit_java(dataset)
        java = fitted.toMLlib()
        if fitted.hasSummary():
            made = summary(java, stage, dataset, _objectives(fitted.summary(), dataset))
            java.setSummary(jvm().scala.Some(made))
        return stage._copyValues(stage._create_model(java))

    return fit


def _no_jar() -> Optional[str]:
    try:
        jvm()
    except JarMissingError as error:
        return str(error)
    return None


def _same(stage: Any, ours: Type[Any]) -> Any:
    """Our stage with the uid and the params of MLlib's."""
    same = ours()
    same._resetUid(stage.uid)
    same._java_obj = JavaWrapper._new_java_obj(f"sparkoptim.ml.{ours.__name__}", stage.uid)
    for param in stage.params:
        if stage.isSet(param) and same.hasParam(param.name):
            same._set(**{param.name: stage.getOrDefault(param)})
    return same


def _objectives(training: Any, dataset: DataFrame) -> Any:
    """The objectives of a training, as an array of the JVM."""
    rows = training.curve().filter("objective = objective and not isnan(objective)").collectAsList()
    return _doubles(dataset, [rows.get(index).getDouble(3) for index in range(rows.size())])


def _doubles(dataset: DataFrame, values: List[float]) -> Any:
    gateway = dataset.sparkSession.sparkContext._gateway
    assert gateway is not None  # there is one as long as the session runs
    array = gateway.new_array(jvm().double, len(values))
    for index, value in enumerate(values):
        array[index] = value
    return array


def _never(stage: Any) -> Optional[str]:
    return None


# The classes of MLlib's summaries are private to Scala, and public to all others.


def _logistic_summary(java: Any, stage: MLlibLogisticRegression, dataset: DataFrame, history: Any) -> Any:
    found = java.findSummaryModel()
    binary = "Binary" if java.numClasses() <= 2 else ""
    kind = getattr(jvm().org.apache.spark.ml.classification, f"{binary}LogisticRegressionTrainingSummaryImpl")
    weight = stage.getWeightCol() if stage.isDefined(stage.weightCol) else "weightCol"
    return kind(
        found._1().transform(dataset._jdf),
        found._2(),
        found._3(),
        stage.getLabelCol(),
        stage.getFeaturesCol(),
        weight,
        history,
    )


def _linear_why_not(stage: MLlibLinearRegression) -> Optional[str]:
    sparse = stage.getRegParam() > 0 and stage.getElasticNetParam() > 0
    normal = stage.getSolver() == "normal" or (stage.getSolver() == "auto" and not sparse)
    if stage.getLoss() == "squaredError" and normal:
        return "by the normal equations its summary has standard errors of its own"
    return None


def _linear_summary(java: Any, stage: MLlibLinearRegression, dataset: DataFrame, history: Any) -> Any:
    found = java.findSummaryModelAndPredictionCol()
    no_errors = _doubles(dataset, [float("nan")])  # what MLlib has of any other solver
    return jvm().org.apache.spark.ml.regression.LinearRegressionTrainingSummary(
        found._1().transform(dataset._jdf),
        found._2(),
        stage.getLabelCol(),
        stage.getFeaturesCol(),
        found._1(),
        no_errors,
        history,
    )
