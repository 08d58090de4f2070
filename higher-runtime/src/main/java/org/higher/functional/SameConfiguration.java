package org.higher.functional;

import java.lang.reflect.Array;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.higher.internal.reflect.Fields;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Whether two bindings of a model agree in what is neither weight nor buffer.
 *
 * <p>Bound classes copy such fields from the model when they are made, and never change them. Where
 * they can't be looked at, as in a module that is not open, the answer is no.
 */
final class SameConfiguration {
    /** Modules whose bindings have been, or are being, compared. */
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Those of the later binding. */
    private final Set<Tensor> buffers = Collections.newSetFromMap(new IdentityHashMap<>());

    private SameConfiguration() {}

    /** Whether they agree, given that they are bound to the same weights. */
    static boolean same(BoundModule before, BoundModule after) {
        SameConfiguration comparison = new SameConfiguration();
        comparison.buffers.addAll(Params.buffers(after.params()).values());
        return comparison.agree(before, after);
    }

    private boolean agree(@Nullable Object before, @Nullable Object after) {
        if (before == after) {
            return true;
        }
        if (before == null || after == null) {
            return false;
        }
        if (before instanceof Tensor && after instanceof Tensor buffer) {
            return buffers.contains(buffer);
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
        return before.getClass().isArray()
                ? elementsAgree(before, after)
                : Objects.equals(before, after);
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
        return fields.complete()
                && fields.readable().stream()
                        .allMatch(f -> agree(Fields.get(f, before), Fields.get(f, after)));
    }
}
