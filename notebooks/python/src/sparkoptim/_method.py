# SPDX-License-Identifier: Apache-2.0
"""Methods as objects: what the constructors of sparkoptim.optim share."""

from typing import TYPE_CHECKING, Any, ClassVar, Dict, List, Optional, Sequence, Type, Union

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes


def _plain(value: Any) -> Any:
    """Returns numbers and arrays of NumPy as Python's own."""
    if hasattr(value, "to_numpy"):  # of pandas
        value = value.to_numpy()
    if hasattr(value, "tolist"):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        items = [_plain(item) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    return value


def _text(value: Any) -> str:
    """Returns a setting as the textual form of methods has it."""
    value = _plain(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        special = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}
        return special.get(repr(value), repr(value))
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_text(item) for item in value)}]"
    return str(value)


class _Method:
    """What has the textual form of a method or of one of its parts."""

    _kind: ClassVar[str] = ""

    def __add__(self, other: "MethodLike") -> "OptimMethod":
        """Returns a method of both parts."""
        return OptimMethod(str(self), other)

    def __radd__(self, other: str) -> "OptimMethod":
        return OptimMethod(other, str(self))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Method) and str(self) == str(other)

    def __hash__(self) -> int:
        return hash(str(self))

    def schedule(self, total: int = 100) -> List[float]:
        """Returns the step size at each count of a run, which its schedule alone decides.

        Parameters
        ----------
        total
            steps of the run, or epochs where the schedule counts these

        Raises
        ------
        ValueError
            if the step size reads the run, so that nobody knows it before
        """
        schedule = _schedule(str(self))
        return _sizes(schedule, total)

    def plot_schedule(self, total: int = 100, *, ax: Optional["Axes"] = None) -> "Axes":
        """Draws the step size over a run: :func:`plot_schedule` of this one."""
        return plot_schedule(str(self), total, ax=ax)


class Part(_Method):
    """One of a method's four choices with its settings; the classes of :mod:`sparkoptim.optim` are its kinds."""

    _name: ClassVar[str] = ""

    def __init__(self, **settings: Any) -> None:
        self._settings: Dict[str, Any] = {name: _plain(value) for name, value in settings.items()}

    def __str__(self) -> str:
        settings = [f"{name.rstrip('_')}={_text(value)}" for name, value in self._settings.items()]
        return f"{self._name}({', '.join(settings)})" if settings else self._name

    def __repr__(self) -> str:
        settings = [f"{name}={value!r}" for name, value in self._settings.items()]
        return f"{type(self).__name__}({', '.join(settings)})"


class GradientEstimator(Part):
    """Decides what gradient a mini-batch yields."""

    _kind = "gradient estimator"


class UpdateRule(Part):
    """Decides how the point moves."""

    _kind = "update rule"


class StepSize(Part):
    """Decides how long a step is."""

    _kind = "step size"


class Schedule(StepSize):
    """A step size, or a coefficient, that depends on the count alone."""

    _kind = "schedule"


class Average(Part):
    """Decides which point is served in the end."""

    _kind = "average"


class OptimMethod(_Method):
    """A method: up to four choices in any order, as a text or as objects.

    What is left out gets its default. Stages take it wherever they take the text; they check it when they fit.

    Examples
    --------
    >>> from sparkoptim import OptimMethod, optim
    >>> OptimMethod("alpha-svrg + adamw + taso(0.001)") == optim.AlphaSvrg() + optim.AdamW() + optim.Taso(0.001)
    False
    >>> LogisticRegression(optimMethod=optim.Sgd(momentum=0.9) + optim.Cosine(0.1) + optim.Ema(0.99))
    """

    def __init__(self, *parts: "MethodLike") -> None:
        if not parts:
            raise ValueError("OptimMethod needs a text or parts, such as OptimMethod('adamw + cosine(0.01)')")
        for part in parts:
            if not isinstance(part, (str, _Method)):
                raise TypeError(f"a part of OptimMethod is a text or an object of sparkoptim.optim, was {part!r}")
        self._string = " + ".join(str(part) for part in parts)

    def resolved(self) -> "OptimMethod":
        """Returns the method with every choice and setting; it needs a session.

        Raises
        ------
        InvalidArgumentError
            if the text names something unknown, or the choices do not fit together
        """
        return OptimMethod(str(_parsed(self._string).toString()))

    def __str__(self) -> str:
        return self._string

    def __repr__(self) -> str:
        return f"OptimMethod({self._string!r})"


MethodLike = Union[str, OptimMethod, Part]


def method_text(value: Any) -> str:
    """Converts a method, as an object or a text, to the text that the JVM has."""
    if isinstance(value, _Method):
        return str(value)
    from pyspark.ml.param import TypeConverters

    if not TypeConverters._can_convert_to_string(value):
        raise TypeError(f"It must be a method's text or an object of sparkoptim.optim, was {value!r}.")
    return TypeConverters.toString(value)


def _parsed(text: str) -> Any:
    from sparkoptim._jars import jvm
    from sparkoptim.errors import java_errors

    view = jvm()
    with java_errors():
        return view.sparkoptim.core.OptimMethod.parse(text)


def _schedule(text: str) -> Any:
    """Returns the JVM's schedule of a method's step size."""
    from py4j.java_gateway import is_instance_of
    from pyspark import SparkContext

    if text == "auto":
        raise ValueError("auto chooses its steps from the rows: summary.curve has them after a fit")
    size = _parsed(text).stepSize()
    if not is_instance_of(SparkContext._gateway, size, "sparkoptim.core.Schedule"):
        raise ValueError(f"{size.toString()} reads the run: summary.curve has its step sizes after a fit")
    return size


def _sizes(schedule: Any, total: Any) -> List[float]:
    if isinstance(total, bool) or not hasattr(total, "__index__") or total < 1:
        raise ValueError(f"total must be a whole number from 1 on, was {total!r}")
    return [float(schedule.at(count, int(total))) for count in range(total)]


def plot_schedule(method: MethodLike, total: int = 100, *, ax: Optional["Axes"] = None) -> "Axes":
    """Draws the step size of a method over a run; it needs a session and matplotlib.

    Parameters
    ----------
    method
        a method or a schedule, as an object or a text
    total
        steps of the run, or epochs where the schedule counts these
    ax
        where to draw; without it a new figure

    Returns
    -------
    matplotlib.axes.Axes
        the axes drawn into

    Raises
    ------
    ValueError
        if the step size reads the run, so that nobody knows it before
    """
    schedule = _schedule(str(OptimMethod(method)))
    sizes = _sizes(schedule, total)
    if ax is None:
        from matplotlib import pyplot

        ax = pyplot.subplots()[1]
    ax.plot(range(len(sizes)), sizes, label=str(method))
    ax.set_xlabel(str(schedule.per().toString()).lower())
    ax.set_ylabel("step size")
    return ax


def _parts(of: Type[Part]) -> List[Type[Part]]:
    found = [of] if of._name else []
    return found + [part for kind in of.__subclasses__() for part in _parts(kind)]


def methods(kind: Optional[str] = None) -> "pandas.DataFrame":
    """Returns what methods can be made of, as a pandas frame.

    Its columns are ``name``, ``kind``, ``constructor`` (in :mod:`sparkoptim.optim`), ``text`` with every setting at its
    default, and ``description``.

    Parameters
    ----------
    kind
        ``gradient estimator``, ``update rule``, ``step size``, ``schedule`` or ``average``; without it all. Schedules
        are step sizes too.

    Raises
    ------
    ValueError
        if there is no such kind
    """
    import pandas

    from sparkoptim import optim  # noqa: F401  its classes are the parts

    kinds: Sequence[Type[Part]] = [GradientEstimator, UpdateRule, StepSize, Schedule, Average]
    wanted = [known for known in kinds if kind == known._kind]
    if kind is not None and not wanted:
        raise ValueError(f"no kind {kind} of parts; there are {', '.join(known._kind for known in kinds)}")
    return pandas.DataFrame(
        [
            (part._name, part._kind, part.__name__, str(part()), (part.__doc__ or "").split("\n")[0])
            for part in _parts(wanted[0] if wanted else Part)
        ],
        columns=["name", "kind", "constructor", "text", "description"],
    )
