// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Both sides of a new line prove that they know the token, without sending it. A proof is {@code
 * HMAC-SHA256(token, role || hello || nonce of the accepting side)}; the greeting has the other
 * nonce, the round's name and both node numbers, so a proof is worth nothing anywhere else.
 */
final class Handshake {
  private static final String ALGORITHM = "HmacSHA256";
  static final int PROOF = 32;
  private static final byte WELCOME = 1;
  private static final String DIALLED = "dialled";
  private static final String ACCEPTED = "accepted";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Handshake() {}

  /** The peer is not who it should be: trying again would change nothing. */
  static final class RefusedException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedException(String reason) {
      super(reason);
    }
  }

  static byte[] nonce() {
    byte[] nonce = new byte[Hello.NONCE];
    RANDOM.nextBytes(nonce);
    return nonce;
  }

  /** Runs the connecting side. */
  static void dial(ByteChannel channel, Hello hello, RoundToken token) throws IOException {
    Hello.writeFully(channel, hello.bytes().duplicate());
    ByteBuffer answer = Hello.readFully(channel, Hello.NONCE + PROOF);
    byte[] nonce = next(answer, Hello.NONCE);
    if (!MessageDigest.isEqual(next(answer, PROOF), proof(token, ACCEPTED, hello, nonce))) {
      throw new RefusedException("it does not know the token of " + token.name());
    }
    Hello.writeFully(channel, ByteBuffer.wrap(proof(token, DIALLED, hello, nonce)));
    if (Hello.readFully(channel, 1).get() != WELCOME) {
      throw new RefusedException("it speaks another protocol");
    }
  }

  /** Returns the accepting side's answer to a hello. */
  static ByteBuffer answer(Hello hello, RoundToken token, byte[] nonce) {
    ByteBuffer answer = ByteBuffer.allocate(Hello.NONCE + PROOF);
    return answer.put(nonce).put(proof(token, ACCEPTED, hello, nonce)).flip();
  }

  /** Checks the proof that follows an answer. */
  static void check(byte[] proof, Hello hello, RoundToken token, byte[] nonce)
      throws RefusedException {
    if (!MessageDigest.isEqual(proof, proof(token, DIALLED, hello, nonce))) {
      throw new RefusedException("it does not know the token of " + token.name());
    }
  }

  /** Returns the accepting side's last word. */
  static ByteBuffer welcome() {
    return ByteBuffer.wrap(new byte[] {WELCOME});
  }

  private static byte[] next(ByteBuffer from, int count) {
    byte[] bytes = new byte[count];
    from.get(bytes);
    return bytes;
  }

  private static byte[] proof(RoundToken token, String role, Hello hello, byte[] nonce) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(token.token(), ALGORITHM));
      mac.update(role.getBytes(StandardCharsets.US_ASCII));
      mac.update(hello.bytes().duplicate());
      return mac.doFinal(nonce);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
