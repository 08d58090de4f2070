package org.higher.internal.tape;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One run of forward-mode differentiation: in it, operations compute the tangents of their values
 * from those of their arguments.
 *
 * <p>Scopes nest, for derivatives of higher order. While the tangent of one is computed, only those
 * around it are active: it is then differentiated in turn, and never by itself, and no change is
 * taken for that of another scope.
 *
 * <p>Source: Siskind and Pearlmutter, Perturbation confusion and referential transparency, IFL
 * 2005.
 */
public final class TangentScope {
    /**
     * The innermost active scope of a thread, or null: one element.
     *
     * <p>An array, of a class of the JDK, which holds a scope only as long as that is open.
     */
    private static final ThreadLocal<@Nullable Object[]> ACTIVE =
            ThreadLocal.withInitial(() -> new @Nullable Object[1]);

    private final @Nullable TangentScope outer;
    private final Thread owner = Thread.currentThread();
    private volatile boolean open = true;

    /** Whether what is not recorded counts as constant. */
    private boolean alongTape;

    private TangentScope(@Nullable TangentScope outer) {
        this.outer = outer;
    }

    /** Computes within a new scope of this thread, which ends with the computation. */
    public static <T> T open(Function<TangentScope, T> computation) {
        TangentScope scope = new TangentScope(active());
        try {
            return Recording.uncut(() -> active(scope, () -> computation.apply(scope)));
        } finally {
            scope.open = false;
        }
    }

    /**
     * Computes as reverse mode sees it: what is not recorded counts as constant in this scope, and
     * so do new leaves.
     */
    public <T> T alongTape(Supplier<T> computation) {
        boolean before = alongTape;
        alongTape = true;
        try {
            return computation.get();
        } finally {
            alongTape = before;
        }
    }

    boolean isAlongTape() {
        return alongTape;
    }

    /** The innermost scope in which this thread computes tangents now; null if there is none. */
    public static @Nullable TangentScope active() {
        return Recording.isCut() ? null : (TangentScope) ACTIVE.get()[0];
    }

    /** The innermost scope in which one of some values has a tangent; null if there is none. */
    public static @Nullable TangentScope of(Iterable<Value> values) {
        boolean any = false;
        for (Value value : values) {
            any |= value.hasTangents();
        }
        TangentScope scope = any ? active() : null;
        while (scope != null && !scope.reaches(values)) {
            scope = scope.outer;
        }
        return scope;
    }

    private boolean reaches(Iterable<Value> values) {
        for (Value value : values) {
            if (value.tangent(this) != null) {
                return true;
            }
        }
        return false;
    }

    /** Computes with those scopes active that are around this one. */
    public <T> T outside(Supplier<T> computation) {
        return active(outer, computation);
    }

    private static <T> T active(@Nullable TangentScope scope, Supplier<T> computation) {
        @Nullable Object[] state = ACTIVE.get();
        Object before = state[0];
        state[0] = scope;
        try {
            return computation.get();
        } finally {
            state[0] = before;
        }
    }

    /**
     * Gives the values of an operation their tangents, in each active scope.
     *
     * @param op for messages
     * @param arguments those that have tangents, in whichever scope
     * @param tangents gives those of one scope, if there are any; it is called with the scopes
     *     around that active
     * @throws IllegalStateException if a tangent is of a scope that is open in another thread
     */
    static void push(String op, Iterable<Value> arguments, Consumer<TangentScope> tangents) {
        if (Recording.isCut()) {
            return;
        }
        for (Value argument : arguments) {
            argument.checkTangents(op);
        }
        TangentScope active = active();
        if (active != null) {
            active.push(tangents);
        }
    }

    /** Outermost first: what is inside is differentiated by what is around it. */
    private void push(Consumer<TangentScope> tangents) {
        if (outer != null) {
            outer.push(tangents);
        }
        if (alongTape && !Recording.isOn()) {
            return;
        }
        outside(
                () -> {
                    tangents.accept(this);
                    return true;
                });
    }

    /** Whether its computation is still running, in another thread than this. */
    boolean isElsewhere() {
        return open && owner != Thread.currentThread();
    }

    /** The thread that opened this. */
    Thread owner() {
        return owner;
    }
}
