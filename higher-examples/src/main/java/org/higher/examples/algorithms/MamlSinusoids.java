package org.higher.examples.algorithms;

import org.higher.data.Points;
import org.higher.data.Sinusoids;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.meta.Maml;
import org.higher.nn.Init;

/**
 * MAML for sine curves, in a few lines.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.algorithms.MamlSinusoids}
 *
 * <p>Expect: after one step on ten points of a new curve, the error is a fraction of what it was.
 */
public final class MamlSinusoids {
    private MamlSinusoids() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        Init.seed(1);
        Sinusoids curves = Sinusoids.of().shots(10).queries(10).seed(1);
        Maml<FunctionalNet.Bound, Points> maml =
                Maml.of(
                                FunctionalNet.of(new Net()),
                                (FunctionalNet.Bound model, Points points) ->
                                        points.mse(model.forward(points.inputs())))
                        .tasksAtOnce(25)
                        .build();
        double before = maml.evaluate(curves.batch(-1, 300)).meanLoss();
        for (int step = 0; step < 2000; step++) {
            maml.metaStep(curves.batch(step, 25));
        }
        double after = maml.evaluate(curves.batch(-1, 300)).meanLoss();
        System.out.printf(
                "Error after one step: untrained %.2f, meta-trained %.2f.%n", before, after);
    }
}
