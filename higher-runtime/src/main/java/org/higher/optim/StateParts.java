package org.higher.optim;

import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** The tensors of a rule's state by where in it they are, as far as it is made of records. */
final class StateParts {
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    private StateParts() {}

    /** A tensor by itself has an empty path. */
    static Map<String, Tensor> of(Object state) {
        StateParts parts = new StateParts();
        parts.collect("", state);
        return parts.tensors;
    }

    private void collect(String path, @Nullable Object part) {
        if (part instanceof Tensor tensor) {
            tensors.put(path, tensor);
        } else if (part instanceof Optional<?> optional) {
            optional.ifPresent(value -> collect(path, value));
        } else if (part instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                collect(path + "." + i, list.get(i));
            }
        } else if (part instanceof Map<?, ?> map) {
            map.forEach((key, value) -> collect(path + "." + key, value));
        } else if (part instanceof Record) {
            for (RecordComponent component : part.getClass().getRecordComponents()) {
                String name = component.getName();
                collect(path.isEmpty() ? name : path + "." + name, read(component, part));
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
