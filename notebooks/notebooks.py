# SPDX-License-Identifier: Apache-2.0
"""Makes the notebooks of jupyter/ and the notes of zeppelin/ from sources/, and runs them:

python notebooks.py [--check] [NAME ...]
python notebooks.py --kernel FOLDER

A source is a Python or a Scala file in jupytext's percent format. Without --check its notebook and its note are
written anew, with the outputs of a run. With --check nothing is written: a notebook must have its source's cells, and a
run must print what its cells that are tagged "value" have stored. All run in one kernel a language, one after the
other, to share Spark's start; each notebook of Python begins with no names of the others. --kernel writes Jupyter's
description of the Scala kernel. bin/notebook calls this with the package and its jar at hand.
"""

import asyncio
import math
import re
import sys
import tempfile
from contextlib import AsyncExitStack
from pathlib import Path

import jupytext
import nbformat

import kernels
import zeppelin

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
NOTEBOOKS = HERE / "jupyter"
NOTES = HERE / "zeppelin"
LANGUAGES = {".py": "python", ".scala": "scala"}
ORDER = [
    "first-model",
    "first-model-scala",
    "change-the-import",
    "which-method",
    "which-method-scala",
    "step-sizes",
    "averages",
    "tuning",
    "other-tools",
    "networks",
]
NOTED = ["first-model", "averages", "first-model-scala", "which-method-scala", "both-languages"]
NOTES_ONLY = ["both-languages"]  # Jupyter has one language a notebook
CLOSE = 1e-9  # numbers are printed with rounding; bits are compared by digests
NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])")


def names():
    """The names of all notebooks, in the order in which people read them."""
    found = sorted(path.stem for path in SOURCES.iterdir() if path.suffix in LANGUAGES and path.stem not in NOTES_ONLY)
    return [name for name in ORDER if name in found] + [name for name in found if name not in ORDER]


def language(name):
    """The language of a source."""
    return next(known for suffix, known in LANGUAGES.items() if (SOURCES / f"{name}{suffix}").exists())


def from_source(name, for_zeppelin=False):
    """A notebook without outputs, from a source; equal sources give equal notebooks.

    Cells that are tagged "jupyter" or "zeppelin" are for one of the two alone.
    """
    own = language(name)
    suffix = next(suffix for suffix, known in LANGUAGES.items() if known == own)
    notebook = jupytext.read(SOURCES / f"{name}{suffix}")
    other = "jupyter" if for_zeppelin else "zeppelin"
    notebook.cells = [cell for cell in notebook.cells if other not in cell.metadata.get("tags", [])]
    for index, cell in enumerate(notebook.cells):
        cell["id"] = f"{name}-{index}"
    notebook["metadata"] = {"kernelspec": kernels.SPECS[own], "language_info": {"name": own}}
    notebook["nbformat"], notebook["nbformat_minor"] = 4, 5
    return notebook


def note(name, notebook=None):
    """A note without results; of a Python source's, the notebook with outputs is the stored one if none is given."""
    if notebook is None and language(name) == "python":
        notebook = stored(name)
    return zeppelin.note(name, from_source(name, for_zeppelin=True), notebook)


def stored_note(name):
    """A note as it is in zeppelin/."""
    return zeppelin.stored(NOTES / f"{name}.zpln")


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
    """What is different in the values of two notebooks or notes, in words; numbers may differ by a billionth."""
    of = zeppelin.values if isinstance(expected, dict) and "paragraphs" in expected else values
    return [
        f"{source}\nprinted:\n{after}where the notebook has:\n{before}"
        for (source, before), (_, after) in zip(of(expected), of(found))
        if not _alike(before, after)
    ]


def _alike(before, after):
    words = NUMBER.sub("#", before), NUMBER.sub("#", after)
    numbers = [[float(text) for text in NUMBER.findall(side)] for side in (before, after)]
    return words[0] == words[1] and all(math.isclose(a, b, rel_tol=CLOSE) for a, b in zip(*numbers))


def run(notebooks, environment=None, folder=None, notes=()):
    """Runs notebooks and then notes, which get their outputs; an error in a cell is an error here.

    Parameters
    ----------
    notebooks
        pairs of a name and a notebook
    environment
        variables of the kernels, None for those of this process
    folder
        where the kernels run, None for a new one that does not stay
    notes
        pairs of a name and a note
    """
    with tempfile.TemporaryDirectory() as new:
        asyncio.run(_run(notebooks, environment, folder or new, notes))


async def _run(notebooks, environment, folder, notes):
    async with AsyncExitStack() as stack:
        started = {}

        async def kernel(own):
            if own not in started:
                started[own] = await stack.enter_async_context(kernels.Kernel(own, environment, folder))
            await started[own].reset()
            return started[own]

        for name, notebook in notebooks:
            own = notebook.metadata["language_info"]["name"]
            try:
                await (await kernel(own)).run(notebook)
            except Exception as error:
                raise RuntimeError(f"notebook {name}: {error}") from error
            for cell in notebook.cells:
                _forget_the_run(cell, own)
        for name, made in notes:
            used = {zeppelin.interpreter(paragraph)[0] for paragraph in made["paragraphs"]}
            ready = {shown: await kernel(own) for own, shown in zeppelin.INTERPRETERS.items() if shown in used}
            try:
                if "pyspark" in ready:
                    scope = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(zeppelin.SCOPE)])
                    await ready["pyspark"].run(scope)
                await zeppelin.run(made, ready)
            except Exception as error:
                raise RuntimeError(f"note {name}: {error}") from error


def _forget_the_run(cell, own):
    """Takes out what no reader needs and every run changes: times, what programs say on standard error, and Toree's
    echo of each definition."""
    cell.metadata.pop("execution", None)
    if cell.cell_type == "code":
        echo = ["text/plain"] if own == "scala" else None
        cell["outputs"] = [
            output
            for output in cell.outputs
            if output.get("name") != "stderr" and list(output.get("data", {})) != echo
        ]


def write(chosen):
    made = [(name, from_source(name)) for name in chosen if name not in NOTES_ONLY]
    run(made)
    NOTEBOOKS.mkdir(exist_ok=True)
    for name, notebook in made:
        nbformat.validate(notebook)
        nbformat.write(notebook, NOTEBOOKS / f"{name}.ipynb")
        print(f"written: notebooks/jupyter/{name}.ipynb")
    notes = [(name, note(name, dict(made).get(name))) for name in chosen if name in NOTED]
    run([], notes=notes)
    for name, noted in notes:
        zeppelin.write(noted, NOTES / f"{name}.zpln")
        print(f"written: notebooks/zeppelin/{name}.zpln")


def stale(chosen):
    """The names of those whose notebook or note is not what its source says."""
    return [
        name
        for name in chosen
        if (name not in NOTES_ONLY and cells(from_source(name)) != cells(stored(name)))
        or (name in NOTED and zeppelin.texts(note(name)) != zeppelin.texts(stored_note(name)))
    ]


def check(chosen):
    if stale(chosen):
        sys.exit(f"differ from their sources, run bin/notebook --write: {', '.join(stale(chosen))}")
    made = [(name, from_source(name)) for name in chosen if name not in NOTES_ONLY]
    notes = [(name, note(name)) for name in chosen if name in NOTED]
    run(made, notes=notes)
    found = [f"{name}:\n{text}" for name, notebook in made for text in differences(stored(name), notebook)]
    found += [f"note {name}:\n{text}" for name, noted in notes for text in differences(stored_note(name), noted)]
    if found:
        sys.exit("\n".join(found))
    print(f"{len(made)} notebooks and {len(notes)} notes print what they have stored")


def runnable(chosen):
    """Those of the names whose kernel is there; of the others one line is printed."""
    missing = [name for name in chosen if (language(name) == "scala") and not kernels.has_scala()]
    if missing:
        print(f"no Scala kernel, SPARK_OPTIM_TOREE names none: left out are {', '.join(missing)}", file=sys.stderr)
    return [name for name in chosen if name not in missing]


def main(arguments):
    if arguments[:1] == ["--kernel"]:
        kernels.install_scala(arguments[1])
        return
    known = [*names(), *NOTES_ONLY]
    asked = [argument for argument in arguments if argument != "--check"]
    chosen = asked or known
    unknown = [name for name in chosen if name not in known]
    if unknown:
        sys.exit(f"no notebook {unknown[0]}; there are: {', '.join(known)}")
    ready = runnable(chosen)
    if asked and ready != asked:  # runnable has said which
        sys.exit(2)
    (check if "--check" in arguments else write)(ready)


if __name__ == "__main__":
    main(sys.argv[1:])
