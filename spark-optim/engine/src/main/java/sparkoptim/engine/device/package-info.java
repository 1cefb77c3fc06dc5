/**
 * Who computes gradients on which device: what a stage asks for ({@link
 * sparkoptim.engine.device.DeviceRequest}), what the driver makes of it ({@link
 * sparkoptim.engine.device.DeviceDecision}), what a task finds ({@link
 * sparkoptim.engine.device.DeviceProblem}), and what a cluster gives to tasks ({@link
 * sparkoptim.engine.device.GpuSettings}).
 */
package sparkoptim.engine.device;
