# SPDX-License-Identifier: Apache-2.0
"""The examples of the documentation, executed."""

import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PAGES = ["docs/get-started/python.md", "README.md", "notebooks/python/README.md"]


@pytest.mark.parametrize("page", PAGES)
def test_examples_of_the_page_run(home, spark, tmp_path, monkeypatch, capsys, page):
    pandas = pytest.importorskip("pandas")
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    data = home / ".spark-optim" / "data"
    if not (data / "digits.libsvm").exists():
        pytest.skip("no .spark-optim/data/digits.libsvm: run bin/test")
    monkeypatch.chdir(tmp_path)
    # The JVM has the folder that it began in: its paths have to be whole.
    places = {
        '".spark-optim/data/': f'"{data}/',
        '"train.libsvm"': f'"{data / "digits.libsvm"}"',
        '("model")': f'("{tmp_path / "model"}")',
    }
    blocks = re.findall(r"(?ms)^```python\n(.*?)^```", (home / page).read_text(encoding="utf-8"))
    assert blocks
    names = {"spark": spark}
    for block in blocks:
        for short, whole in places.items():
            block = block.replace(short, whole)
        exec(compile(block, page, "exec"), names)
    assert names["model"].summary.stopReason == "converged"
    if page == PAGES[0]:
        out = capsys.readouterr().out
        assert re.search(r"accuracy 0\.9\d\d\nconverged after \d+ passes\nplain \+ sampled-newton\(memory=10, ", out)
        assert "did you mean svrg?" in out
        assert isinstance(names["summary"].curve, pandas.DataFrame) and (tmp_path / "curve.png").stat().st_size > 1000
        assert names["coefficients"].shape == (10, 64)


def test_checks_name_tests_that_exist(home):
    page = (home / "docs" / "decisions" / "python-checks.md").read_text(encoding="utf-8")
    named = re.findall(r"`(test_\w+)::(test_\w+)`", page)
    assert len(named) > 40
    for file, function in named:
        assert re.search(rf"(?m)^def {function}\(", (TESTS / f"{file}.py").read_text(encoding="utf-8")), function
    rows = re.findall(r"(?m)^\| ([\d, ]+) \|", page)
    assert sorted(int(row) for numbers in rows for row in numbers.split(",")) == list(range(1, 40))
