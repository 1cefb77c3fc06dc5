package sparkoptim.engine.exchange;

import java.io.IOException;

/** Where lines from other executors arrive, and from where lines to them are dialled. */
interface Acceptor extends AutoCloseable {
  int port();

  /** A line on which nothing has been said yet. */
  ByteStream dial(Peer peer, WaitLimit waitLimit) throws IOException;

  /** No line arrives any more; those that are open may end. */
  @Override
  void close();
}
