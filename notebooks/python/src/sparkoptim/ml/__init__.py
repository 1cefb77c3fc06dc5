# SPDX-License-Identifier: Apache-2.0
"""The stages and their models.

PySpark finds the class of a saved stage by the name of its Java class, so every class of a stage or model is defined in
this module: ``sparkoptim.ml.LogisticRegression`` in both languages.
"""

import os
from typing import TYPE_CHECKING, Any, List, Optional, Type, TypeVar

from pyspark.ml.classification import LinearSVCModel as _MLlibLinearSVCModel
from pyspark.ml.classification import LogisticRegressionModel as _MLlibLogisticRegressionModel
from pyspark.ml.classification import MultilayerPerceptronClassificationModel as _MLlibPerceptronModel
from pyspark.ml.classification import (
    _JavaClassificationModel,
    _JavaClassifier,
    _JavaProbabilisticClassificationModel,
    _JavaProbabilisticClassifier,
)
from pyspark.ml.linalg import Matrix, Vector
from pyspark.ml.regression import GeneralizedLinearRegressionModel as _MLlibGeneralizedLinearRegressionModel
from pyspark.ml.regression import LinearRegressionModel as _MLlibLinearRegressionModel
from pyspark.ml.regression import _JavaRegressionModel, _JavaRegressor
from pyspark.sql import DataFrame, SparkSession

from sparkoptim._jars import jvm, over_connect
from sparkoptim.errors import ClassicOnlyError, java_errors
from sparkoptim.ml._called import shown
from sparkoptim.ml._figures import (
    BinaryLogisticRegressionSummary,
    BinaryLogisticRegressionTrainingSummary,
    LinearRegressionSummary,
    LinearRegressionTrainingSummary,
    LinearSVCSummary,
    LinearSVCTrainingSummary,
    LogisticRegressionSummary,
    LogisticRegressionTrainingSummary,
    MultilayerPerceptronClassificationSummary,
    MultilayerPerceptronClassificationTrainingSummary,
    PoissonRegressionSummary,
    PoissonRegressionTrainingSummary,
)
from sparkoptim.ml._files import GeneralWritable, Place, Readable, Writable
from sparkoptim.ml._params import (
    _LinearRegressionModelParams,
    _LinearRegressionStage,
    _LinearSVCModelParams,
    _LinearSVCStage,
    _LogisticRegressionModelParams,
    _LogisticRegressionStage,
    _MultilayerPerceptronClassificationModelParams,
    _MultilayerPerceptronClassifierStage,
    _MultilayerPerceptronRegressionModelParams,
    _MultilayerPerceptronRegressorStage,
    _NetworkClassificationModelParams,
    _NetworkClassifierStage,
    _NetworkRegressionModelParams,
    _NetworkRegressorStage,
    _PoissonRegressionModelParams,
    _PoissonRegressionStage,
)
from sparkoptim.ml._stage import EvaluatedModel, FittedModel, LinearStage, NetworkStage
from sparkoptim.ml._summary import TrainingSummary
from sparkoptim.ml._thresholds import ThresholdSetters

if TYPE_CHECKING:
    import pandas

_M = TypeVar("_M", bound="_NetworkModel")

__all__ = [
    "BinaryLogisticRegressionSummary",
    "BinaryLogisticRegressionTrainingSummary",
    "LinearRegression",
    "LinearRegressionModel",
    "LinearRegressionSummary",
    "LinearRegressionTrainingSummary",
    "LinearSVC",
    "LinearSVCModel",
    "LinearSVCSummary",
    "LinearSVCTrainingSummary",
    "LogisticRegression",
    "LogisticRegressionModel",
    "LogisticRegressionSummary",
    "LogisticRegressionTrainingSummary",
    "MultilayerPerceptronClassificationModel",
    "MultilayerPerceptronClassificationSummary",
    "MultilayerPerceptronClassificationTrainingSummary",
    "MultilayerPerceptronClassifier",
    "MultilayerPerceptronRegressionModel",
    "MultilayerPerceptronRegressor",
    "NetworkClassificationModel",
    "NetworkClassifier",
    "NetworkRegressionModel",
    "NetworkRegressor",
    "PoissonRegression",
    "PoissonRegressionModel",
    "PoissonRegressionSummary",
    "PoissonRegressionTrainingSummary",
    "TrainingSummary",
]


class _SummarizedModel(FittedModel):
    """A model that knows how it was trained, until it is saved and loaded."""

    def __init__(self, java_model: Optional[Any] = None) -> None:
        super().__init__(java_model)

    @property
    def hasSummary(self) -> bool:
        """Whether there is a summary: a loaded model has none, and none comes over Spark Connect."""
        return not over_connect() and bool(self._call_java("hasSummary"))

    @property
    def summary(self) -> TrainingSummary:
        """How the model was trained.

        Raises
        ------
        RuntimeError
            if there is no summary
        """
        return TrainingSummary(self._java_summary())

    def _java_summary(self) -> Any:
        if over_connect():
            raise ClassicOnlyError("a server of Spark Connect has no training summaries of these models")
        if not self.hasSummary:
            instead = "; evaluate(rows) tells how well it predicts" if isinstance(self, EvaluatedModel) else ""
            raise RuntimeError(f"no training summary of this {type(self).__name__}: it was loaded{instead}")
        return self._call_java("summary")

    @property
    def weightsSha256(self) -> str:
        """The SHA-256 of the model's numbers as little-endian doubles, the same in every language."""
        return str(self._call_java("weightsSha256"))


class _OfMLlib(_SummarizedModel):
    """A model that MLlib has as well."""

    def _as_mllib(self, mllib: Type[Any], path: Optional[str]) -> Any:
        if over_connect():
            if path is None:
                raise ClassicOnlyError(
                    "over Spark Connect give toMLlib a new folder, where the server saves the model for MLlib to load"
                )
            self.save(path)  # type: ignore[attr-defined]
            return mllib.load(path)
        with java_errors():
            self._transfer_params_to_java()
            model = mllib(self._call_java("toMLlib"))
            model._transfer_params_from_java()
        return model


class _LinearModel(_OfMLlib, EvaluatedModel):
    """A linear model."""

    @property
    def featureNames(self) -> List[str]:
        """The names of the features, as the training rows' metadata had them; empty without."""
        return list(self._call_java("featureNames"))

    @property
    def namedCoefficients(self) -> "pandas.DataFrame":
        """The coefficients as a pandas frame: a row a feature, by its name, or its place where there are no names.

        Its column is ``coefficient``, or there is one a class, ``0``, ``1``, ..., when multinomial. It needs pandas.
        """
        import pandas

        # a multinomial model has rows of them
        matrix = getattr(self, "coefficientMatrix", None)
        rows = [self.coefficients.toArray()] if matrix is None else matrix.toArray()  # type: ignore[attr-defined]
        names: List[Any] = self.featureNames or [*range(len(rows[0]))]
        columns: List[Any] = ["coefficient"] if len(rows) == 1 else [*range(len(rows))]
        frame = pandas.DataFrame(dict(zip(columns, rows)), index=pandas.Index(names, name="feature"))
        return frame


class _OneOutput(_LinearModel):
    """A model with one row of coefficients."""

    @property
    def coefficients(self) -> Vector:
        """The coefficients, one per feature; sparse where that is smaller."""
        vector: Vector = self._call_java("coefficients")
        return vector

    @property
    def intercept(self) -> float:
        """The intercept; 0 without one."""
        return float(self._call_java("intercept"))

    @shown
    def __repr__(self) -> str:
        return f"{type(self).__name__}: uid={self.uid}, numFeatures={self.numFeatures}"  # type: ignore[attr-defined]


class LogisticRegression(
    ThresholdSetters,
    _LogisticRegressionStage,
    LinearStage,
    _JavaProbabilisticClassifier["LogisticRegressionModel"],
    Writable,
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
    _LinearModel,
    _JavaProbabilisticClassificationModel[Vector],
    _LogisticRegressionModelParams,
    GeneralWritable,
    Readable,
):
    """The model that :class:`LogisticRegression` fits."""

    @property
    def summary(self) -> LogisticRegressionTrainingSummary:
        """How the model was trained, and how well it predicts its training rows; a loaded model has none.

        Of two classes it is a :class:`BinaryLogisticRegressionTrainingSummary`.
        """
        kind = BinaryLogisticRegressionTrainingSummary if self.numClasses == 2 else LogisticRegressionTrainingSummary
        return kind(self._java_summary())

    def evaluate(self, dataset: DataFrame) -> LogisticRegressionSummary:
        """Returns how well the model predicts rows that have labels.

        Of two classes it is a :class:`BinaryLogisticRegressionSummary`.
        """
        kind = BinaryLogisticRegressionSummary if self.numClasses == 2 else LogisticRegressionSummary
        return kind(self._evaluated(dataset))

    @property
    def coefficients(self) -> Vector:
        """The binary model's coefficients; sparse where that is smaller.

        Raises
        ------
        UnsupportedOperationError
            of a multinomial model
        """
        vector: Vector = self._call_java("coefficients")
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

    def toMLlib(self, path: Optional[str] = None) -> _MLlibLogisticRegressionModel:
        """Returns MLlib's own model with the same numbers and columns, for ``evaluate``, PMML and other tools.

        Parameters
        ----------
        path
            over Spark Connect alone: a new folder, in which the server saves the model for MLlib to load
        """
        model: _MLlibLogisticRegressionModel = self._as_mllib(_MLlibLogisticRegressionModel, path)
        return model

    @shown
    def __repr__(self) -> str:
        return (
            f"LogisticRegressionModel: uid={self.uid}, numClasses={self.numClasses}, numFeatures={self.numFeatures}"
        )


class LinearRegression(
    _LinearRegressionStage,
    LinearStage,
    _JavaRegressor["LinearRegressionModel"],
    Writable,
    Readable,
):
    """Linear regression: least squares, or Huber's loss with its scale, with elastic net.

    Params have MLlib's names and meaning, so that a user changes the import; ``maxIter`` counts passes over the rows.

    Examples
    --------
    >>> model = LinearRegression(regParam=0.01).fit(train)
    >>> model.predict(train.first().features)
    """

    def _create_model(self, java_model: Any) -> "LinearRegressionModel":
        return LinearRegressionModel(java_model)


class LinearRegressionModel(
    _OneOutput,
    _JavaRegressionModel[Vector],
    _LinearRegressionModelParams,
    GeneralWritable,
    Readable,
):
    """The model that :class:`LinearRegression` fits."""

    @property
    def summary(self) -> LinearRegressionTrainingSummary:
        """How the model was trained, and how well it predicts its training rows; a loaded model has none."""
        return LinearRegressionTrainingSummary(self._java_summary())

    def evaluate(self, dataset: DataFrame) -> LinearRegressionSummary:
        """Returns how well the model predicts rows that have labels."""
        return LinearRegressionSummary(self._evaluated(dataset))

    @property
    def scale(self) -> float:
        """The scale of the residuals under Huber's loss; 1 under least squares."""
        return float(self._call_java("scale"))

    def toMLlib(self, path: Optional[str] = None) -> _MLlibLinearRegressionModel:
        """Returns MLlib's own model with the same numbers and columns, for ``evaluate``, PMML and other tools.

        Parameters
        ----------
        path
            over Spark Connect alone: a new folder, in which the server saves the model for MLlib to load
        """
        model: _MLlibLinearRegressionModel = self._as_mllib(_MLlibLinearRegressionModel, path)
        return model


class LinearSVC(
    _LinearSVCStage,
    LinearStage,
    _JavaClassifier["LinearSVCModel"],
    Writable,
    Readable,
):
    """A linear support vector machine for two classes, by hinge loss or squared hinge loss.

    Params have MLlib's names and meaning, so that a user changes the import; ``maxIter`` counts passes over the rows.

    Examples
    --------
    >>> model = LinearSVC(regParam=0.01).fit(train)
    >>> model.summary.stopReason
    """

    def _create_model(self, java_model: Any) -> "LinearSVCModel":
        return LinearSVCModel(java_model)


class LinearSVCModel(
    _OneOutput,
    _JavaClassificationModel[Vector],
    _LinearSVCModelParams,
    GeneralWritable,
    Readable,
):
    """The model that :class:`LinearSVC` fits."""

    @property
    def summary(self) -> LinearSVCTrainingSummary:
        """How the model was trained, and how well it predicts its training rows; a loaded model has none."""
        return LinearSVCTrainingSummary(self._java_summary())

    def evaluate(self, dataset: DataFrame) -> LinearSVCSummary:
        """Returns how well the model predicts rows that have labels."""
        return LinearSVCSummary(self._evaluated(dataset))

    def setThreshold(self, value: float) -> "LinearSVCModel":
        """Sets the margin above which a row is of class 1."""
        self._set(threshold=value)
        return self

    def toMLlib(self, path: Optional[str] = None) -> _MLlibLinearSVCModel:
        """Returns MLlib's own model with the same numbers and columns, for ``evaluate`` and other tools.

        Parameters
        ----------
        path
            over Spark Connect alone: a new folder, in which the server saves the model for MLlib to load
        """
        model: _MLlibLinearSVCModel = self._as_mllib(_MLlibLinearSVCModel, path)
        return model


class PoissonRegression(
    _PoissonRegressionStage,
    LinearStage,
    _JavaRegressor["PoissonRegressionModel"],
    Writable,
    Readable,
):
    """Poisson regression with a log link: the logarithm of a count's mean is linear in the features.

    What MLlib's ``GeneralizedLinearRegression(family="poisson")`` fits, also with elastic net; ``maxIter`` counts
    passes over the rows.

    Examples
    --------
    >>> model = PoissonRegression(regParam=0.01).fit(counts)
    >>> model.predict(counts.first().features)
    """

    def _create_model(self, java_model: Any) -> "PoissonRegressionModel":
        return PoissonRegressionModel(java_model)


class PoissonRegressionModel(
    _OneOutput,
    _JavaRegressionModel[Vector],
    _PoissonRegressionModelParams,
    GeneralWritable,
    Readable,
):
    """The model that :class:`PoissonRegression` fits."""

    @property
    def summary(self) -> PoissonRegressionTrainingSummary:
        """How the model was trained, and how well it predicts its training rows; a loaded model has none."""
        return PoissonRegressionTrainingSummary(self._java_summary())

    def evaluate(self, dataset: DataFrame) -> PoissonRegressionSummary:
        """Returns how well the model predicts rows that have labels."""
        return PoissonRegressionSummary(self._evaluated(dataset))

    def setLinkPredictionCol(self, value: str) -> "PoissonRegressionModel":
        """Sets the column of the logarithm of the predicted mean; an empty text is none."""
        self._set(linkPredictionCol=value)
        return self

    def toMLlib(self, path: Optional[str] = None) -> _MLlibGeneralizedLinearRegressionModel:
        """Returns MLlib's own model with the same numbers and columns, for ``evaluate`` and other tools.

        Parameters
        ----------
        path
            over Spark Connect alone: a new folder, in which the server saves the model for MLlib to load
        """
        model: _MLlibGeneralizedLinearRegressionModel = self._as_mllib(_MLlibGeneralizedLinearRegressionModel, path)
        return model


class MultilayerPerceptronClassifier(
    _MultilayerPerceptronClassifierStage,
    NetworkStage,
    _JavaProbabilisticClassifier["MultilayerPerceptronClassificationModel"],
    Writable,
    Readable,
):
    """Dense layers with sigmoids between them and a softmax at the end, as MLlib's.

    Params have MLlib's names and meaning, so that a user changes the import. Up to 2,048 rows it is trained by L-BFGS,
    above that by AdamW on mini-batches.

    Examples
    --------
    >>> model = MultilayerPerceptronClassifier(layers=[784, 256, 10]).fit(train)
    >>> model.summary.stopReason
    """

    def _create_model(self, java_model: Any) -> "MultilayerPerceptronClassificationModel":
        return MultilayerPerceptronClassificationModel(java_model)


class MultilayerPerceptronClassificationModel(
    _OfMLlib,
    EvaluatedModel,
    _JavaProbabilisticClassificationModel[Vector],
    _MultilayerPerceptronClassificationModelParams,
    Writable,
    Readable,
):
    """The model that :class:`MultilayerPerceptronClassifier` fits."""

    @property
    def summary(self) -> MultilayerPerceptronClassificationTrainingSummary:
        """How the model was trained, and how well it predicts its training rows; a loaded model has none."""
        return MultilayerPerceptronClassificationTrainingSummary(self._java_summary())

    def evaluate(self, dataset: DataFrame) -> MultilayerPerceptronClassificationSummary:
        """Returns how well the model predicts rows that have labels."""
        return MultilayerPerceptronClassificationSummary(self._evaluated(dataset))

    @property
    def weights(self) -> Vector:
        """The weights in MLlib's order: of each layer the columns of its matrix, then its biases."""
        vector: Vector = self._call_java("weights")
        return vector

    def toMLlib(self, path: Optional[str] = None) -> _MLlibPerceptronModel:
        """Returns MLlib's own model with the same weights and columns, for ``evaluate`` and other tools.

        Parameters
        ----------
        path
            over Spark Connect alone: a new folder, in which the server saves the model for MLlib to load
        """
        model: _MLlibPerceptronModel = self._as_mllib(_MLlibPerceptronModel, path)
        return model


class MultilayerPerceptronRegressor(
    _MultilayerPerceptronRegressorStage,
    NetworkStage,
    _JavaRegressor["MultilayerPerceptronRegressionModel"],
    Writable,
    Readable,
):
    """Dense layers with sigmoids between them and one output, trained to the least mean squared error.

    Labels are standardized in the loss and predictions scaled back. Params are those of
    :class:`MultilayerPerceptronClassifier`.

    Examples
    --------
    >>> model = MultilayerPerceptronRegressor(layers=[8, 16, 1]).fit(train)
    >>> model.predict(train.first().features)
    """

    def _create_model(self, java_model: Any) -> "MultilayerPerceptronRegressionModel":
        return MultilayerPerceptronRegressionModel(java_model)


class MultilayerPerceptronRegressionModel(
    _SummarizedModel,
    _JavaRegressionModel[Vector],
    _MultilayerPerceptronRegressionModelParams,
    Writable,
    Readable,
):
    """The model that :class:`MultilayerPerceptronRegressor` fits."""

    @property
    def weights(self) -> Vector:
        """The weights in MLlib's order: of each layer the columns of its matrix, then its biases."""
        vector: Vector = self._call_java("weights")
        return vector

    @property
    def labelMean(self) -> float:
        """The label that an output of 0 means: the mean of those trained on."""
        return float(self._call_java("labelMean"))

    @property
    def labelDeviation(self) -> float:
        """The difference of labels that an output of 1 means: the deviation of those trained on."""
        return float(self._call_java("labelDeviation"))


class _NetworkModel(_SummarizedModel):
    """The model of a network."""

    @property
    def networkText(self) -> str:
        """The network's layers, each in its shortest form; the name of its file where it has one."""
        return str(self._call_java("networkText"))

    @property
    def numParameters(self) -> int:
        """The number of trained parameters."""
        return int(self._call_java("numParameters"))

    @property
    def layers(self) -> "pandas.DataFrame":
        """The layers in their order, as a pandas frame.

        Its columns are ``layer``, ``output`` (the shape that comes out; None for modules of a file), ``parts`` (names
        and sizes of the tensors) and ``parameters`` (their number). It needs pandas.
        """
        jvm()
        assert self._java_obj is not None
        with java_errors():
            rows = DataFrame(self._java_obj.layers(), SparkSession.builder.getOrCreate())
        frame: "pandas.DataFrame" = rows.toPandas()
        return frame

    def saveWeights(self, file: Place) -> None:
        """Writes all tensors by name to a new file in the format safetensors, on any Hadoop file system."""
        self._call_java("saveWeights", os.fspath(file))

    def withBackend(self: _M, backend: str) -> _M:
        """Returns the same model computed by another backend: ``torch``, ``bigdl`` or ``core``."""
        model = type(self)(self._call_java("withBackend", backend))
        model._resetUid(self.uid)
        model._transfer_params_from_java()
        return model

    @shown
    def __repr__(self) -> str:
        return f"{type(self).__name__}: uid={self.uid}, network={self.networkText}, numParameters={self.numParameters}"


class NetworkClassifier(
    _NetworkClassifierStage,
    NetworkStage,
    _JavaProbabilisticClassifier["NetworkClassificationModel"],
    Writable,
    Readable,
):
    """A network that tells classes: of layers that a short text names, or a TorchScript file.

    It is trained by any of the library's methods to the least cross entropy, and computed by PyTorch, by BigDL or by
    dense layers of the library's own (``backend``). Features are taken as they are.

    Examples
    --------
    >>> model = NetworkClassifier(network="dense(100) relu dense(10)", backend="core").fit(train)
    >>> model.layers
    """

    def _create_model(self, java_model: Any) -> "NetworkClassificationModel":
        return NetworkClassificationModel(java_model)


class NetworkClassificationModel(
    _NetworkModel,
    _JavaProbabilisticClassificationModel[Vector],
    _NetworkClassificationModelParams,
    Writable,
    Readable,
):
    """The model that :class:`NetworkClassifier` fits."""


class NetworkRegressor(
    _NetworkRegressorStage,
    NetworkStage,
    _JavaRegressor["NetworkRegressionModel"],
    Writable,
    Readable,
):
    """A network that predicts a number, trained to the least mean squared error.

    Labels are standardized in the loss and predictions scaled back. The rest is as for :class:`NetworkClassifier`.

    Examples
    --------
    >>> model = NetworkRegressor(network="dense(100) relu dense(1)", backend="core").fit(train)
    >>> model.predict(train.first().features)
    """

    def _create_model(self, java_model: Any) -> "NetworkRegressionModel":
        return NetworkRegressionModel(java_model)


class NetworkRegressionModel(
    _NetworkModel,
    _JavaRegressionModel[Vector],
    _NetworkRegressionModelParams,
    Writable,
    Readable,
):
    """The model that :class:`NetworkRegressor` fits."""
