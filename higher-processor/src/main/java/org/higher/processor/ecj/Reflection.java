package org.higher.processor.ecj;

import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Members of objects whose classes are not known at compile time, by their names. */
final class Reflection {
    private Reflection() {}

    /** The value of a field, which must not be null. */
    static Object get(Object object, String name) throws ReflectiveOperationException {
        for (Class<?> c = object.getClass(); c != null; c = c.getSuperclass()) {
            for (Field field : c.getDeclaredFields()) {
                if (field.getName().equals(name)) {
                    field.setAccessible(true);
                    return present(field.get(object), name);
                }
            }
        }
        throw new NoSuchFieldException(object.getClass().getName() + "." + name);
    }

    /** What a public method that takes the arguments returns, which must not be null. */
    static Object call(Object object, String name, Object... arguments)
            throws ReflectiveOperationException {
        return present(method(object.getClass(), name, arguments).invoke(object, arguments), name);
    }

    /** What a public method that takes the arguments returns, if anything. */
    static Optional<Object> find(Object object, String name, Object... arguments)
            throws ReflectiveOperationException {
        return Optional.ofNullable(
                method(object.getClass(), name, arguments).invoke(object, arguments));
    }

    /** Calls a public method that takes the arguments. */
    static void run(Object object, String name, Object... arguments)
            throws ReflectiveOperationException {
        method(object.getClass(), name, arguments).invoke(object, arguments);
    }

    /** What a public static method that takes the arguments returns, which must not be null. */
    static Object callStatic(ClassLoader loader, String type, String name, Object... arguments)
            throws ReflectiveOperationException {
        Method method = method(loader.loadClass(type), name, arguments);
        return present(method.invoke(null, arguments), name);
    }

    /** Whether there is a public method without parameters. */
    static boolean has(Object object, String name) {
        return Arrays.stream(object.getClass().getMethods())
                .anyMatch(method -> method.getName().equals(name) && takes(method));
    }

    /** A new object of a class that has one public constructor. */
    static Object create(ClassLoader loader, String type, Object... arguments)
            throws ReflectiveOperationException {
        return loader.loadClass(type).getConstructors()[0].newInstance(arguments);
    }

    private static Method method(Class<?> type, String name, Object... arguments)
            throws NoSuchMethodException {
        for (Method method : type.getMethods()) {
            if (method.getName().equals(name) && takes(method, arguments)) {
                method.setAccessible(true); // the class may be hidden
                return method;
            }
        }
        throw new NoSuchMethodException(type.getName() + "." + name);
    }

    private static boolean takes(Method method, Object... arguments) {
        MethodType type = MethodType.methodType(void.class, method.getParameterTypes()).wrap();
        return type.parameterCount() == arguments.length
                && IntStream.range(0, arguments.length)
                        .allMatch(i -> type.parameterType(i).isInstance(arguments[i]));
    }

    private static Object present(@Nullable Object value, String name) throws NoSuchFieldException {
        if (value == null) {
            throw new NoSuchFieldException(name + " is null");
        }
        return value;
    }
}
