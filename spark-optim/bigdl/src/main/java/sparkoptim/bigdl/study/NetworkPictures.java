// SPDX-License-Identifier: Apache-2.0
package sparkoptim.bigdl.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import sparkoptim.study.Course;
import sparkoptim.study.Pictures;
import sparkoptim.study.chart.Panel;
import sparkoptim.study.chart.Picture;
import sparkoptim.study.chart.Series;

/** Training loss and held-out accuracy over gradients, at tuned and at customary rates. */
record NetworkPictures(SearchSpace tuned, SearchSpace customary) {
  /** Not more than a reader can tell apart. */
  private static final List<String> SHOWN =
      List.of(
          Candidates.SGD,
          Candidates.EMA,
          Candidates.SVRG,
          Candidates.DECAYED,
          Candidates.STEP_TUNED,
          Candidates.SPA,
          Candidates.TASO,
          Candidates.ADAM,
          Candidates.RMSPROP,
          Candidates.ADAGRAD);

  /** The course without its beginning, which is the same for all. */
  private static final double HIDDEN = 0.1;

  Map<String, Picture> all() {
    Map<String, Picture> pictures = new LinkedHashMap<>();
    pictures.put("networks-loss", pair("training loss", Panel.Scale.AUTO, SearchSpace::losses));
    pictures.put(
        "networks-accuracy",
        pair("held-out accuracy", Panel.Scale.LINEAR, SearchSpace::accuracies));
    return pictures;
  }

  private Picture pair(
      String values, Panel.Scale scale, BiFunction<SearchSpace, String, Course> course) {
    return Pictures.pair(
        panel("tuned rates", values, scale, tuned, course),
        panel("customary rates", values, scale, customary, course));
  }

  private static Panel panel(
      String title,
      String values,
      Panel.Scale scale,
      SearchSpace field,
      BiFunction<SearchSpace, String, Course> course) {
    List<Series> lines = SHOWN.stream().map(name -> line(name, field, course)).toList();
    return new Panel(title, "gradients of every row", values, scale, lines);
  }

  private static Series line(
      String name, SearchSpace field, BiFunction<SearchSpace, String, Course> course) {
    double from = HIDDEN * field.passes(Candidates.SGD);
    return course.apply(field, name).from(from).line(name);
  }
}
