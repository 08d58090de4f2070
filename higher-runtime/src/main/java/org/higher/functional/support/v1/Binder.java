package org.higher.functional.support.v1;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * One binding of a model and its submodules.
 *
 * <p>A submodule that occurs in several places of a model is bound once, so that all places see the
 * same buffers, provided its parameters are the same tensors in all of them. Called by generated
 * code; not for use by several threads.
 */
public final class Binder {
    private record Entry(Tree params, Object bound) {}

    private final Map<Object, List<Entry>> entries = new IdentityHashMap<>();

    /** The submodules whose parameters are being read by a thread, outermost first. */
    private static final ThreadLocal<List<Object>> READING =
            ThreadLocal.withInitial(ArrayList::new);

    /** The module of each tree of parameters, if that is to be known; null if not. */
    private final @Nullable Map<Tree, Object> modules;

    /** A new binding. */
    public Binder() {
        this(null);
    }

    private Binder(@Nullable Map<Tree, Object> modules) {
        this.modules = modules;
    }

    /**
     * The submodule that each tree of parameters within another belongs to.
     *
     * @return by identity; equal trees may belong to different modules
     */
    public static <P extends Tree> Map<Tree, Object> modules(Bindable<P, ?> twin, P params) {
        Map<Tree, Object> modules = new IdentityHashMap<>();
        twin.bind(params, new Binder(modules));
        return modules;
    }

    /**
     * The parameters of a submodule; null if there is none.
     *
     * @throws IllegalArgumentException if the submodule holds itself
     */
    public static <M, P extends Tree> @Nullable P params(
            @Nullable M module, Function<? super M, ? extends Bindable<P, ?>> twin) {
        if (module == null) {
            return null;
        }
        List<Object> around = READING.get();
        for (Object outer : around) {
            if (outer == module) {
                throw new IllegalArgumentException(
                        module.getClass().getName()
                                + " holds itself in a field, directly or not, so that its parameters"
                                + " would be an endless tree; pass what it needs to forward");
            }
        }
        around.add(module);
        try {
            return twin.apply(module).params();
        } finally {
            around.remove(around.size() - 1);
        }
    }

    /** The parameters of a bound submodule, with its buffers as they are now; null if none. */
    @SuppressWarnings("unchecked") // generated code asks for the type that the bound class returns
    public static <P extends Tree> @Nullable P current(@Nullable HasParams<?> bound) {
        return bound == null ? null : (P) bound.params();
    }

    /** Binds a submodule to its parameters; null if there is none. */
    @SuppressWarnings("unchecked") // one model object has one class of twin
    public <M, P extends Tree, B> @Nullable B bind(
            @Nullable M module,
            Function<? super M, ? extends Bindable<P, B>> twin,
            @Nullable P params) {
        if (module == null || params == null) {
            checkBothNull(module, params);
            return null;
        }
        if (modules != null) {
            modules.put(params, module);
            return twin.apply(module).bind(params, this); // in every place, so that all are known
        }
        return (B) once(module, params, () -> twin.apply(module).bind(params, this));
    }

    /** Binds the code of a bound submodule to other parameters; null if there is none. */
    @SuppressWarnings("unchecked") // a bound class makes another of itself
    public <P extends Tree, B extends Rebindable<? super P>> @Nullable B rebind(
            @Nullable B bound, @Nullable P params) {
        if (bound == null || params == null) {
            checkBothNull(bound, params);
            return null;
        }
        return (B) once(bound, params, () -> bound.sameOver(params, this));
    }

    private static void checkBothNull(@Nullable Object module, @Nullable Tree params) {
        if (module != null || params != null) {
            throw new IllegalArgumentException(
                    "bind: a submodule is null in the "
                            + (module == null ? "model" : "parameters")
                            + " only; take parameters from a model of the same structure");
        }
    }

    private Object once(Object module, Tree params, Supplier<?> binding) {
        List<Entry> known = entries.computeIfAbsent(module, m -> new ArrayList<>(1));
        for (Entry entry : known) {
            if (sameTensors(entry.params, params)) {
                return entry.bound;
            }
        }
        Object bound = binding.get();
        known.add(new Entry(params, bound));
        return bound;
    }

    private static boolean sameTensors(Tree first, Tree second) {
        if (first == second) {
            return true;
        }
        Leaves one = Leaves.of(first);
        Leaves other = Leaves.of(second);
        return same(one.parameters(), other.parameters()) && same(one.buffers(), other.buffers());
    }

    private static boolean same(List<Tensor> first, List<Tensor> second) {
        boolean same = first.size() == second.size();
        for (int i = 0; same && i < first.size(); i++) {
            same = first.get(i) == second.get(i);
        }
        return same;
    }
}
