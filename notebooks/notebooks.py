# SPDX-License-Identifier: Apache-2.0
"""Makes the notebooks of jupyter/ from sources/, and runs them: python notebooks.py [--check] [NAME ...]

A source is a Python file in jupytext's percent format. Without --check its notebook is written anew, with the outputs of
a run. With --check nothing is written: a notebook must have its source's cells, and a run must print what its cells that
are tagged "value" have stored. All notebooks run in one kernel, one after the other, to share Spark's start; each begins
with no names of the others. bin/notebook calls this with the package and its jar at hand.
"""

import asyncio
import math
import os
import re
import sys
from pathlib import Path

import jupytext
import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
NOTEBOOKS = HERE / "jupyter"
SECONDS_PER_CELL = 300
CLOSE = 1e-9  # numbers are printed with rounding; bits are compared by digests
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])")
RESET = "get_ipython().run_line_magic('reset', '-f'); __import__('matplotlib.pyplot').pyplot.close('all')"


def names():
    """The names of all sources, in the order in which people read them."""
    order = ["first-model", "change-the-import", "which-method", "step-sizes", "averages", "tuning", "networks"]
    found = sorted(path.stem for path in SOURCES.glob("*.py"))
    return [name for name in order if name in found] + [name for name in found if name not in order]


def from_source(name):
    """A notebook without outputs, from a source; equal sources give equal notebooks."""
    notebook = jupytext.read(SOURCES / f"{name}.py")
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"{name}-{index}"
    notebook["metadata"] = {
        "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    notebook["nbformat"], notebook["nbformat_minor"] = 4, 5
    return notebook


def stored(name):
    """A notebook as it is in jupyter/."""
    return nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)


def cells(notebook):
    """What of a notebook comes from its source."""
    return [(cell.cell_type, cell.source, cell.metadata.get("tags", [])) for cell in notebook.cells]


def values(notebook):
    """What the cells that are tagged "value" print: their source and text."""
    return [
        (cell.source, "".join(output.text for output in cell.outputs if output.get("name") == "stdout"))
        for cell in notebook.cells
        if "value" in cell.metadata.get("tags", [])
    ]


def differences(expected, found):
    """What is different in the values of two notebooks, in words; numbers may differ by a billionth."""
    return [
        f"{source}\nprinted:\n{after}where the notebook has:\n{before}"
        for (source, before), (_, after) in zip(values(expected), values(found))
        if not _alike(before, after)
    ]


def _alike(before, after):
    words = NUMBER.sub("#", before), NUMBER.sub("#", after)
    numbers = [[float(text) for text in NUMBER.findall(side)] for side in (before, after)]
    return words[0] == words[1] and all(math.isclose(a, b, rel_tol=CLOSE) for a, b in zip(*numbers))


def run(notebooks, environment=None, folder=None):
    """Runs notebooks, which get their outputs, in one kernel; an error in a cell is an error here.

    Parameters
    ----------
    notebooks
        pairs of a name and a notebook
    environment
        variables of the kernel, None for those of this process
    folder
        where the kernel runs, None for here
    """
    asyncio.run(_run(notebooks, environment, folder))


async def _run(notebooks, environment, folder):
    manager = AsyncKernelManager(kernel_name="python3")
    manager.kernel_spec.argv[0] = sys.executable
    await manager.start_kernel(
        env=dict(os.environ if environment is None else environment),
        cwd=folder,
        extra_arguments=["--HistoryManager.enabled=False"],
    )
    try:
        for name, notebook in notebooks:
            reset = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(RESET)])
            await NotebookClient(reset, km=manager, timeout=SECONDS_PER_CELL).async_execute()
            try:
                await NotebookClient(notebook, km=manager, timeout=SECONDS_PER_CELL).async_execute()
            except Exception as error:
                raise RuntimeError(f"notebook {name}: {error}") from error
            for cell in notebook.cells:
                _forget_the_run(cell)
    finally:
        await manager.shutdown_kernel(now=True)


def _forget_the_run(cell):
    """Takes out what no reader needs and every run changes: times, and what programs say on standard error."""
    cell.metadata.pop("execution", None)
    if cell.cell_type == "code":
        cell["outputs"] = [output for output in cell.outputs if output.get("name") != "stderr"]


def write(chosen):
    made = [(name, from_source(name)) for name in chosen]
    run(made)
    NOTEBOOKS.mkdir(exist_ok=True)
    for name, notebook in made:
        nbformat.validate(notebook)
        nbformat.write(notebook, NOTEBOOKS / f"{name}.ipynb")
        print(f"written: notebooks/jupyter/{name}.ipynb")


def check(chosen):
    made = [(name, from_source(name)) for name in chosen]
    stale = [name for name, notebook in made if cells(notebook) != cells(stored(name))]
    if stale:
        sys.exit(f"differ from their sources, run bin/notebook --write: {', '.join(stale)}")
    run(made)
    found = [f"{name}:\n{text}" for name, notebook in made for text in differences(stored(name), notebook)]
    if found:
        sys.exit("\n".join(found))
    print(f"{len(made)} notebooks print what they have stored")


def main(arguments):
    chosen = [argument for argument in arguments if argument != "--check"] or names()
    unknown = [name for name in chosen if name not in names()]
    if unknown:
        sys.exit(f"no notebook {unknown[0]}; there are: {', '.join(names())}")
    (check if "--check" in arguments else write)(chosen)


if __name__ == "__main__":
    main(sys.argv[1:])
