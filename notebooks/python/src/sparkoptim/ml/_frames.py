# SPDX-License-Identifier: Apache-2.0
"""Frames of pandas and of pandas-on-Spark as rows for stages and models, and back."""

from contextlib import contextmanager
from importlib.util import find_spec
from typing import Any, Callable, Iterator, List, Optional, Sequence

from pyspark.errors import PySparkTypeError, PySparkValueError
from pyspark.ml.param import Params
from pyspark.sql import Column, DataFrame, SparkSession
from pyspark.sql.functions import col
from pyspark.sql.types import ArrayType, BooleanType, DoubleType, NumericType, StructField, StructType

from sparkoptim._jars import over_connect
from sparkoptim._session import running
from sparkoptim.errors import InvalidArgumentError, NoSessionError

_ARROW = "spark.sql.execution.arrow.pyspark.enabled"
_READ_BY_FIT = ("labelCol", "weightCol", "offsetCol", "validationIndicatorCol")
_READ_BY_MODELS = ("offsetCol",)

Names = Callable[[], Sequence[str]]


def is_pandas(dataset: Any) -> bool:
    """Whether it is a frame of pandas; pandas is not imported to find out."""
    return _is_frame_of(dataset, "pandas")


def is_pandas_on_spark(dataset: Any) -> bool:
    """Whether it is a frame of pandas-on-Spark."""
    return _is_frame_of(dataset, "pyspark.pandas")


def _is_frame_of(dataset: Any, package: str) -> bool:
    """Whether it is a ``DataFrame`` of a package; pandas 3 says ``pandas``, earlier ones ``pandas.core.frame``."""
    return any(
        kind.__name__ == "DataFrame" and f"{kind.__module__}.".startswith(f"{package}.") for kind in type(dataset).__mro__
    )


def to_rows(dataset: Any, stage: Params, names: Optional[Names] = None, labelled: bool = False) -> DataFrame:
    """Returns a Spark DataFrame with the stage's column of features.

    A frame without that column gets it of its numeric columns, under their names, but for those that params name.

    Parameters
    ----------
    dataset
        a Spark DataFrame, which stays as it is, or a frame of pandas or of pandas-on-Spark
    stage
        what has the params
    names
        of a model: gives the features' columns in their order, none where it does not know; it is asked only where it
        matters. None for a fit: all numeric columns
    labelled
        whether a model reads labels and weights too

    Raises
    ------
    InvalidArgumentError
        naming the column that cannot be a feature
    TypeError
        if it is no frame
    """
    if is_pandas_on_spark(dataset):
        rows: DataFrame = dataset.to_spark()
        chosen = _chosen(rows.columns, stage, names)
    elif is_pandas(dataset):
        named = dataset.set_axis([str(name) for name in dataset.columns], axis=1)
        chosen = _chosen(list(named.columns), stage, names)
        for name in chosen:
            if named[name].dtype.name == "category":
                raise InvalidArgumentError(
                    f"column {name} is categorical: encode it, by pandas.get_dummies for example, or drop it"
                )
        read = _READ_BY_FIT if names is None or labelled else _READ_BY_MODELS
        if len(named) or names is None or labelled:
            rows = _from_pandas(named, [*chosen, *_named(stage, read)])
        else:
            rows = _without_rows(list(named.columns), str(stage.getOrDefault("featuresCol")))
    elif isinstance(dataset, DataFrame):
        if not over_connect() and dataset.sparkSession.sparkContext._jsc is None:
            raise NoSessionError("the rows are of a Spark session that has ended: read them again in this one")
        return dataset
    else:
        raise TypeError(
            f"the rows must be a DataFrame of Spark, of pandas or of pandas-on-Spark, was {kind_of(dataset)}"
        )
    features = str(stage.getOrDefault("featuresCol"))
    if _inputs(stage):
        return rows
    if features in rows.columns:
        if isinstance(rows.schema[features].dataType, ArrayType):
            from pyspark.ml.functions import array_to_vector  # a module that needs pandas

            rows = rows.withColumn(features, array_to_vector(_column(features)))
        return rows
    return _assembled(rows, features, chosen)


def kind_of(value: Any) -> str:
    """The full name of a value's class."""
    kind = type(value)
    return kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"


def _column(name: str) -> Column:
    """A column by its name, which may have dots in it."""
    quoted = name.replace("`", "``")
    return col(f"`{quoted}`")


def _named(stage: Params, params: Sequence[str]) -> List[str]:
    """The columns that params of a stage name."""
    return [str(stage.getOrDefault(name)) for name in params if stage.hasParam(name) and stage.isDefined(name)]


def _inputs(stage: Params) -> List[str]:
    """The columns that a network takes in place of one of features; none where it takes that."""
    return list(stage.getOrDefault("inputCols")) if stage.hasParam("inputCols") and stage.isDefined("inputCols") else []


def _chosen(columns: Sequence[str], stage: Params, names: Optional[Names]) -> List[str]:
    """The columns that become the features: those of a model, in its order, or all that no param names."""
    features = str(stage.getOrDefault("featuresCol"))
    inputs = _inputs(stage)
    if inputs:
        return [name for name in inputs if name in columns]  # the JVM names one that is not there
    if features in columns:
        return [features]
    known = [] if names is None else list(names())
    lacking = [name for name in known if name not in columns]
    if lacking:
        raise InvalidArgumentError(f"there is no column {lacking[0]}, which the model was fitted with")
    others = _named(stage, [param.name for param in stage.params if param.name.endswith("Col")])
    chosen = known or [name for name in columns if name not in others]
    if not chosen:
        raise InvalidArgumentError(f"there is no column for features: give numeric ones, or arrays named {features}")
    if names is not None and not known and len(chosen) > 1:
        raise InvalidArgumentError(
            f"this {type(stage).__name__} does not know the names of its features, so columns such as {chosen[0]} have "
            f"no certain order: give a column of arrays named {features}, in the order of the training rows"
        )
    twice = [name for name in chosen if list(columns).count(name) > 1]
    if twice:
        raise InvalidArgumentError(f"there are several columns {twice[0]}: rename all but one of them, or drop them")
    return chosen


def _from_pandas(frame: Any, read: Sequence[str]) -> DataFrame:
    """Returns the rows of a frame; the columns that are read must have no missing values."""
    session = running()
    missing = frame[[name for name in frame.columns if name in read]].isna().sum()
    for name, count in missing[missing > 0].items():
        raise InvalidArgumentError(f"column {name} has {count} missing values: fill them, or drop their rows")
    if not len(frame):
        raise InvalidArgumentError("the frame has no rows")
    with _arrow(session, find_spec("pyarrow") is not None):
        try:
            return session.createDataFrame(frame)
        except (PySparkTypeError, PySparkValueError) as error:  # of a column whose type Spark does not have
            raise InvalidArgumentError(f"Spark cannot take the frame: {str(error).splitlines()[0]}") from error


def _without_rows(columns: Sequence[str], features: str) -> DataFrame:
    """Returns no rows, of numbers: pandas has no type for a column that has never had a value."""
    kinds = [ArrayType(DoubleType()) if name == features else DoubleType() for name in columns]
    return running().createDataFrame([], StructType([StructField(*pair) for pair in zip(columns, kinds)]))


@contextmanager
def _arrow(session: SparkSession, use: bool) -> Iterator[None]:
    before = session.conf.get(_ARROW, "false") or "false"
    session.conf.set(_ARROW, "true" if use else before)
    try:
        yield
    finally:
        session.conf.set(_ARROW, before)


def _assembled(rows: DataFrame, features: str, chosen: List[str]) -> DataFrame:
    """Returns rows with a vector of columns; these have plain names meanwhile, as a dot leads into a struct."""
    from pyspark.ml.feature import VectorAssembler

    for name in chosen:
        kind = rows.schema[name].dataType
        if not isinstance(kind, (NumericType, BooleanType)):
            raise InvalidArgumentError(
                f"column {name} is no number but {kind.simpleString()}: encode or drop it, or give the features as a "
                f"column of arrays named {features}",
            )
    plain = {name: f"c{index}" for index, name in enumerate(rows.columns)}
    assembler = VectorAssembler(inputCols=[plain[name] for name in chosen], outputCol="vector")
    assembled = assembler.transform(rows.toDF(*(f"c{index}" for index in range(len(rows.columns)))))
    attributes = [{"idx": index, "name": name} for index, name in enumerate(chosen)]
    metadata = {"ml_attr": {"attrs": {"numeric": attributes}, "num_attrs": len(chosen)}}
    before = [col(f"c{index}").alias(name) for index, name in enumerate(rows.columns)]
    return assembled.select(*before, col("vector").alias(features, metadata=metadata))


def like(dataset: Any, rows: DataFrame, stage: Params) -> Any:
    """Returns what a model made of a frame as a frame of the same kind; vectors are arrays in it."""
    if not is_pandas(dataset) and not is_pandas_on_spark(dataset):
        return rows
    from pyspark.ml.functions import vector_to_array  # a module that needs pandas

    if is_pandas(dataset) and not len(dataset):
        return _with_columns_of(rows, dataset, str(stage.getOrDefault("featuresCol")))
    features = stage.getOrDefault("featuresCol")
    if features not in dataset.columns:
        rows = rows.drop(features)
    for field in rows.schema.fields:
        if field.dataType.typeName() == "vectorudt" or field.dataType.simpleString() == "vector":
            rows = rows.withColumn(field.name, vector_to_array(_column(field.name)))
    if is_pandas_on_spark(dataset):
        return rows.pandas_api()
    with _arrow(rows.sparkSession, find_spec("pyarrow") is not None):
        frame: Any = rows.toPandas()
    frame.index = dataset.index
    return frame


def _with_columns_of(rows: DataFrame, frame: Any, features: str) -> Any:
    """Returns a frame of pandas that has no rows with the columns that a model added."""
    import numpy

    named = frame.set_axis([str(name) for name in frame.columns], axis=1)
    added = [field for field in rows.schema.fields if field.name != features and field.name not in named.columns]
    kinds = {field.name: float if isinstance(field.dataType, NumericType) else object for field in added}
    return named.assign(**{name: numpy.empty(0, dtype=kind) for name, kind in kinds.items()})
