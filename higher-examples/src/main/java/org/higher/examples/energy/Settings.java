package org.higher.examples.energy;

import java.util.List;
import java.util.Locale;

/**
 * What is to be run.
 *
 * @param kinds the energies to train
 * @param epochs how often training goes through the images
 * @param batch images in one outer step
 * @param innerSteps steps of descent on the label
 * @param innerRate their size; where it is learned, its initial value
 * @param learnRate whether the outer loop learns the inner step size as well
 * @param outerRate step size of the outer Adam
 * @param seed where all random numbers come from
 */
record Settings(
        List<Kind> kinds,
        int epochs,
        int batch,
        int innerSteps,
        double innerRate,
        boolean learnRate,
        double outerRate,
        long seed) {
    Settings {
        kinds = List.copyOf(kinds);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d %s in batches of %d; %d inner %s of %s%s; outer rate %s; seed %d",
                epochs,
                epochs == 1 ? "epoch" : "epochs",
                batch,
                innerSteps,
                innerSteps == 1 ? "step" : "steps",
                innerRate,
                learnRate ? ", learned" : "",
                outerRate,
                seed);
    }
}
