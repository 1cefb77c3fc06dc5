/**
 * Where gradients may be computed but on the CPU: what a module for a kind of device supplies, by
 * Java's {@link java.util.ServiceLoader}.
 */
package sparkoptim.core.device;
