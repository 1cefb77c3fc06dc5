# SPDX-License-Identifier: Apache-2.0
"""Calls of the JVM's objects."""

from typing import Any, Dict, NoReturn, TypeVar

from pyspark import SparkContext
from pyspark.ml.wrapper import JavaParams, JavaWrapper

from sparkoptim.errors import NoSessionError, java_errors
from sparkoptim.ml._hints import explaining

_C = TypeVar("_C", bound="Called")
_P = TypeVar("_P", bound="CalledParams")


class Called(JavaWrapper):
    """An object of the JVM that does not change; errors of its calls are this package's."""

    def _call_java(self, name: str, *args: Any) -> Any:
        if SparkContext._active_spark_context is None:
            raise NoSessionError(f"the Spark session of this {type(self).__name__} has ended")
        with java_errors():
            return super()._call_java(name, *args)

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
        with explaining(self):
            return super()._call_java(name, *args)

    def _transfer_params_to_java(self) -> None:
        with explaining(self), java_errors():
            super()._transfer_params_to_java()

    def __copy__(self: _P) -> _P:
        # With an object of its own in the JVM: Python's end of one would be the end of the other's.
        same = type(self).__new__(type(self))
        same.__dict__.update(self.__dict__)
        if self._java_obj is not None:
            same._java_obj = self._java_obj.copy(self._empty_java_param_map())
        return same

    def __deepcopy__(self: _P, memo: Dict[int, Any]) -> _P:
        copied: _P = self.copy()
        return copied
