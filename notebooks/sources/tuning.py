# %% [markdown]
# # Tuning: pipelines, cross-validation, and a path of penalties
#
# **Question:** how strong should the penalty be, and which features are left when it grows?
#
# The stages work in pipelines, grids and cross-validators as MLlib's do.

# %%
import numpy
import sparkoptim
from pyspark.ml.functions import array_to_vector
from pyspark.sql.functions import col
from sklearn.datasets import load_breast_cancer

spark = sparkoptim.session(master="local[2]", config={"spark.sql.shuffle.partitions": "2", "spark.ui.enabled": "false"})
bunch = load_breast_cancer()
pairs = [(float(label), row) for label, row in zip(bunch.target, bunch.data.tolist())]
rows = spark.createDataFrame(pairs, ["label", "row"]).select("label", array_to_vector(col("row")).alias("raw"))
train, test = rows.coalesce(2).randomSplit([0.75, 0.25], seed=3)
train, test = train.cache(), test.cache()

# %% [markdown]
# ## A pipeline in a cross-validator
#
# Two params, nine points, three folds: 27 fits, two at a time, and one more on all training rows.

# %%
from pyspark.ml import Pipeline
from pyspark.ml.evaluation import BinaryClassificationEvaluator
from pyspark.ml.feature import StandardScaler
from pyspark.ml.tuning import CrossValidator, ParamGridBuilder
from sparkoptim.ml import LogisticRegression

scaler = StandardScaler(inputCol="raw", outputCol="features", withMean=True)
regression = LogisticRegression(maxIter=50)
penalties, shares = [1e-3, 1e-2, 1e-1], [0.0, 0.5, 1.0]
grid = (
    ParamGridBuilder()
    .addGrid(regression.regParam, penalties)
    .addGrid(regression.elasticNetParam, shares)
    .build()
)
validator = CrossValidator(
    estimator=Pipeline(stages=[scaler, regression]),
    estimatorParamMaps=grid,
    evaluator=BinaryClassificationEvaluator(metricName="areaUnderROC"),
    numFolds=3,
    parallelism=2,
    seed=5,
)
validated = validator.fit(train)

# %% [markdown]
# What to look at: the brightest cell. Rows are strengths of the penalty, columns the share of it that is an L1 penalty.

# %%
from matplotlib import pyplot

areas = numpy.array(validated.avgMetrics).reshape(len(penalties), len(shares))
figure, axes = pyplot.subplots()
picture = axes.imshow(areas, cmap="viridis")
axes.set_xticks(range(len(shares)), labels=[str(share) for share in shares])
axes.set_yticks(range(len(penalties)), labels=[str(penalty) for penalty in penalties])
axes.set(xlabel="elasticNetParam", ylabel="regParam", title="area under ROC, mean of three folds")
for row in range(len(penalties)):
    for column in range(len(shares)):
        axes.text(column, row, f"{areas[row, column]:.4f}", ha="center", va="center", color="white")
figure.colorbar(picture);

# %% tags=["value"]
for row, penalty in enumerate(penalties):
    print(penalty, [round(float(area), 6) for area in areas[row]])

# %% tags=["value"]
best = validated.bestModel.stages[1]
print("best: regParam", best.getRegParam(), "elasticNetParam", best.getElasticNetParam())
print("area on the test rows", round(validator.getEvaluator().evaluate(validated.transform(test)), 6))

# %% tags=["value"]
print(best.summary.weightsSha256)

# %% [markdown]
# ## Which features stay
#
# With an L1 penalty coefficients become exactly 0, one after the other, as the penalty grows. Each fit ends at an optimum
# by itself.

# %%
scaled = scaler.fit(train).transform(train).select("label", "features").cache()
path = numpy.logspace(-3.5, -0.5, 13)
models = [LogisticRegression(regParam=float(penalty), elasticNetParam=1.0).fit(scaled) for penalty in path]
coefficients = numpy.array([model.coefficients.toArray() for model in models])
figure, axes = pyplot.subplots(figsize=(8, 5))
last = (coefficients != 0).sum(axis=0)
for feature in numpy.argsort(-last):
    label = bunch.feature_names[feature] if feature in numpy.argsort(-last)[:5] else None
    axes.plot(path, coefficients[:, feature], marker=".", label=label)
axes.set(xscale="log", xlabel="regParam (L1)", ylabel="coefficient", title="a path of 13 fits")
axes.legend(title="last to leave");

# %% tags=["value"]
print("coefficients that are not 0:", [int(count) for count in (coefficients != 0).sum(axis=1)])

# %% tags=["value"]
print("all converged:", all(model.summary.stopReason == "converged" for model in models))
