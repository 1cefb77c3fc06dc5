# %% [markdown]
# # Watch a fit, stop it, go on
#
# **Question:** a fit takes hours. How do I see what it does, stop it without losing it, and go on tomorrow?

# %%
import os
import tempfile

import sparkoptim
from pyspark.ml.functions import array_to_vector
from pyspark.sql.functions import col
from sklearn.datasets import load_digits
from sparkoptim.ml import LogisticRegression

spark = sparkoptim.session(master="local[2]", config={"spark.sql.shuffle.partitions": "2", "spark.ui.enabled": "false"})
bunch = load_digits()
pairs = [(float(label), pixels) for label, pixels in zip(bunch.target, bunch.data.tolist())]
digits = spark.createDataFrame(pairs, ["label", "pixels"]).select("label", array_to_vector(col("pixels")).alias("features"))
digits = digits.coalesce(2).cache()
folder = tempfile.mkdtemp()

# %% [markdown]
# ## Watch
#
# While a fit runs, a line shows passes, loss and rows a second (with `tqdm` installed). With `trainingLog` a fit also
# writes JSON lines, for dashboards and for later.

# %%
LONG = dict(optimMethod="plain + sgd(momentum=0.9) + cosine(0.001)", batchSize=16, tol=0.0)
log = os.path.join(folder, "log.jsonl")
watched = LogisticRegression(maxIter=20, trainingLog=log, **LONG).fit(digits)

# %% tags=["value"]
import json

with open(log) as lines:
    kinds = [json.loads(line)["kind"] for line in lines]
print("points of the curve:", kinds.count("point"), "and the last line is of the kind", kinds[-1])

# %% [markdown]
# ## Stop by hand
#
# The stop button of the notebook, or Ctrl-C, ends a fit at once and leaves the session usable. Here a timer presses it.

# %% tags=["value"]
import signal
import threading

threading.Timer(2, os.kill, (os.getpid(), signal.SIGINT)).start()
try:
    LogisticRegression(maxIter=1_000_000, **LONG).fit(digits)
    print("it ended by itself")
except KeyboardInterrupt:
    print("interrupted, and the session goes on:", digits.count(), "rows")

# %% [markdown]
# ## Stop by the clock
#
# `maxSeconds` ends a fit with what it has. With `checkpointDir` the state stays, and the same fit goes on from it. A fit
# that was stopped and goes on has **the same bits** as one that never was.

# %%
checkpoints = os.path.join(folder, "checkpoints")
stage = LogisticRegression(maxIter=1500, checkpointDir=checkpoints, checkpointSeconds=0.0, **LONG)
first = stage.copy({stage.maxSeconds: 1.0}).fit(digits)
second = stage.fit(digits)

# %% tags=["value"]
print("the first stop:", first.summary.stopReason)
print("the second stop:", second.summary.stopReason, "after", round(second.summary.passes), "passes")

# %%
undisturbed = LogisticRegression(maxIter=1500, **LONG).fit(digits)

# %% tags=["value"]
print("the same bits:", second.summary.weightsSha256 == undisturbed.summary.weightsSha256)
print(second.summary.weightsSha256)

# %% [markdown]
# What to look at: the two curves lie on each other, and the first of them was interrupted.

# %%
from matplotlib import pyplot

figure, axes = pyplot.subplots()
for name, model, style in [("undisturbed", undisturbed, "-"), ("stopped and resumed", second, "--")]:
    curve = model.summary.curve.dropna(subset=["objective"])
    axes.plot(curve.passes, curve.objective, style, label=name)
stopped = first.summary.passes
axes.axvline(stopped, color="grey", linewidth=0.5)
axes.set(xlabel="passes over the rows", ylabel="objective", yscale="log")
axes.legend();

# %% [markdown]
# A fit that ended takes its checkpoints away, unless `keepCheckpoints` is set.

# %% tags=["value"]
print("left in the folder:", os.listdir(checkpoints))
