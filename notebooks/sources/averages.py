# %% [markdown]
# # Averages are schedules
#
# **Question:** do averages of the iterates (EMA, SWA, two points) help, and is an average more than a smaller step?
#
# Sandler, Zhmoginov, Vladymyrov and Miller (*Training trajectories*, 2023) say: in the quadratic model of one curvature,
# the average of the iterates is the last iterate of another learning-rate schedule. First the formula, then a real model.
#
# ## One curvature
#
# The loss of mini-batch t is `(theta - c_t)^2 / 2` with a centre of its own, so a step at rate `r_t` is
# `theta = (1 - r_t) theta + r_t c_t`. An average with weights `w_k` gives centre t the weight
# `W_t = r_t sum_{k > t} w_k prod_{t < s < k} (1 - r_s)`, and the schedule `W_t / (W_start + W_0 + ... + W_t)` ends at the
# same point.

# %%
import numpy

STEPS, RATE = 400, 0.1


def centre_weights(weights, rates):
    """The weight of the start, and of each centre, in an average of the iterates 0 to T."""
    later = numpy.zeros(STEPS + 1)
    later[STEPS] = weights[STEPS]
    for t in range(STEPS - 1, -1, -1):
        later[t] = weights[t] + (1 - rates[t]) * later[t + 1]
    return numpy.concatenate([[later[0]], rates * later[1:]])


def equivalent(weights, rates):
    centres = centre_weights(weights, rates)
    return centres[1:] / numpy.cumsum(centres)[1:]


def weights_of(name):
    weights = numpy.zeros(STEPS + 1)
    if name == "EMA, decay 0.98":
        weights[1:] = 0.02 * 0.98 ** numpy.arange(STEPS - 1, -1, -1)
        weights[0] = 0.98**STEPS
    elif name == "SWA, last 100":
        weights[-100:] = 0.01
    else:
        weights[[-101, -1]] = 0.5
    return weights


names = ["EMA, decay 0.98", "SWA, last 100", "two points, 100 apart"]
rates = numpy.full(STEPS, RATE)
schedules = {name: equivalent(weights_of(name), rates) for name in names}


def run(rates, centres):
    points = [3.0]
    for rate, centre in zip(rates, centres):
        points.append((1 - rate) * points[-1] + rate * centre)
    return numpy.array(points)


centres = numpy.random.default_rng(1).normal(size=STEPS)
plain = run(rates, centres)

# %% tags=["value"]
for name, schedule in schedules.items():
    difference = abs(float(weights_of(name) @ plain) - run(schedule, centres)[-1])
    print(f"{name}: the same point up to 1e-12: {difference < 1e-12}")

# %% [markdown]
# What to look at: SWA is a rate that falls over its window, EMA a low rate throughout that falls at the end, and two points
# are a pause followed by half the rate.

# %%
from matplotlib import pyplot

figure, axes = pyplot.subplots()
for name, schedule in schedules.items():
    axes.plot(schedule, label=name)
axes.axhline(RATE, color="grey", linewidth=0.5, label="the rate of the run")
axes.set(xlabel="step", ylabel="equivalent rate", title="schedules whose last iterate is the average")
axes.legend();

# %% tags=["value"]
for name, schedule in schedules.items():
    print(f"{name}: last rate {schedule[-1]:.6f}")

# %% [markdown]
# ## Many curvatures: digits
#
# A real model has many curvatures, and each has a schedule of its own. A fifth of the labels are drawn at random, so that
# the noise of mini-batches never goes away; five seeds.

# %%
import sparkoptim
from pyspark.ml.evaluation import MulticlassClassificationEvaluator
from pyspark.ml.functions import array_to_vector
from pyspark.sql.functions import col
from sklearn.datasets import load_digits
from sparkoptim.ml import LogisticRegression

spark = sparkoptim.session(master="local[2]", config={"spark.sql.shuffle.partitions": "2", "spark.ui.enabled": "false"})
bunch = load_digits()
random = numpy.random.default_rng(2)
noisy = numpy.where(random.random(len(bunch.target)) < 0.2, random.integers(0, 10, len(bunch.target)), bunch.target)


def frame(labels, chosen):
    pairs = [(float(label), pixels) for label, pixels in zip(labels[chosen], (bunch.data[chosen] / 16).tolist())]
    made = spark.createDataFrame(pairs, ["label", "pixels"]).select("label", array_to_vector(col("pixels")).alias("features"))
    return made.coalesce(2).cache()


train, test = frame(noisy, slice(0, 1280)), frame(bunch.target, slice(1280, None))
accuracy = MulticlassClassificationEvaluator(metricName="accuracy")
kinds = {
    "last iterate": "constant(0.5)",
    "EMA": "constant(0.5) + ema(0.98)",
    "SWA": "constant(0.5) + swa(start=0.8)",
    "two points": "constant(0.5) + two-point(gap=200)",
    "half the rate": "multi-step(0.5, factor=0.5, milestones=[40])",
}


def train_all(seed):
    models = {}
    for name, rest in kinds.items():
        stage = LogisticRegression(optimMethod="plain + sgd + " + rest, batchSize=32, maxIter=50, tol=0.0, seed=seed)
        models[name] = stage.fit(train)
    return models


runs = [train_all(seed) for seed in range(1, 6)]

# %% tags=["value"]
losses = {name: [models[name].summary.objective for models in runs] for name in kinds}
for name, values in losses.items():
    print(f"{name:14} training loss {numpy.mean(values):.6f}, spread {numpy.std(values):.6f}")

# %% tags=["value"]
scores = {name: [accuracy.evaluate(models[name].transform(test)) for models in runs] for name in kinds}
for name, values in scores.items():
    print(f"{name:14} accuracy on the test rows {numpy.mean(values):.6f}")

# %%
figure, axes = pyplot.subplots()
axes.boxplot(list(losses.values()), labels=list(losses))
axes.set(ylabel="training loss after 50 passes", title="five seeds, a fifth of the labels random");

# %% [markdown]
# What to look at: the averages are below the last iterate, and a smaller rate at the end does much the same. The page of
# the study *trajectories* has eight seeds, tests and verdicts.

# %% tags=["value"]
print(runs[0]["EMA"].summary.weightsSha256)
print("EMA is below the last iterate for each seed:", all(e < l for e, l in zip(losses["EMA"], losses["last iterate"])))
