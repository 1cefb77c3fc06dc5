# SPDX-License-Identifier: Apache-2.0
"""Spark Optim for PySpark: stochastic optimizers for Spark ML.

The stages are in :mod:`sparkoptim.ml`, what methods are made of in :mod:`sparkoptim.optim`. A session with the jar
comes from :func:`session` or :func:`configure`.
"""

from sparkoptim import optim
from sparkoptim._jars import jars
from sparkoptim._method import OptimMethod, methods, plot_schedule
from sparkoptim._progress import show_progress
from sparkoptim._session import configure, session
from sparkoptim._version import __version__
from sparkoptim.errors import (
    CheckpointError,
    ClassicOnlyError,
    DivergedError,
    FitCancelledError,
    InvalidArgumentError,
    JarMissingError,
    JvmError,
    NetworkError,
    NoSessionError,
    SparkOptimError,
    StorageError,
    TrainingFailedError,
    UnsupportedOperationError,
)

__all__ = [
    "CheckpointError",
    "ClassicOnlyError",
    "DivergedError",
    "FitCancelledError",
    "InvalidArgumentError",
    "JarMissingError",
    "JvmError",
    "NetworkError",
    "NoSessionError",
    "OptimMethod",
    "SparkOptimError",
    "StorageError",
    "TrainingFailedError",
    "UnsupportedOperationError",
    "__version__",
    "configure",
    "jars",
    "methods",
    "optim",
    "plot_schedule",
    "session",
    "show_progress",
]
