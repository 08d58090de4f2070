package org.higher.internal;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The tensors of a rule's state by path, as far as the state is made of records. */
public final class StateTensors {
    /** Deeper than states are; one that contains itself has no end. */
    private static final int DEPTH = 50;

    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private StateTensors() {}

    /** A tensor by itself has an empty path. */
    public static Map<String, Tensor> of(Object state) {
        StateTensors found = new StateTensors();
        found.collect("", state, 0);
        return found.tensors;
    }

    private void collect(String path, @Nullable Object part, int depth) {
        if (depth > DEPTH) {
            return;
        }
        if (part instanceof Tensor tensor) {
            tensors.put(path, tensor);
        } else if (part instanceof Optional<?> optional) {
            optional.ifPresent(value -> collect(path, value, depth + 1));
        } else if (part instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                collect(path + "." + i, list.get(i), depth + 1);
            }
        } else if (part instanceof Map<?, ?> map) {
            map.forEach((key, value) -> collect(path + "." + key, value, depth + 1));
        } else if (part instanceof Record) {
            for (RecordComponent component : part.getClass().getRecordComponents()) {
                String name = component.getName();
                String inner = path.isEmpty() ? name : path + "." + name;
                collect(inner, read(component, part), depth + 1);
            }
        }
    }

    /** Null where it can't be looked at. */
    private static @Nullable Object read(RecordComponent component, Object part) {
        try {
            Method accessor = component.getAccessor();
            accessor.setAccessible(true);
            return accessor.invoke(part);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return null;
        }
    }
}
