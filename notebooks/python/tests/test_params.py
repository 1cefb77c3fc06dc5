# SPDX-License-Identifier: Apache-2.0
"""Params: as the JVM has them, and as PySpark's classes treat them."""

import inspect
import json
import sys

import pytest
from conftest import SOURCES
from py4j.java_collections import JavaArray

import sparkoptim.ml as ml
from sparkoptim.ml import LogisticRegression

sys.path.insert(0, str(SOURCES))
CATALOG = json.loads((SOURCES / "stages.json").read_text(encoding="utf-8"))
NAMES = [stage["name"] for stage in CATALOG]


def java_params(java):
    return {param.name(): param for param in java.params()}


def assert_same_params(wrapper):
    java = wrapper._java_obj
    known = java_params(java)
    assert {param.name for param in wrapper.params} == set(known)
    for param in wrapper.params:
        assert param.doc == known[param.name].doc()
        assert wrapper.hasDefault(param) == java.hasDefault(known[param.name])
        if wrapper.hasDefault(param):
            default = java.getDefault(known[param.name]).get()
            expected = list(default) if isinstance(default, JavaArray) else default
            assert wrapper._defaultParamMap[param] == expected


def test_generated_file_is_what_the_generator_writes():
    from generate import generated

    committed = (SOURCES / "src/sparkoptim/ml/_params.py").read_text(encoding="utf-8")
    assert committed == generated(CATALOG), "run bin/wheel --generate"


def test_every_stage_of_the_catalog_has_its_classes():
    for stage in CATALOG:
        for name in (stage["name"], stage["model"]["name"]):
            assert getattr(ml, name).__module__ == "sparkoptim.ml", "PySpark finds saved stages by this name"


@pytest.mark.parametrize("name", NAMES)
def test_stage_has_the_params_docs_and_defaults_of_the_jvm(spark, name):
    assert_same_params(getattr(ml, name)())


@pytest.mark.parametrize("name", NAMES)
def test_model_has_the_params_docs_and_defaults_of_the_jvm(cancer, name):
    # Networks that need no other jar.
    own = {
        "NetworkClassifier": {"network": "dense(2)", "backend": "core"},
        "NetworkRegressor": {"network": "dense(1)", "backend": "core"},
        "MultilayerPerceptronClassifier": {"layers": [30, 2]},
        "MultilayerPerceptronRegressor": {"layers": [30, 1]},
    }
    assert_same_params(getattr(ml, name)(maxIter=2, **own.get(name, {})).fit(cancer))


def test_constructor_shows_its_params():
    for stage in CATALOG:
        params = inspect.signature(getattr(ml, stage["name"])).parameters.values()
        assert {param.name for param in params} == {param["name"] for param in stage["params"]}
        assert all(param.kind is param.KEYWORD_ONLY for param in params)
        documented = inspect.getdoc(getattr(ml, stage["name"]).__init__)
        assert all(param["name"] in documented for param in stage["params"])


def public_members():
    """All that is public in the package: pairs of a full name and a function, class or property's getter."""
    import sparkoptim
    import sparkoptim.mlflow

    for module in (sparkoptim, ml, sparkoptim.optim, sparkoptim.mlflow):
        assert module.__doc__
        for name in module.__all__:
            found = getattr(module, name)
            if not callable(found):
                continue
            yield f"{module.__name__}.{name}", found
            for base in inspect.getmro(found) if inspect.isclass(found) else []:
                if not base.__module__.startswith("sparkoptim"):
                    continue
                for member, value in vars(base).items():
                    called = value.fget if isinstance(value, property) else getattr(value, "__func__", value)
                    if inspect.isfunction(called) and (not member.startswith("_") or member == "__init__"):
                        yield f"{module.__name__}.{name}.{member}", inspect.unwrap(called)


def test_public_names_have_docstrings():
    members = list(public_members())
    assert len(members) > 500
    plain = {"__init__"}  # of a class whose own docstring says how it is made
    undocumented = [name for name, member in members if not inspect.getdoc(member) and name.split(".")[-1] not in plain]
    assert undocumented == []


def test_public_names_have_hints_for_all_they_take_and_return():
    for name, member in public_members():
        if inspect.isclass(member):
            continue
        signature = inspect.signature(member)
        bare = [param.name for param in signature.parameters.values() if param.annotation is param.empty]
        assert set(bare) <= {"self", "cls"}, f"{name}: {bare}"
        assert signature.return_annotation is not signature.empty, name


def test_constructor_refuses_positions_unknown_names_and_wrong_types(spark):
    with pytest.raises(TypeError, match="keyword"):
        LogisticRegression(10)
    with pytest.raises(TypeError, match="regularization"):
        LogisticRegression(regularization=0.5)
    with pytest.raises(TypeError, match="maxIter"):
        LogisticRegression(maxIter="many")


def test_constructor_sets_what_is_given_only(spark):
    stage = LogisticRegression(maxIter=7, weightCol=None)
    assert stage.isSet(stage.maxIter) and stage.getMaxIter() == 7
    assert not stage.isSet(stage.weightCol)
    assert not stage.isSet(stage.regParam) and stage.getRegParam() == 0.0
    assert stage.setParams(regParam=0.5) is stage
    assert stage.getRegParam() == 0.5 and stage.getMaxIter() == 7


def test_learning_rate_takes_numbers_and_texts(spark):
    assert LogisticRegression(learningRate=0.1).getLearningRate() == "0.1"
    assert LogisticRegression().setLearningRate("auto").getLearningRate() == "auto"


def test_seed_may_be_a_long_number(cancer):
    model = LogisticRegression(seed=2**40, maxIter=2).fit(cancer)
    assert model.getSeed() == 2**40


def test_thresholds_and_threshold_agree_with_mllib(cancer):
    from pyspark.ml.classification import LogisticRegression as MLlib

    for change in (lambda stage: stage.setThreshold(0.3), lambda stage: stage.setThresholds([0.3, 0.7])):
        ours, theirs = change(LogisticRegression(maxIter=3)), change(MLlib(maxIter=3))
        assert ours.getThreshold() == pytest.approx(theirs.getThreshold())
        assert ours.getThresholds() == pytest.approx(theirs.getThresholds())
        model = ours.fit(cancer)
        assert model.getThreshold() == pytest.approx(theirs.getThreshold())
        assert model._java_obj.getThreshold() == pytest.approx(theirs.getThreshold())
    # Each replaces the other, as in MLlib on the JVM; its Python class keeps the threshold beside new thresholds.
    assert LogisticRegression().setThreshold(0.3).setThresholds([0.4, 0.6]).getThreshold() == pytest.approx(0.6)
    assert LogisticRegression().setThresholds([0.4, 0.6]).setThreshold(0.3).getThresholds() == [0.7, 0.3]
    assert LogisticRegression().getThreshold() == 0.5
    with pytest.raises(ValueError, match="two thresholds"):
        LogisticRegression(thresholds=[0.2, 0.3, 0.5]).getThreshold()
    with pytest.raises(ValueError, match="set one of them"):
        LogisticRegression(threshold=0.2, thresholds=[0.5, 0.5]).getThreshold()


def test_copy_with_extra_leaves_the_original(cancer):
    stage = LogisticRegression(regParam=0.1)
    copy = stage.copy({stage.regParam: 0.9})
    assert (stage.getRegParam(), copy.getRegParam()) == (0.1, 0.9)
    assert copy._java_obj.getRegParam() == 0.9
    models = stage.fit(cancer, [{stage.maxIter: 2}, {stage.maxIter: 3}])
    assert [model.getMaxIter() for model in models] == [2, 3]
    assert stage.getMaxIter() == 100
    assert "maxIter: most passes" in stage.explainParams()
