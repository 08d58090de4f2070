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
    private final S state;
    private final Map<String, Tensor> hyper;

    /**
     * An update by a rule.
     *
     * @param hyper the tensors that override its numbers, as they combine with the weight
     */
    FusedUpdate(
            DifferentiableOptimizer<R, S> optimizer, R rule, S state, Map<String, Tensor> hyper) {
        this.optimizer = optimizer;
        this.rule = rule;
        this.state = state;
        this.hyper = new LinkedHashMap<>(hyper);
    }

    /** The step; empty if the rule does what no single pass can. */
    Optional<Step<S>> of(Tensor p, Tensor g) {
        List<Tensor> inputs = new ArrayList<>(List.of(p, g));
        collect(state, inputs);
        inputs.addAll(hyper.values());
        AtomicReference<S> shape = new AtomicReference<>(); // the new state, of whatever tensors
        return Fused.apply(rule.getClass().getSimpleName(), x -> run(x, shape), inputs)
                .map(results -> step(results.iterator(), shape.get()));
    }

    private List<Tensor> run(List<Tensor> inputs, AtomicReference<S> shape) {
        Iterator<Tensor> next = inputs.iterator();
        Tensor p = next.next();
        Tensor g = next.next();
        S before = filled(state, next);
        Map<String, Tensor> values = new LinkedHashMap<>();
        hyper.keySet().forEach(name -> values.put(name, next.next()));
        Step<S> step = optimizer.bind(rule, new Hyper<>(rule, values, p)).update(p, g, before);
        // without the tensors: whoever asks for derivatives later keeps this
        shape.set(optimizer.map(step.state(), LeafMapper.of(tensor -> NOTHING)));
        List<Tensor> results = new ArrayList<>(List.of(step.value()));
        collect(step.state(), results);
        return results;
    }

    private Step<S> step(Iterator<Tensor> results, S shape) {
        Tensor value = results.next();
        return new Step<>(value, filled(shape, results));
    }

    private void collect(S from, List<Tensor> tensors) {
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
