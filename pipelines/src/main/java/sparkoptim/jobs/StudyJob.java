// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import sparkoptim.engine.publish.Content;
import sparkoptim.engine.publish.Publication;
import sparkoptim.study.Claim;
import sparkoptim.study.Digits;
import sparkoptim.study.Study;
import sparkoptim.study.StudyResult;
import sparkoptim.study.StudyTable;
import sparkoptim.study.chart.Picture;

/** Runs a study in this process, prints what it found and writes tables and pictures. */
final class StudyJob {
  static final String RESULTS = "results.json";

  /** Two seeds of every study take minutes of a processor. */
  private static final int ROWS_IN_TIME = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(StudyJob.class);

  private final Study study;
  private final StudySettings settings;
  private final PrintStream out;

  StudyJob(Study study, StudySettings settings, PrintStream out) {
    this.study = study;
    this.settings = settings;
    this.out = out;
  }

  /** Runs the study; what it wrote before is replaced at the very end. */
  void run() throws IOException {
    try (var folder =
        Publication.of(new Path(settings.output()), "study", true, HadoopSettings.get())) {
      folder.recognize(RESULTS, "/trainRows");
      folder.claim("output", RESULTS, Content.FILE);
      folder.begin();
      Digits digits = digits();
      out.println(study.name() + ": " + study.paper());
      out.println(words(digits));
      long start = System.nanoTime();
      var course = new StudyCourse(study, settings, digits);
      StudyResult result = course.run(out);
      double seconds = (System.nanoTime() - start) * 1e-9;
      folder.write(RESULTS, json(digits, course.seeds(), result));
      print(result);
      var files = new ResultTable();
      files.add("seconds", Text.of("%.1f", seconds));
      files.add("results", folder.path(RESULTS));
      for (Map.Entry<String, Picture> picture : result.pictures().entrySet()) {
        String name = picture.getKey() + ".png";
        Optional<byte[]> png = png(picture.getValue(), name);
        if (png.isPresent()) {
          folder.claim("output", name, Content.FILE);
          folder.write(name, png.get());
          files.add(picture.getKey(), folder.path(name));
        }
      }
      folder.publish(List.of());
      files.print(out);
    }
  }

  private Digits digits() throws IOException {
    if (Files.isDirectory(settings.data())) {
      Optional<Integer> few = settings.budget().map(seconds -> ROWS_IN_TIME);
      return new ImageFolder(settings.data()).read(settings.rows().or(() -> few));
    }
    try {
      return Digits.read(settings.data())
          .first(settings.rows().orElse(Integer.MAX_VALUE), Integer.MAX_VALUE);
    } catch (IllegalArgumentException e) {
      throw new JobException("data: " + e.getMessage(), e);
    }
  }

  private String words(Digits digits) {
    return Text.of(
        "%,d images of %d pixels train, %,d are held out: %s",
        digits.train().size(), digits.train().pixels(), digits.heldOut().size(), settings.data());
  }

  /** Returns a picture that cannot be drawn (a Java without fonts) must not cost the numbers. */
  private static Optional<byte[]> png(Picture picture, String name) throws IOException {
    try {
      return Optional.of(picture.png());
    } catch (RuntimeException | LinkageError | InternalError e) {
      LOG.warn("Could not draw {}: {}", name, e.toString());
      return Optional.empty();
    }
  }

  private void print(StudyResult result) {
    for (StudyTable table : result.tables()) {
      out.println();
      table.print(out);
    }
    out.println();
    for (Claim claim : result.claims()) {
      out.println(Text.of("%-24s  %s", claim.verdict(), claim.words()));
      out.println(Text.of("%-24s  %s", "", claim.figures()));
    }
    out.println();
  }

  /** No times and no paths: on one machine the same data and settings give the same file. */
  private byte[] json(Digits digits, Optional<Integer> seeds, StudyResult result)
      throws IOException {
    Map<String, Object> record = new LinkedHashMap<>();
    record.put("study", study.name());
    record.put("paper", study.paper());
    record.put("trainRows", digits.train().size());
    record.put("heldOutRows", digits.heldOut().size());
    record.put("pixels", digits.train().pixels());
    record.put("effort", settings.effort());
    record.put("seed", settings.seed());
    settings.epochs().ifPresent(epochs -> record.put("epochs", epochs));
    seeds.ifPresent(number -> record.put("seeds", number));
    record.put("claims", result.claims().stream().map(StudyJob::values).toList());
    record.put("tables", result.tables().stream().map(StudyTable::values).toList());
    record.put("machine", Machine.words());
    record.put("versions", Versions.all());
    return Json.bytes(record);
  }

  private static Map<String, Object> values(Claim claim) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("claim", claim.words());
    values.put("verdict", claim.verdict().toString());
    values.put("figures", claim.figures());
    return values;
  }
}
