# SPDX-License-Identifier: Apache-2.0
"""MLflow: what its own functions for Spark do not know of these stages.

``mlflow.spark.load_model`` loads what :func:`log_model` logged, in a session that has the jar.
"""

import atexit
import functools
import importlib.resources
import os
import tempfile
from pathlib import Path
from typing import Any, Sequence

import sparkoptim
from sparkoptim import ml
from sparkoptim._session import running
from sparkoptim.ml import TrainingSummary

__all__ = ["autolog", "log_model", "log_summary"]

_ALLOWED = "spark.mlflow.pysparkml.autolog.logModelAllowlistFile"


def autolog(**options: Any) -> None:
    """Turns on ``mlflow.pyspark.ml.autolog``, which then logs this package's models too.

    Each fit logs its params, each evaluation its metric, and each model itself. MLflow logs models of classes that a
    file lists: here its own list and this package's models.

    Parameters
    ----------
    options
        of ``mlflow.pyspark.ml.autolog``

    Raises
    ------
    NoSessionError
        if there is no session, in which MLflow looks for its list
    """
    import mlflow.pyspark.ml

    conf: Any = running().sparkContext._conf
    if not conf.contains(_ALLOWED):
        conf.set(_ALLOWED, _allowed())
    mlflow.pyspark.ml.autolog(**options)  # reads the file at each call


@functools.lru_cache(maxsize=None)
def _allowed() -> str:
    """The file with MLflow's own list and this package's models; it stays as long as Python runs."""
    known = importlib.resources.files("mlflow.pyspark.ml").joinpath("log_model_allowlist.txt").read_text("utf-8")
    own = [f"sparkoptim.ml.{name}" for name in ml.__all__ if name.endswith("Model")]
    handle, path = tempfile.mkstemp(prefix="sparkoptim-mlflow-", suffix=".txt")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join([known, *own, ""]))
    atexit.register(Path(path).unlink, missing_ok=True)
    return path


def log_model(
    model: Any, artifact_path: str = "model", *, extra_pip_requirements: Sequence[str] = (), **options: Any
) -> Any:
    """Logs a model, or a pipeline's with one in it, by ``mlflow.spark.log_model``.

    The logged requirements name this package and PySpark, which MLflow's own search for them does not find.

    Parameters
    ----------
    model
        a model of this package or of PySpark
    artifact_path
        its name among the artifacts of the run
    extra_pip_requirements
        more requirements
    options
        of ``mlflow.spark.log_model``

    Returns
    -------
    mlflow.models.model.ModelInfo
        what MLflow returns
    """
    import mlflow.spark
    import pyspark

    needed = [f"pyspark=={pyspark.__version__}", f"sparkoptim=={sparkoptim.__version__}"]
    return mlflow.spark.log_model(model, artifact_path, pip_requirements=[*needed, *extra_pip_requirements], **options)


def log_summary(summary: TrainingSummary) -> None:
    """Logs how a model was trained to the active run, or to a new one.

    Its metrics are ``objective`` and ``gradient_norm`` over the steps of the curve, ``passes``, ``steps`` and
    ``seconds``; its params ``optim_method``, ``engine``, ``stop_reason`` and ``weights_sha256``.

    Parameters
    ----------
    summary
        of a model
    """
    import mlflow

    for point in summary.curve.to_dict("records"):
        step = int(point["step"])
        for name, value in (("objective", point["objective"]), ("gradient_norm", point["gradientNorm"])):
            if value == value:  # NaN where it was not evaluated
                mlflow.log_metric(name, float(value), step=step)
    mlflow.log_metrics({"passes": summary.passes, "steps": float(summary.steps), "seconds": summary.seconds})
    mlflow.log_params(
        {
            "optim_method": summary.optimMethod,
            "engine": summary.engine,
            "stop_reason": summary.stopReason,
            "weights_sha256": summary.weightsSha256,
        }
    )
