/** Step sizes: schedules, and rules that read the run. One file each. */
package sparkoptim.core.stepsize;
