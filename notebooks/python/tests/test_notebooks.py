# SPDX-License-Identifier: Apache-2.0
"""The notebooks: each is what its source says, and prints what it has stored, from an installed wheel."""

import base64
import copy
import os
import re
import sys

import pytest
from conftest import TORCH_JARS

pytest.importorskip("jupytext")
pytest.importorskip("nbclient")
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", ".."))
import notebooks as tool  # noqa: E402

NAMES = tool.names()
LARGEST = 200_000  # bytes of a file: people read them on web pages
DIGEST = re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{16}\b")


@pytest.fixture(scope="session")
def ran(wheel_site, tmp_path_factory):
    """All notebooks, run from their sources in one kernel that has nothing but the wheel."""
    environment = {**os.environ, "PYTHONPATH": str(wheel_site), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("SPARK_OPTIM_JAR", None)
    environment["SPARK_OPTIM_TORCH_JARS"] = TORCH_JARS
    made = [(name, tool.from_source(name)) for name in NAMES if name != "networks" or TORCH_JARS]
    tool.run(made, environment, str(tmp_path_factory.mktemp("notebooks")))
    return dict(made)


def test_notebooks_have_their_sources_cells():
    kept = sorted(path.stem for path in tool.NOTEBOOKS.glob("*.ipynb"))
    assert kept == sorted(NAMES)
    for name in NAMES:
        assert tool.cells(tool.from_source(name)) == tool.cells(tool.stored(name)), f"bin/notebook --write {name}"


@pytest.mark.parametrize("name", NAMES)
def test_notebook_has_values_a_digest_and_a_figure(name):
    notebook = tool.stored(name)
    texts = [text for _, text in tool.values(notebook)]
    assert len(texts) >= 5 and all(texts)
    assert any(DIGEST.search(text) for text in texts)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    figures = [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    assert figures and all(base64.b64decode(figure)[1:4] == b"PNG" for figure in figures)
    assert not any(output.output_type == "error" for output in outputs)
    assert (tool.NOTEBOOKS / f"{name}.ipynb").stat().st_size < LARGEST


@pytest.mark.parametrize("name", NAMES)
def test_notebook_prints_what_it_has_stored(ran, name):
    if name not in ran:
        pytest.skip("SPARK_OPTIM_TORCH_JARS names no jars of PyTorch")
    assert tool.differences(tool.stored(name), ran[name]) == []


def test_altered_value_is_found():
    stored = tool.stored(NAMES[0])
    for index, (_, text) in enumerate(tool.values(stored)):
        altered = copy.deepcopy(stored)
        cell = [cell for cell in altered.cells if "value" in cell.metadata.get("tags", [])][index]
        place = re.search(r"[0-9]|True|False|[a-z]", text)
        other = {"True": "False", "False": "True"}.get(place.group(), "7" if place.group() != "7" else "8")
        for output in cell.outputs:
            output["text"] = output.text.replace(place.group(), other, 1)
        assert len(tool.differences(stored, altered)) == 1


def test_numbers_may_differ_by_rounding_only():
    stored = tool.stored(NAMES[0])
    for factor, found in [(1 + 1e-11, 0), (1 + 1e-6, 1)]:
        altered = copy.deepcopy(stored)
        cells = [cell for cell in altered.cells if "value" in cell.metadata.get("tags", [])]
        output = next(output for cell in cells for output in cell.outputs if "objective" in output.get("text", ""))
        number = re.search(r"objective ([0-9.]+)", output.text).group(1)
        output["text"] = output.text.replace(number, repr(float(number) * factor))
        assert len(tool.differences(stored, altered)) == found


def test_kernel_is_gone_after_the_run(ran):
    psutil = pytest.importorskip("psutil")
    left = []
    for child in psutil.Process().children(recursive=True):
        try:
            left += [child] if "ipykernel_launcher" in child.cmdline() else []
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            pass
    assert left == []
