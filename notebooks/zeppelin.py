# SPDX-License-Identifier: Apache-2.0
"""Notes for Zeppelin, of the same sources as the notebooks of Jupyter.

A note's paragraphs are %md, %spark and %pyspark. What a paragraph prints behind %table or %html is a table or a figure
there; a cell whose notebook draws one, or ends with a pandas frame, calls z.show for it.
"""

import ast
import json
import re

import nbformat
from markdown_it import MarkdownIt

INTERPRETERS = {"scala": "spark", "python": "pyspark"}
MODES = {"md": "ace/mode/markdown", "spark": "ace/mode/scala", "pyspark": "ace/mode/python"}
VERSION = "0.10.0"  # of the form of notes
KINDS = re.compile(r"(?m)^%(table|html|text)\s")
PYTHON = "%%python\n"

# What Zeppelin has in scope for %pyspark; its z.show prints the same two kinds of display.
SCOPE = """
import base64, io
import sparkoptim

class _Zeppelin:
    def show(self, thing):
        if hasattr(thing, "savefig"):
            png = io.BytesIO()
            thing.savefig(png, format="png")
            print("%html <img src='data:image/png;base64," + base64.b64encode(png.getvalue()).decode() + "'>")
        else:
            rows = [[str(name) for name in thing.columns]] + [[str(value) for value in row] for row in thing.values]
            print("%table " + "\\n".join("\\t".join(row) for row in rows))

z = _Zeppelin()
quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.sql.shuffle.partitions": "2"}
spark = sparkoptim.session(master="local[2]", config=quiet)
"""


def note(name, source, notebook=None):
    """A note without results, as Zeppelin's JSON has it.

    Parameters
    ----------
    name
        of the source
    source
        the source's notebook, with the cells for Zeppelin
    notebook
        the notebook of Jupyter with its outputs, which tell where Python draws; None where there is none
    """
    title = re.search(r"(?m)^# (.*)$", source.cells[0].source).group(1)
    language = source.metadata["language_info"]["name"]
    drawn = dict((cell.source, cell) for cell in notebook.cells) if notebook is not None else {}
    paragraphs = []
    for index, cell in enumerate(source.cells):
        tags = cell.metadata.get("tags", [])
        if cell.cell_type == "markdown":
            paragraphs.append(_paragraph(name, index, "md", cell.source, tags))
        else:
            own = "python" if cell.source.startswith(PYTHON) else language
            code = cell.source[len(PYTHON):] if cell.source.startswith(PYTHON) else cell.source
            shown = _shown(code, drawn[cell.source]) if own == "python" and cell.source in drawn else code
            paragraphs.append(_paragraph(name, index, INTERPRETERS[own], shown, tags))
    return {
        "paragraphs": paragraphs,
        "name": f"Spark Optim/{title}",
        "id": name,
        "defaultInterpreterGroup": "spark",
        "version": VERSION,
        "noteParams": {},
        "noteForms": {},
        "angularObjects": {},
        "config": {"isZeppelinNotebookCronEnable": False, "looknfeel": "default"},
        "info": {},
    }


def _paragraph(name, index, interpreter, text, tags):
    paragraph = {
        "text": f"%{interpreter}\n{text}",
        "user": "anonymous",
        "config": {
            "colWidth": 12.0,
            "enabled": True,
            "editorMode": MODES[interpreter],
            "editorHide": interpreter == "md",
            "results": {},
            "tags": list(tags),
        },
        "settings": {"params": {}, "forms": {}},
        "jobName": f"{name}_{index}",
        "id": f"paragraph_{name}_{index}",
        "status": "READY",
    }
    if interpreter == "md":
        page = f'<div class="markdown-body">\n{MarkdownIt().enable("table").render(text)}</div>'
        _finish(paragraph, [{"type": "HTML", "data": page}])
    return paragraph


def _finish(paragraph, messages):
    paragraph["results"] = {"code": "SUCCESS", "msg": messages}
    paragraph["status"] = "FINISHED"


def _shown(code, cell):
    """A cell's code with calls of z.show for what Jupyter shows by itself."""
    displays = [output.data for output in cell.outputs if "data" in output]
    if any("text/html" in data for data in displays):
        last = ast.parse(code).body[-1]
        lines = code.splitlines()
        expression = "\n".join(lines[last.lineno - 1:]).rstrip("; ")
        code = "\n".join([*lines[: last.lineno - 1], f"z.show({expression})"])
    if any("image/png" in data for data in displays):
        load = "" if re.search(r"(?m)^from matplotlib import pyplot$", code) else "from matplotlib import pyplot\n\n"
        code = f'{load}{code}\nz.show(pyplot)\npyplot.close("all")'
    return code


def interpreter(paragraph):
    """The interpreter of a paragraph and its text."""
    head, _, text = paragraph["text"].partition("\n")
    return head[1:], text


def messages(text):
    """What a paragraph printed as Zeppelin's results: a new one where a line begins with %table, %html or %text."""
    found = []
    places = [(match.start(), match.end(), match.group(1).upper()) for match in KINDS.finditer(text)]
    before = text[: places[0][0]] if places else text
    if before:
        found.append({"type": "TEXT", "data": before})
    for index, (_, end, kind) in enumerate(places):
        found.append({"type": kind, "data": text[end : places[index + 1][0] if index + 1 < len(places) else None]})
    return found


async def run(made, kernels):
    """Runs a note's paragraphs in their order, each in the kernel of its interpreter; they get their results."""
    cells = {name: nbformat.v4.new_notebook(cells=[]) for name in kernels}
    for paragraph in made["paragraphs"]:
        own, text = interpreter(paragraph)
        if own == "md":
            continue
        notebook = cells[own]
        notebook.cells.append(nbformat.v4.new_code_cell(text))
        await kernels[own].execute(kernels[own].opened(notebook), len(notebook.cells) - 1)
        outputs = notebook.cells[-1].outputs
        _finish(paragraph, messages("".join(output.text for output in outputs if output.get("name") == "stdout")))


def texts(made):
    """What of a note comes from its source."""
    return [
        (paragraph["text"], paragraph["id"], paragraph["config"])
        + ((paragraph["results"],) if interpreter(paragraph)[0] == "md" else ())
        for paragraph in made["paragraphs"]
    ] + [{key: value for key, value in made.items() if key != "paragraphs"}]


def values(made):
    """What the paragraphs that are tagged "value" print: their source and text."""
    return [
        (paragraph["text"], "".join(message["data"] for message in paragraph.get("results", {}).get("msg", [])))
        for paragraph in made["paragraphs"]
        if "value" in paragraph["config"]["tags"]
    ]


def stored(path):
    return json.loads(path.read_text(encoding="utf-8"))


def write(made, path):
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(made, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
