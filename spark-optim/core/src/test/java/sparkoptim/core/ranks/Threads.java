// SPDX-License-Identifier: Apache-2.0
package sparkoptim.core.ranks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.IntFunction;

/** Runs the ranks of a layout as threads, with queues between the nodes. */
final class Threads {
  private Threads() {}

  /** Runs a task as every rank; what one throws ends all and comes out. */
  static void run(Layout layout, BiConsumer<ExecutorNode, Integer> task)
      throws InterruptedException {
    run(layout, length -> Route.of(layout.nodes(), length), task);
  }

  /** Runs a task as every rank, where sums of a length take a route. */
  static void run(Layout layout, IntFunction<Route> routes, BiConsumer<ExecutorNode, Integer> task)
      throws InterruptedException {
    int nodes = layout.nodes();
    List<List<BlockingQueue<double[]>>> queues = new ArrayList<>();
    for (int from = 0; from < nodes; from++) {
      queues.add(new ArrayList<>());
      for (int to = 0; to < nodes; to++) {
        queues.get(from).add(new LinkedBlockingQueue<>());
      }
    }
    AtomicReference<Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int number = 0; number < nodes; number++) {
      int me = number;
      PeerExchange exchange =
          (peer, out, outFrom, outCount, in, inFrom, inCount) -> {
            double[] sent = new double[outCount];
            System.arraycopy(out, outFrom, sent, 0, outCount);
            queues.get(me).get(peer).add(sent);
            double[] received = take(queues.get(peer).get(me));
            if (received.length != inCount) {
              throw new IllegalStateException(
                  "expected %d values, came %d".formatted(inCount, received.length));
            }
            System.arraycopy(received, 0, in, inFrom, inCount);
          };
      ExecutorNode node = new ExecutorNode(layout, number, nodes == 1 ? null : exchange, routes);
      for (int rank = node.firstRank; rank < node.firstRank + node.members; rank++) {
        int mine = rank;
        Thread thread =
            new Thread(
                () -> {
                  try {
                    task.accept(node, mine);
                  } catch (RuntimeException | AssertionError e) {
                    failure.compareAndSet(null, e);
                    node.fail(e);
                  }
                });
        threads.add(thread);
      }
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    if (failure.get() != null) {
      throw new AssertionError("a rank failed", failure.get());
    }
  }

  private static double[] take(BlockingQueue<double[]> queue) {
    try {
      double[] taken = queue.poll(20, TimeUnit.SECONDS);
      if (taken == null) {
        throw new IllegalStateException("nothing came from the other node");
      }
      return taken;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
