// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import sparkoptim.core.PlainText;

/**
 * Reads the pickles of a TorchScript file: a module's attributes, its tensors as references to
 * records, and its submodules; and constants. It makes objects of no classes but its own. PyTorch
 * believes a tensor's sizes, so that each is compared with its record here, wherever it stands.
 */
final class Pickle {

  /**
   * An object of a TorchScript class.
   *
   * @param type its qualified name
   * @param attributes in their order
   */
  record Instance(String type, Map<String, Object> attributes) {}

  /**
   * A tensor.
   *
   * @param key of its record
   * @param type of its storage, as {@code FloatStorage}
   * @param offset of its first number in the record
   * @param sizes of its dimensions
   * @param strides of its dimensions
   * @param gradient whether it is trained
   */
  record Stored(
      String key,
      String type,
      long offset,
      List<Long> sizes,
      List<Long> strides,
      boolean gradient) {

    /** Returns the bytes of one number. */
    int width() {
      return WIDTHS.get(type);
    }

    long count() {
      return sizes.stream().mapToLong(size -> size).reduce(1, Math::multiplyExact);
    }

    /** Returns whether its numbers stand one after the other, the last dimension first. */
    boolean isContiguous() {
      long expected = 1;
      for (int i = sizes.size() - 1; i >= 0; i--) {
        if (sizes.get(i) != 1 && strides.get(i) != expected) {
          return false;
        }
        expected *= sizes.get(i);
      }
      return true;
    }
  }

  private record Global(String name) {}

  private record Storage(String type, String key, long count) {}

  private static final Map<String, Integer> WIDTHS =
      Map.ofEntries(
          Map.entry("FloatStorage", 4),
          Map.entry("DoubleStorage", 8),
          Map.entry("HalfStorage", 2),
          Map.entry("BFloat16Storage", 2),
          Map.entry("LongStorage", 8),
          Map.entry("IntStorage", 4),
          Map.entry("ShortStorage", 2),
          Map.entry("CharStorage", 1),
          Map.entry("ByteStorage", 1),
          Map.entry("BoolStorage", 1),
          Map.entry("ComplexFloatStorage", 8),
          Map.entry("ComplexDoubleStorage", 16));

  /** Functions whose first argument is all that matters. */
  private static final Set<String> WRAPPERS =
      Set.of(
          "torch.jit._pickle.build_intlist",
          "torch.jit._pickle.build_doublelist",
          "torch.jit._pickle.build_boollist",
          "torch.jit._pickle.build_tensorlist",
          "torch.jit._pickle.restore_type_tag",
          "torch.device",
          "torch.Size");

  private static final Object MARK = new Object();
  private static final int TENSOR_ARGUMENTS = 5;

  private final ByteBuffer in;
  private final Deque<Object> stack = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();
  private static final Object NONE = new Object();

  private final Function<String, byte[]> records;

  private Pickle(byte[] bytes, Function<String, byte[]> records) {
    this.records = records;
    in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Returns what a pickle holds: {@link Instance}, {@link Stored}, lists, maps, numbers, strings,
   * and null for what is of no use here.
   *
   * @param records with the tensors' numbers, by key; null where there is none
   * @throws RuntimeException of any kind if it is damaged, or holds what TorchScript does not write
   */
  static Object read(byte[] bytes, Function<String, byte[]> records) {
    return new Pickle(bytes, records).read();
  }

  private Object read() {
    while (true) {
      int op = in.get() & 0xff;
      if (op == '.') {
        return plain(stack.pop());
      }
      step(op);
    }
  }

  private void step(int op) {
    switch (op) {
      case 0x80 -> in.get(); // protocol
      case 'c' -> stack.push(new Global(line() + "." + line()));
      case '(' -> stack.push(MARK);
      case ')' -> stack.push(new ArrayList<>());
      case ']' -> stack.push(new ArrayList<>());
      case '}' -> stack.push(new LinkedHashMap<String, Object>());
      case 'N' -> stack.push(NONE);
      case 0x88 -> stack.push(true);
      case 0x89 -> stack.push(false);
      case 'K' -> stack.push((long) (in.get() & 0xff));
      case 'M' -> stack.push((long) (in.getShort() & 0xffff));
      case 'J' -> stack.push((long) in.getInt());
      case 0x8a -> stack.push(longer());
      case 'G' -> stack.push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
      case 'X' -> stack.push(text(in.getInt()));
      case 'q' -> memo.put(in.get() & 0xff, stack.peek());
      case 'r' -> memo.put(in.getInt(), stack.peek());
      case 'h' -> stack.push(known(in.get() & 0xff));
      case 'j' -> stack.push(known(in.getInt()));
      case 't' -> stack.push(toMark());
      case 0x85 -> stack.push(last(1));
      case 0x86 -> stack.push(last(2));
      case 0x87 -> stack.push(last(3));
      case 'a' -> append(List.of(stack.pop()));
      case 'e' -> append(toMark());
      case 's' -> set(last(2));
      case 'u' -> set(toMark());
      case 'Q' -> stack.push(storage(list(stack.pop())));
      case 'R' -> reduce();
      case 0x81 -> instance();
      case 'b' -> build();
      case '0' -> stack.pop();
      default -> throw new IllegalArgumentException("a pickle's code " + op + " is unknown");
    }
  }

  private String line() {
    int from = in.position();
    while (in.get() != '\n') {}
    return new String(in.array(), from, in.position() - from - 1, StandardCharsets.UTF_8);
  }

  private String text(int length) {
    byte[] bytes = new byte[Math.min(length, in.remaining() + 1)]; // too long: get fails
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private long longer() {
    int length = in.get() & 0xff;
    long value = 0;
    for (int i = 0; i < length; i++) {
      long part = in.get();
      value |= (i == length - 1 ? part : part & 0xff) << (8 * i);
    }
    return value;
  }

  private Object known(int index) {
    Object value = memo.get(index);
    if (value == null) {
      throw new IllegalArgumentException("a pickle refers to what it has not said");
    }
    return value;
  }

  private List<Object> toMark() {
    ArrayList<Object> items = new ArrayList<>();
    for (Object item = stack.pop(); item != MARK; item = stack.pop()) {
      items.add(item);
    }
    Collections.reverse(items);
    return items;
  }

  private List<Object> last(int count) {
    ArrayList<Object> items = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      items.add(0, stack.pop());
    }
    return items;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> list(Object value) {
    return (List<Object>) value;
  }

  private void append(List<Object> items) {
    list(stack.peek()).addAll(items);
  }

  @SuppressWarnings("unchecked")
  private void set(List<Object> items) {
    Map<Object, Object> map = (Map<Object, Object>) stack.peek();
    for (int i = 0; i < items.size(); i += 2) {
      map.put(items.get(i), items.get(i + 1));
    }
  }

  private static Storage storage(List<Object> id) {
    String type = ((Global) id.get(1)).name();
    return new Storage(
        type.substring(type.lastIndexOf('.') + 1), (String) id.get(2), (Long) id.get(4));
  }

  private void reduce() {
    List<Object> arguments = list(stack.pop());
    String name = ((Global) stack.pop()).name();
    if (name.equals("torch._utils._rebuild_tensor_v2")) {
      if (arguments.size() < TENSOR_ARGUMENTS) {
        throw new IllegalArgumentException("a pickle has a tensor of too few arguments");
      }
      Storage storage = (Storage) arguments.get(0);
      Stored tensor =
          new Stored(
              storage.key(),
              storage.type(),
              (Long) arguments.get(1),
              longs(arguments.get(2)),
              longs(arguments.get(3)),
              (Boolean) arguments.get(4));
      check(tensor, storage.count());
      stack.push(tensor);
    } else if (name.equals("collections.OrderedDict")) {
      stack.push(new LinkedHashMap<String, Object>());
    } else if (WRAPPERS.contains(name) && !arguments.isEmpty()) {
      stack.push(arguments.get(0));
    } else {
      throw new IllegalArgumentException("it has a value made by " + name);
    }
  }

  /** Checks that a tensor is within what its storage has, and the storage within its record. */
  private void check(Stored tensor, long stored) {
    if (!WIDTHS.containsKey(tensor.type())) {
      throw new IllegalArgumentException("it has a tensor of type " + tensor.type());
    }
    byte[] record = records.apply(tensor.key());
    if (record == null && stored != 0) {
      throw new IllegalArgumentException("a tensor refers to a missing record " + tensor.key());
    }
    long there = record == null ? 0 : record.length / tensor.width();
    if (tensor.sizes().size() != tensor.strides().size()
        || tensor.offset() < 0
        || Stream.of(tensor.sizes(), tensor.strides())
            .flatMap(List::stream)
            .anyMatch(value -> value < 0)) {
      throw new IllegalArgumentException(
          PlainText.of(
              "a tensor has sizes %s, strides %s and offset %d",
              tensor.sizes(), tensor.strides(), tensor.offset()));
    }
    long last = tensor.offset();
    for (int i = 0; i < tensor.sizes().size(); i++) {
      long reach = Math.multiplyExact(tensor.sizes().get(i) - 1, tensor.strides().get(i));
      last = Math.addExact(last, Math.max(0, reach));
    }
    if (stored < 0 || stored > there || (tensor.count() > 0 && last >= stored)) {
      throw new IllegalArgumentException(
          PlainText.of(
              "a tensor of %d numbers refers to a record of %d bytes",
              tensor.count(), record == null ? 0 : record.length));
    }
  }

  private static List<Long> longs(Object sizes) {
    return list(sizes).stream().map(size -> (Long) size).toList();
  }

  private void instance() {
    stack.pop(); // no arguments
    stack.push(new Instance(((Global) stack.pop()).name(), new LinkedHashMap<>()));
  }

  private void build() {
    Object state = stack.pop();
    if (stack.peek() instanceof Instance instance && state instanceof Map<?, ?> attributes) {
      attributes.forEach((name, value) -> instance.attributes().put((String) name, plain(value)));
    }
  }

  private static Object plain(Object value) {
    return value == NONE ? null : value;
  }
}
