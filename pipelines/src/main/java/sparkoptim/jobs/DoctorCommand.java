// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.spark.SparkConf;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import scala.Tuple2;
import sparkoptim.engine.probe.Facts;
import sparkoptim.jobs.doctor.Doctor;
import sparkoptim.jobs.doctor.Finding;
import sparkoptim.jobs.doctor.Needs;

/** Looks for what would end a job, or make it slow: first here, then on the cluster. */
@Command(
    name = "doctor",
    description =
        "Checks this machine, the settings, CONFIG if there is one, and the cluster: a line a check,"
            + " and what to do.")
final class DoctorCommand implements Callable<Integer> {
  private static final String CHECKPOINTS = "stage.params.checkpointDir";
  private static final String DEVICE = "stage.params.device";

  @ParentCommand private Commands commands;

  @Parameters(index = "0", arity = "0..1", paramLabel = "CONFIG", description = "A HOCON file.")
  private String file;

  @Parameters(index = "1..*", paramLabel = "KEY=VALUE", description = "Settings over the file's.")
  private List<String> overrides;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Option(
      names = "--report",
      paramLabel = "FILE",
      description = "Write what was found and all settings without secrets, to send to others.")
  private Path report;

  private final List<Finding> findings = new ArrayList<>();

  @Override
  public Integer call() throws IOException, InterruptedException {
    JobRun run = commands.started("doctor");
    run.readsData();
    SparkConf conf = new SparkConf();
    Needs needs = config().map(DoctorCommand::needs).orElse(Needs.NONE);
    Doctor.local(conf, needs, this::add);
    if (findings.stream().noneMatch(Finding::failed)) {
      cluster(needs);
    } else {
      add(new Finding("cluster", "-", Finding.Level.WARN, "not looked at", "fix the above first"));
    }
    return end(conf);
  }

  /** Returns the configuration, if there is one, and it is right. */
  private Optional<Config> config() {
    if (file == null) {
      return Optional.empty();
    }
    try {
      List<String> over = overrides == null ? List.of() : overrides;
      Config config = JobConfig.load(file, over);
      TrainSettings settings = TrainSettings.of(config, JobConfig.recorded(file, over));
      StageFactory.pipeline(settings.features(), settings.stage(), settings.data().labelColumn());
      add(new Finding("local", "configuration", Finding.Level.OK, file, ""));
      return Optional.of(config);
    } catch (JobException e) {
      String text = Text.oneLine(e.getMessage());
      add(new Finding("local", "configuration", Finding.Level.FAIL, text, "change " + file));
      return Optional.empty();
    }
  }

  private static Needs needs(Config config) {
    Map<String, String> folders = new TreeMap<>();
    folders.put("output", config.getString("output"));
    boolean checkpoints = config.hasPath(CHECKPOINTS);
    if (checkpoints) {
      folders.put("checkpointDir", config.getString(CHECKPOINTS));
    }
    boolean networks = config.getString("stage.class").contains("Network");
    String device = config.hasPath(DEVICE) ? config.getString(DEVICE) : Needs.NONE.device();
    return new Needs(folders, checkpoints, networks, device);
  }

  private void cluster(Needs needs) throws InterruptedException {
    try (var session =
        JobSession.open(
            "spark-optim doctor",
            new RunSettings(ConsoleProgress.Mode.NONE, RunSettings.LogLevel.ERROR))) {
      Doctor.cluster(session.spark().sparkContext(), needs).forEach(this::add);
    } catch (RuntimeException | Error e) {
      Failure failure = Failure.of(e, true);
      add(
          new Finding(
              "cluster", "start", Finding.Level.FAIL, failure.message(), "see the lines above"));
    }
  }

  private void add(Finding found) {
    Finding finding =
        new Finding(
            found.part(),
            found.check(),
            found.level(),
            Secrets.redacted(found.text()),
            Secrets.redacted(found.advice()));
    findings.add(finding);
    if (!json) {
      commands.out().println(finding.line());
    }
  }

  private int end(SparkConf conf) throws IOException {
    boolean failed = findings.stream().anyMatch(Finding::failed);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("healthy", !failed);
    values.put("findings", findings.stream().map(Finding::values).toList());
    values.put("driver", Facts.here());
    if (json) {
      commands.out().print(new String(Json.bytes(values), StandardCharsets.UTF_8));
    }
    if (report != null) {
      Map<String, String> settings = new TreeMap<>();
      for (Tuple2<String, String> setting : conf.getAll()) {
        boolean secret = Secrets.isSecret(setting._1());
        settings.put(setting._1(), secret ? Secrets.HIDDEN : Secrets.redacted(setting._2()));
      }
      values.put("settings", settings);
      Files.write(report, Json.bytes(values));
    }
    return failed ? ExitCode.REFUSED : ExitCode.SUCCEEDED;
  }
}
