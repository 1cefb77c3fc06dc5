# SPDX-License-Identifier: Apache-2.0
"""The classes of MLlib whose ``fit`` becomes ours."""

import functools
import sys
from typing import Any, Callable, List, Optional

from pyspark.ml.classification import LogisticRegression as MLlibLogisticRegression
from pyspark.ml.wrapper import JavaWrapper
from pyspark.sql import DataFrame, SparkSession

from sparkoptim._jars import jvm
from sparkoptim._session import configure
from sparkoptim.errors import JarMissingError
from sparkoptim.ml import LogisticRegression

_undo: List[Callable[[], None]] = []


def install() -> None:
    """Lets MLlib's classes fit by ours from here on, and sessions have the jar; once more changes nothing.

    It changes the method ``fit`` calls and not the classes, so a class that was imported before is changed too.
    """
    if _undo:
        return
    _replace(MLlibLogisticRegression, "_fit", _fitted_by_ours(MLlibLogisticRegression._fit, _why_not, _logistic))
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
    theirs: Callable[..., Any], why_not: Callable[[Any], Optional[str]], ours: Callable[..., Any]
) -> Callable[..., Any]:
    @functools.wraps(theirs)
    def fit(stage: Any, dataset: DataFrame) -> Any:
        reason = why_not(stage)
        if reason is None:
            return ours(stage, dataset)
        _say(f"{stage.uid} is fitted by MLlib: {reason}")
        return theirs(stage, dataset)

    return fit


def _why_not(stage: MLlibLogisticRegression) -> Optional[str]:
    """Why ours cannot fit a stage; None where it can."""
    for name in ("lowerBounds", "upperBounds"):
        for what in ("Coefficients", "Intercepts"):
            if stage.isSet(f"{name}On{what}"):
                return f"{name}On{what} is set, and ours has no bounds"
    try:
        jvm()
    except JarMissingError as error:
        return str(error)
    return None


def _logistic(stage: MLlibLogisticRegression, dataset: DataFrame) -> Any:
    """Fits by ours; returns MLlib's model with its summary."""
    ours = LogisticRegression()
    ours._resetUid(stage.uid)
    ours._java_obj = JavaWrapper._new_java_obj("sparkoptim.ml.LogisticRegression", stage.uid)
    for param in stage.params:
        if stage.isSet(param) and ours.hasParam(param.name):
            ours._set(**{param.name: stage.getOrDefault(param)})
    fitted = ours._fit_java(dataset)
    java = fitted.toMLlib()
    if fitted.hasSummary():
        _summarize(java, fitted.summary(), stage, dataset)
    return stage._copyValues(stage._create_model(java))  # type: ignore[attr-defined]


def _summarize(java: Any, training: Any, stage: MLlibLogisticRegression, dataset: DataFrame) -> None:
    """Gives MLlib's model its own summary, whose classes are private to Scala and public to all others."""
    view = jvm()
    found = java.findSummaryModel()
    rows = training.curve().filter("objective = objective and not isnan(objective)").collectAsList()
    history = dataset.sparkSession.sparkContext._gateway.new_array(view.double, rows.size())
    for index in range(rows.size()):
        history[index] = rows.get(index).getDouble(3)
    binary = "Binary" if java.numClasses() <= 2 else ""
    kind = getattr(view.org.apache.spark.ml.classification, f"{binary}LogisticRegressionTrainingSummaryImpl")
    weight = stage.getWeightCol() if stage.isDefined(stage.weightCol) else "weightCol"
    summary = kind(
        found._1().transform(dataset._jdf),
        found._2(),
        found._3(),
        stage.getLabelCol(),
        stage.getFeaturesCol(),
        weight,
        history,
    )
    java.setSummary(view.scala.Some(summary))
