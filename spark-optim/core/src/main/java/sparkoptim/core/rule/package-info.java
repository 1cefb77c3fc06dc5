/** Update rules: how the point moves. One file each. */
package sparkoptim.core.rule;
