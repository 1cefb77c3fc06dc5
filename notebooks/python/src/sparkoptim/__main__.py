# SPDX-License-Identifier: Apache-2.0
"""Prints the jar for spark-submit: ``spark-submit --jars "$(python -m sparkoptim)" ...``."""

import sys

from sparkoptim import JarMissingError, jars

if __name__ == "__main__":
    try:
        print(jars())
    except JarMissingError as error:
        sys.exit(f"sparkoptim: {error}")
