// SPDX-License-Identifier: Apache-2.0
package sparkoptim.torch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * The records of a TorchScript file: a zip with everything in one folder, stored and not
 * compressed.
 *
 * @param folder that all are in, with its slash
 * @param records contents by name within the folder
 */
record ScriptArchive(String folder, Map<String, byte[]> records) {
  /** The object with attributes, weights and submodules. */
  static final String DATA = "data.pkl";

  /** The file of the classes of TorchScript's top package. */
  static final String CODE = "code/";

  /** Weights begin at multiples of it, so that PyTorch could map them into memory. */
  private static final int ALIGNMENT = 64;

  private static final String EXTRA = "extra/";
  private static final int MOST_SOURCE = 1 << 24;
  private static final int MOST_SOURCES = 1 << 26;
  private static final int HEADER = 30;
  private static final int EXTRA_HEADER = 4;

  /**
   * Reads the bytes of a file.
   *
   * @param file its name, for errors
   * @throws IllegalArgumentException if it is no TorchScript file
   */
  static ScriptArchive read(byte[] bytes, String file) {
    Path copy = null;
    try {
      copy = Files.createTempFile("sparkoptim-script", ".pt");
      Files.write(copy, bytes);
      try (ZipFile zip = new ZipFile(copy.toFile())) {
        return read(zip, file);
      }
    } catch (IOException | IllegalStateException e) {
      throw refused(file, "is no TorchScript file: " + e.getMessage(), e);
    } finally {
      delete(copy);
    }
  }

  private static void delete(Path copy) {
    try {
      if (copy != null) {
        Files.deleteIfExists(copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ScriptArchive read(ZipFile zip, String file) throws IOException {
    Map<String, byte[]> records = new LinkedHashMap<>();
    Set<String> known = new HashSet<>();
    long most = Files.size(Path.of(zip.getName())) + MOST_SOURCES;
    String folder = null;
    for (ZipEntry entry : Collections.list(zip.entries())) {
      String name = entry.getName();
      if (entry.isDirectory()) {
        continue;
      }
      String top = name.substring(0, name.indexOf('/') + 1);
      folder = folder == null ? top : folder;
      if (!top.equals(folder)) {
        throw refused(file, "is no TorchScript file: it has a record " + name, null);
      }
      String within = name.substring(folder.length());
      if (within.endsWith(".debug_pkl")) {
        continue; // notes on sources
      }
      if (!isPlain(within) || !known.add(lower(within))) {
        throw refused(file, "has a record that PyTorch does not write: " + name, null);
      }
      byte[] record = record(zip, entry, file);
      most -= record.length;
      if (most < 0) {
        throw refused(file, "has records of too many bytes together", null);
      }
      records.put(within, record);
    }
    if (!records.containsKey(DATA) || records.keySet().stream().noneMatch(ScriptArchive::isCode)) {
      String hint =
          records.containsKey(DATA) ? "; it holds weights alone, as torch.save writes them" : "";
      throw refused(file, "is no TorchScript file, as torch.jit.save writes it" + hint, null);
    }
    return new ScriptArchive(folder, records);
  }

  /**
   * PyTorch finds records whatever their case, so that one could pass for another; and takes the
   * whole file in another way if there is a {@code model.json}.
   */
  private static boolean isPlain(String name) {
    String lower = lower(name);
    if (lower.startsWith(CODE)) {
      return isCode(name);
    }
    return name.equals(lower) ? !name.equals("model.json") : name.startsWith(EXTRA);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /** PyTorch compresses its sources, and no weights: a compressed record could be of any size. */
  private static byte[] record(ZipFile zip, ZipEntry entry, String file) throws IOException {
    int most = entry.getMethod() == ZipEntry.STORED ? Integer.MAX_VALUE - 8 : MOST_SOURCE;
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] record = in.readNBytes(most);
      if (in.read() >= 0) {
        throw refused(file, "has a record of too many bytes: " + entry.getName(), null);
      }
      return record;
    }
  }

  static IllegalArgumentException refused(String file, String why, Throwable cause) {
    return new IllegalArgumentException("network: " + file + " " + why, cause);
  }

  static boolean isCode(String name) {
    return name.startsWith(CODE) && name.endsWith(".py");
  }

  /** Returns an archive with other contents of some records. */
  ScriptArchive with(Map<String, byte[]> changed) {
    Map<String, byte[]> all = new LinkedHashMap<>(records);
    all.putAll(changed);
    return new ScriptArchive(folder, all);
  }

  /** Returns the bytes of a file; the same bytes for the same records. */
  byte[] write() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.setMethod(ZipOutputStream.STORED);
      for (String name : new ArrayList<>(records.keySet())) {
        zip.flush();
        byte[] record = records.get(name);
        ZipEntry entry = new ZipEntry(folder + name);
        CRC32 crc = new CRC32();
        crc.update(record);
        entry.setCrc(crc.getValue());
        entry.setSize(record.length);
        entry.setTime(0);
        entry.setExtra(padding(bytes.size() + HEADER + folder.length() + name.length()));
        zip.putNextEntry(entry);
        zip.write(record);
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** Returns an extra field that moves what follows it to a multiple of the alignment. */
  private static byte[] padding(int at) {
    int fill = Math.floorMod(-(at + EXTRA_HEADER), ALIGNMENT);
    byte[] extra = new byte[EXTRA_HEADER + fill];
    extra[0] = 'F';
    extra[1] = 'B';
    extra[2] = (byte) fill;
    return extra;
  }
}
