// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.ml.classification.LogisticRegression;
import org.apache.spark.ml.feature.VectorAssembler;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sparkoptim.jobs.registry.Approval;
import sparkoptim.jobs.registry.Registry;
import sparkoptim.jobs.registry.Version;
import sparkoptim.jobs.registry.VersionDraft;

/** Scoring with a model of a registry. */
final class ScoreRegistryTest {
  private static final String ROWS = "a,label\n1,0\n2,0\n3,1\n4,1\n";

  @TempDir private static Path fitted;
  @TempDir private Path place;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Path rows;
  private Version first;
  private Version second;

  @BeforeAll
  static void fit() throws IOException {
    Path rows = Files.writeString(fitted.resolve("rows.csv"), ROWS);
    Dataset<Row> data =
        TestSession.get()
            .read()
            .option("header", "true")
            .schema("a double, label double")
            .csv(rows.toString());
    var assembler = new VectorAssembler().setInputCols(new String[] {"a"}).setOutputCol("features");
    new Pipeline()
        .setStages(new PipelineStage[] {assembler, new LogisticRegression().setRegParam(0.1)})
        .fit(data)
        .save(fitted.resolve("model").toString());
  }

  @BeforeEach
  void twoVersions() throws IOException {
    rows = Files.writeString(place.resolve("rows.csv"), ROWS);
    first = promoted("2026-11-10");
    second = promoted("2026-11-11");
  }

  private Registry registry() throws IOException {
    return Registry.toWrite(place.resolve("registry").toString(), new Configuration(), false);
  }

  private Version promoted(String runId) throws IOException {
    try (Registry registry = registry()) {
      VersionDraft draft = registry.begin(runId, 1);
      TestFolders.copy(
          fitted.resolve("model"), Path.of(draft.place(Version.MODEL).toUri().getPath()));
      Version version = draft.complete();
      registry.promote(version.name(), registry.current(), Approval.passed(null));
      return version;
    }
  }

  private int score(String... overrides) throws IOException {
    Path config = place.resolve("score.conf");
    Files.writeString(
        config,
        "data { format = csv, score = \"%s\" }\nregistry = \"%s\"\noutput = \"%s\"\n"
            .formatted(rows, place.resolve("registry"), place.resolve("out")));
    List<String> arguments = new ArrayList<>(List.of("score", config.toString()));
    arguments.addAll(List.of(overrides));
    err.reset();
    return Main.run(
        arguments.toArray(String[]::new),
        new PrintStream(new ByteArrayOutputStream(), true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private List<String> versions() {
    return TestSession.get()
        .read()
        .parquet(place.resolve("out/predictions").toString())
        .select("modelVersion")
        .distinct()
        .as(org.apache.spark.sql.Encoders.STRING())
        .collectAsList();
  }

  @Test
  void score_current_everyRowAndTheRecordsNameTheVersion() throws IOException {
    assertThat(score()).as(err.toString(UTF_8)).isZero();
    assertThat(versions()).containsExactly(second.toString());
    var mapper = new ObjectMapper();
    assertThat(mapper.readTree(place.resolve("out/outcome.json").toFile()).path("modelVersion"))
        .hasToString("\"" + second + "\"");
    assertThat(
            mapper
                .readTree(place.resolve("out/predictions/_model.json").toFile())
                .path("modelVersion"))
        .hasToString("\"" + second + "\"");
    assertThat(place.resolve("registry/holds")).isEmptyDirectory();
  }

  @Test
  void score_asOfAndByName_takesThatVersion() throws IOException {
    assertThat(score("version=as-of:2026-11-10")).as(err.toString(UTF_8)).isZero();
    assertThat(versions()).containsExactly(first.toString());
    assertThat(score("version=" + second)).as(err.toString(UTF_8)).isZero();
    assertThat(versions()).containsExactly(second.toString());
    try (Registry registry = registry()) {
      registry.rollback(java.util.Optional.empty(), null);
    }
    assertThat(score()).as(err.toString(UTF_8)).isZero();
    assertThat(versions()).containsExactly(first.toString());
  }

  @Test
  void score_choiceThatIsNotThere_isOneLine() throws IOException {
    refused(2, "version must be current", "version=newest");
    refused(65, "nothing served as of 2026-11-01", "version=as-of:2026-11-01");
    refused(65, "no version 2026-11-12-a1-00000000", "version=2026-11-12-a1-00000000");
    refused(2, "model and registry are both set", "model=/x");
    refused(2, "registry.uri is not set", "registry.singleWriter=true");
    refused(2, "unknown key registry.url; did you mean uri?", "registry.url=x");
    refused(2, "which this job reads", "predictions=" + place.resolve("registry/predictions"));
    Path part = place.resolve("registry/versions/" + second + "/model/metadata/part-00000");
    Files.write(part, new byte[] {1});
    refused(65, "is damaged", "version=current");
  }

  private void refused(int code, String reason, String override) throws IOException {
    assertThat(score(override)).as(err.toString(UTF_8)).isEqualTo(code);
    assertThat(err.toString(UTF_8)).contains(reason).hasLineCount(1);
  }

  @Test
  void score_inputWithSuchAColumn_isRefused() throws IOException {
    Files.writeString(rows, "a,ModelVersion\n1,x\n");
    refused(65, "the input has a column modelVersion", "version=current");
  }
}
