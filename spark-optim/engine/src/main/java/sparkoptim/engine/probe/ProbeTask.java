// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.probe;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import sparkoptim.engine.device.GpuProbe;
import sparkoptim.engine.exchange.ExchangePorts;
import sparkoptim.engine.exchange.Link;
import sparkoptim.engine.exchange.Peer;
import sparkoptim.engine.exchange.RoundToken;
import sparkoptim.engine.exchange.WaitLimit;
import sparkoptim.engine.exchange.WireFormat;

/**
 * Looks at an executor.
 *
 * @param token by which executors know each other; null where they do not meet
 * @param folder that they should share; empty for none
 * @param gpu whether to compute on the task's GPU
 * @param limitMillis for all connections together, and for each exchange
 */
record ProbeTask(RoundToken token, String folder, boolean gpu, long limitMillis)
    implements Serializable {
  private static final int NUMBERS = 128;
  private static final int SWAPS = 30;
  private static final int LONG_NUMBERS = 1 << 17;

  /** Of more executors, only pairs near each other exchange; all connect. */
  private static final int MOST_PAIRS_OF_A_NODE = 64;

  /** Runs it in its task. */
  NodeReport run() {
    SparkEnv env = SparkEnv.get();
    String id = env.executorId();
    String host = env.blockManager().blockManagerId().host();
    NodeReport.Links links = token == null ? NodeReport.Links.NONE : links(id);
    return new NodeReport(id, host, facts(env), System.currentTimeMillis(), links, folder(id, env));
  }

  private Map<String, String> facts(SparkEnv env) {
    Map<String, String> facts = Facts.here();
    Arrays.stream(env.blockManager().diskBlockManager().localDirs())
        .min(Comparator.comparingLong(File::getUsableSpace))
        .ifPresent(
            scratch -> {
              facts.put(Facts.SCRATCH, scratch.toString());
              facts.put(Facts.SCRATCH_FREE, "" + scratch.getUsableSpace());
            });
    if (gpu) {
      try {
        facts.put(Facts.GPU, GpuProbe.arithmetic());
      } catch (RuntimeException e) {
        facts.put(Facts.NO_GPU, String.valueOf(e.getMessage()));
      }
    }
    return facts;
  }

  private String folder(String id, SparkEnv env) {
    if (folder.isEmpty()) {
      return "";
    }
    try {
      var hadoop = SparkHadoopUtil.get().newConfiguration(env.conf());
      return SharedFolder.at(folder, hadoop).sharedBy(id);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /**
   * All tasks of a barrier stage tell each other where they are; the first of each executor
   * connects.
   */
  private NodeReport.Links links(String id) {
    BarrierTaskContext context = BarrierTaskContext.get();
    boolean local = id.equals("driver");
    String failure = "";
    ExchangePorts.Lease port = null;
    try {
      port = local ? null : ExchangePorts.lease();
    } catch (IOException | RuntimeException e) {
      failure = e.toString();
    }
    try (ExchangePorts.Lease open = port) {
      String mine =
          open == null
              ? id + "\t\t0\t"
              : String.join(
                  "\t", id, open.port().host(), "" + open.port().port(), open.port().address());
      List<String> all = Arrays.asList(context.allGather(mine));
      if (local) {
        return NodeReport.Links.NONE;
      }
      if (!failure.isEmpty()) {
        context.barrier(); // for which the others wait
        return NodeReport.Links.failed(failure);
      }
      if (all.indexOf(mine) != context.partitionId()) {
        context.barrier();
        return NodeReport.Links.NONE;
      }
      NodeReport.Links links = connect(open, new ArrayList<>(byExecutor(all).values()), id);
      context.barrier(); // nobody closes a port that another one is about to try
      return links;
    }
  }

  /** Without those that cannot listen. */
  private static SortedMap<String, Peer> byExecutor(List<String> all) {
    SortedMap<String, Peer> peers = new TreeMap<>();
    for (String line : all) {
      String[] words = line.split("\t", -1);
      int port = Integer.parseInt(words[2]);
      if (port != 0) {
        peers.put(words[0], new Peer(words[0], words[1], port, words[3]));
      }
    }
    return peers;
  }

  private NodeReport.Links connect(ExchangePorts.Lease port, List<Peer> peers, String id) {
    int node = 0;
    while (!peers.get(node).executorId().equals(id)) {
      node++;
    }
    WaitLimit limit = new WaitLimit(Duration.ofMillis(limitMillis), () -> false);
    Link[] links = {};
    try {
      links = port.port().connect(token, node, peers, WireFormat.DOUBLE, limit);
      return measure(links, node);
    } catch (IOException e) {
      return NodeReport.Links.failed(e.getMessage());
    } finally {
      for (Link link : links) {
        if (link != null) {
          link.close();
        }
      }
    }
  }

  /** Pairs exchange in one order that all keep to. */
  private static NodeReport.Links measure(Link[] links, int node) throws IOException {
    double slowest = Double.NaN;
    double narrowest = Double.NaN;
    for (int first = 0; first < links.length; first++) {
      int last = Math.min(links.length, first + 1 + MOST_PAIRS_OF_A_NODE);
      for (int second = first + 1; second < last; second++) {
        if (first == node || second == node) {
          Link link = links[first == node ? second : first];
          slowest = max(slowest, swapMicros(link));
          narrowest = min(narrowest, megabytesPerSecond(link));
        }
      }
    }
    return new NodeReport.Links(links.length - 1, slowest, narrowest, "");
  }

  private static double max(double a, double b) {
    return Double.isNaN(a) ? b : Math.max(a, b);
  }

  private static double min(double a, double b) {
    return Double.isNaN(a) ? b : Math.min(a, b);
  }

  private static double swapMicros(Link link) throws IOException {
    double[] out = new double[NUMBERS];
    double[] in = new double[NUMBERS];
    double[] micros = new double[SWAPS];
    for (int i = 0; i < SWAPS; i++) {
      long start = System.nanoTime();
      link.sendReceive(out, 0, NUMBERS, in, 0, NUMBERS);
      micros[i] = (System.nanoTime() - start) / 1e3;
    }
    Arrays.sort(micros);
    return micros[SWAPS / 2];
  }

  private static double megabytesPerSecond(Link link) throws IOException {
    double[] out = new double[LONG_NUMBERS];
    double[] in = new double[LONG_NUMBERS];
    double best = 0;
    for (int i = 0; i < 3; i++) {
      long start = System.nanoTime();
      link.sendReceive(out, 0, LONG_NUMBERS, in, 0, LONG_NUMBERS);
      best = Math.max(best, LONG_NUMBERS * 8e3 / (System.nanoTime() - start));
    }
    return best;
  }
}
