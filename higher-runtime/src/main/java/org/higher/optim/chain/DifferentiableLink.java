package org.higher.optim.chain;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.higher.internal.optim.DifferentiableRule;
import org.higher.internal.optim.Stepping;
import org.higher.internal.tree.FlatTree;
import org.higher.optim.DifferentiableOptimizer;
import org.higher.optim.Key;
import org.higher.optim.Optimizers;
import org.higher.optim.ParamGroup;
import org.higher.optim.UpdateRule;
import org.higher.optim.support.v1.Hyper;
import org.higher.tensor.Tensor;

/**
 * The differentiable version of a link: its keys, and its code over given hyperparameters.
 *
 * @param <L> the link
 * @param <S> its state
 */
record DifferentiableLink<L extends UpdateRule<?>, S>(
        Class<L> link, List<Key<L>> keys, DifferentiableRule<L, S> code) {
    /**
     * Of all links of some chains, by {@link Chain#name}.
     *
     * @throws IllegalArgumentException if one has no differentiable version, or two classes have
     *     one simple name
     */
    static Map<String, DifferentiableLink<?, ?>> of(List<ParamGroup<Chain>> groups) {
        Map<String, DifferentiableLink<?, ?>> codes = new LinkedHashMap<>();
        Tensor like = groups.stream().flatMap(g -> g.params().stream()).findFirst().orElseThrow();
        for (ParamGroup<Chain> group : groups) {
            for (UpdateRule<?> link : group.rule().links()) {
                DifferentiableLink<?, ?> code =
                        codes.computeIfAbsent(Chain.name(link.getClass()), name -> of(link, like));
                checkClass(link.getClass(), code.link);
            }
        }
        return codes;
    }

    private static void checkClass(Class<?> link, Class<?> known) {
        if (link != known) {
            throw new IllegalArgumentException(
                    String.format(
                            "Chain: %s and %s have one simple name, by which states and"
                                    + " hyperparameters are found; rename one of the classes",
                            known.getName(), link.getName()));
        }
    }

    private static <L extends UpdateRule<?>> DifferentiableLink<L, ?> of(L link, Tensor like) {
        DifferentiableOptimizer<L> own = Optimizers.create(List.of(like.detach()), link);
        return of(link, own, stepping(own));
    }

    @SuppressWarnings("unchecked") // the class of a link is that of its keys
    private static <L extends UpdateRule<?>, S> DifferentiableLink<L, S> of(
            L link, DifferentiableOptimizer<L> own, Stepping<L, S> stepping) {
        return new DifferentiableLink<>((Class<L>) link.getClass(), own.keys(), stepping.code());
    }

    private static <L extends UpdateRule<?>> Stepping<L, ?> stepping(
            DifferentiableOptimizer<L> own) {
        return Stepping.of(own)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "Chain: "
                                                + own.getClass().getName()
                                                + " can't be a link's code; let it extend"
                                                + " AbstractDifferentiableOptimizer"));
    }

    /**
     * The keys of a chain.
     *
     * @param which of the links of this class
     */
    List<Key<Chain>> keys(int which) {
        return keys.stream().map(key -> Chain.key(which, key)).toList();
    }

    UpdateRule<S> bind(UpdateRule<?> rule, int which, Hyper<Chain> hyper) {
        return code.bind(hyper.like(), link.cast(rule), values(which, hyper));
    }

    L with(UpdateRule<?> rule, int which, Hyper<Chain> hyper) {
        return code.with(hyper.like(), link.cast(rule), values(which, hyper));
    }

    /** What overrides the link's own numbers; asked for at each step, and mostly empty. */
    private Map<String, Tensor> values(int which, Hyper<Chain> hyper) {
        Map<String, Tensor> overrides = hyper.overrides();
        if (overrides.isEmpty()) {
            return overrides;
        }
        Map<String, Tensor> values = new LinkedHashMap<>();
        for (Key<L> key : keys) {
            Tensor value = overrides.get(Chain.key(which, key).name());
            if (value != null) {
                values.put(key.name(), value);
            }
        }
        return values;
    }

    List<Tensor> tensors(Object state) {
        return flat(state).tensors();
    }

    Object with(Object state, List<Tensor> tensors) {
        return flat(state).with(tensors);
    }

    @SuppressWarnings("unchecked") // a link is given nothing but the states that it has made
    private FlatTree<S> flat(Object state) {
        return code.flatten((S) state);
    }
}
