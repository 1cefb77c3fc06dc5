package com.example;

import java.util.Map;
import sparkoptim.core.MethodPart;
import sparkoptim.core.MethodProvider;

/** Names the parts, with their default settings. */
public final class OwnMethods implements MethodProvider {
  @Override
  public Map<String, MethodPart> parts() {
    return Map.of(
        "sign-sgd", new SignSgd(), "smoothed", new Smoothed(0.9), "triangle", new Triangle(0.1));
  }
}
