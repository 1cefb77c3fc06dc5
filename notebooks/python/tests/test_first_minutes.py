# SPDX-License-Identifier: Apache-2.0
"""What people try in their first minutes: odd values, columns, frames and paths. Each answer is one line that helps."""

import copy
import decimal
import fractions
import gc
import pathlib
import pickle
import sys

import numpy as np
import pytest
from pyspark.ml.linalg import Vectors
from pyspark.sql import functions as F

import sparkoptim
from sparkoptim import ml
from sparkoptim.ml import LogisticRegression, LogisticRegressionModel

ROWS = [(float(i % 2), Vectors.dense([float(i % 7), float(i % 2) + i % 5])) for i in range(60)]


@pytest.fixture(scope="module")
def rows(spark):
    return spark.createDataFrame(ROWS, ["label", "features"]).coalesce(1).cache()


@pytest.fixture(scope="module")
def model(rows):
    return LogisticRegression(regParam=0.1).fit(rows)


@pytest.mark.parametrize(
    "params, kept",
    [
        ({"maxIter": np.int64(5)}, 5),
        ({"maxIter": np.uint8(5)}, 5),
        ({"maxIter": np.array(5)}, 5),
        ({"maxIter": 5.0}, 5),
        ({"regParam": np.float32(0.5)}, 0.5),
        ({"regParam": 1}, 1.0),
        ({"seed": np.int64(2**40)}, 2**40),
        ({"fitIntercept": np.bool_(False)}, False),
        ({"learningRate": np.float64(0.5)}, "0.5"),
        ({"regParam": decimal.Decimal("0.5")}, 0.5),
        ({"regParam": fractions.Fraction(1, 2)}, 0.5),
        ({"checkpointDir": pathlib.Path("a") / "b"}, "a/b"),
        ({"thresholds": np.array([0.25, 0.75], dtype=np.float32)}, [0.25, 0.75]),
    ],
)
def test_numbers_of_numpy_are_taken(spark, params, kept):
    ((name, value),) = params.items()
    stage = LogisticRegression(**params)
    found = stage.getOrDefault(name)
    assert found == kept and type(found) is type(kept)


@pytest.mark.parametrize("value", [[[-1.0, 0.0]], ((-1, 0),), np.array([[-1.0, 0.0]])])
def test_matrices_may_be_rows(rows, value):
    stage = LogisticRegression(lowerBoundsOnCoefficients=value, maxIter=3)
    bounds = stage.getLowerBoundsOnCoefficients()
    assert (bounds.numRows, bounds.numCols, bounds.toArray().tolist()) == (1, 2, [[-1.0, 0.0]])
    assert stage.fit(rows).coefficients[1] >= 0.0


@pytest.mark.parametrize(
    "params, words",
    [
        ({"maxIter": "5"}, '"maxIter".*a whole number of 32 bits, was \'5\''),
        ({"maxIter": 5.5}, "a whole number of 32 bits, was 5.5"),
        ({"maxIter": True}, "a whole number of 32 bits, was True"),
        ({"maxIter": 2**31}, "a whole number of 32 bits, was 2147483648"),
        ({"maxIter": float("nan")}, "a whole number of 32 bits, was nan"),
        ({"seed": 2**63}, "a whole number of 64 bits"),
        ({"regParam": "0.1"}, "a number, was '0.1'"),
        ({"regParam": [0.1]}, "a number, was"),
        ({"fitIntercept": 1}, "True or False, was 1"),
        ({"featuresCol": ["a", "b"]}, "a text, was"),
        ({"thresholds": "a"}, "a list of numbers, was 'a'"),
        ({"regParam": np.zeros((9, 9))}, r"a number, was array\(.*\.\.\.\.$"),
        ({"thresholds": [0.5, "a"]}, "a number, was 'a'"),
        ({"lowerBoundsOnCoefficients": [1.0]}, "a matrix, or a list of rows"),
        ({"lowerBoundsOnCoefficients": [[1.0], [1.0, 2.0]]}, "rows of one length"),
        ({"optimMethod": sparkoptim.optim.Sgd}, "a method's text or an object of sparkoptim.optim, was <class"),
    ],
)
def test_wrong_type_names_the_param_and_what_it_takes(spark, params, words):
    with pytest.raises(TypeError, match=f'param "{next(iter(params))}"') as caught:
        LogisticRegression(**params)
    assert caught.match(words)


@pytest.mark.parametrize(
    "params, words",
    [
        ({"regParam": -1}, r"^regParam must not be -1\.0: strength of the L2 penalty \(>= 0\)$"),
        ({"maxIter": -1}, "^maxIter must not be -1: "),
        ({"family": "bernoulli"}, "^family must not be bernoulli: .*auto, binomial, multinomial"),
        ({"learningRate": "fast"}, "^learningRate must not be fast: .*auto, or a number > 0"),
        ({"optimMethod": "adam("}, "adam: beta1 must be a double, was ''"),
        ({"optimMethod": sparkoptim.optim.Sgd(momentum="x")}, "sgd: momentum must be a double, was 'x'"),
        ({"labelCol": "y"}, "^there is no column y, which labelCol names; there are label, features$"),
        ({"featuresCol": "x"}, "^there is no column x, which featuresCol names; .*VectorAssembler"),
        ({"weightCol": "w"}, "^there is no column w, which weightCol names; "),
        ({"validationIndicatorCol": "v"}, "there is no column v"),
    ],
)
def test_wrong_value_names_the_param_and_its_rule(rows, params, words):
    with pytest.raises(sparkoptim.InvalidArgumentError) as caught:
        LogisticRegression(**params).fit(rows)
    assert caught.match(words) and len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    "column, value, words",
    [
        ("label", "'M'", "^column label must hold numbers, has string: .*StringIndexer"),
        ("label", "label > 0", "^column label must hold numbers, has boolean: cast it to int"),
        ("features", "array(1.0D)", "^column features must hold vectors, has array<double>: .*array_to_vector"),
        ("features", "1.0D", "^column features must hold vectors, has double: .*VectorAssembler"),
    ],
)
def test_column_of_another_type_is_told_what_makes_it_right(rows, column, value, words):
    with pytest.raises(sparkoptim.InvalidArgumentError, match=words):
        LogisticRegression().fit(rows.withColumn(column, F.expr(value)))


@pytest.mark.parametrize(
    "given, words",
    [
        ({"regparam": 0.1}, "^LogisticRegression has no param regparam: did you mean regParam"),
        ({"reg_param": 0.1}, "did you mean regParam"),
        ({"max_iter": 5, "regParam": 0.1}, "did you mean maxIter"),
        ({"C": 1.0}, r"^LogisticRegression has no param C: explainParams\(\) tells of all$"),
    ],
)
def test_unknown_param_gets_a_suggestion(spark, given, words, monkeypatch):
    unseen = []
    monkeypatch.setattr(sys, "unraisablehook", unseen.append)
    for call in (LogisticRegression, LogisticRegression().setParams):
        with pytest.raises(TypeError, match=words):
            call(**given)
    with pytest.raises(TypeError, match=r"keyword arguments alone, such as maxIter=10, was given 'features'"):
        LogisticRegression("features")
    gc.collect()  # of what the constructor began
    assert not unseen


def test_labels_beside_the_rows_are_refused(rows):
    stage = LogisticRegression(maxIter=2)
    for labels in (rows, np.zeros(60), "label"):
        with pytest.raises(TypeError, match="fit takes one frame with features and label"):
            stage.fit(rows, labels)
    for maps in ({"regParam": 1.0}, [{"regParam": 1.0}]):
        with pytest.raises(TypeError, match=r"such as \{stage.regParam: ...\}, was 'regParam'"):
            stage.fit(rows, maps)
    assert len(stage.fit(rows, [{stage.regParam: 1.0}])) == 1 and stage.fit(rows, {}).numFeatures == 2


def test_column_that_is_there_already_is_named(rows, model):
    with pytest.raises(sparkoptim.InvalidArgumentError, match="already: drop it, or let rawPredictionCol name another"):
        model.transform(rows.withColumn("rawPrediction", F.lit(1.0)))


def test_models_name_missing_columns_too(rows, model):
    with pytest.raises(sparkoptim.InvalidArgumentError, match="there is no column features, which featuresCol names"):
        model.transform(rows.drop("features"))
    with pytest.raises(sparkoptim.InvalidArgumentError, match="there is no column label, which labelCol names"):
        model.evaluate(rows.drop("label"))


@pytest.mark.parametrize("value", [np.zeros((3, 2)), [1, 2], "train.libsvm", None])
def test_what_is_no_frame_is_refused(rows, model, value):
    for call in (LogisticRegression().fit, model.transform, model.evaluate):
        with pytest.raises(TypeError, match="must be a DataFrame of Spark, of pandas or of pandas-on-Spark, was "):
            call(value)


def test_one_row_may_be_a_list_or_an_array(model):
    vector = Vectors.dense([3.0, 1.0])
    for row in ([3, 1], (3.0, 1.0), np.array([3.0, 1.0])):
        assert model.predict(row) == model.predict(vector)
        assert model.predictRaw(row) == model.predictRaw(vector)
        assert model.predictProbability(row) == model.predictProbability(vector)
    for other in (np.zeros((2, 2)), "ab", None, 3.0):
        with pytest.raises(TypeError, match="whole frames go to transform"):
            model.predict(other)


def test_params_take_what_pandas_has(spark):
    pandas = pytest.importorskip("pandas")
    bounds = pandas.DataFrame([[-1.0, 0.0]])
    stage = LogisticRegression(thresholds=pandas.Series([0.25, 0.75]), lowerBoundsOnCoefficients=bounds)
    assert stage.getThresholds() == [0.25, 0.75]
    assert stage.getLowerBoundsOnCoefficients().toArray().tolist() == [[-1.0, 0.0]]


def test_frames_of_pandas_that_spark_cannot_take_are_refused_in_one_line(spark):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"a": [0.0, 1.0, 2.0, 3.0], "label": [0, 1, 0, 1]})
    for change, words in [
        (frame.assign(city=pandas.Categorical(["x", "y"] * 2)), "column city is categorical: encode it"),
        (frame.iloc[:0], "the frame has no rows"),
        (frame.assign(z=1j), "Spark cannot take the frame"),
    ]:
        with pytest.raises(sparkoptim.InvalidArgumentError, match=words):
            LogisticRegression().fit(change)
    many = frame.rename(columns={"a": "x"})
    many.columns = pandas.MultiIndex.from_tuples([("u", "a"), ("u", "b")])
    stage = LogisticRegression(labelCol="('u', 'b')", maxIter=2)
    assert stage.fit(many).featureNames == ["('u', 'a')"]
    assert LogisticRegression(maxIter=2).fit(frame.astype({"a": "uint8", "label": "category"})).featureNames == ["a"]


def test_copies_live_by_themselves(rows, model):
    stage = LogisticRegression(regParam=0.1)
    for made in (copy.copy, copy.deepcopy):
        for each in (stage, model, model.summary):
            made(each)
    gc.collect()
    assert model.weightsSha256 == copy.deepcopy(model).weightsSha256 == stage.fit(rows).weightsSha256
    other = copy.deepcopy(stage).setRegParam(0.5)
    assert (stage.getRegParam(), other.getRegParam()) == (0.1, 0.5) and model.summary.rows == 60


def test_pickle_says_what_to_do(model):
    for each in (LogisticRegression(), model, model.summary):
        with pytest.raises(TypeError, match=f"a {type(each).__name__} lives in the JVM and cannot be pickled: save"):
            pickle.dumps(each)


def test_params_are_not_overwritten_by_assignment(spark):
    stage = LogisticRegression()
    with pytest.raises(AttributeError, match=r"maxIter is a param: setMaxIter\(3\) sets it"):
        stage.maxIter = 3
    assert stage.setMaxIter(3).getMaxIter() == 3


def test_initial_model_of_another_kind_is_refused(model, rows):
    for other in (3, None, ml.LinearSVC(maxIter=2).fit(rows), model.toMLlib()):
        with pytest.raises(TypeError, match="a LogisticRegression cannot start from a .*"):
            LogisticRegression().setInitialModel(other)
    for strengths in ("0.1", 0.1, ["a"]):
        with pytest.raises(TypeError, match="regParams must be numbers, such as"):
            LogisticRegression().fitPath(rows, strengths)


def test_files_take_paths_and_say_what_is_wrong(model, tmp_path):
    model.save(tmp_path / "model")
    assert LogisticRegressionModel.load(tmp_path / "model").weightsSha256 == model.weightsSha256
    for kind, words, call in [
        (sparkoptim.StorageError, "already exists", lambda: model.save(str(tmp_path / "model"))),
        (sparkoptim.StorageError, "does not exist", lambda: LogisticRegressionModel.load(str(tmp_path / "none"))),
        (ValueError, "is no LogisticRegression$", lambda: LogisticRegression.load(str(tmp_path / "model"))),
        (ValueError, "LinearSVCModel", lambda: ml.LinearSVCModel.load(str(tmp_path / "model"))),
        (ValueError, "format must be one of", lambda: model.write().format("joblib")),
    ]:
        with pytest.raises(kind, match=words) as caught:
            call()
        assert len(str(caught.value).splitlines()) == 1
    assert issubclass(sparkoptim.StorageError, OSError)


def test_ended_session_is_named(spark, rows, model, tmp_path, monkeypatch):
    from pyspark import SparkContext

    stage = LogisticRegression()
    summary = model.summary
    with monkeypatch.context() as ended:
        ended.setattr(SparkContext, "_active_spark_context", None)
        for call in (
            lambda: stage.fit(rows),
            stage.copy,
            lambda: stage.save(tmp_path / "stage"),
            lambda: model.coefficients,
            lambda: model.save(tmp_path / "model"),
            lambda: model.transform(rows),
            LogisticRegression,
        ):
            with pytest.raises(sparkoptim.NoSessionError, match="session of this .* has ended|no Spark session yet"):
                call()
        assert repr(model) == "LogisticRegressionModel: the Spark session of this LogisticRegressionModel has ended"
        assert "has ended" in repr(summary) and repr(stage) == stage.uid
    with monkeypatch.context() as ended:
        ended.setattr(spark.sparkContext, "_jsc", None)
        for call in (stage.fit, model.transform, model.evaluate):
            with pytest.raises(sparkoptim.NoSessionError, match="the rows are of a Spark session that has ended"):
                call(rows)
    assert repr(model).endswith("numFeatures=2")


def test_configure_wants_a_builder(spark):
    for other in (spark, None):
        with pytest.raises(TypeError, match="configure takes a builder"):
            sparkoptim.configure(other)
