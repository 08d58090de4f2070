package org.higher.internal.tape;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way between a tensor and its value, for internal packages above the one of tensors.
 *
 * <p>The tensor's class hides its value from users. It hands over here how to get at it, as classes
 * of the JDK do with {@code SharedSecrets}; {@code Handles.of(Tensor.class)} asks for that.
 *
 * @param <T> the class of the objects that stand for values
 */
public final class Handles<T> {
    private static volatile @Nullable Handles<?> provided;

    private final Class<T> type;
    private final Function<T, Value> valueOf;
    private final Function<Value, T> handleOf;

    private Handles(Class<T> type, Function<T, Value> valueOf, Function<Value, T> handleOf) {
        this.type = type;
        this.valueOf = valueOf;
        this.handleOf = handleOf;
    }

    /** Called by the class itself, when it is initialized. */
    public static <T> void provide(
            Class<T> type, Function<T, Value> valueOf, Function<Value, T> handleOf) {
        provided = new Handles<>(type, valueOf, handleOf);
    }

    /**
     * What a class has provided.
     *
     * @throws IllegalArgumentException if it provides nothing
     */
    public static <T> Handles<T> of(Class<T> type) {
        try {
            Class.forName(type.getName(), true, type.getClassLoader()); // which initializes it
        } catch (ClassNotFoundException impossible) {
            throw new IllegalArgumentException(impossible);
        }
        Handles<?> handles = provided;
        if (handles == null || handles.type != type) {
            throw new IllegalArgumentException(type + " does not stand for values");
        }
        @SuppressWarnings("unchecked") // of the same type, as was just checked
        Handles<T> ofType = (Handles<T>) handles;
        return ofType;
    }

    /** The value that an object stands for. */
    public Value value(T handle) {
        return valueOf.apply(handle);
    }

    /** The one object that stands for a value; made on first use. */
    public T handle(Value value) {
        return handleOf.apply(value);
    }
}
