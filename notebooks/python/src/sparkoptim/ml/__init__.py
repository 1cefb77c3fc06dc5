# SPDX-License-Identifier: Apache-2.0
"""The stages and their models.

PySpark finds the class of a saved stage by the name of its Java class, so every class of a stage or model is defined in
this module: ``sparkoptim.ml.LogisticRegression`` in both languages.
"""

from typing import Any, Optional

from pyspark.ml.classification import LogisticRegressionModel as _MLlibLogisticRegressionModel
from pyspark.ml.classification import (
    _JavaProbabilisticClassificationModel,
    _JavaProbabilisticClassifier,
)
from pyspark.ml.linalg import DenseVector, Matrix, Vector
from pyspark.ml.util import JavaMLWritable

from sparkoptim.errors import java_errors
from sparkoptim.ml._params import _LogisticRegressionModelParams, _LogisticRegressionStage
from sparkoptim.ml._stage import FittedModel, Readable, Stage
from sparkoptim.ml._summary import TrainingSummary
from sparkoptim.ml._thresholds import ThresholdSetters

__all__ = ["LogisticRegression", "LogisticRegressionModel", "TrainingSummary"]


class _SummarizedModel(FittedModel):
    """A model that knows how it was trained, until it is saved and loaded."""

    @property
    def hasSummary(self) -> bool:
        """Whether there is a summary: a loaded model has none."""
        return bool(self._call_java("hasSummary"))

    @property
    def summary(self) -> TrainingSummary:
        """How the model was trained.

        Raises
        ------
        RuntimeError
            if there is no summary
        """
        if not self.hasSummary:
            raise RuntimeError(
                f"no training summary of this {type(self).__name__}: it was loaded, or fitted to one label only"
            )
        with java_errors():
            return TrainingSummary(self._java_obj.summary())

    @property
    def weightsSha256(self) -> str:
        """The SHA-256 of the coefficients row by row, then the intercepts, as little-endian doubles."""
        return str(self._call_java("weightsSha256"))


class LogisticRegression(
    ThresholdSetters,
    _LogisticRegressionStage,
    Stage,
    _JavaProbabilisticClassifier["LogisticRegressionModel"],
    JavaMLWritable,
    Readable,
):
    """Logistic regression, binary and multinomial, by any of the library's methods.

    Params have MLlib's names and meaning, so that a user changes the import; ``maxIter`` counts passes over the rows.
    Without settings it trains to convergence by sampled Newton. A fit can be interrupted by Ctrl-C or a notebook's stop
    button.

    Examples
    --------
    >>> model = LogisticRegression(regParam=0.01).fit(train)
    >>> model.summary.stopReason
    'converged'
    """

    def _create_model(self, java_model: Any) -> "LogisticRegressionModel":
        return LogisticRegressionModel(java_model)


class LogisticRegressionModel(
    ThresholdSetters,
    _SummarizedModel,
    _JavaProbabilisticClassificationModel[Vector],
    _LogisticRegressionModelParams,
    JavaMLWritable,
    Readable,
):
    """The model that :class:`LogisticRegression` fits."""

    def __init__(self, java_model: Optional[Any] = None) -> None:
        super().__init__(java_model)

    @property
    def coefficients(self) -> DenseVector:
        """The binary model's coefficients.

        Raises
        ------
        UnsupportedOperationError
            of a multinomial model
        """
        vector: DenseVector = self._call_java("coefficients")
        return vector

    @property
    def intercept(self) -> float:
        """The binary model's intercept.

        Raises
        ------
        UnsupportedOperationError
            of a multinomial model
        """
        return float(self._call_java("intercept"))

    @property
    def coefficientMatrix(self) -> Matrix:
        """One row of coefficients, or one a class when multinomial."""
        matrix: Matrix = self._call_java("coefficientMatrix")
        return matrix

    @property
    def interceptVector(self) -> Vector:
        """One intercept, or one a class when multinomial."""
        vector: Vector = self._call_java("interceptVector")
        return vector

    @property
    def isMultinomial(self) -> bool:
        """Whether there is one row of coefficients a class."""
        return bool(self._call_java("isMultinomial"))

    def toMLlib(self) -> _MLlibLogisticRegressionModel:
        """Returns MLlib's own model with the same numbers and columns, for ``evaluate``, PMML and other tools."""
        with java_errors():
            self._transfer_params_to_java()
            model = _MLlibLogisticRegressionModel(self._java_obj.toMLlib())
            model._transfer_params_from_java()
        return model

    def __repr__(self) -> str:
        return (
            f"LogisticRegressionModel: uid={self.uid}, numClasses={self.numClasses}, numFeatures={self.numFeatures}"
        )
