# SPDX-License-Identifier: Apache-2.0
"""What a newcomer does: pip installs the wheel into a new environment, and the README's lines run there."""

import os
import re
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pyspark
import pytest



def newcomers():
    """The environment of somebody who has Java and a Python, and nothing of ours or of Spark's."""
    ours = ("SPARK", "PYSPARK", "PYTHON", "VIRTUAL_ENV", "DJL_")
    own = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**own, "SPARK_LOCAL_IP": "127.0.0.1", "MPLBACKEND": "Agg", "PYTHONDONTWRITEBYTECODE": "1"}


def run(command, folder, **more):
    return subprocess.run(
        [str(word) for word in command], cwd=folder, capture_output=True, text=True, timeout=600, **more
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder outside of the clone; what is in it goes at the end, as Spark is large."""
    made = tmp_path_factory.mktemp("newcomer")
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.fixture(scope="module")
def digest(spark, home):
    """The digest of the README's fit in the JVM."""
    rows = spark.read.format("libsvm").load(str(data(home)))
    java = spark._jvm.sparkoptim.ml.LogisticRegression().setRegParam(0.01).fit(rows._jdf)
    return java.weightsSha256()


def data(home):
    file = home / ".spark-optim" / "data" / "digits.libsvm"
    if not file.exists():
        pytest.skip("no .spark-optim/data/digits.libsvm: run bin/test")
    return file


def installed(python, folder, *wanted):
    """Installs by pip, in the versions of this environment; skips where PyPI is out of reach."""
    pip = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-compile", "--retries", "1"]
    probe = run([*pip, "--no-deps", "--target", folder / "probe", "six"], folder, env=newcomers())
    if probe.returncode != 0:
        pytest.skip(f"pip does not reach PyPI: {probe.stderr.strip().splitlines()[-1]}")
    try:
        done = run([*pip, *wanted], folder, env=newcomers())
    except subprocess.TimeoutExpired as error:
        pytest.skip(f"PyPI is slow from here: {error.timeout:.0f} s were not enough")
    assert done.returncode == 0, done.stderr


def test_pip_install_and_the_lines_of_the_readme_give_a_model_and_a_figure(wheel, home, folder, digest):
    if not os.environ.get("SPARK_OPTIM_RELEASE"):
        pytest.skip("pip unpacks all of Spark, which takes minutes: run bin/test --release")
    here = tuple(map(int, sys.version.split()[0].split(".")[:2]))
    constraints = folder / "constraints.txt"
    constraints.write_text(
        "".join(
            f"{found.metadata['Name']}=={found.version}\n"
            for found in metadata.distributions()
            if found.metadata["Name"] != "sparkoptim"
        ),
        encoding="utf-8",
    )
    run([sys.executable, "-m", "venv", folder / "venv"], folder, check=True)
    python = folder / "venv" / "bin" / "python"
    installed(python, folder, "-c", constraints, f"{wheel}[plot]")
    (script,) = re.findall(r"(?ms)^Python.*?^```python\n(.*?)^```", (home / "README.md").read_text(encoding="utf-8"))
    script += "\nimport pyspark\nprint(sparkoptim.__file__, pyspark.__file__, pyspark.__version__, model.weightsSha256)"
    (folder / "program.py").write_text(script, encoding="utf-8")
    shutil.copy(data(home), folder / "train.libsvm")
    done = run([python, "program.py"], folder, env=newcomers())
    assert done.returncode == 0, done.stderr
    first, last = done.stdout.splitlines()
    assert re.fullmatch(r"converged after \d+\.\d+ passes", first)
    ours, sparks, version, found = last.split()
    site = folder / "venv" / "lib" / f"python{here[0]}.{here[1]}"
    assert Path(ours).is_relative_to(site) and Path(sparks).is_relative_to(site)
    assert version == pyspark.__version__ and found == digest
    assert (folder / "objective.png").read_bytes()[1:4] == b"PNG"


EVERY = """
import sys
import sparkoptim
from sparkoptim.ml import LogisticRegression, LogisticRegressionModel
spark = sparkoptim.session(master="local[2]", config={"spark.ui.enabled": "false"})
rows = spark.read.format("libsvm").load("train.libsvm")
model = LogisticRegression(regParam=0.01).fit(rows)
model.save("model")
loaded = LogisticRegressionModel.load("model")
print(loaded.weightsSha256, sys.version_info[:2])
"""


@pytest.mark.parametrize("version", ["3.9", "3.10", "3.11", "3.12", "3.13"])
def test_every_python_fits_saves_and_loads(wheel_site, home, tmp_path, digest, version):
    if not os.environ.get("SPARK_OPTIM_SOAK"):
        pytest.skip("one Python after the other takes minutes: run bin/test --soak")
    interpreter = shutil.which(f"python{version}") or "none"
    if interpreter == "none" or run([interpreter, "--version"], tmp_path).returncode != 0:
        pytest.skip(f"there is no python{version}")
    run([interpreter, "-m", "venv", tmp_path / "venv"], tmp_path, check=True)
    python = tmp_path / "venv" / "bin" / "python"
    installed(python, tmp_path, "numpy", "setuptools")
    site = tmp_path / "site"
    site.mkdir()
    for package in ("pyspark", "py4j"):  # the same for every Python
        (site / package).symlink_to(Path(metadata.distribution(package)._path).parent / package)
    shutil.copy(data(home), tmp_path / "train.libsvm")
    environment = {**newcomers(), "PYTHONPATH": f"{wheel_site}:{site}", "PYSPARK_PYTHON": str(python)}
    done = run([python, "-c", EVERY], tmp_path, env=environment)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"{digest} ({version.replace('.', ', ')})"
