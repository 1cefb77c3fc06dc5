package sparkoptim.bigdl.study;

/**
 * What a network makes of rows.
 *
 * @param loss mean over the rows
 * @param accuracy part of them that is classified rightly
 */
record Score(double loss, double accuracy) {}
