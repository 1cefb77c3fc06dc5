# SPDX-License-Identifier: Apache-2.0
"""The package as a wheel, its types, its version."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import SOURCES

import sparkoptim
from sparkoptim._jars import scala_version


def test_version_is_that_of_the_pom(home):
    pom = (home / "pom.xml").read_text(encoding="utf-8")
    assert re.search(r"^  <version>(.*)</version>$", pom, re.M).group(1) == sparkoptim.__version__


def test_module_prints_the_jar(tmp_path):
    jar = tmp_path / "some.jar"
    jar.touch()
    environment = {**os.environ, "PYTHONPATH": str(SOURCES / "src"), "SPARK_OPTIM_JAR": str(jar)}
    command = [sys.executable, "-m", "sparkoptim"]
    assert subprocess.run(command, env=environment, capture_output=True, text=True).stdout.strip() == str(jar)
    jar.unlink()
    failed = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert failed.returncode == 1 and failed.stderr.startswith("sparkoptim: SPARK_OPTIM_JAR names")


# What a user writes, for mypy alone.
USERS = """
from pyspark.sql import DataFrame

import sparkoptim
from sparkoptim import OptimMethod, optim
from sparkoptim.ml import LinearRegression, LogisticRegression, LogisticRegressionModel


def trained(rows: DataFrame) -> LogisticRegressionModel:
    method = optim.AlphaSvrg(alpha=optim.Linear(0.75, 0.0)) + optim.AdamW(decay=0.01) + optim.Taso(0.001, per="step")
    estimator = LogisticRegression(optimMethod=method, maxIter=5).setOptimMethod("sgd")
    estimator.setParams(optimMethod=OptimMethod("adamw"), learningRate=0.1)
    model: LogisticRegressionModel = estimator.fit(rows)
    print(model.summary.curve.shape, len(model.coefficients.toArray()), model.namedCoefficients.shape)
    line = LinearRegression(optimMethod=optim.Sgd(momentum=0.9)).fit(rows)
    print(line.intercept + 1.0, method.schedule(10)[0], sparkoptim.methods("average").shape)
    return model
"""


def test_types_agree_in_strict_mode(tmp_path):
    pytest.importorskip("mypy")
    script = tmp_path / "users.py"
    script.write_text(USERS, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--cache-dir", str(tmp_path), "src/sparkoptim", str(script)]
    checked = subprocess.run(command, cwd=SOURCES, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


ALONE = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"pandas", "pyarrow", "matplotlib", "tqdm", "IPython", "sklearn", "mlflow"}:
            raise ModuleNotFoundError(name)

sys.meta_path.insert(0, Missing())
import sparkoptim, sparkoptim.accelerate, sparkoptim.ml, sparkoptim.mlflow, sparkoptim.optim
print(sparkoptim.optim.Sgd() + sparkoptim.optim.Cosine())
"""


def test_package_needs_nothing_but_pyspark(python):
    assert python(ALONE).stdout.startswith("sgd(")


FIT = """
import sparkoptim, sys
from pathlib import Path
from sparkoptim.ml import LogisticRegression
assert Path(sparkoptim.__file__).is_relative_to(sys.argv[1])
spark = sparkoptim.session(master="local[1]", config={"spark.ui.enabled": "false"})
from pyspark.ml.linalg import Vectors
rows = spark.createDataFrame([(float(i % 2), Vectors.dense([float(i % 3)])) for i in range(30)], ["label", "features"])
print(LogisticRegression(regParam=0.1).fit(rows).summary.stopReason)
"""


def test_wheel_has_all_and_works_alone(wheel, wheel_site, python, spark):
    names = zipfile.ZipFile(wheel).namelist()
    jar = f"sparkoptim/jars/spark-optim_{scala_version()}-{sparkoptim.__version__}.jar"
    assert "sparkoptim/py.typed" in names and jar in names
    assert any(name.endswith("/LICENSE") for name in names) and any(name.endswith("/NOTICE") for name in names)
    assert not any("__pycache__" in name or "tests" in name for name in names)
    assert wheel.stat().st_size < 10e6
    done = python(FIT, str(wheel_site), PYTHONPATH=str(wheel_site), SPARK_OPTIM_JAR=None)
    assert done.stdout.split() == ["converged"]


SUBMITTED = """
import sparkoptim
from pyspark.ml.linalg import Vectors
from sparkoptim.ml import LogisticRegression
assert ".whl" in sparkoptim.__file__, sparkoptim.__file__
spark = sparkoptim.session()
rows = spark.createDataFrame([(float(i % 2), Vectors.dense([float(i % 3)])) for i in range(30)], ["label", "features"])
print(LogisticRegression(regParam=0.1).fit(rows).summary.stopReason)
"""


def test_spark_submit_takes_the_jar_and_the_wheel(wheel, wheel_site, spark, tmp_path):
    import pyspark

    environment = {**os.environ, "PYTHONPATH": str(wheel_site)}
    environment.pop("SPARK_OPTIM_JAR", None)
    jar = subprocess.run([sys.executable, "-m", "sparkoptim"], env=environment, capture_output=True, text=True).stdout
    assert Path(jar.strip()).is_relative_to(wheel_site)
    script = tmp_path / "script.py"
    script.write_text(SUBMITTED, encoding="utf-8")
    home = os.environ.get("SPARK_HOME") or os.path.dirname(pyspark.__file__)
    submit = [os.path.join(home, "bin", "spark-submit"), "--master", "local[1]", "--conf", "spark.ui.enabled=false"]
    environment.pop("PYTHONPATH")
    done = subprocess.run(
        [*submit, "--jars", jar.strip(), "--py-files", str(wheel), str(script)],
        cwd=tmp_path,
        env={**environment, "PYSPARK_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split()[-1] == "converged"
