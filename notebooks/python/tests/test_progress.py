# SPDX-License-Identifier: Apache-2.0
"""The line of progress."""

import re

import pytest

import sparkoptim
from sparkoptim.ml import LogisticRegression

pytest.importorskip("tqdm")


@pytest.fixture
def drawn(capsys):
    """What was drawn on standard error since the last call; Spark's own lines left out."""
    capsys.readouterr()
    yield lambda: "".join(part for part in capsys.readouterr().err.splitlines(True) if " WARN " not in part)
    sparkoptim.show_progress(None)


def last(text):
    return text.rstrip("\n").split("\r")[-1]


def test_nothing_is_drawn_where_output_is_a_file(cancer, drawn):
    LogisticRegression(maxIter=3).fit(cancer)
    assert drawn() == ""


@pytest.mark.parametrize("params", [{}, {"maxIter": 3, "tol": 0.0}])
def test_line_of_a_fit_ends_at_its_end_with_loss_and_speed(cancer, drawn, params):
    sparkoptim.show_progress(True)
    model = LogisticRegression(**params).fit(cancer)
    line = last(drawn())
    assert "100%" in line and line.startswith("LogisticRegression")
    assert re.search(r"loss [\d.e-]+, [\d.]+[kMG]? rows/s, " + model.summary.stopReason, line)


def test_line_of_a_running_fit_shows_its_passes_and_loss(cancer, drawn, endless):
    sparkoptim.show_progress(True)
    endless("ranks").setMaxSeconds(2.0).fit(cancer)
    text = drawn()
    assert re.search(r" [1-9]\d*/2147483647 .*loss 0\.\d+, [\d.]+[kMG]? rows/s\]", text)
    assert "time-limit" in last(text) and "100%" in last(text)


def test_fits_of_a_pool_draw_nothing(cancer, drawn):
    from multiprocessing.pool import ThreadPool

    sparkoptim.show_progress(True)
    with ThreadPool(1) as pool:
        pool.apply(LogisticRegression(maxIter=2).fit, (cancer,))
    assert drawn() == ""


def test_nothing_is_drawn_without_tqdm(cancer, drawn, monkeypatch):
    import importlib.util

    find = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "tqdm" else find(name))
    sparkoptim.show_progress(True)
    LogisticRegression(maxIter=2).fit(cancer)
    assert drawn() == ""
