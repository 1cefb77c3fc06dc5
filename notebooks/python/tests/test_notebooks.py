# SPDX-License-Identifier: Apache-2.0
"""The notebooks and Zeppelin's notes, from an installed wheel: what their sources say, printing what they have stored."""

import asyncio
import base64
import copy
import importlib.util
import os
import re
import sys
from xml.etree import ElementTree

import pytest
from conftest import TORCH_JARS

pytest.importorskip("jupytext")
pytest.importorskip("nbclient")
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", ".."))
import kernels  # noqa: E402
import notebooks as tool  # noqa: E402
import zeppelin  # noqa: E402

NAMES = tool.names()
NOTED = tool.NOTED
LARGEST = 200_000  # bytes of a file: people read them on web pages
DIGEST = re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{16}\b")


def run_all(language, wheel_site, folder):
    """All notebooks and notes of a language, run from their sources in kernels that have nothing but the wheel."""
    environment = {**os.environ, "PYTHONPATH": str(wheel_site), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("SPARK_OPTIM_JAR", None)
    environment["SPARK_OPTIM_TORCH_JARS"] = TORCH_JARS
    made = [(name, tool.from_source(name)) for name in NAMES if runs(name) and tool.language(name) == language]
    notes = [(name, tool.note(name)) for name in NOTED if runs(name) and tool.language(name) == language]
    tool.run(made, environment, str(folder), notes)
    return {"notebooks": dict(made), "notes": dict(notes)}


@pytest.fixture(scope="session")
def ran_python(wheel_site, tmp_path_factory):
    return run_all("python", wheel_site, tmp_path_factory.mktemp("notebooks"))


@pytest.fixture(scope="session")
def ran_scala(wheel_site, tmp_path_factory):
    return run_all("scala", wheel_site, tmp_path_factory.mktemp("notebooks"))


@pytest.fixture
def ran(request):
    """Gives the run of a language; a kernel that does not start fails the tests of its language alone."""
    return lambda language: request.getfixturevalue(f"ran_{language}")


def runs(name):
    if name == "networks" and not TORCH_JARS:
        return False
    if name == "other-tools" and not all(importlib.util.find_spec(package) for package in ("optuna", "shap")):
        return False
    return tool.language(name) == "python" or kernels.has_scala()


def skip_unless(name):
    if not runs(name):
        pytest.skip(
            "not there: PyTorch's jars (SPARK_OPTIM_TORCH_JARS), a kernel for Scala (SPARK_OPTIM_TOREE), Optuna or SHAP"
        )


def test_notebooks_have_their_sources_cells():
    kept = sorted(path.stem for path in tool.NOTEBOOKS.glob("*.ipynb"))
    assert kept == sorted(NAMES)
    assert sorted(path.stem for path in tool.NOTES.glob("*.zpln")) == sorted(NOTED)
    assert tool.stale([*NAMES, *tool.NOTES_ONLY]) == [], "bin/notebook --write NAME makes them anew"


def test_note_that_was_edited_is_stale(tmp_path, monkeypatch):
    monkeypatch.setattr(tool, "NOTES", tmp_path)
    name = NOTED[0]
    made = tool.note(name)
    zeppelin.write(made, tmp_path / f"{name}.zpln")
    assert tool.stale([name]) == []
    made["paragraphs"][1]["text"] += "\n"
    zeppelin.write(made, tmp_path / f"{name}.zpln")
    assert tool.stale([name]) == [name]


@pytest.mark.parametrize("name", NAMES)
def test_notebook_has_values_a_digest_and_a_figure(name):
    notebook = tool.stored(name)
    texts = [text for _, text in tool.values(notebook)]
    assert len(texts) >= 5 and all(texts)
    assert any(DIGEST.search(text) for text in texts)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    figures = [output.data["image/png"] for output in outputs if "image/png" in output.get("data", {})]
    assert all(base64.b64decode(figure)[1:4] == b"PNG" for figure in figures)
    drawings = [output.data["image/svg+xml"] for output in outputs if "image/svg+xml" in output.get("data", {})]
    assert figures or drawings and all(ElementTree.fromstring(drawing) is not None for drawing in drawings)
    assert not any(output.output_type == "error" for output in outputs)
    assert (tool.NOTEBOOKS / f"{name}.ipynb").stat().st_size < LARGEST


@pytest.mark.parametrize("name", NOTED)
def test_note_has_values_a_digest_and_a_figure(name):
    note = tool.stored_note(name)
    texts = [text for _, text in zeppelin.values(note)]
    assert len(texts) >= 5 and all(texts)
    assert any(DIGEST.search(text) for text in texts)
    results = [message for paragraph in note["paragraphs"] for message in paragraph["results"]["msg"]]
    assert any(re.match("<img|<svg", message["data"]) for message in results if message["type"] == "HTML")
    assert all(paragraph["status"] == "FINISHED" for paragraph in note["paragraphs"])
    assert (tool.NOTES / f"{name}.zpln").stat().st_size < LARGEST


def test_notes_have_each_interpreter_and_a_table():
    paragraphs = [paragraph for name in NOTED for paragraph in tool.stored_note(name)["paragraphs"]]
    assert {zeppelin.interpreter(paragraph)[0] for paragraph in paragraphs} == {"md", "spark", "pyspark"}
    assert any(message["type"] == "TABLE" for paragraph in paragraphs for message in paragraph["results"]["msg"])


@pytest.mark.parametrize("name", NAMES)
def test_notebook_prints_what_it_has_stored(ran, name):
    skip_unless(name)
    assert tool.differences(tool.stored(name), ran(tool.language(name))["notebooks"][name]) == []


@pytest.mark.parametrize("name", NOTED)
def test_note_prints_what_it_has_stored(ran, name):
    skip_unless(name)
    assert tool.differences(tool.stored_note(name), ran(tool.language(name))["notes"][name]) == []


def test_altered_note_is_found():
    stored = tool.stored_note(NOTED[0])
    altered = copy.deepcopy(stored)
    paragraph = next(paragraph for paragraph in altered["paragraphs"] if "value" in paragraph["config"]["tags"])
    paragraph["results"]["msg"][0]["data"] += "7"
    assert len(tool.differences(stored, altered)) == 1


def test_printed_displays_are_results_of_their_kinds():
    found = zeppelin.messages("a line\n%table x\ty\n1\t2\n%html <b>3</b>\n")
    assert [(message["type"], message["data"]) for message in found] == [
        ("TEXT", "a line\n"),
        ("TABLE", "x\ty\n1\t2\n"),
        ("HTML", "<b>3</b>\n"),
    ]


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


def test_jupyter_finds_the_scala_kernel_that_notebooks_name(tmp_path, monkeypatch):
    from jupyter_client.kernelspec import KernelSpecManager

    monkeypatch.setenv("SPARK_OPTIM_TOREE", "/some/toree.jar")
    monkeypatch.setattr(kernels, "_jars", lambda: "/some/spark-optim.jar")
    tool.main(["--kernel", str(tmp_path)])
    named = tool.stored("first-model-scala").metadata.kernelspec.name
    spec = KernelSpecManager(kernel_dirs=[str(tmp_path / "kernels")]).get_kernel_spec(named)
    assert {"/some/toree.jar", "/some/spark-optim.jar", "{connection_file}"} <= set(spec.argv)
    assert spec.language == "scala"


def test_kernel_that_does_not_start_is_tried_once_more(monkeypatch, capsys):
    starts = []

    async def start(self, seconds):
        starts.append(seconds)
        if len(starts) < limit:
            raise RuntimeError("no answer")
        self._client = self._manager.client()

    async def enter(language):
        async with kernels.Kernel(language):
            pass

    monkeypatch.setattr(kernels.Kernel, "_start", start)
    for language, limit, begun in [("scala", 2, 2), ("scala", 3, 2), ("python", 2, 1)]:
        starts.clear()
        if limit > begun:
            with pytest.raises(RuntimeError, match="no answer"):
                asyncio.run(enter(language))
        else:
            asyncio.run(enter(language))
            assert "the kernel for scala did not start (no answer): once more" in capsys.readouterr().err
        assert starts == ([120, 300] if language == "scala" else [300]) and len(starts) == begun


def test_name_that_was_asked_for_is_not_left_out(monkeypatch, capsys):
    monkeypatch.delenv("SPARK_OPTIM_TOREE", raising=False)
    with pytest.raises(SystemExit) as ended:
        tool.main(["--check", "first-model-scala"])
    assert ended.value.code == 2
    assert "left out are first-model-scala" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["python", "scala"])
def test_kernel_is_gone_after_the_run(ran, language):
    if language == "scala" and not kernels.has_scala():
        pytest.skip("SPARK_OPTIM_TOREE names no kernel for Scala")
    psutil = pytest.importorskip("psutil")
    ran(language)
    left = []
    for child in psutil.Process().children(recursive=True):
        try:
            kernel = {"ipykernel_launcher", "org.apache.toree.Main"} & set(child.cmdline())
            left += [child] if kernel else []
        except (psutil.NoSuchProcess, psutil.ZombieProcess):
            pass
    assert left == []
