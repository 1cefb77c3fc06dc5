# SPDX-License-Identifier: Apache-2.0
"""How well models predict: summaries with MLlib's figures, under the names that MLlib's own have."""

from typing import TYPE_CHECKING

from pyspark.ml import classification, regression

from sparkoptim.ml._called import Called, shown
from sparkoptim.ml._summary import TrainingSummary

if TYPE_CHECKING:
    import pandas


class HasCalibration(Called):
    """Predictions with probabilities, which may be held against the labels."""

    @property
    def calibration(self) -> "pandas.DataFrame":
        """How often probabilities came true, as a pandas frame: ten bins of equal width.

        Its columns are ``from``, ``to``, ``rows``, ``weight``, ``meanProbability`` and ``observed``. The probability is
        that of class 1; of three and more classes that of the predicted one.
        """
        frame: "pandas.DataFrame" = self._call_java("calibration").toPandas()
        return frame

    @property
    def calibrationError(self) -> float:
        """The mean distance of predicted probability and observed share over the bins of ``calibration``."""
        return float(self._call_java("calibrationError"))


class LogisticRegressionSummary(HasCalibration, classification.LogisticRegressionSummary):
    """How well a logistic regression predicts rows."""


class BinaryLogisticRegressionSummary(LogisticRegressionSummary, classification.BinaryLogisticRegressionSummary):
    """How well a logistic regression predicts rows of two classes."""


class LogisticRegressionTrainingSummary(
    TrainingSummary, HasCalibration, classification.LogisticRegressionTrainingSummary
):
    """How a logistic regression was trained, and how well it predicts its training rows."""


class BinaryLogisticRegressionTrainingSummary(
    LogisticRegressionTrainingSummary, classification.BinaryLogisticRegressionTrainingSummary
):
    """How a logistic regression of two classes was trained, and how well it predicts its training rows."""


class LinearSVCSummary(Called, classification.LinearSVCSummary):
    """How well a linear support vector machine predicts rows."""


class LinearSVCTrainingSummary(TrainingSummary, classification.LinearSVCTrainingSummary):
    """How a linear support vector machine was trained, and how well it predicts its training rows."""


class MultilayerPerceptronClassificationSummary(
    HasCalibration, classification.MultilayerPerceptronClassificationSummary
):
    """How well a perceptron predicts rows."""


class MultilayerPerceptronClassificationTrainingSummary(
    TrainingSummary, HasCalibration, classification.MultilayerPerceptronClassificationTrainingSummary
):
    """How a perceptron was trained, and how well it predicts its training rows."""


class LinearRegressionSummary(Called, regression.LinearRegressionSummary):
    """How well a linear regression predicts rows."""


class LinearRegressionTrainingSummary(TrainingSummary, regression.LinearRegressionTrainingSummary):
    """How a linear regression was trained, and how well it predicts its training rows."""


class PoissonRegressionSummary(Called, regression.GeneralizedLinearRegressionSummary):
    """How well a Poisson regression predicts rows."""

    @shown
    def __repr__(self) -> str:
        return f"PoissonRegressionSummary: deviance {self.deviance:g} of {self.numInstances} rows"


class PoissonRegressionTrainingSummary(TrainingSummary, regression.GeneralizedLinearRegressionSummary):
    """How a Poisson regression was trained, and how well it predicts its training rows."""
