package org.higher.internal.io.state;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes records apart and puts them together, private ones, too. */
public final class Records {
    private Records() {}

    public static @Nullable Object component(Object record, RecordComponent component) {
        try {
            return open(component.getAccessor()).invoke(record);
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(component + " failed: " + e.getCause(), e);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e); // it was opened
        }
    }

    /**
     * A record of these components.
     *
     * @param at where in the state, for errors
     * @throws IllegalArgumentException if its constructor refuses them
     */
    public static Object create(Class<?> type, List<@Nullable Object> components, String at) {
        Class<?>[] types =
                Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new);
        try {
            Constructor<?> canonical = open(type.getDeclaredConstructor(types));
            return canonical.newInstance(components.toArray());
        } catch (InvocationTargetException e) {
            throw new IllegalArgumentException(
                    at + ": " + type.getSimpleName() + " refuses its components: " + e.getCause(),
                    e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e); // every record has it, and it was opened
        }
    }

    private static <T extends AccessibleObject> T open(T member) {
        try {
            member.setAccessible(true);
            return member;
        } catch (InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    member + " can't be called; open its package to org.higher.runtime", e);
        }
    }
}
