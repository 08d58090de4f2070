package org.higher.processor.ecj;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
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

    /** What a public method of as many parameters returns, which must not be null. */
    static Object call(Object object, String name, Object... arguments)
            throws ReflectiveOperationException {
        return present(method(object, name, arguments.length).invoke(object, arguments), name);
    }

    /** Calls a public method of as many parameters. */
    static void run(Object object, String name, Object... arguments)
            throws ReflectiveOperationException {
        method(object, name, arguments.length).invoke(object, arguments);
    }

    /** A new object of a class that has one public constructor. */
    static Object create(ClassLoader loader, String type, Object... arguments)
            throws ReflectiveOperationException {
        return loader.loadClass(type).getConstructors()[0].newInstance(arguments);
    }

    private static Method method(Object object, String name, int parameters)
            throws NoSuchMethodException {
        for (Method method : object.getClass().getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == parameters) {
                method.setAccessible(true); // the class may be hidden
                return method;
            }
        }
        throw new NoSuchMethodException(object.getClass().getName() + "." + name);
    }

    private static Object present(@Nullable Object value, String name) throws NoSuchFieldException {
        if (value == null) {
            throw new NoSuchFieldException(name + " is null");
        }
        return value;
    }
}
