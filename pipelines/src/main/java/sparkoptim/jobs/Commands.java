// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import sparkoptim.core.DidYouMean;
import sparkoptim.study.Studies;
import sparkoptim.study.Study;

/** The commands and their arguments. */
@Command(
    name = "spark-optim",
    description = "Trains Spark ML models with stochastic optimizers, and applies them.",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    subcommands = {
      PromoteCommand.class,
      RollbackCommand.class,
      HistoryCommand.class,
      ResultCommand.class,
      DoctorCommand.class,
      PlanCommand.class,
      PrepareCommand.class,
      EndedCommand.class
    },
    versionProvider = Commands.Version.class)
final class Commands implements Runnable {
  private final PrintStream out;
  private final PrintStream err;
  private final boolean ownsProcess;
  private JobRun run;

  @Spec private CommandSpec spec;

  @Option(
      names = "--stacktrace",
      scope = ScopeType.INHERIT,
      description = "Show where an error came from. So does SPARK_OPTIM_STACKTRACE=1.")
  private boolean stackTrace;

  /**
   * @param ownsProcess whether a signal to the process is for the command
   */
  Commands(PrintStream out, PrintStream err, boolean ownsProcess) {
    this.out = out;
    this.err = err;
    this.ownsProcess = ownsProcess;
  }

  /** Returns what takes the words of a command line apart. */
  static CommandLine line(Commands commands) {
    var line = new CommandLine(commands);
    line.setExpandAtFiles(false); // a path may begin with @
    return line;
  }

  /** Returns the run of the command that was given, once it has begun. */
  Optional<JobRun> jobRun() {
    return Optional.ofNullable(run);
  }

  /** Returns what gets results. */
  PrintStream out() {
    return out;
  }

  /** Returns what gets errors. */
  PrintStream err() {
    return err;
  }

  JobRun started(String command) {
    run = new JobRun(command, err);
    if (ownsProcess) {
      StopSignals.install(run, err);
    }
    return run;
  }

  boolean showsStackTrace() {
    return stackTrace || "1".equals(System.getenv("SPARK_OPTIM_STACKTRACE"));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing: train, score, retrain, monitor, doctor, plan, promote, rollback,"
            + " history, result, study, inspect or convert");
  }

  @Command(
      name = "train",
      description =
          "Trains the stages that CONFIG names, evaluates them, and writes model, metrics.json,"
              + " report.html and curve.png into the output folder.")
  int train(@Mixin JobArguments arguments) throws IOException {
    JobRun started = started("train");
    Config config = arguments.config();
    started.configured(config);
    new TrainJob(TrainSettings.of(config, arguments.recorded()), out, err, started).run();
    return started.exitCode();
  }

  @Command(
      name = "score",
      description =
          "Applies the model that train wrote to the rows of data.score and writes the predictions"
              + " as Parquet.")
  int score(@Mixin JobArguments arguments) throws IOException {
    JobRun started = started("score");
    Config config = arguments.config();
    started.configured(config);
    new ScoreJob(ScoreSettings.of(config), out, started).run();
    return started.exitCode();
  }

  @Command(
      name = "retrain",
      description =
          "Trains a model anew on the rows of one night, compares it with the one that serves, and"
              + " lets it serve where the gates pass.")
  int retrain(
      @Mixin JobArguments arguments,
      @Option(
              names = "--simulate",
              paramLabel = "DAYS",
              description =
                  "Replays this number of days up to run.id in a registry of its own, and prints the"
                      + " decisions.")
          Integer simulate,
      @Option(
              names = "--from-record",
              paramLabel = "VERSION",
              description = "Trains an old version again, and says whether it has the same bits.")
          String version)
      throws IOException {
    JobRun started = started("retrain");
    Config config = arguments.config();
    started.configured(config);
    RetrainSettings settings = RetrainSettings.of(config, arguments.recorded());
    if (simulate != null) {
      return new NightSimulation(settings, out, err, started).run(simulate);
    }
    var job = new RetrainJob(settings, out, err, started);
    return version == null ? job.run() : job.repeat(version);
  }

  @Command(
      name = "monitor",
      description =
          "Joins the labels of monitor.labels to stored predictions by data.key, and measures these"
              + " by version of the model and by day.")
  int monitor(@Mixin JobArguments arguments) throws IOException {
    JobRun started = started("monitor");
    Config config = arguments.config();
    started.configured(config);
    new MonitorJob(MonitorSettings.of(config), out, started).run();
    return started.exitCode();
  }

  @Command(
      name = "study",
      description =
          "Measures what a paper claims on small models of handwritten digits, in this process, and"
              + " writes tables and pictures. Without NAME: lists the studies.")
  void study(
      @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "A study.")
          String name,
      @Parameters(
              index = "1..*",
              paramLabel = "KEY=VALUE",
              description =
                  "output, data, effort, epochs, seeds, rows, budget or seed, such as output=FOLDER"
                      + " or budget=600.")
          List<String> overrides)
      throws IOException {
    if (name == null) {
      Studies.all().forEach(study -> out.println(Text.of("%-14s%s", study.name(), study.paper())));
      return;
    }
    JobRun started = started("study");
    Study study = Studies.named(name).orElseThrow(() -> new JobException(unknown(name)));
    StudySettings settings = StudySettings.of(name, overrides == null ? List.of() : overrides);
    started.readsData();
    new StudyJob(study, settings, out).run();
  }

  private static String unknown(String study) {
    return study.equals(Studies.NETWORKS)
        ? "study networks needs BigDL, and spark-optim-bigdl or BigDL's jars are not on the class"
            + " path"
        : "unknown study " + study + "; " + DidYouMean.hint(study, Studies.names());
  }

  @Command(
      name = "inspect",
      description =
          "Shows what PATH holds: a saved model, one checkpoint, those of a training, or the"
              + " trainings of a checkpointDir.")
  void inspect(
      @Parameters(index = "0", paramLabel = "PATH", description = "A folder.") String path,
      @Option(names = "--json", description = "Print JSON.") boolean json)
      throws IOException {
    started("inspect").readsData();
    new InspectJob(path, json, out).run();
  }

  @Command(
      name = "convert",
      description =
          "Writes the model of the folder FROM into the new folder TO, its networks computed by"
              + " another backend, and compares their scores.")
  void convert(
      @Parameters(index = "0", paramLabel = "FROM", description = "Folder of a saved model.")
          String from,
      @Parameters(index = "1", paramLabel = "TO", description = "A new folder.") String to,
      @Option(
              names = "--backend",
              defaultValue = RequiredModules.TORCH,
              description = "torch, bigdl or core; torch where it is not given.")
          String backend)
      throws IOException {
    JobRun started = started("convert");
    Keys.checked(
        "--backend", backend, List.of("torch", "bigdl", "core")::contains, "torch, bigdl or core");
    started.readsData();
    new ConvertJob(from, to, backend, out).run();
  }

  @Command(
      name = "modules",
      hidden = true,
      description = "Prints the optional modules that a command needs: bigdl, cuda, torch.")
  void modules(
      @Parameters(index = "0..*", paramLabel = "WORD", description = "COMMAND ... [-- OPTION]")
          List<String> words) {
    RequiredModules.of(words == null ? List.of() : words).forEach(out::println);
  }

  /** The text of {@code --version}. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {Versions.text()};
    }
  }
}
