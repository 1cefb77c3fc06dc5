# SPDX-License-Identifier: Apache-2.0
"""MLlib's classes, fitted by ours: no line of a program changes.

``python -m sparkoptim.accelerate SCRIPT [ARGUMENT ...]`` runs a PySpark script, and ``import sparkoptim.accelerate``
does the same for what follows in a notebook, before its session is made. ``fit`` of MLlib's ``LogisticRegression``
and ``LinearRegression`` then trains by the classes of :mod:`sparkoptim.ml` and returns MLlib's own model with MLlib's
own summary. What ours does not have is fitted by MLlib, and one line on standard error says why.
"""

from sparkoptim.accelerate._classes import install, uninstall

__all__ = ["install", "uninstall"]

install()
