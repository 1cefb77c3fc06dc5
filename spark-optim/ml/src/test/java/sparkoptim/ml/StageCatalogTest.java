// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

/** The catalog that Python's classes are generated from. */
class StageCatalogTest {
  @Test
  void committedFile_isWhatTheStagesSay() throws Exception {
    assertThat(CommittedFile.json("notebooks/python/stages.json"))
        .as("bin/wheel --generate writes stages.json and the Python classes anew")
        .isEqualTo(new ObjectMapper().readTree(StageCatalog.json()));
  }

  @Test
  void json_ofAParam_hasTypeDocAndDefault() throws Exception {
    JsonNode stage = new ObjectMapper().readTree(StageCatalog.json()).get(0);
    assertThat(stage.get("name").asText()).isEqualTo("LogisticRegression");
    assertThat(stage.get("params"))
        .hasSize(new LogisticRegression().params().length)
        .anySatisfy(
            param -> {
              assertThat(param.get("name").asText()).isEqualTo("maxIter");
              assertThat(param.get("type").asText()).isEqualTo("int");
              assertThat(param.get("doc").asText()).isEqualTo("most passes over the rows (>= 0)");
              assertThat(param.get("default").asInt()).isEqualTo(100);
            })
        .anySatisfy(
            param -> {
              assertThat(param.get("name").asText()).isEqualTo("thresholds");
              assertThat(param.get("type").asText()).isEqualTo("doubles");
              assertThat(param.has("default")).isFalse();
            });
  }
}
