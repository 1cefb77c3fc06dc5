/**
 * Draws line charts into PNG files without a display, all in one style. docs/glossary.md explains
 * the terms.
 */
package sparkoptim.study.chart;
