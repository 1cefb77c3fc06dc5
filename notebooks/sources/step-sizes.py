# %% [markdown]
# # Step sizes that change
#
# **Question:** what do TASO, Step-Tuned SGD and Barzilai-Borwein do with the step, and what comes of it?
#
# TASO (Macedo, Dreyer, Ludermir and Zanchettin, 2021) is a schedule: a falling sigmoid. Step-Tuned SGD (Castera, Bolte,
# Fevotte and Pauwels, 2021) and Barzilai-Borwein read the run: both compare gradients at two points and so measure
# curvature.

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


def curve(method, passes=40):
    stage = LogisticRegression(
        regParam=1e-3, standardization=False, optimMethod=method, batchSize=16, maxIter=passes, tol=0.0
    )
    model = stage.fit(digits)
    return model.summary, model.summary.curve


# %% [markdown]
# ## Schedules
#
# What to look at: TASO keeps its step size for more than half of the run, falls quickly, and ends on a floor. Cosine
# falls all the time, steps fall at once. At a long constant step the loss keeps jumping; where the step falls, it settles.

# %%
from matplotlib import pyplot

schedules = {
    "constant": "constant(1.5)",
    "TASO": "taso(1.5)",
    "cosine": "cosine(1.5)",
    "steps": "multi-step(1.5, milestones=[20, 30])",
}
runs = {name: curve("plain + sgd + " + schedule) for name, schedule in schedules.items()}
figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4))
for name, (_, points) in runs.items():
    steps = points.dropna(subset=["stepSize"])
    left.plot(steps.epoch, steps.stepSize, label=name)
    losses = points.dropna(subset=["objective"])
    right.plot(losses.passes, losses.objective, label=name)
left.set(xlabel="epoch", ylabel="step size")
right.set(xlabel="passes over the rows", ylabel="objective", yscale="log")
right.legend();

# %% tags=["value"]
for name, (summary, _) in runs.items():
    print(f"{name:9} {summary.objective:.9f}")

# %% [markdown]
# ## Steps that read the run
#
# Step-Tuned takes two half-steps on one mini-batch and scales the next one by the curvature between them, around a
# decaying step size. `bb` belongs to variance reduction: it measures curvature between two snapshots, where the gradient
# of all rows is known. Its first step size is a guess, the later ones are measured.

# %%
measured = {
    "SGD, decaying": "plain + sgd + power(0.5, 0.501)",
    "Step-Tuned": "plain + step-tuned + power(0.5, 0.501)",
    "SVRG, constant": "svrg + sgd + constant(0.5)",
    "SVRG, Barzilai-Borwein": "svrg + sgd + bb",
}
tuned = {name: curve(method) for name, method in measured.items()}
figure, (left, right) = pyplot.subplots(1, 2, figsize=(11, 4))
for name, (_, points) in tuned.items():
    steps = points.dropna(subset=["stepSize"])
    left.plot(steps.passes, steps.stepSize, label=name)
    losses = points.dropna(subset=["objective"])
    right.plot(losses.passes, losses.objective, label=name)
left.set(xlabel="passes over the rows", ylabel="step size", yscale="log")
right.set(xlabel="passes over the rows", ylabel="objective", yscale="log")
right.legend();

# %% tags=["value"]
for name, (summary, _) in tuned.items():
    print(f"{name:23} {summary.objective:.9f}")

# %% tags=["value"]
print(tuned["Step-Tuned"][0].optimMethod)
print(tuned["SVRG, Barzilai-Borwein"][0].optimMethod)

# %% tags=["value"]
print(tuned["Step-Tuned"][0].weightsSha256)

# %% tags=["value"]
better = tuned["SVRG, constant"][0].objective < tuned["SGD, decaying"][0].objective
print("variance reduction is below decaying SGD:", better)
