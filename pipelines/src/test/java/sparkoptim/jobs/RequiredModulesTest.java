// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a job needs beside the application's jar. */
final class RequiredModulesTest {
  @TempDir private Path folder;

  private String config(String text) throws IOException {
    return Files.writeString(folder.resolve("job.conf"), text).toString();
  }

  private static Iterable<String> of(String... command) {
    return RequiredModules.of(List.of(command));
  }

  @Test
  void train_stageOfThisLibrary_needsNothing() throws IOException {
    String file = config("# NetworkClassifier, device = gpu\nstage.class = LogisticRegression");
    assertThat(of("train", file)).isEmpty();
  }

  @Test
  void train_network_needsTorch() throws IOException {
    assertThat(of("train", config("stage.class = NetworkRegressor"))).containsExactly("torch");
    String file = config("stage.class = \"sparkoptim.ml.NetworkClassifier\"");
    assertThat(of("train", file)).containsExactly("torch");
    assertThat(of("train", file, "stage.class=LogisticRegression")).isEmpty();
  }

  @Test
  void train_device_needsCuda() throws IOException {
    String file = config("stage { class = LogisticRegression, params.device = auto }");
    assertThat(of("train", file)).containsExactly("cuda");
    assertThat(of("train", file, "stage.params.device=cpu")).isEmpty();
    assertThat(of("train", file, "stage.params.device=gpu", "stage.class=NetworkClassifier"))
        .containsExactly("cuda", "torch");
  }

  @Test
  void train_backendOrFile_decidesWhatANetworkNeeds() throws IOException {
    String file = config("stage.class = NetworkClassifier");
    assertThat(of("train", file, "stage.params.backend=torch")).containsExactly("torch");
    assertThat(of("train", file, "stage.params.network=models/net.pt")).containsExactly("torch");
    assertThat(of("train", file, "stage.params.backend=core")).isEmpty();
    assertThat(of("train", file, "stage.params.backend=auto")).containsExactly("torch");
    assertThat(of("train", file, "stage.params.network=lenet5")).containsExactly("torch");
    assertThat(of("train", file, "stage.params.network=models/net.bigdl")).containsExactly("bigdl");
    assertThat(of("train", file, "stage.params.backend=bigdl")).containsExactly("bigdl");
  }

  @Test
  void score_modelOfANetwork_needsWhatItsFileSays() throws IOException {
    Path model = folder.resolve("out/model/stages/0_net");
    Files.createDirectories(model);
    String file = config("data { format = libsvm, score = x }\noutput = " + folder.resolve("out"));
    assertThat(of("score", file)).isEmpty();
    Files.createFile(model.resolve("network.bigdl"));
    assertThat(of("score", file)).containsExactly("bigdl");
    Files.move(model.resolve("network.bigdl"), model.resolve("network.pt"));
    assertThat(of("score", file)).containsExactly("torch");
    assertThat(of("score", file, "model=" + folder)).isEmpty();
  }

  @Test
  void convert_model_needsBothBackends() throws IOException {
    Path model = Files.createDirectories(folder.resolve("old/stages/0_net"));
    Files.createFile(model.resolve("network.bigdl"));
    String from = folder.resolve("old").toString();
    assertThat(of("convert", from, "new")).containsExactly("bigdl", "torch");
    assertThat(of("convert", from, "new", "--backend", "core")).containsExactly("bigdl");
    assertThat(of("convert", "--backend=bigdl", "nowhere", "new")).containsExactly("bigdl");
  }

  @Test
  void study_networks_needsBigdl() {
    assertThat(of("study", "networks")).containsExactly("bigdl");
    assertThat(of("study", "taso")).isEmpty();
  }

  @Test
  void optionsAmongTheWords_areNoOverrides() throws IOException {
    String file = config("stage.class = NetworkClassifier");
    assertThat(of("train", "--stacktrace", file)).containsExactly("torch");
    assertThat(of("--stacktrace", "train", file)).containsExactly("torch");
    assertThat(of("retrain", "--simulate", "3", file)).containsExactly("torch");
    assertThat(of("retrain", file, "--from-record=v", "stage.params.backend=core")).isEmpty();
    assertThat(of("convert", "--stacktrace", "a", "b", "--backend", "core")).isEmpty();
    assertThat(of("study", "--stacktrace", "networks")).containsExactly("bigdl");
  }

  @Test
  void configThatFilesSendAlong_isReadFromThere() throws IOException {
    String file = config("stage.class = NetworkClassifier");
    assertThat(of("train", "job.conf", "--", "--files", file)).containsExactly("torch");
    assertThat(of("train", "net.conf", "--", "--conf", "spark.files=" + file + "#net.conf"))
        .containsExactly("torch");
    assertThat(of("train", "job.conf", "--", "--name", file)).isEmpty();
  }

  @Test
  void whatOnlyTheClusterKnows_hidesNoNetwork() throws IOException {
    String file = config("stage.class = NetworkClassifier, data.train = ${NOBODY_HAS_THIS}");
    assertThat(of("train", file)).containsExactly("torch");
    assertThat(of("train", "/opt/job.conf", "stage.class=NetworkClassifier"))
        .containsExactly("torch");
  }

  @Test
  void mistakes_needNothing() {
    assertThat(of()).isEmpty();
    assertThat(of("train")).isEmpty();
    assertThat(of("train", "nowhere.conf")).isEmpty();
    assertThat(of("trian", "nowhere.conf")).isEmpty();
  }
}
