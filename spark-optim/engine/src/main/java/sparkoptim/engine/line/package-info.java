// SPDX-License-Identifier: Apache-2.0
/**
 * What differs between Spark 3.5 and Spark 4: each line has classes of the same names.
 *
 * @since 0.1.0
 */
package sparkoptim.engine.line;
