package org.higher.internal.spark.serialization;

import java.io.Serializable;
import java.lang.invoke.MethodHandleInfo;
import java.lang.invoke.SerializedLambda;
import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.higher.functional.BoundModule;
import org.higher.functional.FunctionalModule;
import org.higher.functional.ParamTree;
import org.higher.optim.Optimizer;
import org.higher.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Finds the object that is not serializable, and the path to it, for a message.
 *
 * <p>Spark has a class of this name and purpose; this one knows lambdas, tensors and models.
 */
public final class SerializationDebugger {
    /** How far to look; what is deeper is named by its class alone. */
    private static final int DEPTH = 30;

    /** How javac begins the names of the methods that it makes of lambdas. */
    private static final String LAMBDA = "lambda$";

    private static final Pattern OURS =
            Pattern.compile("org\\.higher\\.(array|functional|nn|optim|tensor)\\..*");

    private static final String REMEDY =
            ", which is not serializable; make it Serializable if it is data, or make it where it is"
                    + " used";

    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<String> path = new ArrayDeque<>();

    private SerializationDebugger() {}

    /**
     * The offender, the path to it, and the remedy.
     *
     * @param root what could not be serialized
     * @param className the class that serialization has named
     */
    public static String describe(Object root, String className) {
        SerializationDebugger search = new SerializationDebugger();
        Optional<Object> offender = search.find(root, 0);
        String type = offender.map(object -> object.getClass().getName()).orElse(className);
        String place = search.path.isEmpty() ? "it" : String.join(", ", search.path);
        return place
                + " is of class "
                + type
                + offender.map(SerializationDebugger::remedy).orElse(REMEDY);
    }

    private static String remedy(Object offender) {
        boolean ours =
                offender instanceof Tensor
                        || offender instanceof FunctionalModule
                        || offender instanceof BoundModule
                        || offender instanceof ParamTree
                        || offender instanceof Optimizer
                        || OURS.matcher(offender.getClass().getName()).matches();
        return ours
                ? "; tensors, models and optimizers stay where they are: a function is given the"
                        + " learner's model, a task holds arrays or seeds"
                : REMEDY;
    }

    /** The first object that is not serializable; the path to it is kept. */
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
        if (object instanceof Collection<?> collection && isOfJdk(object)) {
            return elements(collection, depth);
        }
        if (object instanceof Map<?, ?> map && isOfJdk(object)) {
            return entries(map, depth);
        }
        SerializedLambda lambda = lambda(object);
        if (lambda != null) {
            return captured(lambda, depth);
        }
        return isOfJdk(object) ? Optional.empty() : fields(object, depth);
    }

    private static boolean isOfJdk(Object object) {
        return object.getClass().getName().startsWith("java.");
    }

    private Optional<Object> step(String name, @Nullable Object to, int depth) {
        path.addLast(name);
        Optional<Object> found = find(to, depth + 1);
        if (found.isEmpty()) {
            path.removeLast();
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

    private Optional<Object> entries(Map<?, ?> map, int depth) {
        Optional<Object> key = step("a key", map.keySet().toArray(), depth);
        if (key.isPresent()) {
            return key;
        }
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            Optional<Object> found = step("value of " + entry.getKey(), entry.getValue(), depth);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Object> captured(SerializedLambda lambda, int depth) {
        String owner = lambda.getCapturingClass().replace('/', '.');
        String method = lambda.getImplMethodName();
        boolean written = method.startsWith(LAMBDA);
        // javac passes the object that a lambda or a method reference belongs to as the first
        int receivers = lambda.getImplMethodKind() == MethodHandleInfo.REF_invokeStatic ? 0 : 1;
        for (int i = 0; i < lambda.getCapturedArgCount(); i++) {
            String value =
                    i >= receivers
                            ? "captured value " + (i + 1 - receivers)
                            : written ? "captured this" : "the object before ::" + method;
            Optional<Object> found =
                    step(
                            value
                                    + " of the "
                                    + (written ? "lambda" : "method reference")
                                    + " in "
                                    + owner
                                    + (written ? methodOf(method) : ""),
                            lambda.getCapturedArg(i),
                            depth);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The method around a lambda, as javac names it: {@code lambda$main$1b5d3c0f$1}. */
    private static String methodOf(String implementation) {
        String method = implementation.substring(LAMBDA.length()).replaceFirst("\\$.*", "");
        return method.equals("new") || method.equals("static") ? "" : "." + method;
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
            return null; // the class that serialization has named is reported
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
