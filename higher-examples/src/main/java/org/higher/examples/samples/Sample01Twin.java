package org.higher.examples.samples;

import java.util.Locale;
import org.higher.examples.FunctionalNet;
import org.higher.examples.Net;
import org.higher.nn.FunctionalLinear;
import org.higher.nn.Init;
import org.higher.tensor.Tensor;

/**
 * Sample 1: the stateless twin of a model.
 *
 * <p>{@link Net} is an ordinary class that keeps its weights in private fields. {@code
 * FunctionalNet} was written by the compiler: the same computation, with the weights as an
 * argument. So one model can be asked what it would say with other weights, without being touched.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample01Twin}
 *
 * <p>Expect: the twin says what the model says; with the output bias raised by 1, each output is
 * higher by 1; the model still says what it said.
 */
public final class Sample01Twin {
    private Sample01Twin() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        System.out.println(run());
    }

    static Result run() {
        Init.seed(1);
        Net model = new Net();
        FunctionalNet net = FunctionalNet.of(model);
        Tensor x = Tensor.of(new float[] {-1, 0, 1}, 3, 1);
        Tensor before = model.forward(x);

        FunctionalNet.Params params = net.params();
        Tensor same = net.forward(params, x);

        // Params is a tree of records: a changed copy is a constructor call away.
        FunctionalLinear.Params out = params.out();
        FunctionalNet.Params raised =
                new FunctionalNet.Params(
                        params.first(),
                        params.second(),
                        new FunctionalLinear.Params(
                                out.weight(), out.bias().map(bias -> bias.add(1))));
        Tensor higher = net.forward(raised, x);

        return new Result(
                same.sub(before).abs().amax(0, 1).item(),
                higher.sub(before).mean().item(),
                model.forward(x).sub(before).abs().amax(0, 1).item());
    }

    /** What the sample measured: differences from what the model said at first. */
    record Result(double twin, double raised, double modelAfterwards) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "The twin differs from the model by %.1f, with a raised bias by %.1f;"
                            + " the model has changed by %.1f.",
                    twin,
                    raised,
                    modelAfterwards);
        }
    }
}
