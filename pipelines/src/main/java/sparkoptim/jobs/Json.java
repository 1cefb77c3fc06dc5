// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The JSON files that jobs write. */
public final class Json {
  private Json() {}

  /**
   * Returns the value as indented JSON in UTF-8, with a newline at the end; a number that is not
   * finite is null.
   */
  public static byte[] bytes(Map<String, Object> values) throws JsonProcessingException {
    var finite = new SimpleModule().addSerializer(Double.class, new FiniteNumbers());
    ObjectMapper mapper =
        new ObjectMapper().registerModule(finite).enable(SerializationFeature.INDENT_OUTPUT);
    return (mapper.writeValueAsString(values) + "\n").getBytes(StandardCharsets.UTF_8);
  }

  /** JSON has no NaN and no infinity. */
  private static final class FiniteNumbers extends StdSerializer<Double> {
    private static final long serialVersionUID = 1L;

    FiniteNumbers() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      if (Double.isFinite(value)) {
        json.writeNumber(value);
      } else {
        json.writeNull();
      }
    }
  }
}
