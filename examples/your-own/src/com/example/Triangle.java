package com.example;

import sparkoptim.core.Schedule;
import sparkoptim.core.Settings;

/** A schedule: up to {@code top} in the middle of the run, and down again. */
public record Triangle(double top) implements Schedule {

  public Triangle {
    Settings.positive("triangle", "top", top);
  }

  @Override
  public double at(long count, long total) {
    return top * 2 * Math.min(count + 1, total - count) / (total + 1);
  }
}
