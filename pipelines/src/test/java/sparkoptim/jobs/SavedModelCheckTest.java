// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SavedModelCheckTest {
  private static final String PIPELINE = "org.apache.spark.ml.PipelineModel";
  private static final String BINARIZER = "org.apache.spark.ml.feature.Binarizer";

  @TempDir private Path folder;

  private void write(String stage, String metadata) throws IOException {
    Path place = Files.createDirectories(folder.resolve("model").resolve(stage + "/metadata"));
    Files.writeString(place.resolve("part-00000"), metadata + "\n");
    Files.writeString(place.resolve("_SUCCESS"), "");
  }

  private static String metadata(String className, String uids) {
    return """
        {"class":"%s","uid":"x","paramMap":{"stageUids":[%s]},"defaultParamMap":{}}"""
        .formatted(className, uids);
  }

  private void check(String... trusted) throws IOException {
    SavedModelCheck.require(
        folder.resolve("model").toString(),
        new Configuration(),
        new TrustedPackages(List.of(trusted)));
  }

  private void refused(String message, String... trusted) {
    assertThatThrownBy(() -> check(trusted))
        .isInstanceOf(JobException.class)
        .hasMessageContaining(message)
        .message()
        .doesNotContain("\n", "\u001b");
  }

  @Test
  void soundModel_isTaken() throws IOException {
    write(".", metadata(PIPELINE, "\"b_1\""));
    write("stages/0_b_1", metadata(BINARIZER, ""));
    assertThatCode(this::check).doesNotThrowAnyException();
    assertThatCode(() -> check("org.apache.spark.ml")).doesNotThrowAnyException();
    refused("the class " + BINARIZER + " is in none of trustedPackages", PIPELINE);
  }

  @Test
  void uidThatLeadsElsewhere_isRefused() throws IOException {
    for (String uid : List.of("../../../x", "..", "a/b", "a\\\\b", "a\\nb\\u001b[2K")) {
      write(".", metadata(PIPELINE, "\"" + uid + "\""));
      refused("a stage cannot have the uid");
    }
  }

  @Test
  void classThatIsNoStage_isRefusedAndNotInitialized() throws IOException {
    System.clearProperty("sparkoptim.test.saved");
    write(".", metadata(PIPELINE, "\"b_1\""));
    write("stages/0_b_1", metadata(NoStage.class.getName(), ""));
    refused("is no stage of Spark ML");
    assertThat(System.getProperty("sparkoptim.test.saved")).isNull();
    write("stages/0_b_1", metadata("com.example.NotThere", ""));
    refused("com.example.NotThere is not on the class path");
  }

  /** Whose code must not run. */
  static final class NoStage {
    static {
      System.setProperty("sparkoptim.test.saved", "initialized");
    }
  }

  @Test
  void damagedMetadata_isNamed() throws IOException {
    for (String text : List.of("{", "[]", "{}", "PAR1", "{\"class\":5}")) {
      write(".", text);
      refused("part-00000");
    }
  }
}
