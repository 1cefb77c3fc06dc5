// %% [markdown]
// # A first model in Scala
//
// **Question:** how do I train a classifier from Scala, in a notebook or in `spark-shell`, and what changes for a program
// that uses MLlib's class?
//
// The session `spark` is there already, with Spark Optim's jar. The rows are made here: two classes, twenty features, of
// which five matter.

// %%
import org.apache.spark.ml.linalg.Vectors
import scala.util.Random

val random = new Random(7)
val truth = Array(1.5, 1.0, 0.5, -0.5, -1.0) ++ Array.fill(15)(0.0)
val pairs = Seq.fill(2000) {
  val features = Array.fill(20)(random.nextGaussian())
  val margin = features.zip(truth).map { case (x, w) => x * w }.sum + random.nextGaussian()
  (if (margin > 0) 1.0 else 0.0, Vectors.dense(features))
}
val rows = spark.createDataFrame(pairs).toDF("label", "features").coalesce(2).cache()

// %% tags=["value"]
println(s"${rows.count()} rows, ${rows.where("label = 1").count()} of them of class 1")

// %% [markdown]
// ## Change the import
//
// The class has the params of MLlib's. Here are both, on the same rows.

// %%
import org.apache.spark.ml.classification.{LogisticRegression => MLlibs}
import sparkoptim.ml.LogisticRegression

val theirs = new MLlibs().setRegParam(0.001).setTol(1e-9).fit(rows)
val model = new LogisticRegression().setRegParam(0.001).setTol(1e-9).fit(rows)

// %% tags=["value"]
println(f"MLlib's objective ${theirs.summary.objectiveHistory.last}%.7f, ours ${model.summary.objective}%.7f")

// %% tags=["value"]
println(s"${model.summary.stopReason} after ${model.summary.passes} passes")

// %% [markdown]
// The summary names the method with every setting that was chosen, and a digest of the weights, which is the same on any
// machine and for any number of cores.

// %% tags=["value"]
println(model.summary.optimMethod)
println(model.summary.weightsSha256)

// %% [markdown]
// ## Look at the coefficients
//
// Each kind of notebook has its own way to show a picture; this one is SVG, which is text.

// %% tags=["jupyter"]
def picture(svg: String): Unit = kernel.display.content("image/svg+xml", svg)

// %% tags=["zeppelin"]
def picture(svg: String): Unit = println(s"%html $svg")

// %% [markdown]
// What to look at: five bars for five features that matter, and nearly nothing for the rest.

// %%
val bars = model.coefficients.toArray.zipWithIndex.map { case (value, i) =>
  val (height, color) = (math.abs(value) * 40, if (value > 0) "steelblue" else "indianred")
  f"""<rect x="${i * 20}%d" y="${120 - height}%.1f" width="16" height="$height%.1f" fill="$color"/>"""
}.mkString
picture(s"""<svg xmlns="http://www.w3.org/2000/svg" width="400" height="120">$bars</svg>""")

// %% tags=["value"]
val largest = model.coefficients.toArray.zipWithIndex.sortBy(-_._1.abs).take(5).map(_._2).sorted
println(s"the five largest coefficients are of the features ${largest.mkString(", ")}")

// %% [markdown]
// ## Keep it
//
// A saved model loads in Scala, in Java, in Python and in `spark-submit` jobs.

// %% tags=["value"]
import sparkoptim.ml.LogisticRegressionModel

val folder = java.nio.file.Files.createTempDirectory("note").resolve("model").toString
model.save(folder)
val loaded = LogisticRegressionModel.load(folder)
println(s"the same coefficients: ${loaded.coefficients == model.coefficients}")

// %% [markdown]
// Next: `which-method-scala` compares methods; `first-model` is this in Python.
