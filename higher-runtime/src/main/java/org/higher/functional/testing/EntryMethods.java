package org.higher.functional.testing;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.higher.functional.FunctionalModule;
import org.higher.functional.Twins;
import org.jspecify.annotations.Nullable;

/**
 * The methods that a model is run by, such as {@code forward}, called with arguments whose types
 * are known at run time.
 */
final class EntryMethods {
    private EntryMethods() {}

    /** A method, and the arguments as it takes them. */
    record Call(Method method, Object[] arguments) {
        /**
         * Calls it on an object.
         *
         * @throws RuntimeException what it throws
         */
        @Nullable Object on(Object target) {
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                Twins.original(e);
                if (e.getCause() instanceof RuntimeException unchecked) {
                    throw unchecked;
                }
                if (e.getCause() instanceof Error error) {
                    throw error;
                }
                throw new IllegalStateException(
                        "check: " + method.getName() + " has thrown an exception", e.getCause());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException(e); // it has been made accessible
            }
        }

        /** The same call of the class that a model's code was copied into. */
        Call in(Class<?> bound) {
            for (Method other : methods(bound)) {
                if (other.getName().equals(method.getName())
                        && !other.isBridge()
                        && Arrays.equals(other.getParameterTypes(), method.getParameterTypes())) {
                    other.setAccessible(true);
                    return new Call(other, arguments);
                }
            }
            throw new IllegalArgumentException(
                    "check: "
                            + bound.getName()
                            + " has no "
                            + method
                            + "; compile the model again, and pass no modules as inputs");
        }
    }

    /**
     * The calls that arguments fit, of methods that the twin has, too.
     *
     * @throws IllegalArgumentException if they fit none
     */
    static List<Call> of(Class<?> type, FunctionalModule<?, ?> twin, Object[] arguments) {
        List<Call> found = new ArrayList<>();
        List<String> known = new ArrayList<>();
        for (Method method : methods(type)) {
            if (isEntry(method, twin)) {
                known.add(signature(method));
                fitted(method, arguments)
                        .ifPresent(
                                fitted -> {
                                    method.setAccessible(true);
                                    found.add(new Call(method, fitted));
                                });
            }
        }
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "check: "
                            + type.getName()
                            + " has "
                            + known
                            + ", and the inputs are "
                            + Arrays.stream(arguments).map(EntryMethods::typeName).toList()
                            + "; give the arguments of one of them, in its order");
        }
        return found;
    }

    /**
     * The methods of a class, its own and inherited, but those that it overrides, and those of
     * {@code Object}.
     */
    private static List<Method> methods(Class<?> type) {
        Map<String, Method> found = new LinkedHashMap<>();
        for (Class<?> c = type; c != null && c != Object.class; c = c.getSuperclass()) {
            add(c, found);
        }
        for (Class<?> c = type; c != null; c = c.getSuperclass()) {
            addDefaults(c, found);
        }
        return List.copyOf(found.values());
    }

    private static void addDefaults(Class<?> type, Map<String, Method> found) {
        for (Class<?> i : type.getInterfaces()) {
            add(i, found);
            addDefaults(i, found);
        }
    }

    private static void add(Class<?> type, Map<String, Method> found) {
        for (Method method : type.getDeclaredMethods()) {
            if (!method.isBridge() && !Modifier.isAbstract(method.getModifiers())) {
                found.putIfAbsent(signature(method), method);
            }
        }
    }

    /**
     * Whether it is called forward, or the twin has it with the parameters before its arguments.
     */
    private static boolean isEntry(Method method, FunctionalModule<?, ?> twin) {
        return !method.isBridge()
                && !Modifier.isStatic(method.getModifiers())
                && !Modifier.isPrivate(method.getModifiers())
                && (method.getName().equals("forward") || isIn(twin, method));
    }

    private static boolean isIn(FunctionalModule<?, ?> twin, Method method) {
        return Arrays.stream(twin.getClass().getDeclaredMethods())
                .filter(m -> m.getName().equals(method.getName()))
                .map(Method::getParameterTypes)
                .anyMatch(
                        types ->
                                types.length == method.getParameterCount() + 1
                                        && types[0].isInstance(twin.params()));
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String typeName(@Nullable Object argument) {
        return argument == null ? "null" : argument.getClass().getSimpleName();
    }

    private static Optional<Object[]> fitted(Method method, Object[] arguments) {
        Class<?>[] types = method.getParameterTypes();
        if (fits(types, arguments)) {
            return Optional.of(arguments);
        }
        int fixed = types.length - 1;
        if (!method.isVarArgs() || arguments.length < fixed) {
            return Optional.empty();
        }
        Class<?> element = types[fixed].getComponentType();
        Object rest = Array.newInstance(element, arguments.length - fixed);
        for (int i = fixed; i < arguments.length; i++) {
            if (!fits(element, arguments[i])) {
                return Optional.empty();
            }
            Array.set(rest, i - fixed, arguments[i]);
        }
        Object[] packed = Arrays.copyOf(arguments, types.length, Object[].class);
        packed[fixed] = rest;
        return fits(types, packed) ? Optional.of(packed) : Optional.empty();
    }

    private static boolean fits(Class<?>[] types, Object[] arguments) {
        boolean fits = types.length == arguments.length;
        for (int i = 0; fits && i < types.length; i++) {
            fits = fits(types[i], arguments[i]);
        }
        return fits;
    }

    private static boolean fits(Class<?> type, @Nullable Object argument) {
        return type.isPrimitive()
                ? argument != null && widens(type, argument)
                : argument == null || type.isInstance(argument);
    }

    /** Whether reflection turns a boxed number into one of a primitive type, as a call would. */
    private static boolean widens(Class<?> type, Object argument) {
        try {
            Array.set(Array.newInstance(type, 1), 0, argument);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
