# SPDX-License-Identifier: Apache-2.0
"""Frames of pandas and of pandas-on-Spark as rows, and what comes back as frames."""

import pytest
from sklearn.datasets import load_breast_cancer

import sparkoptim
from sparkoptim.ml import LinearRegression, LogisticRegression, LogisticRegressionModel, MultilayerPerceptronClassifier

pandas = pytest.importorskip("pandas")


@pytest.fixture(scope="module")
def frame():
    """Two classes as a pandas frame: a column a feature, a label and weights, with an index of its own."""
    bunch = load_breast_cancer(as_frame=True)
    made = bunch.data.iloc[:, :6].copy()
    made["label"] = bunch.target.astype(float)
    made["weight"] = 1.0 + made.index % 3
    made.index = made.index + 100
    return made


@pytest.fixture(scope="module")
def rows(spark, frame):
    """The same rows as a Spark DataFrame."""
    from pyspark.ml.feature import VectorAssembler

    made = spark.createDataFrame(frame)
    return VectorAssembler(inputCols=list(frame.columns[:6]), outputCol="features").transform(made)


def stage(**params):
    return LogisticRegression(regParam=0.01, weightCol="weight", maxIter=5, **params)


def test_fit_to_a_pandas_frame_is_the_fit_to_its_rows(frame, rows):
    model = stage().fit(frame)
    assert model.weightsSha256 == stage().fit(rows).weightsSha256
    assert model.featureNames == list(frame.columns[:6])


def test_fit_to_pandas_uses_arrow_and_leaves_the_setting(spark, frame, monkeypatch):
    pytest.importorskip("pyarrow")
    from pyspark.sql.pandas.conversion import SparkConversionMixin

    name = "spark.sql.execution.arrow.pyspark.enabled"
    seen = []
    original = SparkConversionMixin._create_from_pandas_with_arrow

    def watched(self, *arguments, **named):
        seen.append(spark.conf.get(name))
        return original(self, *arguments, **named)

    monkeypatch.setattr(SparkConversionMixin, "_create_from_pandas_with_arrow", watched)
    before = spark.conf.get(name)
    stage().fit(frame)
    assert seen == ["true"] and spark.conf.get(name) == before


def test_transform_of_pandas_is_pandas_with_its_index(frame, rows):
    model = stage().fit(frame)
    out = model.transform(frame)
    assert isinstance(out, pandas.DataFrame) and out.index.equals(frame.index)
    assert list(out.columns) == [*frame.columns, "rawPrediction", "probability", "prediction"]
    expected = model.transform(rows).toPandas()
    assert out.prediction.tolist() == expected.prediction.tolist()
    assert [list(one) for one in out.probability] == [one.toArray().tolist() for one in expected.probability]


def test_columns_go_to_features_by_name_also_of_a_loaded_model(frame, tmp_path):
    model = stage().fit(frame)
    shuffled = frame[list(reversed(frame.columns))].assign(more=0.0)
    model.save(str(tmp_path / "model"))
    loaded = LogisticRegressionModel.load(str(tmp_path / "model"))
    assert loaded.transform(shuffled).prediction.tolist() == model.transform(frame).prediction.tolist()
    with pytest.raises(ValueError, match="there is no column mean radius, which the model was fitted with"):
        loaded.transform(frame.drop(columns="mean radius"))


def test_column_of_arrays_named_features_is_the_vector(frame, rows):
    arrays = pandas.DataFrame(
        {"features": list(frame.iloc[:, :6].to_numpy()), "label": frame.label, "weight": frame.weight}
    )
    assert stage().fit(arrays).weightsSha256 == stage().fit(rows).weightsSha256


def test_fit_to_pandas_on_spark(spark, frame, rows):
    pytest.importorskip("pyarrow")
    made = spark.createDataFrame(frame).pandas_api()
    model = stage().fit(made)
    assert model.weightsSha256 == stage().fit(rows).weightsSha256
    out = model.transform(made)
    assert type(out).__module__.startswith("pyspark.pandas") and "prediction" in out.columns


def test_param_maps_and_paths_take_pandas(frame):
    estimator = stage()
    models = estimator.fit(frame, [{estimator.regParam: 0.1}, {estimator.regParam: 1.0}])
    assert [model.getRegParam() for model in models] == [0.1, 1.0]
    assert len(estimator.fitPath(frame, [1.0, 0.1])) == 2


def test_columns_of_a_model_without_names_are_refused_and_arrays_taken(spark, frame, rows):
    perceptron = MultilayerPerceptronClassifier(layers=[6, 2], maxIter=2)
    for model in (perceptron.fit(frame.drop(columns="weight")), LogisticRegression(maxIter=2).fit(unnamed(rows))):
        with pytest.raises(sparkoptim.InvalidArgumentError, match="does not know the names.*column of arrays named fea"):
            model.transform(frame.drop(columns=["label", "weight"]))
    model = perceptron.fit(rows)
    arrays = pandas.DataFrame({"features": list(frame.iloc[:, :6].to_numpy())})
    assert model.transform(arrays).prediction.tolist() == model.transform(rows).toPandas().prediction.tolist()


def unnamed(rows):
    """Rows whose vectors have no names in their metadata."""
    from pyspark.ml.functions import array_to_vector, vector_to_array

    return rows.withColumn("features", array_to_vector(vector_to_array("features")))


def test_one_column_needs_no_name(spark, frame, rows):
    from pyspark.ml.feature import VectorSlicer

    one = VectorSlicer(inputCol="features", outputCol="one", indices=[2]).transform(unnamed(rows))
    model = LogisticRegression(featuresCol="one", maxIter=2).fit(one)
    assert model.featureNames == []
    narrow = frame[["mean perimeter", "label"]]
    assert model.transform(narrow).prediction.tolist() == model.transform(one).toPandas().prediction.tolist()


def test_names_with_dots_are_features_under_these_names(frame, rows):
    odd = frame.rename(columns={"mean radius": "a.1", "mean area": "`b`.c", "mean texture": "A.1"})
    model = stage().fit(odd)
    assert model.featureNames == list(odd.columns[:6])
    assert model.weightsSha256 == stage().fit(rows).weightsSha256
    out = model.transform(odd[list(reversed(odd.columns))])
    assert out.prediction.tolist() == model.transform(rows).toPandas().prediction.tolist()
    assert out["a.1"].tolist() == odd["a.1"].tolist()


def test_missing_values_of_columns_that_are_not_read_are_fine(spark, frame, rows):
    model = stage().fit(frame)
    unread = frame.assign(label=float("nan"), note=["x", None, *["y"] * (len(frame) - 2)], more=float("nan"))
    out = model.transform(unread)
    assert out.prediction.tolist() == model.transform(frame).prediction.tolist() and out.label.isna().all()
    with pytest.raises(sparkoptim.InvalidArgumentError, match="column mean area has 569 missing values"):
        model.transform(frame.assign(**{"mean area": float("nan")}))
    arrays = pandas.DataFrame({"features": list(frame.iloc[:, :6].to_numpy()), "more": float("nan")})
    assert stage().fit(arrays.assign(label=frame.label.values, weight=frame.weight.values)).numFeatures == 6


def test_transform_of_no_rows_gives_no_rows_with_the_columns(spark, frame, rows):
    model = stage().fit(frame)
    full = model.transform(frame)
    nothing = pandas.DataFrame(columns=[*frame.columns[:6], "note"])  # as of a list without rows: all are objects
    arrays = pandas.DataFrame({"features": []})
    perceptron = MultilayerPerceptronClassifier(layers=[6, 2], maxIter=2).fit(rows)
    dated = frame.iloc[:0].set_index(pandas.DatetimeIndex([]))
    for one, given in ((model, frame.iloc[:0]), (model, nothing), (model, arrays), (perceptron, arrays), (model, dated)):
        out = one.transform(given)
        assert list(out.columns) == [*given.columns, "rawPrediction", "probability", "prediction"]
        assert len(out) == 0 and out.index.equals(given.index)
        assert out.dtypes[list(full.columns[-3:])].tolist() == full.dtypes[-3:].tolist()
        assert out.dtypes[list(given.columns)].tolist() == given.dtypes.tolist()
    with pytest.raises(ValueError, match="there is no column mean radius, which the model was fitted with"):
        model.transform(nothing.drop(columns="mean radius"))
    for refused in (stage().fit, model.evaluate):
        with pytest.raises(sparkoptim.InvalidArgumentError, match="the frame has no rows"):
            refused(frame.iloc[:0])


def test_frames_are_known_by_their_package():
    from sparkoptim.ml._frames import is_pandas, is_pandas_on_spark

    def of(module):
        return type("DataFrame", (), {"__module__": module})()

    class Own(pandas.DataFrame):
        pass

    assert is_pandas(of("pandas")) and is_pandas(of("pandas.core.frame")) and is_pandas(Own())
    assert is_pandas_on_spark(of("pyspark.pandas.frame"))
    assert not is_pandas(of("pyspark.pandas.frame")) and not is_pandas(of("pandasaurus"))


def test_pool_of_threads_finds_the_session(spark, frame):
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        model = pool.submit(stage().fit, frame).result()
        assert len(pool.submit(model.transform, frame).result()) == len(frame)


def test_transform_of_spark_rows_does_not_ask_for_names(rows, monkeypatch):
    model = stage().fit(rows)
    monkeypatch.setattr(LogisticRegressionModel, "featureNames", property(lambda self: pytest.fail("asked")))
    assert "prediction" in model.transform(rows).columns


@pytest.mark.parametrize(
    "change, message",
    [
        (lambda f: f.assign(city="x"), "column city is no number but string"),
        (lambda f: f.assign(**{"mean area": float("nan")}), "column mean area has 569 missing values"),
        (lambda f: f.assign(weight=float("nan")), "column weight has 569 missing values"),
        (lambda f: f[["label", "weight"]], "there is no column for features"),
        (lambda f: f.rename(columns={"mean area": "mean radius"}), "there are several columns mean radius"),
    ],
)
def test_frame_that_cannot_be_rows_is_refused_by_column(spark, frame, change, message):
    with pytest.raises(sparkoptim.InvalidArgumentError, match=message):
        stage().fit(change(frame))


def test_named_coefficients_are_a_frame(frame, digits):
    model = stage().fit(frame)
    named = model.namedCoefficients
    assert list(named.columns) == ["coefficient"] and list(named.index) == model.featureNames
    assert named.coefficient.tolist() == model.coefficients.toArray().tolist()
    line = LinearRegression(labelCol="mean area", maxIter=5).fit(frame)
    assert line.namedCoefficients.loc["mean radius", "coefficient"] == line.coefficients[0]
    multinomial = LogisticRegression(maxIter=2).fit(digits).namedCoefficients
    assert multinomial.shape == (64, 3) and list(multinomial.index) == list(range(64))


def test_curve_is_a_frame(frame):
    curve = stage().fit(frame).summary.curve
    assert isinstance(curve, pandas.DataFrame) and {"passes", "objective", "stepSize"} <= set(curve.columns)
