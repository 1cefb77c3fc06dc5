# %% [markdown]
# # A first model in five minutes
#
# **Question:** how do I train a classifier with Spark Optim, and how good is it?
#
# A thousand eight hundred handwritten digits, 8 x 8 pixels each, come with scikit-learn. Spark gets them as a DataFrame
# with a `label` and a vector of `features`, as every stage of Spark ML wants them.

# %%
import sparkoptim
from pyspark.ml.functions import array_to_vector
from pyspark.sql.functions import col
from sklearn.datasets import load_digits

spark = sparkoptim.session(master="local[2]", config={"spark.sql.shuffle.partitions": "2", "spark.ui.enabled": "false"})
bunch = load_digits()
pairs = [(float(label), pixels) for label, pixels in zip(bunch.target, bunch.data.tolist())]
digits = spark.createDataFrame(pairs, ["label", "pixels"]).select("label", array_to_vector(col("pixels")).alias("features"))
train, test = digits.randomSplit([0.8, 0.2], seed=1)
train, test = train.cache(), test.cache()

# %% tags=["value"]
print(train.count(), "rows to train,", test.count(), "rows to test")

# %% [markdown]
# ## Train
#
# `LogisticRegression` has the params of MLlib's. Nothing has to be tuned: `optimMethod` and the step size are chosen
# from the data.

# %%
from sparkoptim.ml import LogisticRegression

model = LogisticRegression(regParam=0.01).fit(train)

# %% tags=["value"]
summary = model.summary
print(summary.stopReason, "after", summary.passes, "passes, objective", round(summary.objective, 9))

# %% [markdown]
# The summary names the method with every setting that was chosen, and a digest of the weights. The digest is the same on
# your machine: training gives the same bits whatever the number of cores, executors or partitions.

# %% tags=["value"]
print(summary.optimMethod)
print(summary.weightsSha256)

# %% [markdown]
# ## Look at the course
#
# The curve is a pandas frame; `summary.plot` draws two of its columns. What to look at: the gradient's norm falls by
# orders of magnitude in a few passes over the rows, and the fit ends by itself.

# %%
axes = summary.plot("passes", "gradientNorm")
axes.set_title("the gradient's norm over passes");

# %% [markdown]
# ## Judge it
#
# The model transforms new rows, as all models of Spark ML do.

# %% tags=["value"]
from pyspark.ml.evaluation import MulticlassClassificationEvaluator

predictions = model.transform(test)
accuracy = MulticlassClassificationEvaluator(metricName="accuracy").evaluate(predictions)
print("accuracy on the test rows", round(accuracy, 6))

# %% [markdown]
# What has it learned? Each class has a coefficient for each pixel; times the pixel's spread it says how much the pixel
# matters. Red pixels speak for the digit, blue ones against it.

# %%
from matplotlib import pyplot

coefficients = model.coefficientMatrix.toArray() * bunch.data.std(axis=0)
limit = abs(coefficients).max()
figure, grid = pyplot.subplots(2, 5, figsize=(8, 3.4))
for digit, cell in enumerate(grid.flat):
    cell.imshow(coefficients[digit].reshape(8, 8), cmap="RdBu_r", vmin=-limit, vmax=limit)
    cell.set_title(digit)
    cell.axis("off")
figure.tight_layout()

# %% [markdown]
# ## Keep it
#
# A saved model loads in Python, in Java, in Scala and in `spark-submit` jobs.

# %% tags=["value"]
import os
import tempfile

from sparkoptim.ml import LogisticRegressionModel

folder = os.path.join(tempfile.mkdtemp(), "model")
model.save(folder)
loaded = LogisticRegressionModel.load(folder)
print("the same predictions:", loaded.transform(test).exceptAll(predictions).count() == 0)

# %% [markdown]
# Next: `change-the-import` puts MLlib's class beside this one, and `which-method` tries the methods of the papers.
