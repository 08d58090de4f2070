package org.higher.functional;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The plain values that a model is configured with, such as a training flag, by their paths.
 *
 * <p>Bound classes have the fields of the model that are neither weights nor buffers. Numbers,
 * texts, truth values and enum constants are found in these fields, in containers and in modules;
 * other objects are passed over.
 */
final class ConfigurationValues {
    private final Map<String, Object> found = new LinkedHashMap<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());

    private ConfigurationValues() {}

    static Map<String, Object> of(BoundModule bound) {
        ConfigurationValues values = new ConfigurationValues();
        values.fields("", bound);
        return Collections.unmodifiableMap(values.found);
    }

    private void fields(String path, BoundModule bound) {
        if (seen.add(bound)) {
            for (Field field : Fields.of(bound.getClass()).readable()) {
                visit(
                        path.isEmpty() ? field.getName() : path + "." + field.getName(),
                        field,
                        bound);
            }
        }
    }

    private void visit(String path, Field field, Object owner) {
        visit(path, Fields.get(field, owner));
    }

    private void visit(String path, @Nullable Object value) {
        if (value instanceof BoundModule module) {
            fields(path, module);
        } else if (value instanceof Optional<?> optional) {
            visit(path, optional.orElse(null));
        } else if (value instanceof Iterable<?> elements) {
            int index = 0;
            for (Object element : elements) {
                visit(path + "." + index++, element);
            }
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, element) -> visit(path + "." + key, element));
        } else if (value != null && value.getClass().isArray()) {
            for (int i = 0; i < Array.getLength(value); i++) {
                visit(path + "." + i, Array.get(value, i));
            }
        } else if (isPlain(value)) {
            found.put(path, value);
        }
    }

    private static boolean isPlain(@Nullable Object value) {
        return value instanceof Number
                || value instanceof Boolean
                || value instanceof Character
                || value instanceof String
                || value instanceof Enum<?>;
    }
}
