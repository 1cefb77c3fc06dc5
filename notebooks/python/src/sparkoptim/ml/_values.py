# SPDX-License-Identifier: Apache-2.0
"""Values of params and rows, of Python and NumPy, as the JVM has them."""

import os
from decimal import Decimal
from numbers import Real
from typing import Any, List, Sequence

from pyspark.ml.linalg import DenseMatrix, Matrix, Vector, Vectors
from pyspark.ml.param import TypeConverters

from sparkoptim._method import _plain, _text


def _refused(value: Any, wanted: str) -> TypeError:
    return TypeError(f"It must be {wanted}, was {one_line(value)}.")


def one_line(value: Any) -> str:
    """A value as it is shown in one line: frames and arrays have many."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else f"{text[:77]}..."


def _is_number(value: Any) -> bool:
    return isinstance(value, (Real, Decimal)) and not isinstance(value, bool)


def to_int(value: Any) -> int:
    """Converts to a whole number of 32 bits, which is what the JVM's params hold."""
    return _whole(value, 32)


def to_long(value: Any) -> int:
    """Converts to a whole number of 64 bits."""
    return _whole(value, 64)


def _whole(value: Any, bits: int) -> int:
    plain = _plain(value)
    if _is_number(plain) and plain == plain and abs(plain) < 2.0**bits and int(plain) == plain:
        number = int(plain)
        if -(2 ** (bits - 1)) <= number < 2 ** (bits - 1):
            return number
    raise _refused(value, f"a whole number of {bits} bits")


def to_float(value: Any) -> float:
    """Converts to a number."""
    plain = _plain(value)
    if not _is_number(plain):
        raise _refused(value, "a number")
    return float(plain)


def to_bool(value: Any) -> bool:
    """Converts a truth value of Python's or of NumPy's."""
    plain = _plain(value)
    if not isinstance(plain, bool):
        raise _refused(value, "True or False")
    return plain


def to_floats(value: Any) -> List[float]:
    """Converts to a list of numbers."""
    return [to_float(item) for item in _items(value, "a list of numbers")]


def to_ints(value: Any) -> List[int]:
    """Converts to a list of whole numbers."""
    return [to_int(item) for item in _items(value, "a list of whole numbers")]


def _items(value: Any, wanted: str) -> Sequence[Any]:
    if not TypeConverters._can_convert_to_list(_plain(value)):
        raise _refused(value, wanted)
    return TypeConverters.toList(_plain(value))


def numbers(values: Any, name: str) -> List[float]:
    """The numbers that a call was given under a name."""
    try:
        if isinstance(values, str):
            raise TypeError
        return [to_float(value) for value in values]
    except TypeError:
        raise TypeError(f"{name} must be numbers, such as [1.0, 0.1], was {one_line(values)}") from None


def to_text(value: Any) -> str:
    """Converts to a text; a number is none, a path is one."""
    if isinstance(value, os.PathLike):
        value = os.fspath(value)
    if not TypeConverters._can_convert_to_string(value):
        raise _refused(value, "a text")
    return TypeConverters.toString(value)


def to_texts(value: Any) -> List[str]:
    """Converts to a list of texts; one text alone is none."""
    return [to_text(item) for item in _items(value, "a list of texts")]


def to_matrix(value: Any) -> Matrix:
    """Converts rows of numbers, as lists or an array of NumPy, to a matrix."""
    if isinstance(value, Matrix):
        return value
    rows = _plain(value)
    if not (isinstance(rows, (list, tuple)) and rows and all(isinstance(row, (list, tuple)) for row in rows)):
        raise _refused(value, "a matrix, or a list of rows")
    if len({len(row) for row in rows}) > 1:
        raise _refused(value, "a matrix, or rows of one length")
    columns = [to_float(row[column]) for column in range(len(rows[0])) for row in rows]
    return DenseMatrix(len(rows), len(rows[0]), columns)


def number_or_text(value: Any) -> str:
    """Converts a number, or a text such as ``auto``, to the text that the JVM has."""
    plain = _plain(value)
    return _text(float(plain)) if _is_number(plain) else to_text(value)


def class_weights(value: Any) -> str:
    """Converts a dict of factors by class to the text that the JVM has."""
    if isinstance(value, dict):
        factors = sorted((to_int(label), to_float(factor)) for label, factor in value.items())
        return ", ".join(f"{label}: {_text(factor)}" for label, factor in factors) or "none"
    return to_text(value)


def row_of(value: Any) -> Vector:
    """A row's features: a vector, or numbers in a row."""
    if isinstance(value, Vector):
        return value
    try:
        if getattr(value, "ndim", 1) != 1 or isinstance(value, (str, bytes)):
            raise TypeError
        return Vectors.dense([float(number) for number in value])
    except (TypeError, ValueError):
        raise TypeError(
            f"a row's features are a vector or numbers, was {one_line(value)}: whole frames go to transform()"
        ) from None
