# %% [markdown]
# # Networks: fine-tune your own on a Spark table
#
# **Question:** I have a network of PyTorch's, and few rows in a Spark table. How do I fit the one to the other?
#
# The table: handwritten digits, 8 x 8 pixels each. Most are centred; 120 come from another scanner, which moves them by
# a pixel.

# %%
import numpy
import sparkoptim
from pyspark.ml.functions import array_to_vector
from pyspark.sql.functions import col
from sklearn.datasets import load_digits

spark = sparkoptim.session(master="local[2]", config={"spark.sql.shuffle.partitions": "2", "spark.ui.enabled": "false"})
bunch = load_digits()


def table(images, labels):
    """Images and labels as a DataFrame of vectors; every fourth row is held back from training."""
    pixels = images.reshape(len(images), 64) / 16
    rows = [(float(label), row.tolist(), index % 4 == 3) for index, (label, row) in enumerate(zip(labels, pixels))]
    frame = spark.createDataFrame(rows, ["label", "pixels", "held"])
    return frame.select("label", array_to_vector(col("pixels")).alias("features"), "held").coalesce(2).cache()


moved = numpy.roll(bunch.images, 1, axis=2)
centred = table(bunch.images[:1200], bunch.target[:1200])
few = table(moved[1200:1320], bunch.target[1200:1320])
test = table(moved[1360:], bunch.target[1360:])

# %% tags=["value"]
print(centred.count(), "centred digits;", few.count(), "moved ones to train on, and", test.count(), "to test")

# %% [markdown]
# ## A network in a file
#
# In Python with PyTorch it is one line: `torch.jit.script(module).save("digits.pt")`. This notebook does without
# PyTorch's package: it trains a network of layers that a text names, on the centred digits. The model that is saved has
# such a file in it.

# %%
import os
import tempfile

from sparkoptim.ml import NetworkClassifier

layers = "conv(8, 3, pad=1) relu pool(2) conv(16, 3, pad=1) relu pool(2) dense(32) relu dense(10)"
model = NetworkClassifier(network=layers, inputShape=[1, 8, 8], maxIter=15).fit(centred)
folder = os.path.join(tempfile.mkdtemp(), "model")
model.save(folder)
script = os.path.join(folder, "network.pt")

# %% tags=["value"]
print(model.layers.to_string())

# %% [markdown]
# Weights begin as a function of the seed, the same on every machine. What training makes of them has the same bits for
# any number of executors, on one kind of processor.

# %% tags=["value"]
print(NetworkClassifier(network=layers, inputShape=[1, 8, 8], maxIter=0).fit(few).weightsSha256)

# %% tags=["value"]
again = NetworkClassifier(network=layers, inputShape=[1, 8, 8], maxIter=15).fit(centred.repartition(5))
print("the same bits from five partitions:", again.weightsSha256 == model.weightsSha256)

# %% [markdown]
# ## Fine-tune it
#
# `network` is the file. Its names of parts are PyTorch's, and `frozen` keeps the filters as they are: 120 digits are too
# few to learn filters from. A quarter of them is held back and tells when to stop; the best epoch is served.


# %%
def accuracy(model):
    return model.transform(test).where("label = prediction").count() / test.count()


common = dict(inputShape=[1, 8, 8], maxIter=60, validationIndicatorCol="held", patience=8, batchSize=16)
tuned = NetworkClassifier(network=script, frozen="*, !dense*", **common).fit(few)
fresh = NetworkClassifier(network=layers, **common).fit(few)

# %% tags=["value"]
print("the file as it is, below 0.6:", accuracy(model) < 0.6)
print("fine-tuned, above 0.75:", accuracy(tuned) > 0.75)
print("better than the same layers from new weights:", accuracy(tuned) > accuracy(fresh))

# %% tags=["value"]
history = tuned.summary.validationHistory
print("the served epoch has the least loss:", min(history) < history[0])

# %% [markdown]
# What to look at: the fine-tuned network begins lower, and the loss of rows that are held back falls and levels off.

# %%
from matplotlib import pyplot

axes = pyplot.subplots(figsize=(7, 3.5))[1]
axes.plot(history, marker=".", label="fine-tuned")
axes.plot(fresh.summary.validationHistory, marker=".", label="from new weights")
axes.set_xlabel("epoch")
axes.set_ylabel("loss of rows held back")
axes.legend();

# %% [markdown]
# ## Take it along
#
# A saved model has `network.pt`, which `torch.jit.load` reads; `saveWeights` writes all tensors by name in the format
# safetensors. A pipeline with the model scores Spark tables as ever.

# %% tags=["value"]
tuned.save(os.path.join(folder, "tuned"))
tuned.saveWeights(os.path.join(folder, "tuned.safetensors"))
print(sorted(name for name in os.listdir(os.path.join(folder, "tuned")) if name.endswith(".pt")))
