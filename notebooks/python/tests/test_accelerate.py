# SPDX-License-Identifier: Apache-2.0
"""MLlib's programs, unedited, fitted by ours."""

import os
import subprocess
import sys
from pathlib import Path

import pyspark
import pytest
from conftest import SOURCES
from pyspark.ml.classification import LogisticRegression, LogisticRegressionModel
from pyspark.ml.linalg import Vectors
from pyspark.ml.regression import LinearRegression, LinearRegressionModel

import sparkoptim.accelerate
from sparkoptim import ml

SPARK = Path(pyspark.__file__).parent
EXAMPLES = SPARK / "examples/src/main/python/ml"


@pytest.fixture(autouse=True)
def installed(spark):
    sparkoptim.accelerate.install()
    yield
    sparkoptim.accelerate.uninstall()


@pytest.fixture
def ours(monkeypatch):
    """The stages that were fitted by ours."""
    fitted = []
    fit = ml.LogisticRegression._fit_java
    monkeypatch.setattr(ml.LogisticRegression, "_fit_java", lambda self, rows: fitted.append(self) or fit(self, rows))
    return fitted


def test_mllibs_class_fits_by_ours_and_gives_mllibs_model(cancer, ours, tmp_path):
    stage = LogisticRegression(regParam=0.01, threshold=0.4, weightCol="weight", probabilityCol="p")
    model = stage.fit(cancer)
    assert len(ours) == 1 and type(model) is LogisticRegressionModel and model.uid == stage.uid
    direct = ml.LogisticRegression(regParam=0.01, weightCol="weight").fit(cancer)
    assert list(model.coefficients) == list(direct.coefficients) and model.intercept == direct.intercept
    assert model.getThreshold() == 0.4 and "p" in model.transform(cancer).columns
    model.save(str(tmp_path / "model"))
    assert list(LogisticRegressionModel.load(str(tmp_path / "model")).coefficients) == list(direct.coefficients)


def test_summary_is_mllibs_own(cancer, digits):
    summary = LogisticRegression(regParam=0.01).fit(cancer).summary
    assert summary.areaUnderROC > 0.98 and summary.roc.count() > 10
    assert summary.objectiveHistory[-1] < summary.objectiveHistory[0] and summary.totalIterations > 1
    many = LogisticRegression(maxIter=5).fit(digits).summary
    assert many.accuracy > 0.98 and len(many.precisionByLabel) == 3


def test_bounds_and_an_l1_penalty_are_fitted_by_ours(cancer, ours):
    bounded = LogisticRegression(upperBoundsOnIntercepts=Vectors.dense([-1.0]), maxIter=30).fit(cancer)
    assert len(ours) == 1 and bounded.intercept <= -1.0
    ours.clear()
    model = LogisticRegression(regParam=0.1, elasticNetParam=0.9).fit(cancer)
    assert len(ours) == 1 and 0 in list(model.coefficients)


def test_linear_regression_with_an_l1_penalty_is_fitted_by_ours(cancer, monkeypatch, capsys):
    fitted = []
    fit = ml.LinearRegression._fit_java
    monkeypatch.setattr(ml.LinearRegression, "_fit_java", lambda self, rows: fitted.append(self) or fit(self, rows))
    model = LinearRegression(regParam=0.01, elasticNetParam=0.5, weightCol="weight").fit(cancer)
    assert len(fitted) == 1 and type(model) is LinearRegressionModel
    fitted.clear()
    direct = ml.LinearRegression(regParam=0.01, elasticNetParam=0.5, weightCol="weight").fit(cancer)
    assert list(model.coefficients) == list(direct.coefficients) and 0 in list(model.coefficients)
    summary = model.summary
    assert 0.5 < summary.r2 < 1 and summary.residuals.count() == 569
    assert summary.objectiveHistory[-1] < summary.objectiveHistory[0]
    assert LinearRegression(loss="huber", maxIter=20).fit(cancer).scale > 0 and len(fitted) == 2
    stage = LinearRegression(regParam=0.01)
    assert len(stage.fit(cancer).summary.coefficientStandardErrors) == 31 and len(fitted) == 2
    assert capsys.readouterr().err.startswith(f"sparkoptim: {stage.uid} is fitted by MLlib: by the normal equations")


def test_uninstall_gives_mllibs_fit_back(cancer, ours):
    sparkoptim.accelerate.uninstall()
    LogisticRegression(maxIter=2).fit(cancer)
    assert ours == [] and "_fit" not in vars(LogisticRegression)


RUN = """
import runpy, sys
from sparkoptim import ml
import sparkoptim.accelerate
def count(stage):
    fit = stage._fit_java
    def counted(self, rows):
        print("FITTED BY OURS")
        return fit(self, rows)
    stage._fit_java = counted
count(ml.LogisticRegression)
count(ml.LinearRegression)
for script in sys.argv[1:]:
    print("SCRIPT", script.rsplit("/", 1)[-1])
    runpy.run_path(script, run_name="__main__")
"""
# Fits by ours in each of some of MLlib's examples.
FITS = {
    "pipeline_example.py": 1,
    "one_vs_rest_example.py": 3,
    "logistic_regression_with_elastic_net.py": 2,
    "linear_regression_with_elastic_net.py": 1,
}


def test_mllibs_examples_run_unedited(tmp_path, spark):
    if not EXAMPLES.is_dir():
        pytest.skip("this PySpark has no examples")
    (tmp_path / "data").symlink_to(SPARK / "data")
    script = tmp_path / "run.py"
    script.write_text(RUN, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(SOURCES / "src"),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_OPTIM_JAR": sparkoptim.jars(),
        "PYSPARK_SUBMIT_ARGS": "--master local[2] --conf spark.ui.enabled=false "
        "--conf spark.sql.shuffle.partitions=2 pyspark-shell",
    }
    done = subprocess.run(
        [sys.executable, str(script), *(str(EXAMPLES / name) for name in FITS)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        timeout=400,
    )
    assert done.returncode == 0, done.stderr
    fits, current = {}, ""
    for line in done.stdout.splitlines():
        if line.startswith("SCRIPT "):
            current = line.split()[1]
            fits[current] = 0
        fits[current] += line == "FITTED BY OURS"
    assert fits == FITS
    assert "is fitted by MLlib" not in done.stderr


def test_command_runs_a_script_with_its_arguments(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\nfrom pyspark.ml.classification import LogisticRegression as L\n"
        "print(__name__, sys.argv[1:], hasattr(L._fit, '__wrapped__'), sys.path[0] == sys.argv[1])\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(SOURCES / "src")}
    command = [sys.executable, "-m", "sparkoptim.accelerate"]
    done = subprocess.run(
        [*command, str(script), str(tmp_path)], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[0] == f"__main__ ['{tmp_path}'] True True"
    usage = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert usage.returncode == 1 and usage.stderr.startswith("usage:")
