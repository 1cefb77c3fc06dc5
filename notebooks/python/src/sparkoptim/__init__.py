# SPDX-License-Identifier: Apache-2.0
"""Spark Optim for PySpark: stochastic optimizers for Spark ML.

The stages are in :mod:`sparkoptim.ml`. A session with the jar comes from :func:`session` or :func:`configure`.
"""

from sparkoptim._jars import jars
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
    NoSessionError,
    SparkOptimError,
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
    "NoSessionError",
    "SparkOptimError",
    "TrainingFailedError",
    "UnsupportedOperationError",
    "__version__",
    "configure",
    "jars",
    "session",
    "show_progress",
]
