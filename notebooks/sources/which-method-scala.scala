// %% [markdown]
// # Which method, in Scala
//
// **Question:** how far from the least objective is each method after a number of passes over the rows?
//
// The session `spark` is there already. The rows are made here: three classes, thirty features of unlike sizes.

// %%
import org.apache.spark.ml.linalg.Vectors
import scala.util.Random
import sparkoptim.ml.{LogisticRegression, LogisticRegressionModel}

val random = new Random(11)
val centers = Array.fill(3, 30)(random.nextGaussian())
val pairs = Seq.tabulate(3000) { i =>
  val features = Array.tabulate(30)(j => (centers(i % 3)(j) * 0.4 + random.nextGaussian()) / (1 + j % 5))
  ((i % 3).toDouble, Vectors.dense(features))
}
val rows = spark.createDataFrame(pairs).toDF("label", "features").coalesce(2).cache()

// %% tags=["value"]
println(s"${rows.count()} rows of ${rows.select("label").distinct().count()} classes")

// %% [markdown]
// ## Methods are texts
//
// Gradient estimator, update rule, step size and average, joined by `+`; what is left out gets its default. `tol = 0` lets
// each run make all of its passes.

// %%
val methods = Seq(
  "SGD" -> "plain + sgd + constant(0.5)",
  "SVRG" -> "svrg + sgd + constant(0.5)",
  "Schedule-Free" -> "plain + schedule-free-sgd + constant(0.5)",
  "momentum, two-point" -> "plain + sgd(momentum=0.9) + cosine(0.1) + two-point",
  "the default" -> "auto")

def fit(method: String, passes: Int, tol: Double): LogisticRegressionModel =
  new LogisticRegression()
    .setRegParam(1e-3)
    .setOptimMethod(method)
    .setBatchSize(64)
    .setMaxIter(passes)
    .setTol(tol)
    .fit(rows)

val least = fit("auto", 500, 1e-12).summary.objective
val models = methods.map { case (name, method) => name -> fit(method, 20, 0.0) }

// %% tags=["value"]
println(f"least $least%.9f")

// %% tags=["value"]
models.foreach { case (name, model) => println(f"$name%-20s ${model.summary.objective}%.9f") }

// %% tags=["value"]
models.take(2).foreach { case (name, model) => println(s"$name ${model.summary.weightsSha256}") }

// %% [markdown]
// ## As a table and as a picture
//
// Each kind of notebook has its own way to show these; the picture is SVG, which is text.

// %% tags=["jupyter"]
def picture(svg: String): Unit = kernel.display.content("image/svg+xml", svg)

def table(rows: Seq[Seq[Any]]): Unit = kernel.display.html(
  rows.map(_.mkString("<tr><td>", "</td><td>", "</td></tr>")).mkString("<table>", "", "</table>"))

// %% tags=["zeppelin"]
def picture(svg: String): Unit = println(s"%html $svg")

def table(rows: Seq[Seq[Any]]): Unit = println(rows.map(_.mkString("\t")).mkString("%table ", "\n", ""))

// %%
table(Seq("method", "above the least", "passes") +: models.map { case (name, model) =>
  Seq(name, f"${math.max(model.summary.objective - least, 0)}%.1e", f"${model.summary.passes}%.0f")
})

// %% [markdown]
// The picture has passes to the right and the distance from the least objective upwards, a power of ten a line. What to
// look at: the default needs a few passes for what the others do not reach in twenty. SVRG's full gradients are counted, so
// it makes half of SGD's steps. Momentum whose step size falls gets furthest of the rest.

// %%
val colors = Seq("#888888", "#d55e00", "#009e73", "#0072b2", "#000000")
val grid = (0 to 9).map(k => s"""<line x1="40" x2="440" y1="${k * 25 + 10}" y2="${k * 25 + 10}" stroke="#dddddd"/>
  <text x="0" y="${k * 25 + 14}" font-size="10">1e-$k</text>""")
val curves = models.zip(colors).zipWithIndex.map { case (((name, model), color), i) =>
  val points = model.summary.curve.select("passes", "objective").na.drop().collect().map { row =>
    val gap = math.max(row.getDouble(1) - least, 1e-9)
    f"${40 + 20 * row.getDouble(0)}%.1f,${10 - 25 * math.log10(gap)}%.1f"
  }
  s"""<polyline points="${points.mkString(" ")}" fill="none" stroke="$color"/>
  <text x="450" y="${i * 16 + 20}" font-size="12" fill="$color">$name</text>"""
}
picture(s"""<svg xmlns="http://www.w3.org/2000/svg" width="600" height="250">${(grid ++ curves).mkString}</svg>""")

// %% tags=["value"]
println(s"nearest to the least objective: ${models.minBy(_._2.summary.objective)._1}")

// %% [markdown]
// `summary.curve` is a DataFrame of Spark's: it can be joined, saved and drawn by whatever reads tables.
