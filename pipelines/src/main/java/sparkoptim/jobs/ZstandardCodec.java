// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import com.github.luben.zstd.ZstdInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hadoop.io.compress.CompressionCodec;
import org.apache.hadoop.io.compress.CompressionInputStream;
import org.apache.hadoop.io.compress.CompressionOutputStream;
import org.apache.hadoop.io.compress.Compressor;
import org.apache.hadoop.io.compress.Decompressor;

/**
 * Reads {@code .zst} files by the library that Spark brings; Hadoop's codec needs a native library
 * that Spark's own packages do not have. It does not write.
 */
public final class ZstandardCodec implements CompressionCodec {

  @Override
  public String getDefaultExtension() {
    return ".zst";
  }

  @Override
  public CompressionInputStream createInputStream(InputStream in) throws IOException {
    return new Unpacked(in);
  }

  @Override
  public CompressionInputStream createInputStream(InputStream in, Decompressor ignored)
      throws IOException {
    return new Unpacked(in);
  }

  /** Null, as Hadoop's pool of decompressors takes for "has none". */
  @Override
  public Class<? extends Decompressor> getDecompressorType() {
    return null;
  }

  @Override
  public Decompressor createDecompressor() {
    return null;
  }

  @Override
  public CompressionOutputStream createOutputStream(OutputStream out) {
    throw new UnsupportedOperationException("this codec reads only");
  }

  @Override
  public CompressionOutputStream createOutputStream(OutputStream out, Compressor ignored) {
    throw new UnsupportedOperationException("this codec reads only");
  }

  @Override
  public Class<? extends Compressor> getCompressorType() {
    return null;
  }

  @Override
  public Compressor createCompressor() {
    return null;
  }

  private static final class Unpacked extends CompressionInputStream {
    private final ZstdInputStream bytes;

    Unpacked(InputStream in) throws IOException {
      super(in);
      bytes = new ZstdInputStream(in).setContinuous(false);
    }

    @Override
    public int read() throws IOException {
      return bytes.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      return bytes.read(target, offset, length);
    }

    @Override
    public void resetState() {
      throw new UnsupportedOperationException("a stream is read once");
    }

    @Override
    public void close() throws IOException {
      bytes.close();
    }
  }
}
