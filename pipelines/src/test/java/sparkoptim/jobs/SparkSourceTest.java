// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sparkoptim.jobs.SourceTesting.input;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.security.alias.CredentialProviderFactory;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Formats that Spark knows by name, tables, queries and databases. */
final class SparkSourceTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "orc", "json", "csv"})
  void read_anyFormatOfSparks_isReadByItsName(String format) {
    String path = folder.resolve("rows").toString();
    rows(20).write().format(format).option("header", true).save(path);
    TrainingData data =
        TrainingData.read(
            TestSession.get(),
            SourceTesting.train(
                "data.format=" + format,
                "data.train=" + path,
                "data.labelColumn=label",
                "data.split.testEvery=4"),
            true);
    assertThat(data.train().count()).isEqualTo(15);
    assertThat(data.test().orElseThrow().count()).isEqualTo(5);
    assertThat(data.train().columns()).containsExactlyInAnyOrder("x", "label");
    data.close();
  }

  @Test
  void read_jsonInOneArray_isARowForEachElement() throws IOException {
    Path file = folder.resolve("rows.json");
    Files.writeString(file, "[\n {\"x\": 1,\n  \"y\": \"a\"},\n {\"x\": 2.5}\n]\n");
    Dataset<Row> rows = SourceTesting.read(List.of("data.format=json"), input("data.train", file));
    assertThat(rows.schema().toDDL()).isEqualTo("x DOUBLE,y STRING");
    assertThat(rows.collectAsList())
        .extracting(Row::toString)
        .containsExactly("[1.0,a]", "[2.5,null]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "orc"})
  void read_brokenFiles_areNamedInOneLine(String format) throws IOException {
    Path good = folder.resolve("good");
    TestSession.get()
        .range(2000)
        .selectExpr("id x", "concat('c', id % 5) c")
        .coalesce(1)
        .write()
        .format(format)
        .save(good.toString());
    byte[] bytes;
    try (Stream<Path> files = Files.list(good)) {
      Path part = files.filter(f -> f.getFileName().toString().startsWith("part")).findAny().get();
      bytes = Files.readAllBytes(part);
    }
    int length = bytes.length;
    for (int at : List.of(4, length / 3, length / 2, length - 40, length - 6)) {
      byte[] flipped = bytes.clone();
      flipped[at] ^= 0x55;
      for (byte[] broken : List.of(flipped, Arrays.copyOf(bytes, at))) {
        Path file = Files.write(folder.resolve("broken." + format), broken);
        DataSettings data = SourceTesting.data(List.of("data.format=" + format));
        try (ReadRows rows =
            ReadRows.open(
                DataFormat.source(data),
                TestSession.get(),
                input("data.train", file),
                Optional.empty())) {
          assertThat(rows.count()).isEqualTo(2000); // a bit of a value
        } catch (RuntimeException e) { // Scala declares no exceptions
          Failure failure = Failure.of(e, true);
          assertThat(failure.exitCode()).as(e.toString()).isEqualTo(65);
          assertThat(failure.whole()).as(e.toString()).isTrue();
          assertThat(failure.message()).startsWith("data.train: ").contains("broken." + format);
        }
      }
    }
  }

  @Test
  void read_jsonThatIsNone_isCountedAndShown() throws IOException {
    Path file = Files.writeString(folder.resolve("rows.json"), "{\"x\": 1}\noops\n");
    assertThatThrownBy(
            () -> SourceTesting.read(List.of("data.format=json"), input("data.train", file)))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith("data.train: 1 of 2 lines are not JSON. First: oops");
  }

  @Test
  void read_tableAndQuery_needNoFormat() {
    SparkSession spark = TestSession.get();
    rows(10).createOrReplaceTempView("people");
    for (String place :
        List.of(
            "data.table=people",
            "data.sql=\"select x, label from people where x >= 0 and '12:30' not like '%*'\"")) {
      try (TrainingData data =
          TrainingData.read(
              spark, SourceTesting.train(place, "data.split.testFraction=0.4"), true)) {
        long train = data.train().count();
        assertThat(train).isBetween(1L, 9L);
        assertThat(train + data.test().orElseThrow().count()).isEqualTo(10);
        Dataset<Row> otherOrder = rows(10).orderBy("label").repartition(5);
        otherOrder.createOrReplaceTempView("people");
        try (TrainingData again =
            TrainingData.read(
                spark, SourceTesting.train(place, "data.split.testFraction=0.4"), true)) {
          assertThat(again.train().except(data.train()).isEmpty()).isTrue();
        }
      }
    }
    assertThatThrownBy(() -> SourceTesting.train("data.table=a", "data.sql=select 1"))
        .hasMessage("data.table and data.sql are both set: rows come from one of them");
    assertThatThrownBy(() -> SourceTesting.train("data.table=a", "data.train=b"))
        .hasMessage("data.table and data.train are both set: rows come from one of them");
  }

  @Test
  void read_tableThatIsNot_isRefused() {
    assertThatThrownBy(
            () ->
                TrainingData.read(
                    TestSession.get(), SourceTesting.train("data.table=nowhere"), true))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith(
            "data.train: [TABLE_OR_VIEW_NOT_FOUND] The table or view `nowhere`");
  }

  @Test
  void read_database_isReadInPartsWithThePasswordOfAFile() throws Exception {
    String url = "jdbc:derby:memory:jobs;create=true";
    fill(url, 100);
    Path secret = Files.writeString(folder.resolve("secret"), "wonder land\n");
    String[] settings = {
      "data.format=jdbc",
      "data.train=APP.PEOPLE",
      "data.labelColumn=LABEL",
      "data.options.url=" + url,
      "data.options.user=app",
      "data.options.passwordFile=" + secret,
      "data.options.partitionColumn=ID",
      "data.options.lowerBound=0",
      "data.options.upperBound=100",
      "data.options.numPartitions=4",
      "data.split.testFraction=0.2"
    };
    TrainSettings train = SourceTesting.train(settings);
    try (TrainingData data = TrainingData.read(TestSession.get(), train, true)) {
      long rows = data.train().count();
      assertThat(rows).isBetween(60L, 95L);
      assertThat(rows + data.test().orElseThrow().count()).isEqualTo(100);
      assertThat(data.train().rdd().getNumPartitions()).isEqualTo(4);
    }
    assertThat(train.toString()).doesNotContain("wonder land");
  }

  @Test
  void read_databaseWithoutDriver_saysWhichToAdd() {
    assertThatThrownBy(
            () ->
                TrainingData.read(
                    TestSession.get(),
                    SourceTesting.train(
                        "data.format=jdbc",
                        "data.train=t",
                        "data.options.url=jdbc:postgresql://u:geheim@host/db?password=geheim"),
                    true))
        .isInstanceOf(JobException.class)
        .hasMessageStartingWith(
            "data.train: no driver for jdbc:postgresql://host/db: add -- --packages"
                + " org.postgresql:postgresql:")
        .hasMessageNotContaining("geheim");
  }

  @Test
  void resolved_references_areFollowed() throws Exception {
    var hadoop = new Configuration();
    String store = "jceks://file" + folder.resolve("keys.jceks");
    hadoop.set(CredentialProviderFactory.CREDENTIAL_PROVIDER_PATH, store);
    var provider = CredentialProviderFactory.getProviders(hadoop).get(0);
    provider.createCredentialEntry("db.key", "sesame".toCharArray());
    provider.flush();
    assertThat(
            OptionSecrets.resolved(
                Map.of("passwordAlias", "db.key", "credentialsFile", "/x"), hadoop))
        .isEqualTo(Map.of("password", "sesame", "credentialsFile", "/x"));
    assertThatThrownBy(() -> OptionSecrets.resolved(Map.of("keyAlias", "none"), hadoop))
        .hasMessageStartingWith("data.options.keyAlias: no credential none in");
    assertThatThrownBy(
            () -> OptionSecrets.resolved(Map.of("a", "1", "aFile", "/x"), new Configuration()))
        .isInstanceOf(JobException.class);
  }

  private static Dataset<Row> rows(int count) {
    return TestSession.get()
        .range(count)
        .selectExpr("cast(id as double) * 0.5 as x", "cast(id % 2 as int) as label")
        .coalesce(1);
  }

  private static void fill(String url, int rows) throws SQLException {
    try (Connection database = DriverManager.getConnection(url, "app", "wonder land");
        Statement statement = database.createStatement()) {
      statement.execute("create table people (id int, x double, label int)");
      try (PreparedStatement insert =
          database.prepareStatement("insert into people values (?, ?, ?)")) {
        for (int i = 0; i < rows; i++) {
          insert.setInt(1, i);
          insert.setDouble(2, i * 0.5);
          insert.setInt(3, i % 2);
          insert.execute();
        }
      }
    }
  }
}
