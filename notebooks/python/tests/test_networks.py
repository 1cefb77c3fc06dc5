# SPDX-License-Identifier: Apache-2.0
"""Network stages, by the backend that needs no other jar; the notebook of networks has PyTorch's."""

import json
import struct

import numpy as np
import pytest
from pyspark.sql import functions as F

import sparkoptim.ml as ml

SETTINGS = {"backend": "core", "maxIter": 3, "optimMethod": "adam + constant(0.01)"}
CLASSIFIER = {"network": "dense(8) tanh dense(3)", **SETTINGS}


@pytest.fixture(scope="module")
def scaled(digits):
    """Pixels of 0 to 16 as numbers of about 1."""
    from pyspark.ml.feature import MinMaxScaler

    rows = digits.withColumnRenamed("features", "pixels")
    return MinMaxScaler(inputCol="pixels", outputCol="features").fit(rows).transform(rows).cache()


@pytest.fixture(scope="module")
def model(scaled):
    return ml.NetworkClassifier(**CLASSIFIER).fit(scaled)


def test_fit_has_the_bits_of_a_fit_in_the_jvm(spark, scaled, model):
    java = spark._jvm.sparkoptim.ml.NetworkClassifier()
    for param, value in CLASSIFIER.items():
        java.set(param, value)
    assert model.weightsSha256 == java.fit(scaled._jdf).weightsSha256()
    assert model.summary.weightsSha256 == model.weightsSha256
    assert model.numClasses == 3 and model.numFeatures == 64
    right = model.transform(scaled).where("label = prediction").count()
    assert right / scaled.count() > 0.9
    assert repr(model).endswith(f"network=dense(8) tanh dense(3), numParameters={64 * 8 + 8 + 8 * 3 + 3}")


def test_model_is_saved_and_loaded(scaled, model, tmp_path):
    model.save(str(tmp_path / "model"))
    loaded = ml.NetworkClassificationModel.load(str(tmp_path / "model"))
    assert loaded.weightsSha256 == model.weightsSha256 and not loaded.hasSummary
    assert loaded.transform(scaled).exceptAll(model.transform(scaled)).count() == 0
    stage = ml.NetworkClassifier(inputShape=[8, 8], frozen="dense1", **CLASSIFIER)
    stage.save(str(tmp_path / "stage"))
    again = ml.NetworkClassifier.load(str(tmp_path / "stage"))
    assert again.getInputShape() == [8, 8] and again.getFrozen() == "dense1"


def test_layers_are_a_frame(model):
    layers = model.layers
    assert list(layers.layer) == ["dense(8)", "tanh", "dense(3)"]
    assert list(layers.parameters) == [64 * 8 + 8, 0, 8 * 3 + 3]
    assert list(layers.parts[2]) == ["dense3.weight [3, 8]", "dense3.bias [3]"]


def test_weights_are_written_by_name(model, tmp_path):
    file = tmp_path / "weights.safetensors"
    model.saveWeights(str(file))
    data = file.read_bytes()
    (length,) = struct.unpack("<Q", data[:8])
    place = json.loads(data[8 : 8 + length])["dense3.weight"]
    start, end = place["data_offsets"]
    weights = np.frombuffer(data[8 + length + start : 8 + length + end], "<f4").reshape(place["shape"])
    assert weights.shape == (3, 8) and np.isfinite(weights).all()


def test_validation_ends_a_fit_early(scaled):
    rows = scaled.withColumn("held", F.col("weight") == 3)
    stage = ml.NetworkClassifier(**{**CLASSIFIER, "maxIter": 200}, validationIndicatorCol="held", patience=2)
    summary = stage.fit(rows).summary
    assert summary.stopReason == "early-stop" and len(summary.validationHistory) < 200
    assert summary.validationHistory[-3] == min(summary.validationHistory)


def test_initial_model_and_frozen_parts_are_kept(scaled, model, tmp_path):
    stage = ml.NetworkRegressor(network="dense(8) tanh dense(1)", frozen="dense1", **SETTINGS)
    fitted = stage.setInitialModel(model).fit(scaled)
    assert fitted.layers.parameters.sum() == fitted.numParameters
    bits = []
    for name, kept in [("one", model), ("other", fitted)]:
        kept.saveWeights(str(tmp_path / name))
        data = (tmp_path / name).read_bytes()
        (length,) = struct.unpack("<Q", data[:8])
        bits.append(data[8 + length : 8 + length + 4 * 64 * 8])
    assert bits[0] == bits[1]


def test_missing_backend_is_named(scaled):
    with pytest.raises(ValueError, match="backend: torch needs the jar spark-optim-torch"):
        ml.NetworkClassifier(network="dense(3)", backend="torch").fit(scaled)


def test_several_columns_are_inputs(scaled, tmp_path):
    rows = scaled.withColumn("tokens", F.array(F.lit(1), F.lit(2))).withColumn("age", F.rand(3))
    inputs = ["features", "tokens", "age"]
    model = ml.NetworkClassifier(inputCols=inputs, inputShapes="[64], [3]", **CLASSIFIER).fit(rows)
    assert model.getInputCols() == inputs and model.numFeatures == 68
    made = model.transform(rows)
    assert {"features", "tokens", "age", "prediction"} <= set(made.columns)
    model.save(str(tmp_path / "model"))
    loaded = ml.NetworkClassificationModel.load(str(tmp_path / "model"))
    assert loaded.transform(rows).exceptAll(made).count() == 0
    with pytest.raises(ValueError, match="inputCols must name columns, and there is no column none"):
        ml.NetworkClassifier(inputCols=["none"], **CLASSIFIER).fit(rows)


def test_columns_of_a_pandas_frame_are_inputs(scaled):
    from pyspark.ml.functions import vector_to_array

    frame = scaled.select("label", vector_to_array("features").alias("pixels"), F.rand(3).alias("age")).toPandas()
    model = ml.NetworkClassifier(inputCols=["pixels", "age"], **CLASSIFIER).fit(frame)
    made = model.transform(frame)
    assert list(made.columns[:3]) == ["label", "pixels", "age"] and (made.prediction == made.label).mean() > 0.9
