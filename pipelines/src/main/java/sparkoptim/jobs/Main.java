// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import sparkoptim.core.DidYouMean;
import sparkoptim.core.PlainText;

/**
 * The command line: {@code train CONFIG [a.b=c ...]}, {@code score CONFIG [a.b=c ...]}, {@code
 * study NAME [a=b ...]} and {@code inspect PATH}. The exit codes are those of docs/jobs.md;
 * whatever goes wrong is one line.
 */
public final class Main {
  private Main() {}

  /** Runs a job. */
  public static void main(String[] args) {
    int code = run(args, System.out, System.err, true);
    if (code != 0) { // a good end must return: on YARN, System.exit counts as a failure
      System.exit(code);
    }
  }

  /**
   * Runs a job in a JVM that goes on afterwards.
   *
   * @param out gets results, {@code err} progress and errors
   * @return the exit code
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    return run(args, out, err, false);
  }

  private static int run(String[] args, PrintStream out, PrintStream err, boolean ownsProcess) {
    var commands = new Commands(out, err, ownsProcess);
    CommandLine line = Commands.line(commands);
    line.setOut(writer(out));
    line.setErr(writer(err));
    line.setParameterExceptionHandler((e, arguments) -> refuse(e, err));
    line.setExecutionExceptionHandler((e, command, parsed) -> report(e, commands, err));
    int code;
    try {
      code = line.execute(args);
    } catch (Error e) { // picocli hands exceptions on only
      return report(e, commands, err);
    }
    commands
        .jobRun()
        .filter(run -> code == ExitCode.SUCCEEDED || code == ExitCode.REPORT_INCOMPLETE)
        .ifPresent(run -> Outcome.write(run, code, null));
    return code;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, Charset.defaultCharset());
  }

  private static int refuse(ParameterException e, PrintStream err) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    String message =
        e instanceof UnmatchedArgumentException unmatched
            ? unknown(unmatched.getUnmatched().get(0), command)
            : e.getMessage();
    err.println("spark-optim: " + message + " (" + name + " --help shows the usage)");
    return CommandLine.ExitCode.USAGE;
  }

  private static String unknown(String argument, CommandLine command) {
    if (argument.startsWith("-")) {
      Set<String> options =
          command.getCommandSpec().options().stream()
              .map(OptionSpec::longestName)
              .collect(Collectors.toSet());
      return "unknown option " + argument + "; " + DidYouMean.hint(argument, options);
    }
    List<String> names =
        command.getSubcommands().entrySet().stream()
            .filter(sub -> !sub.getValue().getCommandSpec().usageMessage().hidden())
            .map(Map.Entry::getKey)
            .toList();
    if (names.isEmpty()) {
      return "%s takes no argument %s"
          .formatted(command.getCommandSpec().qualifiedName(), PlainText.line(argument));
    }
    return "unknown command " + argument + "; " + DidYouMean.hint(argument, names);
  }

  private static int report(Throwable thrown, Commands commands, PrintStream err) {
    Optional<JobRun> run = commands.jobRun();
    int signal = run.map(JobRun::signal).orElse(0);
    if (signal != 0) { // another thread tells it, and ends the process
      return signal;
    }
    Failure failure = Failure.of(thrown, run.map(JobRun::isReading).orElse(false));
    if (commands.showsStackTrace()) {
      thrown.printStackTrace(err);
    }
    String line =
        PlainText.line(
            Secrets.redacted(
                commands.showsStackTrace() ? failure.message() : failure.line(thrown)));
    err.println("spark-optim: " + line);
    if (!Failure.isOfAnotherPlace(thrown)) {
      run.ifPresent(ended -> Outcome.write(ended, failure.exitCode(), line));
    }
    return failure.exitCode();
  }
}
