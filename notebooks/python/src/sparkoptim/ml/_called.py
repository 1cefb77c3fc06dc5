# SPDX-License-Identifier: Apache-2.0
"""Calls of the JVM's objects."""

import functools
from typing import Any, Callable, Dict, NoReturn, TypeVar

from pyspark.errors import PySparkException
from pyspark.ml.param import Param, Params
from pyspark.ml.wrapper import JavaModel, JavaParams, JavaWrapper

from sparkoptim._jars import over_connect
from sparkoptim.errors import ClassicOnlyError, NoSessionError, java_errors
from sparkoptim.ml._hints import explaining

_C = TypeVar("_C", bound="Called")
_P = TypeVar("_P", bound="CalledParams")


def shown(text: Callable[[_C], str]) -> Callable[[_C], str]:
    """A ``__repr__`` that says so where the session has ended, as notebooks show what cells end with."""

    @functools.wraps(text)
    def of(self: _C) -> str:
        try:
            return text(self)
        except NoSessionError as error:
            return f"{type(self).__name__}: {error}"

    return of


class Called(JavaWrapper):
    """An object of the JVM that does not change; errors of its calls are this package's."""

    _java_obj: Any = None  # until the constructor has made it, which may fail

    def _call_java(self, name: str, *args: Any) -> Any:
        if over_connect():
            return super()._call_java(name, *args)
        self._alive()
        with java_errors():
            return super()._call_java(name, *args)

    def _alive(self) -> None:
        """Raises where the session of the JVM's object has ended."""
        if over_connect():
            return
        from pyspark import SparkContext  # which a client of Spark Connect has not

        if SparkContext._active_spark_context is None:
            raise NoSessionError(f"the Spark session of this {type(self).__name__} has ended")

    def __copy__(self: _C) -> _C:
        return self

    def __deepcopy__(self: _C, memo: Dict[int, Any]) -> _C:
        return self

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        name = type(self).__name__
        raise TypeError(f"a {name} lives in the JVM and cannot be pickled: save() keeps stages and models")


class CalledParams(Called, JavaParams):
    """A stage or a model in the JVM."""

    def _call_java(self, name: str, *args: Any) -> Any:
        if over_connect():
            return self._fetched(name, *args)
        with explaining(self):
            return super()._call_java(name, *args)

    def _fetched(self, name: str, *args: Any) -> Any:
        """Asks a server of Spark Connect, which tells what Spark has a list of."""
        try:
            if isinstance(self, JavaModel):
                return super()._call_java(name, *args)
        except PySparkException as error:
            condition = getattr(error, "getCondition")()  # which PySpark 3.5, without such servers, has not
            if condition != "CONNECT_ML.ATTRIBUTE_NOT_ALLOWED":
                raise
        how = "; toMLlib(FOLDER) gives MLlib's model, of which it tells more" if hasattr(self, "toMLlib") else ""
        raise ClassicOnlyError(f"a server of Spark Connect does not tell {name} of a {type(self).__name__}{how}")

    def clear(self, param: "Param[Any]") -> None:
        """Takes a param's value away."""
        if over_connect():  # where PySpark's own does nothing
            Params.clear(self, param)
        else:
            super().clear(param)

    def _transfer_params_to_java(self) -> None:
        self._alive()
        with explaining(self), java_errors():
            super()._transfer_params_to_java()

    def __copy__(self: _P) -> _P:
        same = type(self).__new__(type(self))
        same.__dict__.update(self.__dict__)
        # With an object of its own in the JVM: Python's end of one would be the end of the other's.
        if self._java_obj is not None and not over_connect():
            self._alive()
            same._java_obj = self._java_obj.copy(self._empty_java_param_map())
        return same

    def __deepcopy__(self: _P, memo: Dict[int, Any]) -> _P:
        copied: _P = self.copy()
        return copied
