package org.higher.internal.fusion;

import org.higher.tensor.Tensor;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The signatures of fused code. */
public final class Fused {
    public static boolean pays(Tensor largest) { return false; }

    public static Optional<List<Tensor>> apply(
            String name, UnaryOperator<List<Tensor>> code, List<Tensor> inputs) {
        return Optional.empty();
    }
}
