// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.config.ConfigurationSource;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.apache.logging.log4j.util.SortedArrayStringMap;
import org.apache.spark.SparkConf;
import org.apache.spark.launcher.JavaModuleOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sparkoptim.engine.probe.Facts;

/** The files of cluster-conf agree with each other, with Spark and with the doctor. */
final class ClusterConfTest {
  private static final Path FOLDER = Path.of("../cluster-conf").toAbsolutePath();
  private static final String SETTINGS = "spark-defaults.conf";

  /** As spark-submit reads such a file. */
  private static SparkConf settings(String folder) throws IOException {
    Properties properties = new Properties();
    try (var reader = Files.newBufferedReader(FOLDER.resolve(folder).resolve(SETTINGS))) {
      properties.load(reader);
    }
    SparkConf conf = new SparkConf(false);
    properties.forEach((name, value) -> conf.set((String) name, ((String) value).strip()));
    return conf;
  }

  private static List<JsonNode> yaml(String file) throws IOException {
    ObjectMapper mapper = new ObjectMapper(new YAMLFactory());
    List<JsonNode> documents = new ArrayList<>();
    try (var parser = mapper.createParser(FOLDER.resolve(file).toFile())) {
      mapper
          .readerFor(JsonNode.class)
          .<JsonNode>readValues(parser)
          .forEachRemaining(documents::add);
    }
    return documents;
  }

  @ParameterizedTest
  @ValueSource(strings = {"standalone", "yarn", "kubernetes", "security"})
  void settings_ofAManager_leaveTheDoctorNothingToSay(String folder) throws IOException {
    SparkConf conf = settings(folder);
    Map<String, String> facts =
        Map.of(
            Facts.SPARK, "3.5.7",
            Facts.SCALA, "2.12.18",
            Facts.JAVA, "17.0.9",
            Facts.OPENED, "true");
    assertThat(new LocalChecks(conf, true).all(facts))
        .allMatch(finding -> finding.level() == Finding.Level.OK, conf.toDebugString());
    assertThat(conf.getAll()).allMatch(setting -> setting._1().startsWith("spark."));
  }

  @Test
  void standalone_driver_getsWhatThisSparkOpens() throws IOException {
    assumeThat(Facts.here().get(Facts.SPARK)).as("Spark 4 opens more").startsWith("3.5.");
    assertThat(settings("standalone").get("spark.driver.extraJavaOptions"))
        .isEqualTo(JavaModuleOptions.defaultModuleOptions().strip());
  }

  @Test
  void kubernetes_networkPolicy_letsTheSettingsPortsThrough() throws IOException {
    SparkConf conf = settings("kubernetes");
    JsonNode ports = yaml("kubernetes/network-policy.yaml").get(0).at("/spec/ingress/0/ports/0");
    int retries = conf.getInt("spark.port.maxRetries", 16);
    for (String port : List.of("driver.port", "blockManager.port", "sparkoptim.port")) {
      int number = conf.getInt("spark." + port, 0);
      assertThat(number).as(port).isGreaterThanOrEqualTo(ports.path("port").asInt());
      assertThat(number + retries).as(port).isLessThanOrEqualTo(ports.path("endPort").asInt());
    }
  }

  @Test
  void kubernetes_applications_haveThePortsOfTheSettings() throws IOException {
    SparkConf conf = settings("kubernetes");
    for (String file : List.of("spark-application.yaml", "spark-application-apache.yaml")) {
      JsonNode settings = yaml("kubernetes/" + file).get(0).at("/spec/sparkConf");
      for (String port :
          List.of(
              "spark.driver.port",
              "spark.driver.blockManager.port",
              "spark.blockManager.port",
              "spark.sparkoptim.port",
              "spark.port.maxRetries")) {
        assertThat(settings.path(port).asText()).as("%s: %s", file, port).isEqualTo(conf.get(port));
      }
    }
  }

  @Test
  void kubernetes_serviceAccount_isTheOneOfTheSettingsAndApplications() throws IOException {
    List<JsonNode> rbac = yaml("kubernetes/rbac.yaml");
    String account = rbac.get(0).at("/metadata/name").asText();
    assertThat(rbac.get(2).at("/subjects/0/name").asText()).isEqualTo(account);
    assertThat(rbac.get(2).at("/roleRef/name")).isEqualTo(rbac.get(1).at("/metadata/name"));
    assertThat(
            settings("kubernetes").get("spark.kubernetes.authenticate.driver.serviceAccountName"))
        .isEqualTo(account);
    assertThat(
            yaml("kubernetes/spark-application.yaml")
                .get(0)
                .at("/spec/driver/serviceAccount")
                .asText())
        .isEqualTo(account);
  }

  @Test
  void yaml_allFiles_parse() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      List<Path> yaml = files.filter(file -> file.toString().matches(".*\\.ya?ml")).toList();
      assertThat(yaml).hasSizeGreaterThan(6);
      for (Path file : yaml) {
        assertThat(yaml(FOLDER.relativize(file).toString())).as("%s", file).isNotEmpty();
      }
    }
  }

  @Test
  void log4j_ofClusters_writesJsonWithTheFit() throws IOException {
    Path file = FOLDER.resolve("monitoring/log4j2.properties");
    try (LoggerContext context = new LoggerContext("test");
        var in = Files.newInputStream(file)) {
      Configuration configuration =
          ConfigurationFactory.getInstance()
              .getConfiguration(context, new ConfigurationSource(in, file.toFile()));
      configuration.initialize();
      var labels = new SortedArrayStringMap();
      labels.putValue("fit", "logreg-1");
      labels.putValue("epoch", "3");
      var event =
          Log4jLogEvent.newBuilder()
              .setLevel(Level.INFO)
              .setLoggerName("sparkoptim.engine")
              .setMessage(new SimpleMessage("a round"))
              .setContextData(labels)
              .build();
      var layout = configuration.getAppender("console").getLayout();
      JsonNode line = new ObjectMapper().readTree(layout.toByteArray(event));
      assertThat(line.path("message").asText()).isEqualTo("a round");
      assertThat(line.at("/contextMap/fit").asText()).isEqualTo("logreg-1");
      assertThat(line.at("/contextMap/epoch").asText()).isEqualTo("3");
    }
  }
}
