package sparkoptim.jobs;

/** How a job shows itself. */
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
