package com.example;

import java.util.Map;
import sparkoptim.core.linear.LinearLoss;
import sparkoptim.core.linear.LossProvider;

/** Names the loss, with its default settings. */
public final class OwnLosses implements LossProvider {
  @Override
  public Map<String, LinearLoss> losses() {
    return Map.of("log-cosh", new LogCosh(1));
  }
}
