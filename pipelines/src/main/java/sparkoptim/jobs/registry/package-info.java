/**
 * Models of many nights and which of them serves: {@link sparkoptim.jobs.registry.Registry}.
 *
 * <p>A {@link sparkoptim.jobs.registry.Version} is a folder that never changes once it is complete.
 * A {@link sparkoptim.jobs.registry.Promotion} is a file with a number; the highest number says
 * what serves, and {@code ExclusiveCreate} sees to it that one run only creates each.
 * docs/registry.md has the layout of the files.
 *
 * @since 0.1.0
 */
package sparkoptim.jobs.registry;
