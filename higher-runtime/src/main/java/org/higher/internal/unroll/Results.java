package org.higher.internal.unroll;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.higher.array.DType;
import org.higher.internal.optim.DifferentiableSteps.Taken;
import org.higher.internal.optim.Stepping;
import org.higher.internal.tape.Handles;
import org.higher.internal.tape.Node;
import org.higher.internal.tape.Recording;
import org.higher.internal.tape.Value;
import org.higher.tensor.Tensor;

/**
 * The tensors that a step has made: those of its weights and states that are new and have a graph,
 * each once.
 */
final class Results<S> {
    static final Handles<Tensor> TENSORS = Handles.of(Tensor.class);

    private final Taken<S> taken;
    private final Stepping<?, S> stepping;

    /** The weights and the tensors of the states. */
    private final List<Tensor> all;

    /** For each of all, its position among the results, or -1. */
    private final int[] places;

    private final List<Value> values = new ArrayList<>();

    private Results(Taken<S> taken, Stepping<?, S> stepping, List<Tensor> all, int[] places) {
        this.taken = taken;
        this.stepping = stepping;
        this.all = all;
        this.places = places;
        for (int i = 0; i < places.length; i++) {
            if (places[i] == values.size()) {
                values.add(TENSORS.value(all.get(i)));
            }
        }
    }

    /** The places of tensors on the tape; of those that have one. */
    static List<Node> nodes(List<Tensor> tensors) {
        return tensors.stream()
                .map(TENSORS::value)
                .map(Value::node)
                .filter(Objects::nonNull)
                .toList();
    }

    /** All that are newer than a mark. */
    static <S> Results<S> of(Taken<S> taken, Stepping<?, S> stepping, Recording.Mark mark) {
        List<Tensor> all = all(taken, stepping);
        int[] places = new int[all.size()];
        Map<Tensor, Integer> known = new IdentityHashMap<>();
        for (int i = 0; i < places.length; i++) {
            Node node = TENSORS.value(all.get(i)).node();
            boolean isNew = node != null && mark.isBefore(node);
            places[i] = isNew ? known.computeIfAbsent(all.get(i), t -> known.size()) : -1;
        }
        return new Results<>(taken, stepping, all, places);
    }

    /**
     * Those that an earlier run of the step had.
     *
     * @param places those of the earlier run
     */
    static <S> Results<S> of(Taken<S> taken, Stepping<?, S> stepping, int[] places) {
        return new Results<>(taken, stepping, all(taken, stepping), places);
    }

    private static <S> List<Tensor> all(Taken<S> taken, Stepping<?, S> stepping) {
        List<Tensor> all = new ArrayList<>(taken.weights());
        all.addAll(stepping.tensors(taken.position()));
        return all;
    }

    List<Value> values() {
        return values;
    }

    /** Of the bits of all new weights. */
    int checksum() {
        int sum = 0;
        for (Tensor weight : taken.weights()) {
            sum = 31 * sum + checksum(TENSORS.value(weight));
        }
        return sum;
    }

    /** Of the bits of a value. */
    static int checksum(Value value) {
        return value.dtype() == DType.FLOAT32
                ? Arrays.hashCode(value.kernels().toFloats(value.data()))
                : Arrays.hashCode(value.kernels().toDoubles(value.data()));
    }

    /** For each weight, and each tensor of the states, its position among the results, or -1. */
    int[] places() {
        return places;
    }

    /** The same with other tensors for the results. */
    Taken<S> with(List<Value> others) {
        List<Tensor> results = others.stream().map(TENSORS::handle).toList();
        Tensor[] changed = new Tensor[places.length];
        Arrays.setAll(changed, i -> places[i] < 0 ? all.get(i) : results.get(places[i]));
        List<Tensor> tensors = List.of(changed);
        int weights = taken.weights().size();
        return new Taken<>(
                tensors.subList(0, weights),
                stepping.with(taken.position(), tensors.subList(weights, changed.length)));
    }
}
