package org.higher.optim;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.higher.functional.LeafMapper;
import org.higher.tensor.Fused;
import org.higher.tensor.Tensor;

/**
 * One update of a large weight in one pass over memory.
 *
 * <p>A rule is written tensor by tensor. Run so, Adam goes over memory some fifteen times, and
 * leaves as many intermediate results on the tape.
 */
final class FusedUpdate<R extends UpdateRule<?>, S> {
    private static final Tensor NOTHING = Tensor.scalar(0);

    private final DifferentiableOptimizer<R, S> optimizer;
    private final R rule;

    /** Without its tensors: derivatives ask for this later, and need but some of them. */
    private final S state;

    private final List<String> names;

    private FusedUpdate(
            DifferentiableOptimizer<R, S> optimizer, R rule, S state, List<String> names) {
        this.optimizer = optimizer;
        this.rule = rule;
        this.state = emptied(optimizer, state);
        this.names = names;
    }

    /**
     * The step; empty if the rule does what no single pass can.
     *
     * @param hyper the tensors that override the rule's numbers, as they combine with the weight
     */
    static <R extends UpdateRule<?>, S> Optional<Step<S>> of(
            DifferentiableOptimizer<R, S> optimizer,
            R rule,
            Map<String, Tensor> hyper,
            Tensor p,
            Tensor g,
            S state) {
        List<Tensor> inputs = new ArrayList<>(List.of(p, g));
        collect(optimizer, state, inputs);
        inputs.addAll(hyper.values());
        FusedUpdate<R, S> update =
                new FusedUpdate<>(optimizer, rule, state, List.copyOf(hyper.keySet()));
        AtomicReference<S> shape = new AtomicReference<>(); // the new state, without its tensors
        return Fused.apply(rule.getClass().getSimpleName(), x -> update.run(x, shape), inputs)
                .map(results -> update.step(results.iterator(), shape.get()));
    }

    private List<Tensor> run(List<Tensor> inputs, AtomicReference<S> shape) {
        Iterator<Tensor> next = inputs.iterator();
        Tensor p = next.next();
        Tensor g = next.next();
        S before = filled(state, next);
        Map<String, Tensor> values = new LinkedHashMap<>();
        names.forEach(name -> values.put(name, next.next()));
        Step<S> step = optimizer.bind(rule, new Hyper<>(rule, values, p)).update(p, g, before);
        shape.set(emptied(optimizer, step.state()));
        List<Tensor> results = new ArrayList<>(List.of(step.value()));
        collect(optimizer, step.state(), results);
        return results;
    }

    private Step<S> step(Iterator<Tensor> results, S shape) {
        Tensor value = results.next();
        return new Step<>(value, filled(shape, results));
    }

    private static <S> S emptied(DifferentiableOptimizer<?, S> optimizer, S state) {
        return optimizer.map(state, LeafMapper.of(tensor -> NOTHING));
    }

    private static <S> void collect(
            DifferentiableOptimizer<?, S> optimizer, S from, List<Tensor> tensors) {
        optimizer.map(
                from,
                LeafMapper.of(
                        tensor -> {
                            tensors.add(tensor);
                            return tensor;
                        }));
    }

    private S filled(S shape, Iterator<Tensor> tensors) {
        return optimizer.map(shape, LeafMapper.of(tensor -> tensors.next()));
    }
}
