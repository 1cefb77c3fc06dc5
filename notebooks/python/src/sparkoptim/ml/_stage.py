# SPDX-License-Identifier: Apache-2.0
"""What the stages and models share beyond PySpark's classes."""

import threading
from typing import TYPE_CHECKING, Any, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple, TypeVar

from pyspark.ml.param import Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLReader
from pyspark.ml.wrapper import JavaEstimator, JavaModel, JavaParams, JavaWrapper
from pyspark.sql import DataFrame

from sparkoptim._fit import fit, fit_path
from sparkoptim._jars import jvm
from sparkoptim._method import _text
from sparkoptim.errors import java_errors
from sparkoptim.ml._frames import like, to_rows

if TYPE_CHECKING:
    from pyspark.ml._typing import ParamMap

_P = TypeVar("_P", bound="StageParams")
_L = TypeVar("_L", bound="LinearStage")
_N = TypeVar("_N", bound="NetworkStage")


def number_or_text(value: Any) -> str:
    """Converts a number, or a text such as ``auto``, to the text that the JVM has."""
    if TypeConverters._is_numeric(value):
        return _text(float(value))
    return TypeConverters.toString(value)


def class_weights(value: Any) -> str:
    """Converts a dict of factors by class to the text that the JVM has."""
    if isinstance(value, dict):
        return ", ".join(f"{int(label)}: {_text(float(factor))}" for label, factor in sorted(value.items()))
    return TypeConverters.toString(value)


class StageParams(Params):
    """What generated classes of params call."""

    _input_kwargs: Dict[str, Any]
    _java_obj: Any

    def _begin(self, java_class: str) -> None:
        """Makes the JVM's stage, and sets what the constructor was given."""
        jvm()
        self._java_obj = JavaWrapper._new_java_obj(java_class, self.uid)
        self._given()

    def _given(self: _P) -> _P:
        return self._set(**{name: value for name, value in self._input_kwargs.items() if value is not None})


class Called(JavaParams):
    """Calls of the JVM's object, whose errors are this package's."""

    def _call_java(self, name: str, *args: Any) -> Any:
        with java_errors():
            return super()._call_java(name, *args)


class Stage(Called, JavaEstimator[Any]):
    """A stage whose fit can be interrupted, and that takes frames of pandas too."""

    def _fit_java(self, dataset: Any) -> Any:
        rows = to_rows(dataset, self)
        with java_errors():
            self._transfer_params_to_java()
        most = int(self.getOrDefault("maxIter"))
        return fit(self._java_obj, rows._jdf, type(self).__name__, most)


class LinearStage(Stage):
    """A stage of a linear model."""

    def setInitialModel(self: _L, model: Any) -> _L:
        """Starts fits from another model's numbers.

        Features are matched by the names in the metadata of the training rows where both have names, else by their
        place; new features start at 0. The stage keeps the numbers in memory alone.
        """
        self._call_java("setInitialModel", model._java_obj)
        return self

    def fitPath(self, dataset: Any, regParams: Iterable[float]) -> List[Any]:
        """Fits a model for each strength of the penalty.

        Rows are read, dealt and measured once, and each fit starts where the one before ended: give the strengths in
        falling order.
        """
        strengths = [float(value) for value in regParams]
        rows = to_rows(dataset, self)
        with java_errors():
            self._transfer_params_to_java()
        most = int(self.getOrDefault("maxIter"))
        fitted = fit_path(self._java_obj, rows._jdf, strengths, type(self).__name__, most)
        models = []
        for index in range(len(strengths)):
            model = self._create_model(fitted.get(index))
            model._resetUid(self.uid)
            model._transfer_params_from_java()
            models.append(model)
        return models

    def fitMultiple(self, dataset: DataFrame, paramMaps: Sequence["ParamMap"]) -> Iterator[Tuple[int, Any]]:
        """Fits a model for each map, as ``CrossValidator`` and ``TrainValidationSplit`` ask for.

        Where maps differ in ``regParam`` alone it is one ``fitPath``, from the strongest penalty to the weakest.
        """
        regParam = self.getParam("regParam")
        if len(paramMaps) < 2 or any(list(params) != [regParam] for params in paramMaps):
            return super().fitMultiple(dataset, paramMaps)
        return _Path(self.copy(), dataset, [float(params[regParam]) for params in paramMaps])


class _Path:
    """The models of a path of penalties, for threads that take one after the other. The first one fits all.

    What it raises is every thread's: none of them starts all over.
    """

    def __init__(self, stage: LinearStage, dataset: DataFrame, strengths: List[float]):
        self._stage = stage
        self._dataset = dataset
        self._strengths = strengths
        self._order = sorted(range(len(strengths)), key=lambda index: -strengths[index])
        self._models: Optional[List[Any]] = None
        self._error: Optional[Exception] = None
        self._taken = 0
        self._lock = threading.Lock()

    def __iter__(self) -> "_Path":
        return self

    def __next__(self) -> Tuple[int, Any]:
        with self._lock:
            if self._taken == len(self._order):
                raise StopIteration("there are no more models")
            if self._error is not None:
                raise self._error
            if self._models is None:
                falling = [self._strengths[index] for index in self._order]
                try:
                    self._models = self._stage.fitPath(self._dataset, falling)
                except Exception as error:
                    self._error = error
                    raise
            taken = self._taken
            self._taken += 1
            return self._order[taken], self._models[taken]


class NetworkStage(Stage):
    """A stage of a network."""

    def setInitialModel(self: _N, model: Any, shrink: float = 1.0, perturb: float = 0.0) -> _N:
        """Starts fits from another network's weights.

        Taken over are those of parts whose name and sizes are the same in both networks, see ``model.layers``; other
        parts start as they would without. The stage keeps the weights in memory alone. The weights are multiplied by
        ``shrink``, from 0 to 1, and ``perturb`` times fresh ones are added: networks that are trained again and again
        generalize better so (Ash and Adams, 2020).
        """
        with java_errors():
            self._call_java("setInitialModel", model._java_obj, float(shrink), float(perturb))
        return self


class FittedModel(Called, JavaModel):
    """A model of a stage."""

    def _transform(self, dataset: Any) -> Any:
        rows = to_rows(dataset, self, lambda: getattr(self, "featureNames", ()))
        with java_errors():
            return like(dataset, super()._transform(rows), self)


class Readable(JavaMLReadable[Any]):
    """Reads what ``save`` wrote; says so where the jar is missing."""

    @classmethod
    def read(cls) -> JavaMLReader[Any]:
        """Returns a reader of what ``save`` wrote."""
        jvm()
        return super().read()

