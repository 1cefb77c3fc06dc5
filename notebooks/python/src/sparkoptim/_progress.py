# SPDX-License-Identifier: Apache-2.0
"""One line of progress while a fit runs, drawn by tqdm where that is installed."""

import importlib.util
import math
import sys
import threading
from typing import Any, Optional

_shown: Optional[bool] = None


def show_progress(shown: Optional[bool]) -> None:
    """Says whether fits draw a line of progress.

    Parameters
    ----------
    shown
        True or False; None, the default, is True on a terminal and in a notebook. Nothing is drawn without the
        package tqdm, nor by fits in threads, such as those of a ``CrossValidator``.
    """
    global _shown
    _shown = shown


def _in_notebook() -> bool:
    shell = sys.modules.get("IPython")
    current = shell.get_ipython() if shell is not None else None
    return getattr(current, "kernel", None) is not None


def _wanted() -> bool:
    if threading.current_thread() is not threading.main_thread():
        return False
    if importlib.util.find_spec("tqdm") is None:
        return False
    return _shown if _shown is not None else _in_notebook() or sys.stderr.isatty()


class Progress:
    """The line of one fit; one that is not wanted draws nothing.

    Parameters
    ----------
    name
        of what is fitted
    most
        passes that the fit may make
    """

    def __init__(self, name: str, most: int) -> None:
        self._bar: Any = None
        if _wanted():
            if _in_notebook() and importlib.util.find_spec("ipywidgets") is not None:
                from tqdm.notebook import tqdm
            else:
                from tqdm.std import tqdm
            self._bar = tqdm(total=most, desc=name, unit="pass", file=sys.stderr, leave=True)

    @property
    def drawn(self) -> bool:
        """Returns whether there is a line."""
        return self._bar is not None

    def report(self, text: str) -> None:
        """Draws a report of the JVM: passes, loss and rows a second."""
        if self._bar is not None and text:
            passes, loss, rows = (float(word) for word in text.split())
            self._bar.n = min(int(passes), self._bar.total)
            self._bar.set_postfix_str(f"loss {loss:.4g}, {_short(rows)} rows/s")

    def finish(self, summary: Any) -> None:
        """Draws a fit that is over, at its end even where it converged before the last pass."""
        if self._bar is not None:
            passes = math.ceil(summary.passes())
            self._bar.total = self._bar.n = passes
            seconds = max(float(summary.seconds()), 1e-9)
            rows = float(summary.passes()) * int(summary.rows()) / seconds
            self._bar.set_postfix_str(
                f"loss {float(summary.objective()):.4g}, {_short(rows)} rows/s, {summary.stopReason()}"
            )

    def close(self) -> None:
        """Leaves the line as it is."""
        if self._bar is not None:
            self._bar.close()


def _short(number: float) -> str:
    for unit in ("", "k", "M", "G"):
        if number < 1000 or unit == "G":
            break
        number /= 1000
    return f"{number:.3g}{unit}"
