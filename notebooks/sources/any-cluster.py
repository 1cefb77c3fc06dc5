# %% [markdown]
# # The same model on any cluster
#
# **Question:** the fit of last night ran on other executors, with other partitions, and one of them was lost. Is it the
# same model?
#
# It is, to the last bit: rows are dealt by their content, and sums follow a fixed tree. Here rows come in other orders
# and partitions, and both engines train.

# %%
import sparkoptim
from pyspark.ml.functions import array_to_vector
from pyspark.sql.functions import col, rand
from sklearn.datasets import load_digits
from sparkoptim.ml import LogisticRegression

spark = sparkoptim.session(master="local[2]", config={"spark.sql.shuffle.partitions": "2", "spark.ui.enabled": "false"})
bunch = load_digits()
pairs = [(float(label), pixels) for label, pixels in zip(bunch.target, bunch.data.tolist())]
digits = spark.createDataFrame(pairs, ["label", "pixels"]).select("label", array_to_vector(col("pixels")).alias("features"))

# %%
ways = {
    "one partition": digits.coalesce(1),
    "seven partitions": digits.repartition(7),
    "shuffled, three partitions": digits.orderBy(rand(4)).repartition(3),
}


def fit(rows, **params):
    return LogisticRegression(regParam=0.01, numShards=4, **params).fit(rows).summary


summaries = {f"{name}, engine {engine}": fit(rows, engine=engine) for name, rows in ways.items() for engine in ["ranks", "job"]}

# %% tags=["value"]
for name, summary in summaries.items():
    print(f"{name:42} {summary.weightsSha256[:16]}")
print("digests:", len({summary.weightsSha256 for summary in summaries.values()}))

# %% [markdown]
# MLlib adds partition by partition, so that its last digits change with the partitions:

# %% tags=["value"]
from pyspark.ml.classification import LogisticRegression as MLlibs

theirs = {tuple(MLlibs(regParam=0.01).fit(rows).coefficientMatrix.toArray().ravel()) for rows in ways.values()}
print("different models of MLlib's:", len(theirs) > 1)

# %% [markdown]
# ## What changes a model
#
# The number of shards does: it says how rows are grouped. Left to itself it depends on the data alone. Stochastic methods
# depend on their seed.

# %% tags=["value"]
rows = ways["one partition"]
sixteen = LogisticRegression(regParam=0.01, numShards=16).fit(rows).summary
four = summaries["one partition, engine ranks"]
print("4 and 16 shards give the same bits:", four.weightsSha256 == sixteen.weightsSha256)
print("their objectives differ by less than 1e-6:", abs(four.objective / sixteen.objective - 1) < 1e-6)

# %% tags=["value"]
svrg = dict(optimMethod="alpha-svrg + sgd + constant(0.001)", maxIter=10, batchSize=64)
digests = [fit(rows, seed=seed, **svrg).weightsSha256[:16] for seed in (1, 1, 2)]
print("the same seed:", digests[0] == digests[1], "- another:", digests[0] == digests[2])
print(digests[0])

# %% [markdown]
# ## On a cluster
#
# Nothing changes in the program. `spark-submit` takes the jar that is in the wheel:
#
# ```sh
# spark-submit --master yarn --jars "$(python -m sparkoptim)" program.py
# ```
#
# What to look at: where the time of a fit goes. On a cluster, seconds of waiting and of exchange say whether more
# executors would help.

# %%
import pandas

names = ["engine", "engineReason", "numShards", "computeSeconds", "waitSeconds", "exchangeSeconds", "bytesReduced"]
pandas.DataFrame({way: {name: getattr(summary, name) for name in names} for way, summary in summaries.items()}).T

# %% tags=["value"]
print("engines:", sorted({summary.engine.split("(")[0] for summary in summaries.values()}))

# %%
from matplotlib import pyplot

figure, axes = pyplot.subplots(figsize=(8, 3))
parts = ["computeSeconds", "waitSeconds", "exchangeSeconds"]
left = [0.0] * len(summaries)
for part in parts:
    seconds = [getattr(summary, part) for summary in summaries.values()]
    axes.barh(list(summaries), seconds, left=left, label=part)
    left = [before + more for before, more in zip(left, seconds)]
axes.set(xlabel="seconds")
axes.legend();
