package org.higher.internal.optim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.internal.fusion.Fused;
import org.higher.internal.tree.FlatTree;
import org.higher.optim.Step;
import org.higher.optim.UpdateRule;
import org.higher.tensor.Tensor;

/**
 * One update of a large weight in one pass over memory.
 *
 * <p>A rule is written tensor by tensor. Run so, Adam goes over memory some fifteen times, and
 * leaves as many intermediate results on the tape.
 */
public final class FusedUpdate<R extends UpdateRule<?>, S> {
    private final DifferentiableRule<R, S> code;
    private final R rule;
    private final List<String> names;

    /** Without its tensors: derivatives ask for this later, and need but some of them. */
    private final FlatTree<S> before;

    /** The structure of the new state; empty until the update has been traced. */
    private Optional<FlatTree<S>> after = Optional.empty();

    private FusedUpdate(
            DifferentiableRule<R, S> code, R rule, List<String> names, FlatTree<S> state) {
        this.code = code;
        this.rule = rule;
        this.names = names;
        this.before = state.withoutTensors();
    }

    /**
     * The step; empty if the rule does what no pass can, or too little.
     *
     * @param values the tensors that override the rule's numbers, as they combine with the weight
     */
    public static <R extends UpdateRule<?>, S> Optional<Step<S>> of(
            DifferentiableRule<R, S> code,
            R rule,
            Map<String, Tensor> values,
            Tensor p,
            Tensor g,
            S state) {
        FlatTree<S> flat = code.flatten(state);
        List<Tensor> inputs = new ArrayList<>(List.of(p, g));
        inputs.addAll(flat.tensors());
        inputs.addAll(values.values());
        FusedUpdate<R, S> update =
                new FusedUpdate<>(code, rule, List.copyOf(values.keySet()), flat);
        return Fused.apply(rule.getClass().getSimpleName(), update::run, inputs).map(update::step);
    }

    /** The new weight, and the tensors of the new state. */
    private List<Tensor> run(List<Tensor> inputs) {
        Tensor p = inputs.get(0);
        Tensor g = inputs.get(1);
        int hyper = 2 + before.tensors().size();
        S state = before.with(inputs.subList(2, hyper));
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), inputs.get(hyper + i));
        }
        Step<S> step = code.bind(p, rule, values).update(p, g, state);
        FlatTree<S> next = code.flatten(step.state());
        after = Optional.of(next.withoutTensors());
        List<Tensor> results = new ArrayList<>(List.of(step.value()));
        results.addAll(next.tensors());
        return results;
    }

    private Step<S> step(List<Tensor> results) {
        S state = after.orElseThrow().with(results.subList(1, results.size()));
        return new Step<>(results.get(0), state);
    }
}
