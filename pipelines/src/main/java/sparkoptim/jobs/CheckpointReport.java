// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import sparkoptim.core.StopReason;
import sparkoptim.engine.checkpoint.Checkpoint;
import sparkoptim.engine.checkpoint.CheckpointException;
import sparkoptim.engine.checkpoint.Manifest;
import sparkoptim.engine.checkpoint.RunFolder;
import sparkoptim.engine.checkpoint.RunFolders;

/** Reports on checkpoints as names and values. */
record CheckpointReport(FileSystem files) {

  /** Reports on one checkpoint; all its files are verified. */
  Map<String, Object> ofStep(Path folder) throws IOException {
    Checkpoint checkpoint = Checkpoint.at(files, folder);
    checkpoint.verify();
    Manifest manifest = checkpoint.manifest();
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("kind", "checkpoint");
    report.put("path", folder.toString());
    report.put("run", manifest.run().key());
    report.putAll(progress(manifest));
    report.put("backends", String.join("; then ", manifest.backends()));
    report.put("library", manifest.library());
    report.put("format", Manifest.FORMAT);
    report.put("settings", manifest.run().settings());
    List<Map<String, Object>> arrays = new ArrayList<>();
    for (Manifest.ArrayFile array : manifest.arrays()) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("name", array.name());
      entry.put("length", array.length());
      entry.put("sha256", array.sha256());
      arrays.add(entry);
    }
    report.put("arrays", arrays);
    return report;
  }

  /** Returns the checkpoints of a training, the latest first, damaged ones with what is wrong. */
  Map<String, Object> ofRun(Path folder) throws IOException {
    RunFolder run = new RunFolder(files, folder);
    List<Map<String, Object>> checkpoints = new ArrayList<>();
    Map<String, String> settings = Map.of();
    for (long step : run.steps()) {
      try {
        Checkpoint checkpoint = Checkpoint.at(files, run.step(step));
        checkpoint.verify();
        settings = settings.isEmpty() ? checkpoint.manifest().run().settings() : settings;
        checkpoints.add(progress(checkpoint.manifest()));
      } catch (CheckpointException e) {
        Map<String, Object> damaged = new LinkedHashMap<>();
        damaged.put("step", step);
        damaged.put("damage", e.getMessage());
        checkpoints.add(damaged);
      }
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("kind", "run");
    report.put("path", folder.toString());
    report.put("settings", settings);
    report.put("checkpoints", checkpoints);
    return report;
  }

  /** Returns the trainings of a folder with their latest checkpoints. */
  Map<String, Object> ofAll(Path folder) throws IOException {
    List<Map<String, Object>> runs = new ArrayList<>();
    for (Checkpoint checkpoint : new RunFolders(files, folder).latest()) {
      Manifest manifest = checkpoint.manifest();
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("run", manifest.run().key());
      entry.putAll(progress(manifest));
      entry.put("method", manifest.run().settings().get("method"));
      runs.add(entry);
    }
    Map<String, Object> report = new LinkedHashMap<>();
    report.put("kind", "runs");
    report.put("path", folder.toString());
    report.put("runs", runs);
    return report;
  }

  private static Map<String, Object> progress(Manifest manifest) {
    Map<String, Object> progress = new LinkedHashMap<>();
    progress.put("step", manifest.step());
    progress.put("steps", manifest.run().settings().get("steps"));
    progress.put("passes", manifest.passes());
    progress.put("loss", manifest.loss());
    progress.put("seconds", manifest.spent().seconds());
    progress.put("finished", manifest.stopReason() != null);
    progress.put("stopReason", text(manifest.stopReason()));
    progress.put("written", manifest.written().toString());
    progress.put("age", age(Duration.between(manifest.written(), Instant.now())));
    progress.values().removeIf(value -> value == null);
    return progress;
  }

  private static String text(StopReason reason) {
    return reason == null ? null : reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns an age in the largest unit of which there are two or more. */
  static String age(Duration age) {
    if (age.toDays() >= 2) {
      return age.toDays() + " days";
    } else if (age.toHours() >= 2) {
      return age.toHours() + " hours";
    } else if (age.toMinutes() >= 2) {
      return age.toMinutes() + " minutes";
    }
    return Math.max(0, age.toSeconds()) + " s";
  }
}
