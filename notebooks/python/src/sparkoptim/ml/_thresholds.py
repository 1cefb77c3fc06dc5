# SPDX-License-Identifier: Apache-2.0
"""The two params for a binary classifier's threshold, of which one replaces the other, as in MLlib."""

from typing import List, TypeVar

from pyspark.ml.param import Param
from pyspark.ml.wrapper import JavaParams

_T = TypeVar("_T", bound="ThresholdSetters")


class ThresholdGetters(JavaParams):
    """Getters of ``threshold`` and ``thresholds``: either is known from the other."""

    threshold: "Param[float]"
    thresholds: "Param[List[float]]"

    def getThreshold(self) -> float:
        """Returns the binary threshold; from ``thresholds`` where those are set.

        Raises
        ------
        ValueError
            if ``thresholds`` are not two, or disagree with a threshold that is set too
        """
        if not self.isSet(self.thresholds):
            return self.getOrDefault(self.threshold)
        both = self.getOrDefault(self.thresholds)
        if len(both) != 2:
            raise ValueError(f"threshold needs two thresholds, thresholds has {len(both)}: {both}")
        equivalent = 1.0 / (1.0 + both[0] / both[1])
        if self.isSet(self.threshold) and abs(self.getOrDefault(self.threshold) - equivalent) >= 1e-5:
            raise ValueError(
                f"threshold is {self.getOrDefault(self.threshold)} but thresholds {both} mean {equivalent}: "
                "set one of them"
            )
        return equivalent

    def getThresholds(self) -> List[float]:
        """Returns one threshold a class; from ``threshold`` where that alone is set."""
        if not self.isSet(self.thresholds) and self.isSet(self.threshold):
            value = self.getOrDefault(self.threshold)
            return [1.0 - value, value]
        return self.getOrDefault(self.thresholds)


class ThresholdSetters(ThresholdGetters):
    """Setters of ``threshold`` and ``thresholds``: each clears the other."""

    def setThreshold(self: _T, value: float) -> _T:
        """Sets the binary threshold, and clears thresholds."""
        self._set(threshold=value)
        self.clear(self.thresholds)
        return self

    def setThresholds(self: _T, value: List[float]) -> _T:
        """Sets one threshold a class, and clears the binary threshold."""
        self._set(thresholds=value)
        self.clear(self.threshold)
        return self
