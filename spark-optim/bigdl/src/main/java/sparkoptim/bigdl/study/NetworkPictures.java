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
    pictures.put("networks-loss", pair("training loss", Field::losses));
    pictures.put("networks-accuracy", pair("held-out accuracy", Field::accuracies));
    return pictures;
  }

  private Picture pair(String values, BiFunction<Field, String, Course> course) {
    return Pictures.pair(
        panel("tuned rates", values, tuned, course),
        panel("customary rates", values, customary, course));
  }

  private static Panel panel(
      String title, String values, Field field, BiFunction<Field, String, Course> course) {
    List<Line> lines = SHOWN.stream().map(name -> line(name, field, course)).toList();
    return new Panel(title, "gradients of every row", values, Panel.Scale.AUTO, lines);
  }

  private static Line line(String name, Field field, BiFunction<Field, String, Course> course) {
    double from = HIDDEN * field.passes(Contenders.SGD);
    return course.apply(field, name).from(from).line(name);
  }
}
