package sparkoptim.bigdl.study;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import sparkoptim.jobs.chart.Line;
import sparkoptim.jobs.chart.Panel;
import sparkoptim.jobs.chart.Picture;
import sparkoptim.jobs.study.Course;
import sparkoptim.jobs.study.Pictures;

/** Training loss and held-out accuracy over gradients, at tuned and at customary rates. */
record NetworkPictures(Field tuned, Field customary) {
  /** Not more than a reader can tell apart. */
  private static final List<String> SHOWN =
      List.of(
          Contenders.SGD,
          Contenders.EMA,
          Contenders.SVRG,
          Contenders.DECAYED,
          Contenders.STEP_TUNED,
          Contenders.SPA,
          Contenders.TASO,
          Contenders.ADAM,
          Contenders.RMSPROP,
          Contenders.ADAGRAD);

  /** The course without its beginning, which is the same for all. */
  private static final double HIDDEN = 0.1;

  Map<String, Picture> all() {
    Map<String, Picture> pictures = new LinkedHashMap<>();
    pictures.put("networks-loss", pair("training loss", Panel.Scale.AUTO, Field::losses));
    pictures.put(
        "networks-accuracy", pair("held-out accuracy", Panel.Scale.LINEAR, Field::accuracies));
    return pictures;
  }

  private Picture pair(String values, Panel.Scale scale, BiFunction<Field, String, Course> course) {
    return Pictures.pair(
        panel("tuned rates", values, scale, tuned, course),
        panel("customary rates", values, scale, customary, course));
  }

  private static Panel panel(
      String title,
      String values,
      Panel.Scale scale,
      Field field,
      BiFunction<Field, String, Course> course) {
    List<Line> lines = SHOWN.stream().map(name -> line(name, field, course)).toList();
    return new Panel(title, "gradients of every row", values, scale, lines);
  }

  private static Line line(String name, Field field, BiFunction<Field, String, Course> course) {
    double from = HIDDEN * field.passes(Contenders.SGD);
    return course.apply(field, name).from(from).line(name);
  }
}
