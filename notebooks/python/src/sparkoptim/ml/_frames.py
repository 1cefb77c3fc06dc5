# SPDX-License-Identifier: Apache-2.0
"""Frames of pandas and of pandas-on-Spark as rows for stages and models, and back."""

from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, Iterator, List, Sequence

from pyspark.ml.param import Params
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql.functions import col
from pyspark.sql.types import ArrayType, BooleanType, NumericType

from sparkoptim.errors import InvalidArgumentError, NoSessionError

_ARROW = "spark.sql.execution.arrow.pyspark.enabled"


def is_pandas(dataset: Any) -> bool:
    """Whether it is a frame of pandas; pandas is not imported to find out."""
    kind = type(dataset)
    return kind.__name__ == "DataFrame" and kind.__module__.startswith("pandas.")


def is_pandas_on_spark(dataset: Any) -> bool:
    """Whether it is a frame of pandas-on-Spark."""
    kind = type(dataset)
    return kind.__name__ == "DataFrame" and kind.__module__.startswith("pyspark.pandas.")


def to_rows(dataset: Any, stage: Params, names: Sequence[str] = ()) -> DataFrame:
    """Returns a Spark DataFrame with the stage's column of features.

    A frame without that column gets it of its numeric columns, under their names, but for those that params name.

    Parameters
    ----------
    dataset
        a Spark DataFrame, which stays as it is, or a frame of pandas or of pandas-on-Spark
    stage
        what has the params
    names
        the features' columns in their order; all numeric ones without

    Raises
    ------
    InvalidArgumentError
        naming the column that cannot be a feature
    """
    if is_pandas(dataset):
        rows = _from_pandas(dataset)
    elif is_pandas_on_spark(dataset):
        rows = dataset.to_spark()
    else:
        spark_rows: DataFrame = dataset
        return spark_rows
    features = stage.getOrDefault("featuresCol")
    if features in rows.columns:
        if isinstance(rows.schema[features].dataType, ArrayType):
            from pyspark.ml.functions import array_to_vector  # a module that needs pandas

            rows = rows.withColumn(features, array_to_vector(col(features)))
        return rows
    return _assembled(rows, stage, features, list(names))


def _from_pandas(frame: Any) -> DataFrame:
    session = SparkSession.getActiveSession()
    if session is None:
        raise NoSessionError("there is no Spark session yet: make one by sparkoptim.session()")
    missing = frame.isna().sum()
    for name, count in missing[missing > 0].items():
        raise InvalidArgumentError(f"column {name} has {count} missing values: fill them, or drop their rows")
    named = frame.rename(columns=str)
    with _arrow(session, find_spec("pyarrow") is not None):
        return session.createDataFrame(named)


@contextmanager
def _arrow(session: SparkSession, use: bool) -> Iterator[None]:
    before = session.conf.get(_ARROW, "false") or "false"
    session.conf.set(_ARROW, "true" if use else before)
    try:
        yield
    finally:
        session.conf.set(_ARROW, before)


def _assembled(rows: DataFrame, stage: Params, features: str, names: List[str]) -> DataFrame:
    from pyspark.ml.feature import VectorAssembler

    others = {
        str(stage.getOrDefault(param))
        for param in stage.params
        if param.name.endswith("Col") and param.name != "featuresCol" and stage.isDefined(param)
    }
    lacking = [name for name in names if name not in rows.columns]
    if lacking:
        raise InvalidArgumentError(f"there is no column {lacking[0]}, which the model was fitted with")
    chosen = names or [name for name in rows.columns if name not in others]
    for name in chosen:
        kind = rows.schema[name].dataType
        if not isinstance(kind, (NumericType, BooleanType)):
            raise InvalidArgumentError(
                f"column {name} is no number but {kind.simpleString()}: encode or drop it, or give the features as a "
                f"column of arrays named {features}",
            )
    if not chosen:
        raise InvalidArgumentError(f"there is no column for features: give numeric ones, or arrays named {features}")
    return VectorAssembler(inputCols=chosen, outputCol=features).transform(rows)


def like(dataset: Any, rows: DataFrame, stage: Params) -> Any:
    """Returns what a model made of a frame as a frame of the same kind; vectors are arrays in it."""
    if not is_pandas(dataset) and not is_pandas_on_spark(dataset):
        return rows
    from pyspark.ml.functions import vector_to_array  # a module that needs pandas

    features = stage.getOrDefault("featuresCol")
    if features not in dataset.columns:
        rows = rows.drop(features)
    for field in rows.schema.fields:
        if field.dataType.typeName() == "vectorudt" or field.dataType.simpleString() == "vector":
            rows = rows.withColumn(field.name, vector_to_array(col(field.name)))
    if is_pandas_on_spark(dataset):
        return rows.pandas_api()
    with _arrow(rows.sparkSession, find_spec("pyarrow") is not None):
        frame: Any = rows.toPandas()
    frame.index = dataset.index
    return frame
