// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.rpc.ThreadSafeRpcEndpoint;
import org.apache.spark.util.RpcUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.PartialFunction;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.duration.FiniteDuration;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * Brings tasks to their {@link Rendezvous} over Spark's own RPC, with whatever authentication and
 * encryption it has. The classes used are private to Spark in Scala and public in bytecode.
 */
final class RendezvousEndpoint implements ThreadSafeRpcEndpoint {
  private static final String NAME = "sparkoptim-gathering";

  /** The driver gives a round up much earlier; this only ends what it has forgotten. */
  private static final FiniteDuration LONGEST = new FiniteDuration(1, TimeUnit.HOURS);

  private static final Logger LOG = LoggerFactory.getLogger(RendezvousEndpoint.class);

  private static RpcEnv runningIn;

  private final RpcEnv rpcEnv;

  private RendezvousEndpoint(RpcEnv rpcEnv) {
    this.rpcEnv = rpcEnv;
  }

  /** Starts the driver's end, once per application. */
  static synchronized void ensureRunning() {
    RpcEnv current = SparkEnv.get().rpcEnv();
    if (runningIn != current) {
      current.setupEndpoint(NAME, new RendezvousEndpoint(current));
      runningIn = current;
    }
  }

  /** Tells the driver that a task has started; completes with the plan of the round. */
  static CompletableFuture<TaskPlan> arrive(TaskRegistration registration) {
    SparkEnv env = SparkEnv.get();
    if (env.executorId().equals("driver")) {
      return Rendezvous.arrive(registration).thenApply(plan -> plan.task(registration));
    }
    RpcEndpointRef driver = RpcUtils.makeDriverRef(NAME, env.conf(), env.rpcEnv());
    RpcTimeout timeout = new RpcTimeout(LONGEST, "sparkoptim");
    Future<byte[]> answer =
        driver.ask(registration, timeout, ClassTag$.MODULE$.apply(byte[].class));
    CompletableFuture<byte[]> plan = new CompletableFuture<>();
    answer.onComplete(
        result -> {
          if (result.isSuccess()) {
            plan.complete(result.get());
          } else {
            plan.completeExceptionally(result.failed().get());
          }
          return null;
        },
        ExecutionContext.global());
    return plan.thenApply(TaskPlan::of);
  }

  /**
   * A plan goes as bytes: an executor's RPC knows no classes of jars that came with the
   * application. One that cannot be sent is an error of the task, which would wait for it
   * otherwise.
   */
  private static void reply(RpcCallContext task, RoundPlan plan, TaskRegistration registration) {
    try {
      task.reply(plan.task(registration).bytes());
    } catch (IOException | RuntimeException e) {
      task.sendFailure(e);
    }
  }

  @Override
  public RpcEnv rpcEnv() {
    return rpcEnv;
  }

  @Override
  public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext task) {
    return new AbstractPartialFunction<>() {
      @Override
      public boolean isDefinedAt(Object message) {
        return message instanceof TaskRegistration;
      }

      @Override
      public BoxedUnit apply(Object message) {
        TaskRegistration registration = (TaskRegistration) message;
        CompletableFuture<RoundPlan> replied =
            Rendezvous.arrive(registration)
                .whenComplete(
                    (plan, failure) -> {
                      if (failure == null) {
                        reply(task, plan, registration);
                      } else {
                        task.sendFailure(failure);
                      }
                    });
        LOG.debug("{} has started, plan settled: {}", message, replied.isDone());
        return BoxedUnit.UNIT;
      }
    };
  }
}
