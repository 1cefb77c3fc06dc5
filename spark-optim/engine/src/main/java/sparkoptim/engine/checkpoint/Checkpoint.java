// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import sparkoptim.core.LoopState;
import sparkoptim.core.sharded.CommunicationCost;
import sparkoptim.engine.TrainingCurve;
import sparkoptim.engine.TrainingState;

/** A state of a training in a folder. */
public final class Checkpoint {
  private static final String CURVE = "curve";
  private static final String SERVED = "served";
  private static final String LOOP = "loop.";

  private final CheckpointFiles files;
  private final Manifest manifest;

  private Checkpoint(CheckpointFiles files, Manifest manifest) {
    this.files = files;
    this.manifest = manifest;
  }

  /** Writes a state into an empty folder; the manifest comes last. */
  static void write(FileSystem system, Path folder, RunIdentity run, TrainingState state)
      throws IOException {
    CheckpointFiles files = new CheckpointFiles(system, folder);
    List<Manifest.ArrayFile> arrays = new ArrayList<>();
    for (Map.Entry<String, double[]> vector : state.loop().vectors().entrySet()) {
      arrays.add(files.writeArray(LOOP + vector.getKey(), vector.getValue()));
    }
    arrays.add(files.writeArray(CURVE, state.curve().table()));
    if (state.served() != null) {
      arrays.add(files.writeArray(SERVED, state.served()));
    }
    List<TrainingCurve.Point> points = state.curve().points();
    files.writeManifest(
        new Manifest(
            Manifest.FORMAT,
            libraryVersion(),
            Instant.now(),
            run,
            state.backends(),
            state.steps(),
            state.passes(),
            spent(state),
            state.stopReason(),
            points.isEmpty() ? Double.NaN : state.curve().last().objective,
            values(state.loop()),
            values(LoopState.of(state.curve())),
            arrays));
  }

  private static Manifest.Spent spent(TrainingState state) {
    CommunicationCost communicationCost = state.communicationCost();
    return new Manifest.Spent(
        state.seconds(),
        communicationCost.waitNanos,
        communicationCost.exchangeNanos,
        communicationCost.bytes);
  }

  private static CommunicationCost communicationCost(Manifest.Spent spent) {
    CommunicationCost communicationCost = new CommunicationCost();
    communicationCost.waitNanos = spent.waitNanos();
    communicationCost.exchangeNanos = spent.exchangeNanos();
    communicationCost.bytes = spent.bytes();
    return communicationCost;
  }

  private static Manifest.Values values(LoopState state) {
    return new Manifest.Values(state.numbers(), state.counts());
  }

  /** Returns the version in the manifest of our jar; class folders have none. */
  private static String libraryVersion() {
    return Optional.ofNullable(Checkpoint.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  /**
   * Opens the checkpoint in a folder: reads and verifies its manifest.
   *
   * @param system the file system
   * @param folder the folder
   * @return the checkpoint, whose manifest is sound
   * @throws CheckpointException that names the file and what is wrong with it
   * @throws IOException if the file system does not answer
   */
  public static Checkpoint at(FileSystem system, Path folder) throws IOException {
    CheckpointFiles files = new CheckpointFiles(system, folder);
    return new Checkpoint(files, files.readManifest());
  }

  /** Returns the manifest. */
  public Manifest manifest() {
    return manifest;
  }

  /**
   * Reads and verifies the whole state.
   *
   * @return the state
   * @throws CheckpointException that names the file and what is wrong with it
   * @throws IOException if the file system does not answer
   */
  public TrainingState state() throws IOException {
    Map<String, double[]> vectors = new LinkedHashMap<>();
    for (Manifest.ArrayFile array : manifest.arrays()) {
      vectors.put(array.name(), files.readArray(array));
    }
    double[] points = vectors.remove(CURVE);
    double[] served = vectors.remove(SERVED);
    if (points == null || (served == null) != (manifest.stopReason() == null)) {
      throw files.unfit("it lists no array " + (points == null ? CURVE : SERVED) + ", or too many");
    }
    Map<String, double[]> loop = new LinkedHashMap<>();
    for (Map.Entry<String, double[]> vector : vectors.entrySet()) {
      if (!vector.getKey().startsWith(LOOP)) {
        throw files.unfit("it lists an array of no known name, " + vector.getKey());
      }
      loop.put(field(vector.getKey().substring(LOOP.length())), vector.getValue());
    }
    TrainingCurve curve = curve(points);
    return new TrainingState(
        LoopState.of(loop, fields(manifest.loop().numbers()), fields(manifest.loop().counts())),
        curve,
        manifest.spent().seconds(),
        manifest.stopReason(),
        manifest.step(),
        manifest.passes(),
        served,
        communicationCost(manifest.spent()),
        manifest.backends());
  }

  private String field(String name) {
    return manifest.format() == 1 ? FormatOne.field(name) : name;
  }

  private <T> Map<String, T> fields(Map<String, T> values) {
    Map<String, T> renamed = new LinkedHashMap<>();
    values.forEach((name, value) -> renamed.put(field(name), value));
    return renamed;
  }

  private TrainingCurve curve(double[] points) {
    TrainingCurve curve = new TrainingCurve();
    try {
      curve.addTable(points);
      LoopState.of(Map.of(), manifest.curve().numbers(), manifest.curve().counts()).restore(curve);
    } catch (IllegalArgumentException e) {
      throw files.unfit(e.getMessage());
    }
    return curve;
  }
}
