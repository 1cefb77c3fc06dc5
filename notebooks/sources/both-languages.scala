// %% [markdown]
// # Scala and Python in one note
//
// **Question:** how does a model go from a paragraph of Scala to one of Python?
//
// Both have the same `spark`, with Spark Optim's jar and package. The rows are made in Scala: a straight line through
// eight features, of which three matter.

// %%
import org.apache.spark.ml.linalg.Vectors
import scala.util.Random
import sparkoptim.ml.LinearRegression

val random = new Random(3)
val truth = Array(2.0, 0.0, -1.0, 0.0, 0.0, 0.5, 0.0, 0.0)
val pairs = Seq.fill(1000) {
  val features = Array.fill(8)(random.nextGaussian())
  (features.zip(truth).map { case (x, w) => x * w }.sum + 0.1 * random.nextGaussian(), Vectors.dense(features))
}
val rows = spark.createDataFrame(pairs).toDF("label", "features").coalesce(2).cache()

// %% tags=["value"]
val model = new LinearRegression().setRegParam(0.05).setElasticNetParam(1.0).fit(rows)
println(s"${model.coefficients.numNonzeros} of ${rows.first().getAs[org.apache.spark.ml.linalg.Vector](1).size} coefficients are not 0")

// %% tags=["value"]
println(model.summary.weightsSha256)

// %% [markdown]
// A table needs no more than lines with tabs between the fields.

// %%
println("%table feature\ttruth\tfitted")
println(truth.zip(model.coefficients.toArray).zipWithIndex.map { case ((w, c), i) => f"$i\t$w\t$c%.4f" }.mkString("\n"))

// %% [markdown]
// ## On to Python
//
// The folder is where Spark's default file system has it.

// %% tags=["value"]
model.write.overwrite().save("both-languages-model")
println("saved")

// %% language="python" tags=["value"]
// from sparkoptim.ml import LinearRegressionModel
//
// model = LinearRegressionModel.load("both-languages-model")
// print(model.numFeatures, "features, intercept", round(model.intercept, 6))

// %% language="python" tags=["value"]
// print("not 0:", [index for index, value in enumerate(model.coefficients.toArray()) if value])

// %% language="python"
// from matplotlib import pyplot
//
// pyplot.bar(range(model.numFeatures), model.coefficients.toArray())
// pyplot.xlabel("feature")
// pyplot.ylabel("coefficient")
// z.show(pyplot)
// pyplot.close("all")

// %% [markdown]
// What to look at: three bars, of the sizes of the truth less what the penalty takes.
