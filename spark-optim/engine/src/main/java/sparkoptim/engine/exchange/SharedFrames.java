// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

/**
 * The two frames through which all links of a node pass their messages, one message at a time: a
 * node of many links needs no more memory than one of a single link. They are there while a link
 * is.
 */
final class SharedFrames {
  private final WireFormat format;
  private Frame outgoing;
  private Frame incoming;
  private int links;

  SharedFrames(WireFormat format) {
    this.format = format;
  }

  WireFormat format() {
    return format;
  }

  /** A link begins; frames are as long as the first one's stream allows. */
  synchronized void join(int bytes) {
    if (links == 0) {
      outgoing = new Frame(format, bytes);
      incoming = new Frame(format, bytes);
    }
    links++;
  }

  /** A link has ended, and none of its messages is on its way. */
  synchronized void leave() {
    links--;
    if (links == 0) {
      outgoing.free();
      incoming.free();
    }
  }

  /** To be used under this object's lock, as {@link #incoming}. */
  Frame outgoing() {
    return outgoing;
  }

  Frame incoming() {
    return incoming;
  }
}
