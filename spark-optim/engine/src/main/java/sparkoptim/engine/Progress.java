package sparkoptim.engine;

/**
 * How far a fit is.
 *
 * @param fit name of the fit: the uid of the stage
 * @param step steps made
 * @param steps steps planned; a fit may converge earlier
 * @param passes passes over the rows so far
 * @param loss latest known loss: full where the method looks at all rows, else of the mini-batch
 * @param stepSize latest step size
 * @param rowsPerSecond row gradients per second so far
 * @param seconds since the fit's first step
 * @param ended whether the fit has ended
 */
public record Progress(
    String fit,
    long step,
    long steps,
    double passes,
    double loss,
    double stepSize,
    double rowsPerSecond,
    double seconds,
    boolean ended)
    implements java.io.Serializable {}
