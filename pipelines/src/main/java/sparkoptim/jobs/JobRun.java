// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is known of a command while it runs, for its end: told to the user and to outcome.json. */
final class JobRun {
  private final String command;
  private final Instant started = Instant.now();
  private final PrintStream err;
  private final List<String> problems = new ArrayList<>();
  private final Map<String, Object> facts = new TreeMap<>();
  private volatile Config config;
  private volatile boolean reading;
  private volatile int signal;

  /**
   * @param command train, score, ...
   * @param err gets problems
   */
  JobRun(String command, PrintStream err) {
    this.command = command;
    this.err = err;
  }

  String command() {
    return command;
  }

  Instant started() {
    return started;
  }

  /** Says which configuration the run has. */
  void configured(Config resolved) {
    config = resolved;
  }

  Optional<Config> config() {
    return Optional.ofNullable(config);
  }

  /** Says that settings are checked: what is refused from now on is data or a model. */
  void readsData() {
    reading = true;
  }

  boolean isReading() {
    return reading;
  }

  /** Notes something for the record of how the run ended. */
  void fact(String name, Object value) {
    facts.put(name, value);
  }

  Map<String, Object> facts() {
    return facts;
  }

  /** Notes something that failed and costs no model; it is told at once, in one line. */
  void problem(String line) {
    problems.add(line);
    err.println("spark-optim: " + line);
  }

  List<String> problems() {
    return problems;
  }

  /** Returns the exit code of a run that was not ended by a failure. */
  int exitCode() {
    return problems.isEmpty() ? ExitCode.SUCCEEDED : ExitCode.REPORT_INCOMPLETE;
  }

  /** Says that a signal ends the run, with this exit code. */
  void stopped(int code) {
    signal = code;
  }

  /** Returns the exit code of the signal that ends this run; 0 where none does. */
  int signal() {
    return signal;
  }
}
