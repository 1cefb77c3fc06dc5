/**
 * Decides which device computes the gradients of a fit.
 *
 * <p>A stage makes a {@link sparkoptim.engine.device.DeviceRequest}, the driver turns it into a
 * {@link sparkoptim.engine.device.DeviceDecision}, and a task gets a {@link
 * sparkoptim.engine.device.DeviceProblem}, which uses the device that it finds there. {@link
 * sparkoptim.engine.device.GpuSettings} says what GPUs the cluster gives to tasks. docs/glossary.md
 * explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.engine.device;
