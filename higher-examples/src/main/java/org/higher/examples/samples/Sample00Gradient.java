package org.higher.examples.samples;

import java.util.Locale;
import org.higher.tensor.Grad;
import org.higher.tensor.Tensor;

/**
 * Sample 0: tensors and gradients.
 *
 * <p>Operations on tensors are recorded, so that a result can be differentiated with respect to
 * what it came from. A gradient is a result like any other: it can be differentiated again.
 *
 * <p>Run: {@code mvn -q compile exec:exec -pl higher-examples -am
 * -Dmain=org.higher.examples.samples.Sample00Gradient}
 *
 * <p>Expect: x³ at 2 is 8, its derivative 12, and its second derivative 12.
 */
public final class Sample00Gradient {
    private Sample00Gradient() {}

    /** Prints the claim. */
    public static void main(String[] args) {
        System.out.println(run());
    }

    static Result run() {
        Tensor x = Tensor.parameter(Tensor.scalar(2));
        Tensor y = x.pow(3);
        Tensor slope = Grad.of(y).createGraph().with(x).orZero(0);
        Tensor curvature = Grad.of(slope).with(x).orZero(0);
        return new Result(y.item(), slope.item(), curvature.item());
    }

    /** What the sample computed. */
    record Result(double value, double slope, double curvature) {
        @Override
        public String toString() {
            return String.format(
                    Locale.ROOT,
                    "x^3 at 2 is %.0f, its derivative %.0f, its second derivative %.0f.",
                    value,
                    slope,
                    curvature);
        }
    }
}
