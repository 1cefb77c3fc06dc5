# SPDX-License-Identifier: Apache-2.0
"""What the stages and models share beyond PySpark's classes."""

import functools
import inspect
import threading
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Callable, Dict, Iterable, Iterator, List, Optional, Sequence, Tuple, TypeVar

from pyspark.ml.param import Param, Params
from pyspark.ml.wrapper import JavaEstimator, JavaModel, JavaWrapper
from pyspark.sql import DataFrame

from sparkoptim._fit import fit, fit_path
from sparkoptim._interrupt import NotedSigint
from sparkoptim._jars import jvm, over_connect
from sparkoptim.errors import InvalidArgumentError, Py4JError, Py4JJavaError, java_errors
from sparkoptim.ml._called import CalledParams, shown
from sparkoptim.ml._frames import kind_of, like, to_rows
from sparkoptim.ml._hints import explaining, missing
from sparkoptim.ml._values import numbers, one_line, row_of

if TYPE_CHECKING:
    from pyspark.ml._typing import ParamMap

_F = TypeVar("_F", bound=Callable[..., Any])
_P = TypeVar("_P", bound="StageParams")
_L = TypeVar("_L", bound="LinearStage")
_N = TypeVar("_N", bound="NetworkStage")


def keyword_only(method: _F) -> _F:
    """As PySpark's decorator of the name: keeps what a method is given by name. Refusals name the param that was meant."""
    known = list(inspect.signature(method).parameters)[1:]

    @functools.wraps(method)
    def given(self: "StageParams", *args: Any, **kwargs: Any) -> Any:
        kind = type(self).__name__
        if args:
            raise TypeError(f"{kind} takes keyword arguments alone, such as maxIter=10, was given {one_line(args[0])}")
        for name in kwargs:
            if name not in known:
                lower = {param.lower(): param for param in known}
                near = [lower[found] for found in get_close_matches(name.lower(), lower, 1, 0.75)]
                instead = f"did you mean {near[0]}?" if near else "explainParams() tells of all"
                raise TypeError(f"{kind} has no param {name}: {instead}")
        self._input_kwargs = kwargs
        return method(self, **kwargs)

    return given  # type: ignore[return-value]


class StageParams(Params):
    """What generated classes of params call."""

    _input_kwargs: Dict[str, Any]
    _java_obj: Any

    def _begin(self, java_class: str) -> None:
        """Makes the JVM's stage, and sets what the constructor was given; over Spark Connect its name is enough."""
        if not over_connect():
            jvm()
        self._java_obj = JavaWrapper._new_java_obj(java_class, self.uid)
        self._given()

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(getattr(type(self), name, None), Param) and not isinstance(value, Param):
            raise AttributeError(f"{name} is a param: set{name[0].upper()}{name[1:]}({value!r}) sets it")
        super().__setattr__(name, value)

    def _given(self: _P) -> _P:
        return self._set(**{name: value for name, value in self._input_kwargs.items() if value is not None})


class Stage(CalledParams, JavaEstimator[Any]):
    """A stage whose fit can be interrupted, and that takes frames of pandas too."""

    if not TYPE_CHECKING:  # which takes PySpark's, of which the kind of model follows

        def fit(self, dataset: Any, params: Any = None) -> Any:
            """Fits a model to rows, or one for each map of params.

            Parameters
            ----------
            dataset
                a DataFrame of Spark, of pandas or of pandas-on-Spark, with features and label
            params
                a map of params that are other for this fit, such as ``{stage.regParam: 0.1}``, or a list of maps
            """
            maps = params if isinstance(params, (list, tuple)) else [{} if params is None else params]
            if not all(isinstance(one, dict) for one in maps):
                raise TypeError(
                    f"fit takes one frame with features and label, and labelCol names the label; what comes second is a "
                    f"map of params, was {kind_of(params)}"
                )
            for name in (name for one in maps for name in one if isinstance(name, str)):
                raise TypeError(f"a map of params has params for keys, such as {{stage.{name}: ...}}, was {name!r}")
            return super().fit(dataset, params)

    def _fit(self, dataset: Any) -> Any:
        return super()._fit(to_rows(dataset, self))

    def _fit_java(self, dataset: DataFrame) -> Any:
        most = int(self.getOrDefault("maxIter"))
        with NotedSigint(), explaining(self):
            self._transfer_params_to_java()
            return fit(self._java_obj, dataset._jdf, type(self).__name__, most)


def _start(stage: Stage, model: Any, *settings: float) -> None:
    """Sets the model that fits of a stage start from; the JVM knows which it takes."""
    refused = TypeError(f"a {type(stage).__name__} cannot start from a {kind_of(model)}")
    if model is None:
        raise refused
    try:
        stage._call_java("setInitialModel", getattr(model, "_java_obj", model), *settings)
    except Py4JError as error:
        if isinstance(error, Py4JJavaError):
            raise
        raise refused from None


class LinearStage(Stage):
    """A stage of a linear model."""

    def setInitialModel(self: _L, model: Any) -> _L:
        """Starts fits from another model's numbers.

        Features are matched by the names in the metadata of the training rows where both have names, else by their
        place; new features start at 0. The stage keeps the numbers in memory alone.
        """
        _start(self, model)
        return self

    def fitPath(self, dataset: Any, regParams: Iterable[float]) -> List[Any]:
        """Fits a model for each strength of the penalty.

        Rows are read, dealt and measured once, and each fit starts where the one before ended: give the strengths in
        falling order.
        """
        jvm()
        strengths = numbers(regParams, "regParams")
        rows = to_rows(dataset, self)
        most = int(self.getOrDefault("maxIter"))
        with NotedSigint(), explaining(self):
            self._transfer_params_to_java()
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
        if over_connect() or len(paramMaps) < 2 or any(list(params) != [regParam] for params in paramMaps):
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
        _start(self, model, float(shrink), float(perturb))
        return self


_OF_A_ROW = ("predict", "predictRaw", "predictProbability")


class FittedModel(CalledParams, JavaModel):
    """A model of a stage."""

    @shown
    def __repr__(self) -> str:
        return super().__repr__()

    def _call_java(self, name: str, *args: Any) -> Any:
        return super()._call_java(name, *(map(row_of, args) if name in _OF_A_ROW else args))

    def _names(self) -> Sequence[str]:
        """The names of the features; none where the model does not know them, or Spark Connect does not tell them."""
        return () if over_connect() else getattr(self, "featureNames", ())

    def _transform(self, dataset: Any) -> Any:
        rows = to_rows(dataset, self, self._names)
        with explaining(self), java_errors():
            return like(dataset, super()._transform(rows), self)


class EvaluatedModel(FittedModel):
    """A model that tells how well it predicts rows with labels."""

    def _evaluated(self, dataset: Any) -> Any:
        """The JVM's summary of the predictions of a frame."""
        jvm()
        rows = to_rows(dataset, self, self._names, labelled=True)
        label = str(self.getOrDefault("labelCol"))
        if label not in rows.columns:
            raise InvalidArgumentError(missing(label, ", ".join(rows.columns), self))
        self._transfer_params_to_java()
        return self._call_java("evaluate", rows)
