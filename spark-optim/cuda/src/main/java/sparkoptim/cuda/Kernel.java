// SPDX-License-Identifier: Apache-2.0
package sparkoptim.cuda;

import org.bytedeco.cuda.cudart.CUfunc_st;

/**
 * A function that was loaded on a device.
 *
 * @param name for messages
 */
record Kernel(String name, CUfunc_st function) {}
