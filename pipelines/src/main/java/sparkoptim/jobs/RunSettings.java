// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

/** The settings of a job's console output. */
record RunSettings(ConsoleProgress.Mode progress, LogLevel logLevel) {

  /** The levels that Spark's log has. */
  enum LogLevel {
    OFF,
    FATAL,
    ERROR,
    WARN,
    INFO,
    DEBUG,
    TRACE,
    ALL
  }

  static RunSettings of(Keys keys) {
    return new RunSettings(
        keys.oneOf("progress", ConsoleProgress.Mode.class), keys.oneOf("logLevel", LogLevel.class));
  }
}
