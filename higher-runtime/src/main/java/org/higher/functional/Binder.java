package org.higher.functional;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One binding of a model and its submodules.
 *
 * <p>A submodule that occurs in several places of a model is bound once, so that all places see the
 * same buffers, provided its parameters are the same tensors in all of them. Called by generated
 * code; not for use by several threads.
 */
public final class Binder {
    private record Entry(ParamTree params, BoundModule bound) {}

    private final Map<Object, List<Entry>> entries = new IdentityHashMap<>();

    /** The parameters of a submodule; null if there is none. */
    public static <M, P extends ParamTree> @Nullable P params(
            @Nullable M module, Function<? super M, ? extends FunctionalModule<P, ?>> twin) {
        return module == null ? null : twin.apply(module).params();
    }

    /** The parameters of a bound submodule, with its buffers as they are now; null if none. */
    @SuppressWarnings("unchecked") // generated code asks for the type that the bound class returns
    public static <P extends ParamTree> @Nullable P current(@Nullable BoundModule bound) {
        return bound == null ? null : (P) bound.params();
    }

    /** Binds a submodule to its parameters; null if there is none. */
    @SuppressWarnings("unchecked") // one model object has one class of twin
    public <M, P extends ParamTree, B extends BoundModule> @Nullable B bind(
            @Nullable M module,
            Function<? super M, ? extends FunctionalModule<P, B>> twin,
            @Nullable P params) {
        if (module == null || params == null) {
            if (module != null || params != null) {
                throw new IllegalArgumentException(
                        "bind: a submodule is null in the "
                                + (module == null ? "model" : "parameters")
                                + " only; take parameters from a model of the same structure");
            }
            return null;
        }
        List<Entry> known = entries.computeIfAbsent(module, m -> new ArrayList<>(1));
        for (Entry entry : known) {
            if (sameTensors(entry.params, params)) {
                return (B) entry.bound;
            }
        }
        B bound = twin.apply(module).bind(params, this);
        known.add(new Entry(params, bound));
        return bound;
    }

    private static boolean sameTensors(ParamTree first, ParamTree second) {
        return first == second
                || same(first.leaves(), second.leaves())
                        && same(
                                List.copyOf(Params.buffers(first).values()),
                                List.copyOf(Params.buffers(second).values()));
    }

    private static boolean same(List<?> first, List<?> second) {
        boolean same = first.size() == second.size();
        for (int i = 0; same && i < first.size(); i++) {
            same = first.get(i) == second.get(i);
        }
        return same;
    }
}
