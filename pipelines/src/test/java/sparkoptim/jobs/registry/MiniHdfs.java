// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;

/**
 * A name node and a data node of Hadoop's own tests, in a process of their own: their jar does not
 * go together with Spark's. {@code bin/test} fetches it; without it tests skip.
 */
final class MiniHdfs implements AutoCloseable {
  private static final String UP = "up ";

  private final Process process;
  private final String uri;

  private MiniHdfs(Process process, String uri) {
    this.process = process;
    this.uri = uri;
  }

  /** Runs the nodes until the process ends; without the jar at hand when this is compiled. */
  static final class Nodes {
    private Nodes() {}

    /**
     * Starts them, and prints their URI.
     *
     * @param args a folder
     */
    public static void main(String[] args) throws Exception {
      var hadoop = new Configuration();
      hadoop.set("dfs.replication", "1");
      Class<?> builder = Class.forName("org.apache.hadoop.hdfs.MiniDFSCluster$Builder");
      Object nodes =
          builder
              .getConstructor(Configuration.class, File.class)
              .newInstance(hadoop, new File(args[0]));
      Object cluster = builder.getMethod("build").invoke(nodes);
      cluster.getClass().getMethod("waitActive").invoke(cluster);
      System.out.println(UP + cluster.getClass().getMethod("getURI").invoke(cluster));
      System.in.read(); // until the test ends, however it does
      Runtime.getRuntime().halt(0);
    }
  }

  static MiniHdfs start(Path folder) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      String name = Path.of(entry).getFileName().toString();
      if (name.matches("(hadoop-client|slf4j-api|log4j|commons-logging).*\\.jar")
          || !name.endsWith(".jar")) {
        jars.add(entry);
      }
      if (name.startsWith("hadoop-client-api")) {
        String mini = entry.replace("hadoop-client-api", "hadoop-client-minicluster");
        assumeThat(Path.of(mini)).as("bin/test fetches it").exists();
        jars.add(0, mini);
      }
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx600m",
                "-Dtest.build.data=" + folder.resolve("data"),
                "-Dlog4j2.level=ERROR",
                "-cp",
                String.join(File.pathSeparator, jars),
                Nodes.class.getName(),
                folder.resolve("dfs").toString())
            .redirectError(folder.resolve("hdfs.log").toFile())
            .start();
    String line = firstLine(process);
    if (line == null) {
      process.destroyForcibly();
      assertThat(Files.readString(folder.resolve("hdfs.log"))).as("nodes of HDFS").isEmpty();
      throw new IOException("the nodes of HDFS ended and said nothing");
    }
    return new MiniHdfs(process, line.substring(UP.length()));
  }

  private static String firstLine(Process process) throws IOException {
    var lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String line = lines.readLine();
    while (line != null && !line.startsWith(UP)) {
      line = lines.readLine();
    }
    return line;
  }

  /** Returns the URI of a path. */
  String path(String name) {
    return uri + "/" + name;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
