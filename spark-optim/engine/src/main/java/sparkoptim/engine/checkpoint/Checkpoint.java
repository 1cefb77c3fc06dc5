// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.checkpoint;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import sparkoptim.core.LoopState;
import sparkoptim.core.PlainText;
import sparkoptim.core.sharded.CommunicationCost;
import sparkoptim.engine.StateCheck;
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
   * Verifies all files, and keeps nothing of them but the learning curve for a moment.
   *
   * @throws CheckpointException that names the file and what is wrong with it
   * @throws IOException if the file system does not answer
   */
  public void verify() throws IOException {
    requireArrays();
    for (Manifest.ArrayFile array : manifest.arrays()) {
      if (array.name().equals(CURVE)) {
        curve(files.readArray(array));
      } else {
        files.verifyArray(array);
      }
    }
  }

  /**
   * Reads and verifies the whole state.
   *
   * @return the state
   * @throws CheckpointException that names the file and what is wrong with it
   * @throws IOException if the file system does not answer
   */
  public TrainingState state() throws IOException {
    return state(null);
  }

  /**
   * Reads and verifies the whole state of a training.
   *
   * @param check tells what can be a state of the training; null if nothing is known of it
   */
  TrainingState state(StateCheck check) throws IOException {
    requireArrays();
    requireLengths(check);
    Map<String, double[]> loop = new LinkedHashMap<>();
    double[] points = null;
    double[] served = null;
    for (Manifest.ArrayFile array : manifest.arrays()) {
      double[] values = files.readArray(array);
      switch (array.name()) {
        case CURVE -> points = values;
        case SERVED -> served = values;
        default -> loop.put(loopField(array), values);
      }
    }
    TrainingState state =
        new TrainingState(
            LoopState.of(loop, fields(manifest.loop().numbers()), fields(manifest.loop().counts())),
            curve(points),
            manifest.spent().seconds(),
            manifest.stopReason(),
            manifest.step(),
            manifest.passes(),
            served,
            communicationCost(manifest.spent()),
            manifest.backends());
    if (check != null) {
      fits(() -> check.require(state));
    }
    return state;
  }

  /** Checks by the manifest alone which arrays there are, and that they have room in memory. */
  private void requireArrays() {
    Set<String> names = new HashSet<>();
    long bytes = 0;
    for (Manifest.ArrayFile array : manifest.arrays()) {
      String name = array.name();
      if (!name.equals(CURVE) && !name.equals(SERVED) && !name.startsWith(LOOP)) {
        throw files.unfit("it lists an array of no known name, " + name);
      }
      if (!names.add(name)) {
        throw files.unfit("it lists the array " + name + " twice");
      }
      if (name.equals(CURVE) && array.length() > mostPoints() * TrainingCurve.COLUMNS) {
        throw files.unfit(
            PlainText.of(
                "its learning curve is of %d numbers after %d steps",
                array.length(), manifest.step()));
      }
      bytes += (long) array.length() * Double.BYTES;
    }
    if (!names.contains(CURVE) || names.contains(SERVED) == (manifest.stopReason() == null)) {
      String lacking = names.contains(CURVE) ? SERVED : CURVE;
      throw files.unfit("it lists no array " + lacking + ", or too many");
    }
    long most = Runtime.getRuntime().maxMemory();
    if (bytes > most) {
      throw files.unfit(
          PlainText.of(
              "its arrays have %d MB, this process has memory for %d MB: see --driver-memory",
              bytes >> 20, most >> 20));
    }
  }

  /** A step adds a point at its snapshot and one at its epoch's end; the end has one, too. */
  private double mostPoints() {
    return 2.0 * manifest.step() + 2;
  }

  private void requireLengths(StateCheck check) {
    for (Manifest.ArrayFile array : manifest.arrays()) {
      if (check != null && array.name().startsWith(LOOP)) {
        fits(() -> check.requireLength(loopField(array), array.length()));
      }
    }
  }

  private void fits(Runnable check) {
    try {
      check.run();
    } catch (IllegalArgumentException e) {
      throw files.unfit(e.getMessage());
    }
  }

  private String loopField(Manifest.ArrayFile array) {
    return field(array.name().substring(LOOP.length()));
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
    fits(
        () -> {
          curve.addTable(points);
          Manifest.Values values = manifest.curve();
          LoopState.of(Map.of(), values.numbers(), values.counts()).restore(curve);
        });
    return curve;
  }
}
