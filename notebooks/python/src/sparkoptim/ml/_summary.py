# SPDX-License-Identifier: Apache-2.0
"""How a model was trained."""

from typing import TYPE_CHECKING, List, Optional

from pyspark.sql import DataFrame, SparkSession

from sparkoptim.errors import java_errors
from sparkoptim.ml._called import Called, shown

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes


class TrainingSummary(Called):
    """A summary of how a model was trained and how well it fits its training data."""

    @property
    def objective(self) -> float:
        """The objective at the model, penalty included."""
        return float(self._call_java("objective"))

    @property
    def gradientNorm(self) -> float:
        """The norm of the objective's gradient at the model, in the scale that training works in."""
        return float(self._call_java("gradientNorm"))

    @property
    def stopReason(self) -> str:
        """Why training ended: ``converged``, ``max-iter``, ``time-limit`` or ``early-stop``."""
        return str(self._call_java("stopReason"))

    @property
    def passes(self) -> float:
        """The number of row gradients computed, divided by the number of rows."""
        return float(self._call_java("passes"))

    @property
    def steps(self) -> int:
        """The number of steps made."""
        return int(self._call_java("steps"))

    @property
    def seconds(self) -> float:
        """The seconds from the call of fit to the model."""
        return float(self._call_java("seconds"))

    @property
    def weightsSha256(self) -> str:
        """The SHA-256 of the weights; the same from any language and any number of executors."""
        return str(self._call_java("weightsSha256"))

    @property
    def rows(self) -> int:
        """The number of rows trained on: those with a weight above 0."""
        return int(self._call_java("rows"))

    @property
    def features(self) -> int:
        """The number of features."""
        return int(self._call_java("features"))

    @property
    def optimMethod(self) -> str:
        """The method with every setting, in its textual form."""
        return str(self._call_java("optimMethod"))

    @property
    def engine(self) -> str:
        """The engine that ran it."""
        return str(self._call_java("engine"))

    @property
    def engineReason(self) -> str:
        """What the choice of the engine was made from: what was asked for, bytes, rows of a step."""
        return str(self._call_java("engineReason"))

    @property
    def backend(self) -> str:
        """What computed the gradients: the arithmetic of Java, of a BLAS or of a GPU."""
        return str(self._call_java("backend"))

    @property
    def computeSeconds(self) -> float:
        """The seconds of training spent computing, without sharding and the time between rounds."""
        return float(self._call_java("computeSeconds"))

    @property
    def waitSeconds(self) -> float:
        """The seconds of training spent waiting: for Spark's jobs, or for other ranks."""
        return float(self._call_java("waitSeconds"))

    @property
    def exchangeSeconds(self) -> float:
        """The seconds of training spent sending to other executors and receiving from them."""
        return float(self._call_java("exchangeSeconds"))

    @property
    def bytesReduced(self) -> int:
        """The number of bytes that came from elsewhere to be added."""
        return int(self._call_java("bytesReduced"))

    @property
    def numShards(self) -> int:
        """The number of shards that the rows were dealt into."""
        return int(self._call_java("numShards"))

    @property
    def objectiveHistory(self) -> List[float]:
        """The objective at the start and after every step that moved the model."""
        return [float(objective) for objective in self._call_java("objectiveHistory")]

    @property
    def totalIterations(self) -> int:
        """The number of values of ``objectiveHistory`` after the first."""
        return int(self._call_java("totalIterations"))

    @property
    def validationHistory(self) -> List[float]:
        """The loss of the rows of ``validationIndicatorCol`` at the end of every epoch; empty without such rows."""
        return [float(loss) for loss in self._call_java("validationHistory")]

    @property
    def curve(self) -> "pandas.DataFrame":
        """The learning curve as a pandas frame.

        Its columns are ``step``, ``epoch``, ``passes``, ``objective``, ``gradientNorm`` (NaN where it was not
        evaluated), ``stepSize`` and ``seconds``. It needs pandas.
        """
        assert self._java_obj is not None
        with java_errors():
            rows = DataFrame(self._java_obj.curve(), SparkSession.builder.getOrCreate())
        frame: "pandas.DataFrame" = rows.toPandas()
        return frame

    @property
    def featureImportances(self) -> "pandas.DataFrame":
        """How much each feature moves the margins, as a pandas frame: the largest first.

        Its columns are ``index``, ``name`` (None where the training rows' metadata has none) and ``importance``: the
        size of the coefficient times the feature's standard deviation.
        """
        assert self._java_obj is not None
        with java_errors():
            rows = DataFrame(self._java_obj.featureImportances(), SparkSession.builder.getOrCreate())
        frame: "pandas.DataFrame" = rows.toPandas()
        return frame

    def plot(self, x: str = "passes", y: str = "objective", *, ax: Optional["Axes"] = None) -> "Axes":
        """Draws the learning curve; it needs pandas and matplotlib.

        Parameters
        ----------
        x, y
            columns of ``curve``
        ax
            where to draw; without it a new figure

        Returns
        -------
        matplotlib.axes.Axes
            the axes drawn into, with a logarithmic scale where all values are above 0
        """
        curve = self.curve
        unknown = [name for name in (x, y) if name not in curve.columns]
        if unknown:
            raise ValueError(f"the curve has no column {unknown[0]}; it has {', '.join(curve.columns)}")
        if ax is None:
            from matplotlib import pyplot

            ax = pyplot.subplots()[1]
        points = curve[[x, y]].dropna()
        ax.plot(points[x], points[y], marker=".")
        ax.set_xlabel(x)
        ax.set_ylabel(y)
        if len(points) and (points[y] > 0).all():
            ax.set_yscale("log")
        return ax

    @shown
    def __repr__(self) -> str:
        return f"TrainingSummary: {self.stopReason} after {self.passes:g} passes, objective {self.objective:g}"
