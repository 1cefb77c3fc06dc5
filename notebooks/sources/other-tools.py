# %% [markdown]
# # Other tools: Optuna looks for params, SHAP explains predictions
#
# **Question:** how do libraries that know nothing of Spark work with these models?
#
# A fit is a call that returns a model, and a linear model is a row of numbers. That is all that both need.

# %%
import sparkoptim
from sklearn.datasets import load_breast_cancer

spark = sparkoptim.session(master="local[2]", config={"spark.sql.shuffle.partitions": "2", "spark.ui.enabled": "false"})
bunch = load_breast_cancer(as_frame=True)
frame = (bunch.data - bunch.data.mean()) / bunch.data.std()
frame["label"] = bunch.target
names = list(bunch.data.columns)
held = frame.index % 4 == 3
train, test = frame[~held], frame[held]

# %% [markdown]
# ## Optuna
#
# Each trial asks for two params, fits, and returns the loss on rows that the fit has not seen. The rows become Spark's
# once, and not in each of the 15 trials.

# %%
import optuna
from pyspark.ml.evaluation import MulticlassClassificationEvaluator
from pyspark.ml.feature import VectorAssembler
from sparkoptim.ml import LogisticRegression

assembler = VectorAssembler(inputCols=names, outputCol="features")
rows = assembler.transform(spark.createDataFrame(train)).select("label", "features").coalesce(1).cache()
unseen = assembler.transform(spark.createDataFrame(test)).select("label", "features").coalesce(1).cache()
loss = MulticlassClassificationEvaluator(metricName="logLoss")


def params(trial):
    """Two params with three digits: more are of no use, and the last ones differ from machine to machine."""
    return {
        "regParam": float(f"{trial.suggest_float('regParam', 1e-4, 1.0, log=True):.3g}"),
        "elasticNetParam": round(trial.suggest_float("elasticNetParam", 0.0, 1.0), 3),
    }


def objective(trial):
    return loss.evaluate(LogisticRegression(**params(trial)).fit(rows).transform(unseen))


optuna.logging.set_verbosity(optuna.logging.WARNING)
study = optuna.create_study(direction="minimize", sampler=optuna.samplers.TPESampler(seed=1, n_startup_trials=8))
study.optimize(objective, n_trials=15)

# %% [markdown]
# What to look at: where the loss is least. Darker trials came later, and most of them look there once more.

# %%
from matplotlib import pyplot

figure, axes = pyplot.subplots()
trials = study.trials_dataframe()
picture = axes.scatter(trials.params_regParam, trials.value, c=trials.number, cmap="viridis_r")
axes.set(xscale="log", xlabel="regParam", ylabel="log loss on unseen rows", title="15 trials")
figure.colorbar(picture, label="trial");

# %% tags=["value"]
best = params(study.best_trial)
print(best, "in trial", study.best_trial.number)

# %% tags=["value"]
print("log loss", round(study.best_value, 6))

# %% tags=["value"]
model = LogisticRegression(**best).fit(rows)
print(model.weightsSha256)

# %% [markdown]
# ## SHAP
#
# How much does each feature move one prediction? SHAP's explainer of linear models takes the coefficients, the intercept
# and rows to compare with.

# %%
import numpy
import shap

background = shap.maskers.Independent(train[names].to_numpy(), max_samples=len(train))
explainer = shap.LinearExplainer((model.coefficients.toArray(), model.intercept), background)
explained = explainer(test[names].to_numpy())

# %% [markdown]
# What to look at: features far from 0 decide, and their colour tells in which direction.

# %%
explained.feature_names = names
shap.plots.beeswarm(explained, max_display=8, show=False, plot_size=(8, 4))
pyplot.show()

# %% [markdown]
# For a linear model the answer is known: the coefficient times the distance from the mean. Together with the margin of
# the mean they are the row's own margin, which the model has as its raw prediction.

# %% tags=["value"]
known = model.coefficients.toArray() * (test[names] - train[names].mean()).to_numpy()
print("as known:", bool(numpy.allclose(explained.values, known, rtol=1e-9, atol=1e-9)))

# %% tags=["value"]
margins = [row.rawPrediction[1] for row in model.transform(unseen).select("rawPrediction").collect()]
sums = explained.values.sum(axis=1) + explained.base_values
print("sums are the margins:", bool(numpy.allclose(sums, margins, rtol=1e-9, atol=1e-9)))

# %% tags=["value"]
strongest = numpy.abs(explained.values).mean(axis=0).argsort()[::-1][:3]
print("the strongest:", [names[feature] for feature in strongest])
