// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static sparkoptim.jobs.SourceTesting.input;
import static sparkoptim.jobs.SourceTesting.read;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.spark.ml.linalg.DenseVector;
import org.apache.spark.ml.linalg.SparseVector;
import org.apache.spark.ml.linalg.Vector;
import org.apache.spark.ml.linalg.Vectors;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IdxSourceTest {
  private static final List<String> IDX = List.of("data.format=idx");

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void read_images_areVectorsOfTheirBytes(boolean gzipped) throws IOException {
    Path images = write(IdxFile.IMAGES, gzipped, new int[] {2, 2, 2}, 0, 255, 0, 0, 1, 2, 3, 128);
    Path labels = write(IdxFile.LABELS, gzipped, new int[] {2}, 7, 200);
    Dataset<Row> rows = read(IDX, both(images, labels));
    assertThat(rows.schema().fieldNames()).containsExactly("label", "features");
    assertThat(rows.collectAsList().stream().map(row -> row.getDouble(0)))
        .containsExactly(7.0, 200.0);
    assertThat(rows.collectAsList().stream().map(row -> row.<Vector>getAs(1)))
        .containsExactly(Vectors.dense(0, 255, 0, 0), Vectors.dense(1, 2, 3, 128));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void read_severalPartitions_keepTheFileOrder(boolean gzipped) throws IOException {
    int count = 601; // 10,000 bytes each: two partitions of 4 MiB
    byte[] pixels = new byte[count * 10_000];
    byte[] classes = new byte[count];
    for (int i = 0; i < count; i++) {
      pixels[i * 10_000] = (byte) i;
      classes[i] = (byte) (i % 10);
    }
    Path images = write(IdxFile.IMAGES, gzipped, new int[] {count, 100, 100}, pixels);
    Path labels = write(IdxFile.LABELS, gzipped, new int[] {count}, classes);
    Dataset<Row> rows = read(IDX, both(images, labels));
    assertThat(rows.javaRDD().getNumPartitions()).isEqualTo(2);
    List<Row> all = rows.collectAsList();
    assertThat(all).hasSize(count);
    for (int i = 0; i < count; i++) {
      assertThat(all.get(i).getDouble(0)).isEqualTo(i % 10);
      assertThat(all.get(i).<Vector>getAs(1).apply(0)).isEqualTo(i & 0xFF);
    }
  }

  @Test
  void read_noLabels_givesFeaturesOnly() throws IOException {
    Path images = write(IdxFile.IMAGES, false, new int[] {1, 1, 2}, 3, 4);
    assertThat(read(IDX, input("data.score", images)).columns()).containsExactly("features");
  }

  @Test
  void vector_fewOrManyNonzeros_takesTheSmallerForm() {
    byte[] few = new byte[100];
    few[3] = -1;
    assertThat(IdxRows.vector(few))
        .isInstanceOf(SparseVector.class)
        .isEqualTo(Vectors.sparse(100, new int[] {3}, new double[] {255}));
    byte[] many = new byte[100];
    Arrays.fill(many, (byte) 9);
    assertThat(IdxRows.vector(many)).isInstanceOf(DenseVector.class);
  }

  @Test
  void read_otherMagic_isRefused() throws IOException {
    Path labels = write(IdxFile.LABELS, false, new int[] {2}, 7, 200);
    refused(input("data.train", labels))
        .hasMessageContaining("data.train: not an IDX file of images")
        .hasMessageContaining("begins with the number 2049, not 2051");
    Path text = Files.writeString(folder.resolve("text"), "label,pixel\n1,2\n");
    refused(input("data.train", text)).hasMessageContaining("not an IDX file of images");
  }

  @Test
  void read_tooShortForAHeader_isRefused() throws IOException {
    refused(input("data.train", Files.write(folder.resolve("empty"), new byte[0])))
        .hasMessageContaining("it ends inside its header");
  }

  @Test
  void read_fewerOrMoreBytesThanStated_isRefused() throws IOException {
    Path few = write(IdxFile.IMAGES, false, new int[] {2, 1, 2}, 1, 2, 3);
    refused(input("data.train", few)).hasMessageContaining("19 bytes where its header asks for 20");
    Path many = write(IdxFile.IMAGES, true, new int[] {1, 1, 2}, 1, 2, 3);
    refused(input("data.train", many))
        .hasMessageContaining("19 bytes unpacked where its header asks for 18");
  }

  @Test
  void read_cutGzip_isRefused() throws IOException {
    byte[] noise = new byte[50_000];
    new java.util.Random(1).nextBytes(noise);
    Path whole = write(IdxFile.IMAGES, true, new int[] {5, 100, 100}, noise);
    byte[] bytes = Files.readAllBytes(whole);
    Path cut = Files.write(folder.resolve("cut.gz"), Arrays.copyOf(bytes, bytes.length / 2));
    refused(input("data.train", cut)).hasMessageContaining("is a damaged or cut off gzip file");
    Path stub = Files.write(folder.resolve("stub.gz"), Arrays.copyOf(bytes, 3));
    refused(input("data.train", stub)).hasMessageContaining("it ends inside its header");
  }

  @Test
  void read_damagedGzip_isRefused() throws IOException {
    Path file = Files.write(folder.resolve("bad.gz"), new byte[] {0x1f, (byte) 0x8b, 99, 1, 2, 3});
    refused(input("data.train", file)).hasMessageContaining("a damaged gzip file");
  }

  @Test
  void read_countsDiffer_isRefused() throws IOException {
    Path images = write(IdxFile.IMAGES, false, new int[] {2, 1, 1}, 1, 2);
    Path labels = write(IdxFile.LABELS, false, new int[] {3}, 1, 2, 3);
    refused(both(images, labels))
        .hasMessageContaining("2 images in")
        .hasMessageContaining("3 labels in");
  }

  @Test
  void read_testImagesOfAnotherSize_isRefused() throws IOException {
    Path train = write(IdxFile.IMAGES, false, new int[] {1, 1, 2}, 1, 2);
    Path test = write(IdxFile.IMAGES, false, new int[] {1, 1, 3}, 1, 2, 3);
    var schema = read(IDX, input("data.train", train)).schema();
    assertThatThrownBy(() -> read(IDX, input("data.test", test), Optional.of(schema)))
        .isInstanceOf(JobException.class)
        .hasMessageContaining("images of 3 pixels")
        .hasMessageContaining("trained on 2");
  }

  private static AbstractThrowableAssert<?, ?> refused(Input input) {
    return assertThatThrownBy(() -> read(IDX, input)).isInstanceOf(JobException.class);
  }

  private static Input both(Path images, Path labels) {
    return new Input("data.train", images.toString(), Optional.of(labels.toString()));
  }

  private Path write(int magic, boolean gzipped, int[] dimensions, int... values)
      throws IOException {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return write(magic, gzipped, dimensions, bytes);
  }

  private Path write(int magic, boolean gzipped, int[] dimensions, byte[] values)
      throws IOException {
    ByteBuffer content = ByteBuffer.allocate(4 + 4 * dimensions.length + values.length);
    content.putInt(magic);
    Arrays.stream(dimensions).forEach(content::putInt);
    content.put(values);
    Path file = Files.createTempFile(folder, "idx", "");
    return Files.write(file, gzipped ? gzip(content.array()) : content.array());
  }

  private static byte[] gzip(byte[] plain) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }
}
