// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.spark.util.SignalUtils;
import scala.runtime.AbstractFunction0;
import sparkoptim.engine.checkpoint.RunFolder;

/** Ends a job on Ctrl-C and SIGTERM with one line that says how to go on. */
final class StopSignals {
  private static final long SECONDS = 5;

  private final JobRun run;
  private final PrintStream err;

  private StopSignals(JobRun run, PrintStream err) {
    this.run = run;
    this.err = err;
  }

  /** Takes over the signals of this process, which ends by them. */
  static void install(JobRun run, PrintStream err) {
    StopSignals signals = new StopSignals(run, err);
    signals.on("INT", "Ctrl-C", ExitCode.INTERRUPTED);
    signals.on("TERM", "SIGTERM", ExitCode.STOPPED);
  }

  private void on(String signal, String name, int code) {
    SignalUtils.register(
        signal,
        new AbstractFunction0<Object>() {
          @Override
          public Object apply() {
            stop(name, code);
            return true;
          }
        });
  }

  private synchronized void stop(String name, int code) {
    if (run.signal() != 0) {
      return;
    }
    run.stopped(code);
    Configurator.setRootLevel(Level.OFF); // Spark tells at length what it lets go of
    Configurator.setAllLevels("org.apache", Level.OFF);
    Thread exit = new Thread(() -> exit(name, code), "exit after " + name);
    exit.start();
  }

  private void exit(String name, int code) {
    String message = "%s ended the run%s".formatted(name, howToGoOn());
    err.println("\nspark-optim: " + message);
    Outcome.write(run, code, message);
    System.exit(code);
  }

  private String howToGoOn() {
    Optional<String> folder =
        run.config()
            .filter(config -> config.hasPath("stage.params.checkpointDir"))
            .map(config -> config.getString("stage.params.checkpointDir"));
    if (folder.isEmpty()) {
      return run.command().equals("train")
          ? "; no checkpoints were kept (stage.params.checkpointDir=FOLDER keeps them)"
          : "";
    }
    // A file system that does not answer must not keep the process.
    CompletableFuture<Optional<Path>> search =
        CompletableFuture.supplyAsync(() -> latest(new Path(folder.get())));
    try {
      return search
          .get(SECONDS, TimeUnit.SECONDS)
          .map(
              step -> "; the last checkpoint is " + step + ", and the same command goes on from it")
          .orElse("; " + folder.get() + " has no checkpoint of it yet");
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      return "; the same command goes on from the last checkpoint in " + folder.get();
    }
  }

  /** Returns the checkpoint that was written last, if this run wrote it. */
  private Optional<Path> latest(Path folder) {
    try (FileSystem files = FileSystem.newInstance(folder.toUri(), HadoopSettings.get())) {
      return Arrays.stream(files.listStatus(folder))
          .filter(FileStatus::isDirectory)
          .flatMap(training -> steps(files, training.getPath()))
          .filter(step -> step.getModificationTime() >= run.started().toEpochMilli() - 1000)
          .max(Comparator.comparingLong(FileStatus::getModificationTime))
          .map(FileStatus::getPath);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static Stream<FileStatus> steps(FileSystem files, Path training) {
    try {
      return Arrays.stream(files.listStatus(training))
          .filter(child -> RunFolder.step(child.getPath()) >= 0);
    } catch (IOException e) {
      return Stream.empty();
    }
  }
}
