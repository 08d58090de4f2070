package org.higher.spark;

import java.io.Serializable;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.optim.Optimizer;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** Finds what keeps an object from being serialized, and the way to it. */
final class Culprit {
    /** How far to look; what is deeper is named by its class alone. */
    private static final int DEPTH = 30;

    private static final String REMEDY =
            ", which is not serializable; make it Serializable if it is data, or make it where it is"
                    + " used";

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<String> way = new ArrayDeque<>();

    private Culprit() {}

    /**
     * The offender, the way to it, and the remedy.
     *
     * @param root what could not be serialized
     * @param className the class that serialization has named
     */
    static String describe(Object root, String className) {
        Culprit search = new Culprit();
        Optional<Object> offender = search.find(root, 0);
        String type = offender.map(object -> object.getClass().getName()).orElse(className);
        String place = search.way.isEmpty() ? "it" : String.join(", ", search.way);
        return place + " is of class " + type + offender.map(Culprit::remedy).orElse(REMEDY);
    }

    private static String remedy(Object offender) {
        boolean ours =
                offender instanceof Tensor
                        || offender instanceof FunctionalModule
                        || offender instanceof BoundModule
                        || offender instanceof ParamTree
                        || offender instanceof Optimizer
                        || offender.getClass().getName().startsWith("org.higher.");
        return ours
                ? "; tensors, models and optimizers stay where they are: a function is given the"
                        + " learner's model, a task holds arrays or seeds"
                : REMEDY;
    }

    /** The first object that is not serializable; the way to it is kept. */
    private Optional<Object> find(@Nullable Object object, int depth) {
        if (object == null || depth > DEPTH || !seen.add(object)) {
            return Optional.empty();
        }
        if (!(object instanceof Serializable)) {
            return Optional.of(object);
        }
        if (object instanceof Object[] array) {
            return elements(Arrays.asList(array), depth);
        }
        if (object instanceof Iterable<?> iterable) {
            return elements(iterable, depth);
        }
        if (object instanceof Map<?, ?> map) {
            return elements(map.values(), depth);
        }
        SerializedLambda lambda = lambda(object);
        if (lambda != null) {
            return captured(lambda, depth);
        }
        return object.getClass().getName().startsWith("java.")
                ? Optional.empty()
                : fields(object, depth);
    }

    private Optional<Object> step(String name, @Nullable Object to, int depth) {
        way.addLast(name);
        Optional<Object> found = find(to, depth + 1);
        if (found.isEmpty()) {
            way.removeLast();
        }
        return found;
    }

    private Optional<Object> elements(Iterable<?> elements, int depth) {
        int index = 0;
        for (Object element : elements) {
            Optional<Object> found = step("element " + index++, element, depth);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Object> captured(SerializedLambda lambda, int depth) {
        String place =
                "captured value %d of the lambda in "
                        + lambda.getCapturingClass().replace('/', '.')
                        + methodOf(lambda.getImplMethodName());
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            Optional<Object> found =
                    step(String.format(place, i + 1), lambda.getCapturedArg(i), depth);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /**
     * The method around a lambda, from the name that javac gives it: {@code lambda$main$c0ffee$1}.
     */
    private static String methodOf(String implementation) {
        String[] parts = implementation.split("\\$");
        return parts.length > 2 && parts[0].equals("lambda") && !parts[1].equals("new")
                ? "." + parts[1]
                : "";
    }

    private Optional<Object> fields(Object object, int depth) {
        for (Class<?> c = object.getClass(); c != null; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                int modifiers = field.getModifiers();
                if (Modifier.isStatic(modifiers)
                        || Modifier.isTransient(modifiers)
                        || field.getType().isPrimitive()) {
                    continue;
                }
                Optional<Object> found =
                        step("field " + field.getName(), value(field, object), depth);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private static @Nullable Object value(Field field, Object owner) {
        try {
            field.setAccessible(true);
            return field.get(owner);
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            return null; // the class that serialization has named is told
        }
    }

    /** What a lambda is serialized as; null if this is none. */
    private static @Nullable SerializedLambda lambda(Object object) {
        if (!object.getClass().isHidden()) {
            return null;
        }
        try {
            Method replace = object.getClass().getDeclaredMethod("writeReplace");
            replace.setAccessible(true);
            return (SerializedLambda) replace.invoke(object);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            return null;
        }
    }
}
