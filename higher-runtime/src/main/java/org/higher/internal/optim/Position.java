package org.higher.internal.optim;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.higher.internal.tree.FlatTree;
import org.higher.optim.OptimizerState;
import org.higher.tensor.Tensor;

/**
 * What a differentiable optimizer remembers between two steps; it does not change.
 *
 * @param states by group, then by parameter
 * @param hyperparameters what is in force
 * @param placement where the states are
 */
public record Position<S>(
        List<List<Optional<S>>> states,
        HyperparameterValues.InForce hyperparameters,
        StatePlacement placement) {

    @SuppressWarnings("unchecked") // an optimizer holds the states that its rule has made
    static <S> List<List<Optional<S>>> states(OptimizerState state) {
        List<List<Optional<S>>> states = new ArrayList<>();
        for (List<Optional<Object>> group : state.groups()) {
            List<Optional<S>> own = new ArrayList<>();
            group.forEach(one -> own.add(one.map(s -> (S) s)));
            states.add(own);
        }
        return states;
    }

    /** The same with other tensors in the states. */
    Position<S> map(DifferentiableRule<?, S> code, UnaryOperator<Tensor> change) {
        List<List<Optional<S>>> changed = new ArrayList<>();
        for (List<Optional<S>> group : states) {
            List<Optional<S>> own = new ArrayList<>();
            group.forEach(one -> own.add(one.map(s -> code.flatten(s).map(change))));
            changed.add(own);
        }
        return new Position<>(changed, hyperparameters, placement);
    }

    /** The same with other tensors in the states, in the order of {@link #tensors}. */
    Position<S> with(DifferentiableRule<?, S> code, List<Tensor> tensors) {
        Iterator<Tensor> others = tensors.iterator();
        List<List<Optional<S>>> changed = new ArrayList<>();
        for (List<Optional<S>> group : states) {
            List<Optional<S>> own = new ArrayList<>();
            group.forEach(one -> own.add(one.map(s -> with(code.flatten(s), others))));
            changed.add(own);
        }
        return new Position<>(changed, hyperparameters, placement);
    }

    private static <S> S with(FlatTree<S> state, Iterator<Tensor> others) {
        List<Tensor> next = new ArrayList<>();
        state.tensors().forEach(t -> next.add(others.next()));
        return state.with(next);
    }

    /** The tensors of the states. */
    List<Tensor> tensors(DifferentiableRule<?, S> code) {
        List<Tensor> tensors = new ArrayList<>();
        for (List<Optional<S>> group : states) {
            group.forEach(one -> one.ifPresent(s -> tensors.addAll(code.flatten(s).tensors())));
        }
        return tensors;
    }

    OptimizerState state() {
        List<List<Optional<Object>>> groups = new ArrayList<>();
        for (List<Optional<S>> group : states) {
            List<Optional<Object>> own = new ArrayList<>();
            group.forEach(one -> own.add(one.map(s -> (Object) s)));
            groups.add(own);
        }
        return OptimizerState.of(groups).withSteps(hyperparameters.steps());
    }
}
