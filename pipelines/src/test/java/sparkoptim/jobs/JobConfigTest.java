// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JobConfigTest {
  @TempDir private Path folder;

  @Test
  void load_overrides_standOverTheFileAndTheFileOverDefaults() throws IOException {
    Config config = load("data.format = csv, overwrite = false", "data.format=idx");
    assertThat(config.getString("data.format")).isEqualTo("idx");
    assertThat(config.getBoolean("overwrite")).isFalse();
    assertThat(config.getString("data.labelColumn")).isEqualTo("label");
  }

  @Test
  void load_uriOfAFile_isReadThroughHadoop() throws IOException {
    Path file = Files.writeString(folder.resolve("job.conf"), "output = there");
    assertThat(JobConfig.load(file.toUri().toString().replace("file:/", "file:///"), List.of()))
        .extracting(config -> config.getString("output"))
        .isEqualTo("there");
  }

  @Test
  void load_unknownKey_namesFileLineAndNearest() {
    refused("output = a\ndata.trian = b")
        .hasMessageContaining("job.conf: 2: unknown key data.trian; did you mean data.train?");
    refused("stage.param.tol = 1").hasMessageContaining("did you mean stage.params?");
    refused("", "overwite=true")
        .hasMessage("command line: unknown key overwite; did you mean overwrite?");
  }

  @Test
  void load_keyOfAnotherGroup_namesItsPlace() {
    refused("format = csv").hasMessageContaining("did you mean data.format?");
    refused("testEvry = 5").hasMessageContaining("did you mean data.split.testEvery?");
  }

  @Test
  void load_nothingNear_listsTheKeysThere() {
    refused("data.split.quantity = 1")
        .hasMessageContaining("known: first, seed, testEvery, testFraction");
  }

  @Test
  void load_unknownKeyOfAFeatureStage_isRefused() {
    refused("features = [{class = A}, {class = B, parms {}}]")
        .hasMessageContaining("unknown key features[1].parms; did you mean features[1].params?");
  }

  @Test
  void load_openGroups_takeAnyKey() throws IOException {
    Config config =
        load("data.options.sep = \";\", stage {class = A, params {any = 1}}", "data.options.x=y");
    assertThat(config.getString("data.options.sep")).isEqualTo(";");
    assertThat(config.getInt("stage.params.any")).isEqualTo(1);
  }

  @Test
  void load_valueWhereAGroupBelongs_isRefused() {
    refused("data = train.csv").hasMessageContaining("data must be a group {...}, was train.csv");
    refused("features = [StringIndexer]")
        .hasMessageContaining("features[0] must be a group {...}, was StringIndexer");
  }

  @Test
  void load_noSuchFile_saysSo() {
    assertThatThrownBy(() -> JobConfig.load(folder + "/none.conf", List.of()))
        .isInstanceOf(JobException.class)
        .hasMessage("no such config file: " + folder + "/none.conf");
  }

  @Test
  void load_notHocon_namesTheLine() {
    refused("a = 1\nb = [")
        .hasMessageContaining("not a HOCON file")
        .hasMessageContaining("job.conf");
  }

  @Test
  void load_unsetVariable_isNamed() {
    refused("output = ${SPARK_OPTIM_NO_SUCH_VARIABLE}/x")
        .hasMessageContaining("SPARK_OPTIM_NO_SUCH_VARIABLE")
        .hasMessageContaining("environment variable");
  }

  private AbstractThrowableAssert<?, ?> refused(String text, String... overrides) {
    return assertThatThrownBy(() -> load(text, overrides)).isInstanceOf(JobException.class);
  }

  private Config load(String text, String... overrides) throws IOException {
    Path file = Files.writeString(folder.resolve("job.conf"), text);
    return JobConfig.load(file.toString(), List.of(overrides));
  }
}
