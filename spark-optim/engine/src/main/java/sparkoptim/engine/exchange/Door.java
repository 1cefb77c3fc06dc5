package sparkoptim.engine.exchange;

import java.io.IOException;

/** Where lines from other executors arrive, and from where lines to them are dialled. */
interface Door extends AutoCloseable {
  int port();

  /** A line on which nothing has been said yet. */
  Line dial(Peer peer, Patience patience) throws IOException;

  /** No line arrives any more; those that are open may end. */
  @Override
  void close();
}
