package org.higher.internal.unroll;

import java.util.Arrays;
import org.higher.internal.tape.Node;

/** The errors of a step that is taken again and does something else. */
final class Unrepeatable {
    private Unrepeatable() {}

    static IllegalStateException step(int index, String what) {
        return new IllegalStateException(
                "step "
                        + index
                        + " of the inner loop was taken again for a gradient, and "
                        + what
                        + ". A step's loss may depend on the model, on the step, and on what does"
                        + " not change; usual causes are random numbers drawn outside of a"
                        + " RandomScope, the next batch of an iterator, a counter, the loop's own"
                        + " model() or params() in place of the model that it is given, values"
                        + " computed in other threads, a tensor that was assigned in between, an"
                        + " object, a list or an array in a field of the model that was changed in"
                        + " place. Choose by the number of the step, or keep the"
                        + " tape, with Memory.full()");
    }

    static IllegalStateException loss(int index, double[] first, double[] again) {
        return step(index, "its loss was " + text(again) + ", not " + text(first));
    }

    static IllegalStateException gradient(int index) {
        return step(index, "its loss was the same, but the gradient of that was not");
    }

    static IllegalStateException captured(int index, Node node) {
        return step(
                index,
                "used a tensor that it had not used the first time: "
                        + node.label().replace('\n', ' '));
    }

    private static String text(double[] loss) {
        return loss.length == 1 ? Double.toString(loss[0]) : Arrays.toString(loss);
    }

    static IllegalStateException configuration(int index) {
        return new IllegalStateException(
                "step "
                        + index
                        + " of the inner loop is to be taken again for a gradient, but the model's"
                        + " configuration has changed since, say by train() or eval(). Compute"
                        + " gradients before that, or change it back for the time of backward(); or"
                        + " keep the tape, with Memory.full(). Once the model and its layers are compiled with"
                        + " this version of higher-processor, steps are taken again as they were"
                        + " configured");
    }
}
