// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import java.io.Serializable;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.ThreadSafeRpcEndpoint;
import org.apache.spark.util.RpcUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.PartialFunction;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * Carries progress from tasks to the driver over Spark's own RPC. The classes used are private to
 * Spark in Scala and public in bytecode; where they fail, a fit goes on without reports.
 */
final class ProgressEndpoint implements ThreadSafeRpcEndpoint {
  private static final Logger LOG = LoggerFactory.getLogger(ProgressEndpoint.class);
  private static final String NAME = "sparkoptim-progress";
  private static RpcEnv runningIn;

  private final RpcEnv rpcEnv;

  private ProgressEndpoint(RpcEnv rpcEnv) {
    this.rpcEnv = rpcEnv;
  }

  /** Starts the driver's end, once per application. */
  static synchronized void ensureRunning() {
    RpcEnv current = SparkEnv.get().rpcEnv();
    if (runningIn != current) {
      try {
        current.setupEndpoint(NAME, new ProgressEndpoint(current));
      } catch (RuntimeException | LinkageError e) {
        LOG.warn("no progress reports from executors", e);
      }
      runningIn = current;
    }
  }

  /** Returns the listener to which a task reports. */
  static ProgressListener fromTask() {
    SparkEnv env = SparkEnv.get();
    if (env.executorId().equals("driver")) {
      return ProgressListeners::tell;
    }
    try {
      RpcEndpointRef driver = RpcUtils.makeDriverRef(NAME, env.conf(), env.rpcEnv());
      return progress -> driver.send(new Message(progress));
    } catch (RuntimeException | LinkageError e) {
      LOG.warn("no progress reports from this executor", e);
      return progress -> {};
    }
  }

  @Override
  public RpcEnv rpcEnv() {
    return rpcEnv;
  }

  @Override
  public PartialFunction<Object, BoxedUnit> receive() {
    return new AbstractPartialFunction<>() {
      @Override
      public boolean isDefinedAt(Object message) {
        return message instanceof Message;
      }

      @Override
      public BoxedUnit apply(Object message) {
        ProgressListeners.tell(((Message) message).progress);
        return BoxedUnit.UNIT;
      }
    };
  }

  private record Message(Progress progress) implements Serializable {}
}
