# SPDX-License-Identifier: Apache-2.0
"""A real MLflow with a store in files and one in SQLite, in a Python of its own, which bin/test --mlflow installs."""

import json
import os
import subprocess
from importlib import metadata
from pathlib import Path

import pytest
from conftest import SOURCES

PYTHON = os.environ.get("SPARK_OPTIM_MLFLOW", "")
pytestmark = pytest.mark.skipif(not PYTHON, reason="SPARK_OPTIM_MLFLOW is not set: run bin/test --mlflow")

TRAIN = """
import json, sys
import mlflow
import sparkoptim, sparkoptim.mlflow
from pyspark.ml import Pipeline
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.feature import MinMaxScaler
from sklearn.datasets import load_breast_cancer
from pyspark.ml.linalg import Vectors
from sparkoptim.ml import LogisticRegression

spark = sparkoptim.session(master="local[2]", config={"spark.ui.enabled": "false"})
bunch = load_breast_cancer()
pairs = [(float(y), Vectors.dense(x)) for x, y in zip(bunch.data.tolist(), bunch.target)]
rows = spark.createDataFrame(pairs, ["label", "features"]).coalesce(2).cache()
rows.write.parquet("rows")

def run_of(run):
    found = mlflow.get_run(run.info.run_id)
    return {"params": found.data.params, "metrics": found.data.metrics, "tags": found.data.tags}

# By hand.
scaler = MinMaxScaler(inputCol="features", outputCol="scaled")
stage = LogisticRegression(featuresCol="scaled", regParam=0.01, maxIter=5)
with mlflow.start_run() as run:
    model = Pipeline(stages=[scaler, stage]).fit(rows)
    sparkoptim.mlflow.log_summary(model.stages[1].summary)
    sparkoptim.mlflow.log_model(model)
by_hand = dict(run_of(run), id=run.info.run_id, sha=model.stages[1].weightsSha256)
history = mlflow.MlflowClient().get_metric_history(run.info.run_id, "objective")
by_hand["steps"] = [point.step for point in history]

# By autolog.
sparkoptim.mlflow.autolog()
sparkoptim.mlflow.autolog()  # once more changes nothing
with mlflow.start_run() as run:
    automatic = LogisticRegression(regParam=0.01, maxIter=5).fit(rows)
    BinaryClassificationEvaluator().evaluate(automatic.transform(rows))
logged = dict(run_of(run), id=run.info.run_id, sha=automatic.weightsSha256)
for one, fitted in ((by_hand, model), (logged, automatic)):
    one["right"] = fitted.transform(rows).where("prediction = label").count()
print("RESULT " + json.dumps({"by_hand": by_hand, "automatic": logged}))
"""

LOAD = """
import json, sys
import mlflow.spark
import sparkoptim

spark = sparkoptim.session(master="local[2]", config={"spark.ui.enabled": "false"})
rows = spark.read.parquet("rows")
out = {}
for name in ("by_hand", "automatic"):
    uri = "runs:/" + sys.argv[1 if name == "by_hand" else 2] + "/model"
    model = mlflow.spark.load_model(uri)
    last = model.stages[-1] if hasattr(model, "stages") else model
    out[name] = {
        "class": f"{type(last).__module__}.{type(last).__name__}",
        "sha": last.weightsSha256,
        "right": model.transform(rows).where("prediction = label").count(),
        "requirements": open(mlflow.artifacts.download_artifacts(uri + "/requirements.txt")).read(),
    }
print("RESULT " + json.dumps(out))
"""


@pytest.fixture(scope="module", params=["file://{}/store", "sqlite:///{}/store.db"], ids=["file", "sqlite"])
def with_mlflow(request, spark, tmp_path_factory):
    """Runs a script in MLflow's Python, which has PySpark and this package by links and paths."""
    folder = tmp_path_factory.mktemp("mlflow")
    site = folder / "site"
    site.mkdir()
    for package in ("pyspark", "py4j"):
        info = Path(metadata.distribution(package)._path)
        (site / info.name).symlink_to(info)
        (site / package).symlink_to(info.parent / package)
    environment = {
        **os.environ,
        "PYTHONPATH": f"{SOURCES / 'src'}:{site}",
        "PYSPARK_PYTHON": PYTHON,
        "MLFLOW_ALLOW_FILE_STORE": "true",
        "MLFLOW_TRACKING_URI": request.param.format(folder),
    }

    def run(script, *arguments):
        command = [PYTHON, "-c", script, *arguments]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600)
        assert done.returncode == 0, done.stderr[-4000:]
        line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT "))
        return json.loads(line[len("RESULT ") :]), done.stderr

    return run


@pytest.fixture(scope="module")
def trained(with_mlflow):
    return with_mlflow(TRAIN)


@pytest.fixture(scope="module")
def loaded(with_mlflow, trained):
    return with_mlflow(LOAD, trained[0]["by_hand"]["id"], trained[0]["automatic"]["id"])[0]


def test_log_summary_logs_the_curve(trained):
    run = trained[0]["by_hand"]
    assert {"objective", "gradient_norm", "passes", "steps", "seconds"} <= set(run["metrics"])
    assert run["params"]["weights_sha256"] == run["sha"] and "sampled-newton" in run["params"]["optim_method"]
    assert run["steps"] == sorted(run["steps"]) and len(run["steps"]) > 2


def test_autolog_logs_params_metric_and_model(trained):
    result, errors = trained
    run = result["automatic"]
    assert run["params"]["regParam"] == "0.01" and run["params"]["optimMethod"] == "auto"
    assert any(name.startswith("areaUnderROC") for name in run["metrics"])
    assert run["tags"]["estimator_class"] == "sparkoptim.ml.LogisticRegression"
    assert "not allowlisted" not in errors


@pytest.mark.parametrize("name", ["by_hand", "automatic"])
def test_logged_model_loads_in_a_new_process_and_predicts_the_same(trained, loaded, name):
    assert loaded[name]["class"] == "sparkoptim.ml.LogisticRegressionModel"
    assert loaded[name]["sha"] == trained[0][name]["sha"]
    assert loaded[name]["right"] == trained[0][name]["right"] > 500


def test_logged_requirements_name_the_package(loaded):
    import sparkoptim

    assert f"sparkoptim=={sparkoptim.__version__}" in loaded["by_hand"]["requirements"].split()
