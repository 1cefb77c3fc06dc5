# SPDX-License-Identifier: Apache-2.0
"""The version; a test compares it with pom.xml."""

__version__ = "0.1.0"
