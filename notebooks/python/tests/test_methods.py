# SPDX-License-Identifier: Apache-2.0
"""Methods as objects: their constructors, as the JVM's registry has them, and what is done with them."""

import inspect
import json
import sys

import pytest
from conftest import SOURCES

import sparkoptim
from sparkoptim import InvalidArgumentError, OptimMethod, optim
from sparkoptim._method import Part
from sparkoptim.ml import LogisticRegression

sys.path.insert(0, str(SOURCES))
CATALOG = json.loads((SOURCES / "methods.json").read_text(encoding="utf-8"))


def constructor(part):
    return getattr(optim, part["class"].rpartition(".")[2])


def test_generated_file_is_what_the_generator_writes():
    from generate_methods import generated

    committed = (SOURCES / "src/sparkoptim/optim.py").read_text(encoding="utf-8")
    assert committed == generated(CATALOG), "run bin/wheel --generate"


JAVADOC = """
 * Moves z along x, whose average is served:
 *
 * <pre>{@code
 * y = (1 - b) z + b x
 *   where b < 1
 * }</pre>
 *
 * with {@code b} the momentum. It ends.
 *
 * <p>z starts at 0. A last line
 *
 * @param b the {@link #momentum}, in [0, 1]
 """


def test_formulas_of_the_javadoc_stay_as_they_are():
    from generate_methods import described, docstring, sentence

    paragraphs, tags = described(JAVADOC)
    assert "\n".join(docstring(paragraphs)).split("\n") == [
        '    """Moves z along x, whose average is served.',
        "",
        "        y = (1 - b) z + b x",
        "          where b < 1",
        "",
        "    with b the momentum. It ends.",
        "",
        "    z starts at 0. A last line.",
        '    """',
    ]
    assert sentence(tags["b"]) == "The momentum, in [0, 1]."
    assert sentence("c, a schedule") == "c, a schedule." and sentence("a share of the run") == "A share of the run."


def test_catalog_has_each_part_of_the_registry(spark):
    names = set(spark._jvm.sparkoptim.core.MethodRegistry.here().names())
    assert {part["name"] for part in CATALOG} == names
    assert len(optim.__all__) == len(CATALOG)


def test_constructor_without_settings_is_the_default_of_the_jvm(spark):
    parse = spark._jvm.sparkoptim.core.OptimMethod.parse
    need = {"bb": "svrg + "}  # what others do not offer
    for part in CATALOG:
        before = need.get(part["name"], "")
        made = str(constructor(part)())
        assert parse(before + made).toString() == parse(before + part["name"]).toString()


def test_each_setting_goes_to_the_jvm_under_its_name(spark):
    for part in CATALOG:
        signature = list(inspect.signature(constructor(part).__init__).parameters)[1:]
        assert [name.rstrip("_") for name in signature] == [setting["name"] for setting in part["settings"]]
    text = str(optim.Linear(from_=0.75, to=0) + optim.Sgd(momentum=0.9, nesterov=True))
    resolved = OptimMethod(text).resolved()
    assert "linear(from=0.75, to=0.0)" in str(resolved) and "nesterov=true" in str(resolved)


def test_settings_of_every_type_are_read_by_the_jvm(spark):
    method = (
        optim.Clip(optim.AlphaSvrg(optim.Linear(0.75, 0.0), every=5), value=float("inf"))
        + optim.GeneralizedPrimalAveraging(of=optim.AdamW(decay=0.01))
        + optim.MultiStep(0.1, milestones=[3, 6], per="epoch")
        + optim.TwoPoint()
    )
    resolved = str(method.resolved())
    assert "clip(of=alpha-svrg(alpha=linear(from=0.75, to=0.0), every=5, epochs=0), value=Infinity" in resolved
    assert "decay=0.01" in resolved and "milestones=[3, 6]" in resolved and "per=epoch" in resolved


def test_settings_of_numpy_are_those_of_python():
    numpy = pytest.importorskip("numpy")
    theirs = optim.Sgd(momentum=numpy.float64(0.5), nesterov=numpy.bool_(True))
    assert repr(theirs) == repr(optim.Sgd(momentum=0.5, nesterov=True)) and theirs == optim.Sgd(0.5, nesterov=True)
    assert optim.MultiStep(0.1, milestones=numpy.array([3, 6])) == optim.MultiStep(0.1, milestones=[3, 6])
    assert optim.MultiStep(0.1, milestones=[numpy.int64(3)]) == optim.MultiStep(0.1, milestones=[3])
    assert optim.Clip(value=numpy.float64("inf")) == optim.Clip(value=float("inf"))
    assert str(optim.Constant(numpy.float64("nan"))) == str(optim.Constant(float("nan"))) == "constant(value=NaN)"


def test_fit_with_objects_is_the_fit_with_their_text(cancer):
    objects = optim.Sgd(momentum=0.9) + optim.Cosine(0.01) + optim.Ema(0.9)
    text = "sgd(momentum=0.9) + cosine(0.01) + ema(0.9)"
    models = [
        LogisticRegression(optimMethod=method, maxIter=2).fit(cancer)
        for method in (objects, OptimMethod(text), text)
    ]
    assert len({model.weightsSha256 for model in models}) == 1


def test_every_way_to_set_a_method_takes_an_object(spark, cancer):
    from pyspark.ml.tuning import ParamGridBuilder

    single = optim.Taso(0.01)
    stage = LogisticRegression().setOptimMethod(single)
    assert stage.getOptimMethod() == str(single)
    assert stage.setParams(optimMethod=OptimMethod("sgd")).getOptimMethod() == "sgd"
    grid = ParamGridBuilder().addGrid(stage.optimMethod, [single, optim.Adam() + optim.Cosine(0.01)]).build()
    models = stage.setMaxIter(1).fit(cancer, grid)
    assert ["taso" in model.summary.optimMethod for model in models] == [True, False]


def test_method_that_does_not_fit_together_is_named_by_the_jvm(spark):
    with pytest.raises(InvalidArgumentError, match="choices of one kind"):
        (optim.Sgd() + optim.Adam()).resolved()
    with pytest.raises(InvalidArgumentError, match="did you mean svrg"):
        OptimMethod("svgr").resolved()
    with pytest.raises(InvalidArgumentError, match="momentum"):
        (optim.Sgd(momentum=2.0) + optim.Constant()).resolved()


def test_what_is_no_method_is_a_type_error():
    with pytest.raises(TypeError, match="was 3"):
        OptimMethod(3)
    with pytest.raises(ValueError, match="needs a text"):
        OptimMethod()
    with pytest.raises(TypeError):
        optim.Sgd(moment=0.9)


def test_equal_methods_are_equal_and_print_as_python():
    assert optim.Sgd(momentum=0.9) == optim.Sgd(momentum=0.9) != optim.Sgd()
    assert len({optim.Sgd(), optim.Sgd()}) == 1
    assert repr(optim.Sgd(momentum=0.9)) == "Sgd(momentum=0.9, dampening=0.0, nesterov=False)"
    assert eval(repr(optim.Cosine(0.5)), vars(optim)) == optim.Cosine(0.5)
    assert str("plain" + optim.Sgd()) == f"plain + {optim.Sgd()}"


def test_methods_is_a_table_of_all_parts():
    pytest.importorskip("pandas")
    table = sparkoptim.methods()
    assert list(table.columns) == ["name", "kind", "constructor", "text", "description"]
    assert sorted(table.name) == sorted(part["name"] for part in CATALOG)
    assert table.description.str.endswith(".").all()
    averages = sparkoptim.methods("average")
    assert set(averages.kind) == {"average"} and "ema" in set(averages.name)
    assert set(sparkoptim.methods("step size").kind) == {"step size", "schedule"}
    with pytest.raises(ValueError, match="there are gradient estimator, update rule"):
        sparkoptim.methods("rule")


def test_schedule_is_that_of_the_jvm(spark):
    assert optim.Constant(0.3).schedule(3) == [0.3] * 3
    falling = (optim.AdamW() + optim.Cosine(0.1)).schedule(11)
    assert falling[0] == 0.1 and falling[10] == pytest.approx(0, abs=1e-12) and falling == sorted(falling)[::-1]


def test_plot_schedule_draws_it(spark):
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    axes = sparkoptim.plot_schedule("sgd + cosine(0.1)", 20)
    assert list(axes.lines[0].get_ydata()) == optim.Cosine(0.1).schedule(20) and axes.get_xlabel() == "step"
    again = optim.Taso(0.1).plot_schedule(30, ax=axes)
    assert again is axes and len(axes.lines) == 2 and axes.get_xlabel() == "epoch"


@pytest.mark.parametrize("total", [0, -1, 2.5, None, True, "10"])
def test_total_that_is_no_count_is_refused(spark, total):
    for call in (optim.Cosine(0.1).schedule, optim.Cosine(0.1).plot_schedule):
        with pytest.raises(ValueError, match="total must be a whole number from 1 on, was"):
            call(total)


@pytest.mark.parametrize("method", [None, 3, [optim.Sgd()]])
def test_schedule_of_what_is_no_method_is_refused(spark, method):
    with pytest.raises(TypeError, match="a part of OptimMethod is a text or an object of sparkoptim.optim, was"):
        sparkoptim.plot_schedule(method)


def test_step_size_that_reads_the_run_has_no_schedule(spark):
    with pytest.raises(ValueError, match="summary.curve"):
        optim.StochasticPolyak().schedule()
    with pytest.raises(ValueError, match="auto"):
        sparkoptim.plot_schedule("auto")


def test_parts_are_documented_with_their_settings():
    for name in optim.__all__:
        part = getattr(optim, name)
        assert issubclass(part, Part) and part.__doc__
        for setting in list(inspect.signature(part.__init__).parameters.values())[1:]:
            assert f"\n        {setting.name}\n" in part.__init__.__doc__, f"{name}: {setting.name}"
            assert setting.annotation is not inspect.Parameter.empty
