// SPDX-License-Identifier: Apache-2.0
package sparkoptim.jobs;

import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.AnalysisException;

/** What went wrong when Spark's reader was asked for rows, as the user can put it right. */
final class SourceFault {
  /** Drivers of well-known databases, by the beginning of their addresses. */
  private static final Map<String, String> DRIVERS =
      Map.of(
          "jdbc:postgresql:", "org.postgresql:postgresql:42.7.7",
          "jdbc:mysql:", "com.mysql:mysql-connector-j:9.3.0",
          "jdbc:mariadb:", "org.mariadb.jdbc:mariadb-java-client:3.5.3",
          "jdbc:sqlserver:", "com.microsoft.sqlserver:mssql-jdbc:12.10.0.jre11",
          "jdbc:oracle:", "com.oracle.database.jdbc:ojdbc11:23.8.0.25.04",
          "jdbc:sqlite:", "org.xerial:sqlite-jdbc:3.49.1.0",
          "jdbc:h2:", "com.h2database:h2:2.3.232");

  private SourceFault() {}

  static RuntimeException explained(DataSettings settings, Input input, Exception thrown) {
    Throwable cause = thrown;
    while (cause != null) {
      Optional<String> said = said(settings, cause);
      if (said.isPresent()) {
        return new JobException(input.key() + ": " + said.get(), thrown);
      }
      cause = cause.getCause() == cause ? null : cause.getCause();
    }
    return ReadFailure.explained(input, thrown);
  }

  private static Optional<String> said(DataSettings settings, Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    String url = settings.options().getOrDefault("url", "");
    if (cause instanceof SQLException && message.contains("No suitable driver")) {
      return Optional.of("no driver for " + place(url) + ": add " + driver(url));
    }
    if (cause instanceof SQLException) {
      return Optional.of("the database at %s says: %s".formatted(place(url), firstLine(message)));
    }
    if (cause instanceof ClassNotFoundException || message.contains("Failed to find data source")) {
      return Optional.of(
          "class %s is not there: add its package by -- --packages GROUP:ARTIFACT:VERSION"
              .formatted(firstLine(message)));
    }
    if (cause instanceof AnalysisException || message.contains("No FileSystem for scheme")) {
      return Optional.of(firstLine(message));
    }
    return Optional.empty();
  }

  private static String driver(String url) {
    return "-- --packages "
        + DRIVERS.entrySet().stream()
            .filter(known -> url.startsWith(known.getKey()))
            .map(Map.Entry::getValue)
            .findFirst()
            .orElse("GROUP:ARTIFACT:VERSION of its JDBC driver, and data.options.driver = CLASS");
  }

  /** Addresses may hold a password behind the first question mark or semicolon. */
  private static String place(String url) {
    return url.replaceAll("[?;].*", "").replaceAll("//[^/@]*@", "//");
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("").strip();
  }
}
