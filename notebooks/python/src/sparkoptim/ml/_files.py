# SPDX-License-Identifier: Apache-2.0
"""Files of stages and models, by PySpark's writers and reader; errors are this package's."""

import os
from typing import Any, Union

from pyspark.errors import AnalysisException
from pyspark.ml.util import GeneralJavaMLWritable, GeneralJavaMLWriter, JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.util import JavaMLWriter

from sparkoptim._jars import jvm, over_connect
from sparkoptim.errors import InvalidArgumentError, JvmError, StorageError, java_errors

Place = Union[str, "os.PathLike[str]"]


class _Writer(JavaMLWriter):
    def save(self, path: Place) -> None:
        with java_errors():
            super().save(os.fspath(path))


class _GeneralWriter(GeneralJavaMLWriter):
    def format(self, source: str) -> GeneralJavaMLWriter:
        with java_errors():
            return super().format(source)

    def save(self, path: Place) -> None:
        with java_errors():
            super().save(os.fspath(path))


class _Reader(JavaMLReader[Any]):
    def load(self, path: Place) -> Any:
        try:
            with java_errors():
                return super().load(os.fspath(path))
        except AnalysisException as error:  # what Spark 4 has of a path that is not there
            raise StorageError(str(error).splitlines()[0]) from error
        except JvmError as error:
            if "NoSuchMethodException" not in str(error):
                raise
            kind = self._clazz.__name__  # a model's files for its stage, say
            raise InvalidArgumentError(f"what is saved in {os.fspath(path)} is no {kind}") from error


class Writable(JavaMLWritable):
    """Writes itself to a folder."""

    def write(self) -> JavaMLWriter:
        """Returns a writer, such as ``write().overwrite().save(path)`` wants."""
        return super().write() if over_connect() else _Writer(self)


class GeneralWritable(GeneralJavaMLWritable):
    """Writes itself to a folder, or to a file of another format."""

    def write(self) -> GeneralJavaMLWriter:
        """Returns a writer, such as ``write().overwrite().format("onnx").save(path)`` wants."""
        return super().write() if over_connect() else _GeneralWriter(self)


class Readable(JavaMLReadable[Any]):
    """Reads what ``save`` wrote; says so where the jar is missing."""

    @classmethod
    def read(cls) -> JavaMLReader[Any]:
        """Returns a reader of what ``save`` wrote."""
        if over_connect():
            return super().read()
        jvm()
        return _Reader(cls)
