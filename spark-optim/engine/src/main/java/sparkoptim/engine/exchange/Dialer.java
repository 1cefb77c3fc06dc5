package sparkoptim.engine.exchange;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;

/** The side of a connection that goes to the other's door. */
final class Dialer {
  private static final long FIRST_PAUSE_MILLIS = 50;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final Door door;
  private final Meeting meeting;
  private final long deadline;
  private final Patience patience;

  Dialer(Door door, Meeting meeting, long deadline, Patience patience) {
    this.door = door;
    this.meeting = meeting;
    this.deadline = deadline;
    this.patience = patience;
  }

  /**
   * A line to a higher node on which both have proved themselves. A handshake that the other side
   * breaks off is tried again until the deadline: the peer may have been late, or its door crowded.
   */
  Line dial(int node) throws IOException {
    long pause = FIRST_PAUSE_MILLIS;
    while (true) {
      Line line = door.dial(meeting.peer(node), patience.until(deadline));
      if (greet(line, node)) {
        return line;
      }
      if (System.nanoTime() + pause * 1_000_000 - deadline > 0) {
        throw new IOException("it broke off every handshake; its log says why");
      }
      pause(pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  /** False where the other side broke off. */
  private boolean greet(Line line, int node) throws IOException {
    try (Watchdog.Watch watch = patience.until(deadline).over(line)) {
      watch.begin();
      try {
        Handshake.dial(line, meeting.greeting(node), meeting.pass());
        return true;
      } catch (IOException e) {
        Failures.close(line);
        if (watch.ended() != null
            || e instanceof Handshake.RefusedException
            || e instanceof ClosedChannelException) {
          throw new IOException(Failures.reason(e, watch), e);
        }
        return false;
      }
    }
  }

  private static void pause(long millis) throws IOException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw Failures.interrupted();
    }
  }
}
