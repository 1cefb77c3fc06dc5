package sparkoptim.core;

/** What every choice may know when a run starts. */
public record Setup(Space space, Plan plan) {}
