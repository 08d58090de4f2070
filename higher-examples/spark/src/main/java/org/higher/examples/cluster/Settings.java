package org.higher.examples.cluster;

import java.util.Locale;
import org.higher.examples.cluster.data.SalesTable;

/**
 * What is to be run.
 *
 * @param shops how many the table has; a tenth of them is held out
 * @param iterations outer steps
 * @param metaBatch shops in one outer step
 * @param outerRate step size of the outer Adam
 * @param seed where all random numbers come from
 * @param data the folder in which the table is written
 */
record Settings(
        int shops, int iterations, int metaBatch, double outerRate, long seed, String data) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%,d shops of %d days; %,d iterations of %d shops; %d days known, %d inner steps;"
                        + " seed %d",
                shops,
                SalesTable.DAYS,
                iterations,
                metaBatch,
                Evaluation.KNOWN,
                Forecaster.STEPS,
                seed);
    }
}
