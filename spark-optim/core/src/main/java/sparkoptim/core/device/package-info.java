/**
 * The interfaces of a module that computes gradients on another device than the CPU. Such a module
 * is found by Java's {@link java.util.ServiceLoader} as a {@link
 * sparkoptim.core.device.DeviceProvider}. docs/glossary.md explains the terms.
 *
 * @since 0.1.0
 */
package sparkoptim.core.device;
