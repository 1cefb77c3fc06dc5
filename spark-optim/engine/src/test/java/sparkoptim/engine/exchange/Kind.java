// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine.exchange;

import java.io.IOException;
import org.apache.spark.SparkConf;
import org.apache.spark.network.sasl.SecretKeyHolder;

/** The kinds of ports, and Spark's settings for those of its transport. */
enum Kind {
  SOCKETS {
    @Override
    ExchangePort open() throws IOException {
      return ExchangePort.overSockets(HOST);
    }
  },

  ENCRYPTED {
    @Override
    ExchangePort open() throws IOException {
      return ExchangePort.overSpark(HOST, conf(true), secret("a secret of the application"));
    }
  },

  /** Authenticated by SASL, the way of Spark without encryption. */
  AUTHENTICATED {
    @Override
    ExchangePort open() throws IOException {
      return ExchangePort.overSpark(HOST, conf(false), secret("a secret of the application"));
    }
  };

  static final String HOST = "127.0.0.1";

  abstract ExchangePort open() throws IOException;

  static SparkConf conf(boolean encrypted) {
    return new SparkConf(false)
        .set("spark.app.id", "exchange-tests")
        .set("spark.authenticate", "true")
        .set("spark.network.crypto.enabled", Boolean.toString(encrypted));
  }

  static SecretKeyHolder secret(String secret) {
    return new SecretKeyHolder() {
      @Override
      public String getSaslUser(String application) {
        return "user";
      }

      @Override
      public String getSecretKey(String application) {
        return secret;
      }
    };
  }
}
