// SPDX-License-Identifier: Apache-2.0
package sparkoptim.engine;

import sparkoptim.core.PlainText;

/** A JSON object on one line; numbers that are not finite are left out, as JSON has none. */
final class JsonLine {
  private final StringBuilder text = new StringBuilder("{");

  JsonLine text(String name, String value) {
    name(name);
    quote(value);
    return this;
  }

  JsonLine count(String name, long value) {
    name(name);
    text.append(value);
    return this;
  }

  JsonLine number(String name, double value) {
    if (Double.isFinite(value)) {
      name(name);
      text.append(value);
    }
    return this;
  }

  private void name(String name) {
    if (text.length() > 1) {
      text.append(',');
    }
    quote(name);
    text.append(':');
  }

  private void quote(String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ') {
        text.append(PlainText.of("\\u%04x", (int) c));
      } else {
        text.append(c == '"' || c == '\\' ? "\\" : "").append(c);
      }
    }
    text.append('"');
  }

  /** Returns the line with its end. */
  @Override
  public String toString() {
    return text + "}\n";
  }
}
