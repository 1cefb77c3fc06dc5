# %% [markdown]
# # Change the import
#
# **Question:** a program uses MLlib's `LogisticRegression`. What changes when it imports ours?
#
# The data are scikit-learn's 569 breast tumours with 30 measurements each, as they come: areas in the thousands beside
# fractions of a hundredth.

# %%
import sparkoptim
from pyspark.ml.functions import array_to_vector
from pyspark.sql.functions import col
from sklearn.datasets import load_breast_cancer

spark = sparkoptim.session(master="local[2]", config={"spark.sql.shuffle.partitions": "2", "spark.ui.enabled": "false"})
bunch = load_breast_cancer()
pairs = [(float(label), row) for label, row in zip(bunch.target, bunch.data.tolist())]
rows = spark.createDataFrame(pairs, ["label", "row"]).select("label", array_to_vector(col("row")).alias("features"))
rows = rows.coalesce(2).cache()

# %% [markdown]
# ## The same program, twice
#
# The two classes have the same params, so one function serves both.

# %%
from pyspark.ml.classification import LogisticRegression as MLlibs
from sparkoptim.ml import LogisticRegression as Ours


def fit(stage, passes):
    return stage(regParam=0.001, maxIter=passes, tol=1e-12).fit(rows)


ours, theirs = fit(Ours, 200), fit(MLlibs, 2000)

# %% tags=["value"]
import numpy

spread = bunch.data.std(axis=0)
mine, other = ours.coefficients.toArray() * spread, theirs.coefficients.toArray() * spread
print("coefficients of standardized columns, the largest:", round(float(numpy.abs(mine).max()), 4))
print("they differ by less than 1e-4:", bool(numpy.abs(mine - other).max() < 1e-4))

# %% tags=["value"]
print(ours.summary.stopReason, "after", ours.summary.passes, "passes")
print(ours.summary.weightsSha256)

# %% [markdown]
# ## How fast does each get there?
#
# Whole fits with a rising `maxIter`, each the median of three. A gap is the distance of the objective from the best one,
# relative to it. What to look at: how many seconds each needs to come within a millionth. Seconds are those of the
# machine that drew this picture.

# %%
import time

from matplotlib import pyplot
from sklearn.metrics import log_loss


def objective(model):
    """The mean loss with the penalty on standardized coefficients, as both minimize it."""
    probabilities = 1 / (1 + numpy.exp(-(bunch.data @ model.coefficients.toArray() + model.intercept)))
    scaled = model.coefficients.toArray() * bunch.data.std(axis=0, ddof=1)
    return log_loss(bunch.target, probabilities) + 0.001 / 2 * float(scaled @ scaled)


best = min(objective(ours), objective(theirs))
figure, axes = pyplot.subplots()
for name, stage, limits in [("MLlib", MLlibs, [5, 10, 20, 40, 80, 160]), ("Spark Optim", Ours, [2, 4, 6, 8, 12, 16])]:
    points = []
    for limit in limits:
        seconds = []
        for _ in range(3):
            start = time.perf_counter()
            model = fit(stage, limit)
            seconds.append(time.perf_counter() - start)
        points.append((sorted(seconds)[1], max(objective(model) / best - 1, 1e-13)))
    axes.plot(*zip(*points), marker="o", label=name)
axes.set(xlabel="seconds of a whole fit", ylabel="relative gap", yscale="log", title="569 rows, 30 features, regParam 0.001")
axes.axhline(1e-6, color="grey", linewidth=0.5)
axes.legend();

# %% tags=["value"]
print("objectives differ by less than 1e-8:", abs(objective(ours) / objective(theirs) - 1) < 1e-8)

# %% tags=["value"]
early = fit(Ours, 30)
print("ours is within a millionth after 30 passes:", bool(objective(early) / best - 1 < 1e-6))

# %% [markdown]
# ## Without an edit
#
# `python -m sparkoptim.accelerate program.py` runs a program that imports MLlib's class, unchanged. Models of ours become
# MLlib's own by `toMLlib()`, for code that asks for that class.

# %% tags=["value"]
converted = ours.toMLlib()
print(type(converted).__module__, type(converted).__name__)
print("the same predictions:", ours.transform(rows).select("prediction").exceptAll(converted.transform(rows).select("prediction")).count() == 0)
