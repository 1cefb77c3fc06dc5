# SPDX-License-Identifier: Apache-2.0
"""What Spark's own short refusals of params and columns lack: the param, its rule, and what a Python program can do."""

import re
from contextlib import contextmanager
from typing import Iterator, Optional

from pyspark.ml.param import Params

from sparkoptim.errors import InvalidArgumentError

_VALUE = re.compile(r"\S+ parameter (\w+) given invalid value (.*)\.")
# Of Spark 3.5 and 4.
_MISSING = [
    re.compile(r"(.+) does not exist\. Available: (.*)"),
    re.compile(r"\[FIELD_NOT_FOUND\] No such struct field `(.+?)` in (.*?)\.(?: SQLSTATE.*)?"),
]
_NO_NUMBER = re.compile(r"Column (.+) must be of type numeric but was actually of type (\w+)\.")
_NO_VECTOR = re.compile(r"Column (.+) must be of type class .*VectorUDT\S* but was actually class [^:]*:(.*)\.")
_TAKEN = re.compile(r"Column (.+) already exists\.")
_READ = ("featuresCol", "labelCol", "weightCol", "offsetCol", "validationIndicatorCol")
_ASSEMBLE = "pyspark.ml.feature.VectorAssembler makes vectors of columns of numbers"
_INSTEAD = {
    "string": "pyspark.ml.feature.StringIndexer makes labels 0, 1, ... of texts, a cast to double numbers of digits",
    "boolean": "cast it to int",
}


@contextmanager
def explaining(stage: Params) -> Iterator[None]:
    """Raises errors of a stage with what Spark's message lacks."""
    try:
        yield
    except InvalidArgumentError as error:
        raise _explained(error, stage) from error.__cause__


def _explained(error: InvalidArgumentError, stage: Params) -> InvalidArgumentError:
    text = _value(str(error), stage) or _missing(str(error), stage) or _taken(str(error), stage) or _kind(str(error))
    return error if text is None else InvalidArgumentError(text, error._jvm_trace)


def _value(text: str, stage: Params) -> Optional[str]:
    found = _VALUE.fullmatch(text)
    if found is None or not stage.hasParam(found[1]):
        return None
    return f"{found[1]} must not be {found[2]}: {stage.getParam(found[1]).doc}"


def missing(name: str, columns: str, stage: Params) -> str:
    """Says that a column is not there, and which param names it."""
    params = [param for param in _READ if stage.hasParam(param) and stage.isDefined(param)]
    naming = [param for param in params if stage.getOrDefault(param) == name]
    whose = f", which {naming[0]} names" if naming else ""
    instead = f"; {_ASSEMBLE}" if naming == ["featuresCol"] else ""
    return f"there is no column {name}{whose}; there are {columns}{instead}"


def _missing(text: str, stage: Params) -> Optional[str]:
    for pattern in _MISSING:
        found = pattern.fullmatch(text)
        if found is not None:
            return missing(found[1], found[2].replace("`", ""), stage)
    return None


def _taken(text: str, stage: Params) -> Optional[str]:
    found = _TAKEN.fullmatch(text)
    if found is None:
        return None
    params = [param.name for param in stage.params if param.name.endswith("Col") and stage.isDefined(param)]
    naming = [param for param in params if stage.getOrDefault(param) == found[1]]
    other = f", or let {naming[0]} name another" if naming else ""
    return f"the rows have a column {found[1]} already: drop it{other}"


def _kind(text: str) -> Optional[str]:
    found = _NO_NUMBER.fullmatch(text)
    if found is not None:
        instead = _INSTEAD.get(found[2])
        return f"column {found[1]} must hold numbers, has {found[2]}" + (f": {instead}" if instead else "")
    found = _NO_VECTOR.fullmatch(text)
    if found is None:
        return None
    arrays = "pyspark.ml.functions.array_to_vector makes them of arrays"
    instead = arrays if found[2].startswith("array") else _ASSEMBLE
    return f"column {found[1]} must hold vectors, has {found[2]}: {instead}"
