package org.higher.internal.optim;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.higher.functional.LeafMapper;
import org.higher.tensor.Tensor;

/**
 * A state taken apart: its tensors in order, and its structure without them.
 *
 * @param structure the state with a placeholder for each tensor
 * @param tensors in the order in which the rule's mapping visits them
 */
record FlatState<S>(S structure, List<Tensor> tensors) {
    private static final Tensor PLACEHOLDER = Tensor.scalar(0);

    /** Takes a state apart. */
    static <S> FlatState<S> of(DifferentiableRule<?, S> code, S state) {
        List<Tensor> tensors = new ArrayList<>();
        S structure =
                code.map(
                        state,
                        LeafMapper.of(
                                tensor -> {
                                    tensors.add(tensor);
                                    return PLACEHOLDER;
                                }));
        return new FlatState<>(structure, tensors);
    }

    /** Puts a state of this structure together. */
    static <S> S join(DifferentiableRule<?, S> code, S structure, List<Tensor> tensors) {
        Iterator<Tensor> next = tensors.iterator();
        return code.map(structure, LeafMapper.of(placeholder -> next.next()));
    }
}
