# %% [markdown]
# # Which method when
#
# **Question:** what do the papers' methods do on one problem, beside plain SGD and beside the default?
#
# The problem: ten digits, 64 pixels, an L2 penalty of 1e-4. It is convex, so there is one least objective, and every
# method can be judged by its distance from it after so many passes over the rows.

# %%
import sparkoptim
from pyspark.ml.functions import array_to_vector
from pyspark.sql.functions import col
from sklearn.datasets import load_digits
from sparkoptim.ml import LogisticRegression

spark = sparkoptim.session(master="local[2]", config={"spark.sql.shuffle.partitions": "2", "spark.ui.enabled": "false"})
bunch = load_digits()
pairs = [(float(label), pixels) for label, pixels in zip(bunch.target, (bunch.data / 16).tolist())]
digits = spark.createDataFrame(pairs, ["label", "pixels"]).select("label", array_to_vector(col("pixels")).alias("features"))
digits = digits.coalesce(2).cache()

# %% [markdown]
# A method is a text: gradient estimator, update rule, step size and average, joined by `+`. What is left out gets its
# default. `tol=0` lets each run make all of its passes.

# %%
PASSES = 30
methods = {
    "SGD": "plain + sgd + constant(0.3)",
    "SGD, cosine": "plain + sgd + cosine(0.3)",
    "alpha-SVRG": "alpha-svrg(alpha=linear(0.75, 0)) + sgd + constant(0.3)",
    "Step-Tuned SGD": "plain + step-tuned + power(0.3, 0.501)",
    "momentum as SPA": "plain + spa + constant(0.3)",
    "momentum, TASO": "plain + sgd(momentum=0.9) + taso(0.1)",
    "Schedule-Free": "plain + schedule-free-sgd + constant(0.5)",
    "the default": "auto",
}


def fit(method, passes=PASSES, tol=0.0):
    stage = LogisticRegression(regParam=1e-4, standardization=False, optimMethod=method, batchSize=64, maxIter=passes, tol=tol)
    return stage.fit(digits)


models = {name: fit(method) for name, method in methods.items()}
least = fit("auto", passes=500, tol=1e-12).summary.objective

# %% [markdown]
# ## Distance from the least objective
#
# What to look at: momentum and Schedule-Free get further than plain SGD in the same passes. Alpha-SVRG does not here: its
# full gradients are counted, and 30 passes are too few for the noise of mini-batches to be what holds SGD back. Step-Tuned
# uses every mini-batch for two half-steps, so it sees half as many of them. The default uses curvature and leaves all of
# them behind: it is made for linear models, and for nothing else.

# %%
from matplotlib import pyplot

figure, axes = pyplot.subplots(figsize=(8, 5))
for name, model in models.items():
    curve = model.summary.curve.dropna(subset=["objective"])
    curve = curve[curve.passes > 0]
    axes.plot(curve.passes, (curve.objective - least).clip(lower=1e-12), label=name)
axes.set(xlabel="passes over the rows", ylabel="objective - least", yscale="log", ylim=(1e-9, 3))
axes.legend();

# %% tags=["value"]
for name, model in models.items():
    print(f"{name:16} {model.summary.objective:.9f} after {model.summary.passes:.1f} passes")

# %% tags=["value"]
print("least", round(least, 9))
print(models["alpha-SVRG"].summary.weightsSha256)
print(models["momentum, TASO"].summary.weightsSha256)

# %% [markdown]
# ## Every setting has a name
#
# The summary prints the method back with all settings, so that a stored text means the same for ever.

# %% tags=["value"]
print(models["Step-Tuned SGD"].summary.optimMethod)

# %% [markdown]
# A misspelt name is an error that knows better:

# %% tags=["value"]
try:
    fit("alpha-svgr + sgd")
except ValueError as error:
    print(type(error).__name__, "names alpha-svrg:", "alpha-svrg" in str(error))

# %% tags=["value"]
ranking = sorted(models, key=lambda name: models[name].summary.objective)
print("nearest to the least objective:", ranking[0])

# %% [markdown]
# The page *Which method when* of the documentation goes further, to networks. `averages` and `step-sizes` look at two of
# these choices by themselves.
