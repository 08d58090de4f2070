package org.higher.internal.io.state;

import java.lang.reflect.Array;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Compares a state with what comes of it when it is saved and loaded.
 *
 * <p>Classes of records and numbers count, those of containers do not. Of tensors only the form is
 * compared: they are handed through.
 */
public final class SameState {
    private SameState() {}

    public static boolean same(@Nullable Object a, @Nullable Object b) {
        if (a == null || b == null) {
            return a == b;
        }
        if (a instanceof Tensor t && b instanceof Tensor u) {
            return t.dtype() == u.dtype() && Arrays.equals(t.shape(), u.shape());
        }
        if (a instanceof Optional<?> o && b instanceof Optional<?> p) {
            return same(o.orElse(null), p.orElse(null));
        }
        if (a instanceof List<?> list && b instanceof List<?> other) {
            return same(list, other);
        }
        if (a instanceof Map<?, ?> map && b instanceof Map<?, ?> other) {
            return map.keySet().equals(other.keySet())
                    && map.keySet().stream().allMatch(k -> same(map.get(k), other.get(k)));
        }
        if (a.getClass() != b.getClass()) {
            return false;
        }
        if (a instanceof Record) {
            return Arrays.stream(a.getClass().getRecordComponents())
                    .allMatch(c -> same(component(a, c), component(b, c)));
        }
        return a.getClass().isArray() ? sameArrays(a, b) : a.equals(b);
    }

    private static boolean same(List<?> a, List<?> b) {
        if (a.size() != b.size()) {
            return false;
        }
        Iterator<?> others = b.iterator();
        return a.stream().allMatch(element -> same(element, others.next()));
    }

    private static @Nullable Object component(Object record, RecordComponent component) {
        return Records.component(record, component);
    }

    private static boolean sameArrays(Object a, Object b) {
        if (Array.getLength(a) != Array.getLength(b)) {
            return false;
        }
        for (int i = 0; i < Array.getLength(a); i++) {
            if (!same(Array.get(a, i), Array.get(b, i))) {
                return false;
            }
        }
        return true;
    }
}
