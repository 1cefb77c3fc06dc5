// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import sparkoptim.core.MethodText;

/** The catalog that Python's constructors of methods are generated from. */
class MethodCatalogTest {
  @Test
  void committedFile_isWhatTheRegistrySays() throws Exception {
    assertThat(CommittedFile.json("notebooks/python/methods.json"))
        .as("bin/wheel --generate writes methods.json and the Python classes anew")
        .isEqualTo(new ObjectMapper().readTree(MethodCatalog.json()));
  }

  @Test
  void defaults_putTogether_areThePartsOwnText() throws Exception {
    JsonNode parts = new ObjectMapper().readTree(MethodCatalog.json());
    assertThat(parts.size()).isGreaterThan(50);
    for (JsonNode part : parts) {
      StringBuilder settings = new StringBuilder();
      for (JsonNode setting : part.get("settings")) {
        settings.append(settings.length() == 0 ? "" : ", ");
        settings.append(setting.get("name").asText()).append('=');
        settings.append(setting.get("default").asText());
      }
      String name = part.get("name").asText();
      String text = settings.length() == 0 ? name : name + "(" + settings + ")";
      assertThat(MethodText.parse(text)).isEqualTo(MethodText.parse(name));
    }
  }
}
