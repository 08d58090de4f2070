package org.higher.internal.reflect;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The instance fields of a class and its superclasses, the captured variables of a lambda included.
 *
 * @param readable those that can be read
 * @param closed the first that cannot and that might hold a tensor, since its module keeps it to
 *     itself
 * @param complete whether all can be read
 */
public record Fields(List<Field> readable, Optional<Field> closed, boolean complete) {
    private static final ClassValue<Fields> KNOWN =
            new ClassValue<>() {
                @Override
                protected Fields computeValue(Class<?> type) {
                    return find(type);
                }
            };

    /** Those of a class. */
    public static Fields of(Class<?> type) {
        return KNOWN.get(type);
    }

    private static Fields find(Class<?> type) {
        List<Field> readable = new ArrayList<>();
        Optional<Field> closed = Optional.empty();
        boolean complete = true;
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())) {
                    continue;
                }
                try {
                    field.setAccessible(true);
                    readable.add(field);
                } catch (InaccessibleObjectException | SecurityException e) {
                    complete = false;
                    boolean matters = !Inert.isInert(field.getType());
                    closed = closed.isPresent() || !matters ? closed : Optional.of(field);
                }
            }
        }
        return new Fields(Collections.unmodifiableList(readable), closed, complete);
    }

    /** The value of a field that {@link #readable} has listed. */
    public static @Nullable Object get(Field field, Object owner) {
        try {
            return field.get(owner);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e); // it has been made accessible
        }
    }
}
