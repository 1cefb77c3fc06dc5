// SPDX-License-Identifier: Apache-2.0
package sparkoptim.ml;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import sparkoptim.core.network.NetworkPart;
import sparkoptim.core.network.NetworkParts;

/**
 * Writes tensors by name in the format safetensors: the length of a header in JSON as eight bytes,
 * the header with type, sizes and place of each tensor, and their numbers as little-endian floats.
 */
final class SafeTensors {
  /** Readers map the numbers, which then begin at a multiple of it. */
  private static final int ALIGNMENT = 8;

  private SafeTensors() {}

  /** Returns the bytes of a file. */
  static byte[] bytes(NetworkParts parts, double[] values) {
    ObjectMapper mapper = new ObjectMapper();
    ObjectNode header = mapper.createObjectNode();
    header.putObject("__metadata__").put("format", "pt");
    for (NetworkPart part : parts.all()) {
      ObjectNode tensor = header.putObject(part.name());
      tensor.put("dtype", "F32");
      part.sizes().forEach(tensor.putArray("shape")::add);
      long from = (long) part.from() * Float.BYTES;
      tensor.putArray("data_offsets").add(from).add(from + (long) part.count() * Float.BYTES);
    }
    String text;
    try {
      text = mapper.writeValueAsString(header);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a tree of texts and numbers can be written
    }
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    byte[] head =
        (text + " ".repeat((ALIGNMENT - length % ALIGNMENT) % ALIGNMENT))
            .getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(
                Math.addExact(
                    Long.BYTES + head.length, Math.multiplyExact(values.length, Float.BYTES)))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(head.length).put(head);
    for (double value : values) {
      bytes.putFloat((float) value);
    }
    return bytes.array();
  }

  /** Writes a file, on any Hadoop file system; there must be none. */
  static void write(String file, NetworkParts parts, double[] values, Configuration hadoop) {
    Path path = new Path(file);
    byte[] bytes = bytes(parts, values);
    try (OutputStream out = path.getFileSystem(hadoop).create(path, false)) {
      out.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }
}
