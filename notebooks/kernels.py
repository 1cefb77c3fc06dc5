# SPDX-License-Identifier: Apache-2.0
"""The kernels that notebooks run in: this Python's own, and Apache Toree for Scala.

Toree's JVM is started by spark-submit without a script of Toree's between, so that the process that Jupyter ends is the
JVM itself. SPARK_OPTIM_TOREE names Toree's jar; without it there is no Scala.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

SECONDS_PER_CELL = 300
SECONDS_TO_START = {"python": [300], "scala": [120, 300]}  # of Toree's starts, one once hung without a word
LAST = "-- the end of this cell --\n"
SCALA_SPEC = "apache_toree_scala"  # the name that Toree's own installer gives, so that its users open the files too
SPECS = {
    "python": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "scala": {"display_name": "Apache Toree - Scala", "language": "scala", "name": SCALA_SPEC},
}
RESET = {
    "python": "get_ipython().run_line_magic('reset', '-f'); __import__('matplotlib.pyplot').pyplot.close('all')",
    "scala": "spark.catalog.clearCache()",
}


def has_scala():
    """Whether there is a kernel for Scala."""
    return bool(os.environ.get("SPARK_OPTIM_TOREE"))


def scala_spec(jars=None):
    """What Jupyter needs to start Toree with the library's jar: kernel.json's content."""
    import pyspark

    home = os.environ.get("SPARK_HOME") or os.path.dirname(pyspark.__file__)
    settings = ["spark.ui.enabled=false", "spark.sql.shuffle.partitions=2", "spark.driver.host=127.0.0.1"]
    return {
        "display_name": SPECS["scala"]["display_name"],
        "language": "scala",
        "argv": [
            os.path.join(home, "bin", "spark-submit"),
            *["--master", "local[2]", "--driver-memory", "1g", "--jars", jars or _jars()],
            *[word for setting in settings for word in ("--conf", setting)],
            *["--class", "org.apache.toree.Main", os.environ["SPARK_OPTIM_TOREE"], "--profile", "{connection_file}"],
        ],
        "env": {"SPARK_HOME": home, "SPARK_LOCAL_IP": "127.0.0.1", "DEFAULT_INTERPRETER": "Scala"},
        "interrupt_mode": "signal",
    }


def install_scala(folder):
    """Writes Toree's kernel.json below a folder that JUPYTER_PATH names."""
    kernel = Path(folder) / "kernels" / SCALA_SPEC
    kernel.mkdir(parents=True, exist_ok=True)
    (kernel / "kernel.json").write_text(json.dumps(scala_spec(), indent=1), encoding="utf-8")


def _jars(environment=None):
    """The jar of the package that a Python with this environment imports; without PyTorch's, which are large."""
    own = {**(os.environ if environment is None else environment), "SPARK_OPTIM_TORCH_JARS": ""}
    command = [sys.executable, "-m", "sparkoptim"]
    return subprocess.run(command, env=own, check=True, capture_output=True, text=True).stdout.strip()


def _printed(cell):
    return "".join(output.text for output in cell.outputs if output.get("name") == "stdout")


def _without_last(cell):
    """Puts what was printed into one output, without the last line that we added."""
    text = _printed(cell).replace(LAST, "")
    stream = [nbformat.v4.new_output("stream", name="stdout", text=text)] if text else []
    cell["outputs"] = [*stream, *[output for output in cell.outputs if output.get("name") != "stdout"]]


class Kernel:
    """A running kernel, which ends with its block: async with Kernel("scala", environment, folder) as kernel."""

    def __init__(self, language, environment=None, folder=None):
        self._language = language
        self._environment = dict(os.environ if environment is None else environment)
        self._folder = folder
        self._manager = AsyncKernelManager(kernel_name="python3")

    async def __aenter__(self):
        limits = list(SECONDS_TO_START[self._language])
        while True:
            try:
                await self._start(limits.pop(0))
                return self
            except BaseException as error:
                await self._end()
                if not limits or not isinstance(error, RuntimeError):
                    raise
                print(f"the kernel for {self._language} did not start ({error}): once more", file=sys.stderr)

    async def __aexit__(self, *_):
        self._client.stop_channels()
        await self._end()

    async def _end(self):
        if self._manager.has_kernel:
            await self._manager.shutdown_kernel(now=True)

    async def _start(self, seconds):
        arguments = {"env": self._environment, "cwd": self._folder}
        if self._language == "python":
            self._manager.kernel_spec.argv[0] = sys.executable
            arguments["extra_arguments"] = ["--HistoryManager.enabled=False"]
        else:
            self._manager._kernel_spec = KernelSpec(**scala_spec(_jars(self._environment)))
            arguments.update(stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        await self._manager.start_kernel(**arguments)
        self._client = self._manager.client()
        self._client.start_channels(hb=False)  # the manager knows whether the process lives
        await self._client.wait_for_ready(timeout=seconds)

    def opened(self, notebook):
        """What runs single cells of a notebook in this kernel."""
        client = NotebookClient(notebook, km=self._manager, timeout=SECONDS_PER_CELL)
        client.kc = self._client
        client.reset_execution_trackers()
        return client

    async def run(self, notebook):
        """Runs a notebook's cells, which get their outputs; raises what goes wrong in one."""
        client = self.opened(notebook)
        for index in range(len(notebook.cells)):
            await self.execute(client, index)

    async def execute(self, client, index):
        """Runs a cell of what opened made."""
        cell = client.nb.cells[index]
        if self._language == "python" or cell.cell_type != "code":
            await client.async_execute_cell(cell, index, execution_count=client.code_cells_executed + 1)
            return
        # Toree may say that a cell is over before it has sent all that the cell printed: so each prints a last line, and
        # that is waited for.
        source = cell.source
        cell.source = f'{source}\nprintln("{LAST.strip()}")'
        try:
            await client.async_execute_cell(cell, index, execution_count=client.code_cells_executed + 1)
            while LAST not in _printed(cell):
                message = await self._client.get_iopub_msg(timeout=SECONDS_PER_CELL)
                if message["msg_type"] in ("stream", "display_data"):
                    client.process_message(message, cell, index)
        finally:
            cell.source = source
        _without_last(cell)

    async def reset(self):
        """Takes out what the notebook before left behind, as far as the kernel can."""
        await self.run(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(RESET[self._language])]))
