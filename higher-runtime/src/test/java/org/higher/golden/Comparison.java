package org.higher.golden;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.higher.tensor.Tensor;

/** Collects what is not as expected, at the tolerance that the reference's author suggests. */
final class Comparison {
    private static final double RELATIVE = 1e-8;
    private static final double SMALLEST_SCALE = 1e-6;

    private final List<String> differences = new ArrayList<>();

    List<String> differences() {
        return differences;
    }

    void check(String what, int actual, int expected) {
        if (actual != expected) {
            differences.add(what + ": " + actual + ", expected " + expected);
        }
    }

    void check(String what, Tensor actual, JsonNode expected) {
        check(what, Optional.of(actual), expected);
    }

    /**
     * Compares a gradient.
     *
     * @param expected numbers; null or missing for "not on the tape", where zeros are as good
     */
    void check(String what, Optional<Tensor> actual, JsonNode expected) {
        double[] values = actual.map(Tensor::toDoubles).orElse(new double[0]);
        boolean nothing = expected.isNull() || expected.isMissingNode();
        double[] wanted = nothing ? new double[values.length] : Json.doubles(expected);
        if (actual.isEmpty()) {
            values = new double[wanted.length];
        }
        if (values.length != wanted.length) {
            differences.add(what + ": " + values.length + " numbers, expected " + wanted.length);
            return;
        }
        double scale = SMALLEST_SCALE;
        for (double value : wanted) {
            scale = Math.max(scale, Math.abs(value));
        }
        for (int i = 0; i < wanted.length; i++) {
            // written so that NaN fails
            if (!(Math.abs(values[i] - wanted[i]) <= RELATIVE * scale)) {
                differences.add(what + " at " + i + ": " + values[i] + ", expected " + wanted[i]);
                return;
            }
        }
    }
}
