package org.higher.functional;

import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.higher.internal.reflect.Fields;
import org.higher.internal.reflect.Inert;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Whether two bindings of a model agree in what is neither weight nor buffer.
 *
 * <p>Bound classes copy such fields from the model when they are made, and never change them. Some
 * can't be looked at, those in a module that is not open: whoever asks says what that means.
 */
final class SameConfiguration {
    /** Bindings and values that have been, or are being, compared. */
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    /** The parameters and buffers of the later binding. */
    private final Set<Tensor> given = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Whether fields that can't be looked at count as equal. */
    private final boolean trusting;

    /** Whether constant tensors are the same if their elements are. */
    private final boolean byValue;

    private SameConfiguration(boolean trusting, boolean byValue) {
        this.trusting = trusting;
        this.byValue = byValue;
    }

    /**
     * Whether they agree, whatever weights and buffers they are bound to; no if it can't be seen.
     */
    static boolean same(BoundModule before, BoundModule after) {
        return new SameConfiguration(false, false).agree(before, after);
    }

    /** As {@link #same}, as far as they can be looked at. */
    static boolean seemsSame(BoundModule before, BoundModule after) {
        return new SameConfiguration(true, false).agree(before, after);
    }

    /**
     * As {@link #same}; arrays of ND4J, of which each binding has copies, count by their elements.
     */
    static boolean equal(BoundModule before, BoundModule after) {
        return new SameConfiguration(false, true).agree(before, after);
    }

    private boolean agree(BoundModule before, BoundModule after) {
        given.addAll(Params.flatten(after.params()));
        given.addAll(Params.buffers(after.params()).values());
        return agree((Object) before, after);
    }

    private boolean agree(@Nullable Object before, @Nullable Object after) {
        if (before == after) {
            return true;
        }
        if (before == null || after == null) {
            return false;
        }
        if (before instanceof Tensor one && after instanceof Tensor other) {
            return given.contains(other) || byValue && areEqual(one, other);
        }
        if (before.getClass() != after.getClass()) {
            return false;
        }
        if (before instanceof BoundModule) {
            return !seen.add(before) || fieldsAgree(before, after);
        }
        if (before instanceof Optional<?> optional) {
            return agree(optional.orElse(null), ((Optional<?>) after).orElse(null));
        }
        if (before instanceof List<?> list) {
            return allAgree(list, (List<?>) after);
        }
        if (before instanceof Map<?, ?> map) {
            Map<?, ?> other = (Map<?, ?>) after;
            return allAgree(map.keySet(), other.keySet()) && allAgree(map.values(), other.values());
        }
        if (before.getClass().isArray()) {
            return elementsAgree(before, after);
        }
        return Objects.equals(before, after)
                || trusting
                        && !Inert.isInert(before.getClass())
                        && !Inert.isOfJdk(before.getClass())
                        && (!seen.add(before) || fieldsAgree(before, after));
    }

    private static boolean areEqual(Tensor one, Tensor other) {
        return !one.requiresGrad()
                && !other.requiresGrad()
                && one.dtype() == other.dtype()
                && one.device().equals(other.device())
                && one.taskCount() == other.taskCount()
                && Arrays.equals(one.shape(), other.shape())
                && Arrays.equals(one.toDoubles(), other.toDoubles());
    }

    private boolean allAgree(Iterable<?> before, Iterable<?> after) {
        Iterator<?> other = after.iterator();
        for (Object element : before) {
            if (!other.hasNext() || !agree(element, other.next())) {
                return false;
            }
        }
        return !other.hasNext();
    }

    private boolean elementsAgree(Object before, Object after) {
        int length = Array.getLength(before);
        boolean agree = length == Array.getLength(after);
        for (int i = 0; agree && i < length; i++) {
            agree = agree(Array.get(before, i), Array.get(after, i));
        }
        return agree;
    }

    private boolean fieldsAgree(Object before, Object after) {
        Fields fields = Fields.of(before.getClass());
        return (fields.complete() || trusting)
                && fields.readable().stream()
                        .allMatch(f -> agree(Fields.get(f, before), Fields.get(f, after)));
    }
}
