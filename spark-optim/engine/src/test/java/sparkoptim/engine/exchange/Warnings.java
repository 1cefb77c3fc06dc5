// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What is logged about guests while it is open. */
final class Warnings implements AutoCloseable {
  private final List<String> streams = new CopyOnWriteArrayList<>();
  private final Logger logger;
  private final AbstractAppender appender =
      new AbstractAppender("warnings", null, null, false, Property.EMPTY_ARRAY) {
        @Override
        public void append(LogEvent event) {
          streams.add(event.getLevel() + " " + event.getMessage().getFormattedMessage());
        }
      };

  Warnings() {
    Configurator.setLevel(
        PendingConnections.class.getName(), Level.WARN); // Other tests turn Spark's off.
    logger = (Logger) LogManager.getLogger(PendingConnections.class);
    appender.start();
    logger.addAppender(appender);
  }

  List<String> streams() {
    return streams;
  }

  /** Waits for a line with all of these parts; false after a minute without. */
  boolean has(String... parts) throws InterruptedException {
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (System.nanoTime() < deadline) {
      for (String stream : streams) {
        if (List.of(parts).stream().allMatch(stream::contains)) {
          return true;
        }
      }
      Thread.sleep(5);
    }
    return false;
  }

  @Override
  public void close() {
    logger.removeAppender(appender);
    appender.stop();
  }
}
