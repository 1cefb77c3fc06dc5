// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import sparkoptim.torch.Pickle.Instance;
import sparkoptim.torch.Pickle.Stored;

/** Writes what {@link Pickle} reads: modules whose attributes are modules, tensors and flags. */
final class PickleWriter {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private PickleWriter() {}

  /** Returns the pickle of a module. */
  static byte[] write(Instance module) {
    PickleWriter writer = new PickleWriter();
    writer.out.write(0x80);
    writer.out.write(2);
    writer.value(module);
    writer.out.write('.');
    return writer.out.toByteArray();
  }

  private void value(Object value) {
    if (value instanceof Instance instance) {
      instance(instance);
    } else if (value instanceof Stored tensor) {
      tensor(tensor);
    } else {
      out.write((Boolean) value ? 0x88 : 0x89);
    }
  }

  private void instance(Instance instance) {
    int dot = instance.type().lastIndexOf('.');
    global(instance.type().substring(0, dot), instance.type().substring(dot + 1));
    out.write(')');
    out.write(0x81);
    out.write('}');
    out.write('(');
    for (Map.Entry<String, Object> attribute : instance.attributes().entrySet()) {
      text(attribute.getKey());
      value(attribute.getValue());
    }
    out.write('u');
    out.write('b');
  }

  private void tensor(Stored tensor) {
    global("torch._utils", "_rebuild_tensor_v2");
    out.write('(');
    out.write('(');
    text("storage");
    global("torch", tensor.type());
    text(tensor.key());
    text("cpu");
    whole(tensor.count());
    out.write('t');
    out.write('Q');
    whole(tensor.offset());
    sizes(tensor.sizes());
    sizes(tensor.strides());
    out.write(tensor.gradient() ? 0x88 : 0x89);
    global("collections", "OrderedDict");
    out.write(')');
    out.write('R');
    out.write('t');
    out.write('R');
  }

  private void sizes(List<Long> sizes) {
    out.write('(');
    sizes.forEach(this::whole);
    out.write('t');
  }

  private void global(String module, String name) {
    out.write('c');
    out.writeBytes((module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    fixed(bytes.length);
    out.writeBytes(bytes);
  }

  private void whole(long value) {
    out.write('J');
    fixed(Math.toIntExact(value));
  }

  private void fixed(int value) {
    out.writeBytes(
        ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }
}
