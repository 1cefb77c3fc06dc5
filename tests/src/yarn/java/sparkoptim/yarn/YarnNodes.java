// SPDX-License-Identifier: Apache-2.0
package sparkoptim.yarn;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.server.MiniYARNCluster;

/**
 * A cluster of Hadoop's own tests: HDFS with a data node, YARN with a node manager. It leaves the
 * settings of clients in {@code conf}, and runs until its input ends.
 */
public final class YarnNodes {
  private static final int MILLISECONDS_TO_CONNECT = 120_000;

  private YarnNodes() {}

  /**
   * Starts it, and prints {@code up}.
   *
   * @param args a folder
   */
  public static void main(String[] args) throws Exception {
    File folder = new File(args[0]).getAbsoluteFile();
    System.setProperty("test.build.data", folder + "/data");
    System.setProperty("test.build.dir", folder + "/data");
    Configuration hadoop = new Configuration();
    hadoop.set("dfs.replication", "1");
    MiniDFSCluster files =
        new MiniDFSCluster.Builder(hadoop, new File(folder, "dfs")).numDataNodes(1).build();
    files.waitActive();
    MiniYARNCluster yarn = new MiniYARNCluster("nodes", 1, 1, 1);
    yarn.init(settings(hadoop));
    yarn.start();
    if (!yarn.waitForNodeManagersToConnect(MILLISECONDS_TO_CONNECT)) {
      throw new IOException("the node manager has not connected");
    }
    tellClients(new File(folder, "conf"), files.getURI().toString(), yarn.getConfig());
    System.out.println("up " + files.getURI());
    System.in.read(); // until the test ends, however it does
    // A halt would leave the containers to themselves, and an orderly stop may wait for them.
    ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    Runtime.getRuntime().halt(0);
  }

  /** Room for a driver and two executors of half a gigabyte each, with YARN's defaults else. */
  private static YarnConfiguration settings(Configuration hadoop) {
    YarnConfiguration settings = new YarnConfiguration(hadoop);
    settings.set("yarn.nodemanager.hostname", "127.0.0.1");
    settings.set("yarn.nodemanager.resource.memory-mb", "4096");
    settings.set("yarn.nodemanager.resource.cpu-vcores", "4");
    settings.set("yarn.scheduler.minimum-allocation-mb", "128");
    settings.set("yarn.scheduler.maximum-allocation-mb", "4096");
    settings.set("yarn.scheduler.capacity.root.queues", "default");
    settings.set("yarn.scheduler.capacity.root.default.capacity", "100");
    settings.set("yarn.scheduler.capacity.maximum-am-resource-percent", "0.9");
    settings.set(
        "yarn.resourcemanager.scheduler.class",
        "org.apache.hadoop.yarn.server.resourcemanager.scheduler.capacity.CapacityScheduler");
    // Java reserves more addresses than it uses.
    settings.set("yarn.nodemanager.vmem-check-enabled", "false");
    // A disk that is 90 % full is no reason to start nothing.
    settings.set(
        "yarn.nodemanager.disk-health-checker.max-disk-utilization-per-disk-percentage", "99.9");
    // What a driver printed can be read after it.
    settings.set("yarn.nodemanager.delete.debug-delay-sec", "600");
    return settings;
  }

  private static void tellClients(File folder, String files, Configuration yarn)
      throws IOException {
    Configuration core = new Configuration(false);
    core.set("fs.defaultFS", files);
    write(core, folder, "core-site.xml");
    Configuration hdfs = new Configuration(false);
    hdfs.set("dfs.replication", "1");
    write(hdfs, folder, "hdfs-site.xml");
    Configuration site = new Configuration(false);
    for (Map.Entry<String, String> setting : yarn) {
      if (setting.getKey().startsWith("yarn.")) {
        site.set(setting.getKey(), setting.getValue());
      }
    }
    site.set("yarn.application.classpath", ""); // Spark brings all that it needs
    write(site, folder, "yarn-site.xml");
  }

  private static void write(Configuration settings, File folder, String name) throws IOException {
    folder.mkdirs();
    try (var out = new FileOutputStream(new File(folder, name))) {
      settings.writeXml(out);
    }
  }
}
