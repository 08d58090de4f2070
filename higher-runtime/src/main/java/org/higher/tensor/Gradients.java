package org.higher.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.higher.internal.ops.passes.Unreached;
import org.higher.internal.tape.Messages;

/** Gradients with respect to some inputs, in their order. */
public final class Gradients {
    private final List<Tensor> inputs;
    private final List<Optional<Tensor>> gradients;

    Gradients(List<Tensor> inputs, List<Optional<Tensor>> gradients) {
        this.inputs = List.copyOf(inputs);
        this.gradients = List.copyOf(gradients);
    }

    /**
     * The gradient of one input; empty if no output depends on it.
     *
     * @throws IndexOutOfBoundsException if there is no such input
     */
    public Optional<Tensor> get(int index) {
        if (index < 0 || index >= inputs.size()) {
            throw new IndexOutOfBoundsException(
                    Messages.of("gradient %d of %d inputs: there is none", index, inputs.size()));
        }
        return gradients.get(index);
    }

    /** The gradient of one input; zeros if no output depends on it. */
    public Tensor orZero(int index) {
        return get(index).orElseGet(() -> inputs.get(index).zerosLike());
    }

    /**
     * The gradients, where there is one for every input.
     *
     * @param caller for the message
     * @throws IllegalArgumentException if there is none for some: it says for which, and why
     */
    public List<Tensor> orThrow(String caller) {
        Unreached.check(
                caller,
                "the output does not depend on",
                inputs.stream().map(Tensor::value).toList(),
                i -> gradients.get(i).isPresent());
        return gradients.stream().map(Optional::orElseThrow).toList();
    }

    /** The gradients; empty where no output depends on an input. */
    public List<Optional<Tensor>> toList() {
        return gradients;
    }

    /** The gradients; zeros where no output depends on an input. */
    public List<Tensor> orZeros() {
        List<Tensor> filled = new ArrayList<>(gradients.size());
        for (int i = 0; i < gradients.size(); i++) {
            filled.add(orZero(i));
        }
        return List.copyOf(filled);
    }
}
