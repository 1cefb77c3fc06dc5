/** Charts of lines as PNG files, drawn without a display. One look for all pictures of the jobs. */
package sparkoptim.study.chart;
