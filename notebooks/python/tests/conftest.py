# SPDX-License-Identifier: Apache-2.0
"""One session for all tests, and small data."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
# Every session copies its jars, and these are large: for the notebooks alone, and empty where there is no PyTorch.
TORCH_JARS = os.environ.pop("SPARK_OPTIM_TORCH_JARS", "")
SOURCES = Path(__file__).resolve().parent.parent
SMALL = {"spark.ui.enabled": "false", "spark.sql.shuffle.partitions": "2", "spark.ui.showConsoleProgress": "false"}


@pytest.fixture(scope="session")
def home():
    """The folder of the project."""
    return SOURCES.parent.parent


@pytest.fixture(scope="session")
def spark():
    import sparkoptim

    try:
        sparkoptim.jars()
    except sparkoptim.JarMissingError as error:
        pytest.skip(str(error))
    session = sparkoptim.session(master="local[2]", app_name="sparkoptim-tests", config=SMALL)
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.fixture(scope="session")
def wheel(home):
    """The wheel, built as a user does."""
    pytest.importorskip("hatchling")
    import sparkoptim

    environment = {**os.environ, "SPARK_OPTIM_JAR": sparkoptim.jars()}
    built = subprocess.run([str(home / "bin" / "wheel")], env=environment, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return Path(built.stdout.splitlines()[-1])


@pytest.fixture(scope="session")
def wheel_site(wheel, tmp_path_factory):
    """A folder into which the wheel is installed."""
    site = tmp_path_factory.mktemp("site")
    install = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--target", str(site)]
    subprocess.run([*install, str(wheel)], check=True)
    return site


def frame(spark, bunch, rows=None, classes=None):
    """A DataFrame of one of scikit-learn's data sets, with weights 1, 2, 3, 1, ..."""
    from pyspark.ml.linalg import Vectors

    pairs = [
        (float(label), Vectors.dense(features), 1.0 + index % 3)
        for index, (label, features) in enumerate(zip(bunch.target.tolist(), bunch.data.tolist()))
        if classes is None or label < classes
    ]
    return spark.createDataFrame(pairs[:rows], ["label", "features", "weight"]).coalesce(2).cache()


@pytest.fixture(scope="session")
def cancer(spark):
    """Two classes, 569 rows, 30 features."""
    from sklearn.datasets import load_breast_cancer

    return frame(spark, load_breast_cancer())


@pytest.fixture(scope="session")
def digits(spark):
    """Three classes of handwritten digits, 64 features."""
    from sklearn.datasets import load_digits

    return frame(spark, load_digits(), classes=3)


@pytest.fixture
def endless():
    """Makes a fit that goes on until somebody ends it."""

    def make(engine="auto", **params):
        from sparkoptim.ml import LogisticRegression

        return LogisticRegression(
            optimMethod="plain + sgd + constant(1e-4)",
            engine=engine,
            numShards=2,
            tol=0.0,
            maxIter=2**31 - 1,
            maxSeconds=60.0,
            **params,
        )

    return make


@pytest.fixture
def python(tmp_path):
    """Runs a script in a Python of its own; returns what it printed."""

    def run(script, *arguments, seconds=170, check=True, **environment):
        path = tmp_path / "script.py"
        path.write_text(script, encoding="utf-8")
        own = {"PYTHONPATH": str(SOURCES / "src"), "PYSPARK_PYTHON": sys.executable, **os.environ, **environment}
        done = subprocess.run(
            [sys.executable, str(path), *arguments],
            cwd=tmp_path,
            env={name: value for name, value in own.items() if value is not None},
            capture_output=True,
            text=True,
            timeout=seconds,
        )
        assert not check or done.returncode == 0, done.stderr
        return done

    return run
