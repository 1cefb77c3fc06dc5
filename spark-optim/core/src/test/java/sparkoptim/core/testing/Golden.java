// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The vectors of golden.json and golden-next.json: computed with 60-digit decimals, rounded to
 * double. {@code golden_next.py} beside them makes the second.
 */
public final class Golden {
  /** A plain double implementation drifts at most 3.4e-15 from them. */
  public static final double TOLERANCE = 1e-12;

  private static final JsonNode VECTORS = read("/golden.json");
  private static final JsonNode NEXT = read("/golden-next.json");

  private Golden() {}

  /** A vector by its id. */
  public static JsonNode vector(String id) {
    return VECTORS.has(id) ? VECTORS.get(id) : NEXT.required(id);
  }

  /** The numbers of an array. */
  public static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).doubleValue();
    }
    return values;
  }

  private static JsonNode read(String resource) {
    try (InputStream in = Golden.class.getResourceAsStream(resource)) {
      return new ObjectMapper().readTree(in).required("vectors");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
