package org.jetbrains.jps.javac;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** Stands in for the class of this name in IntelliJ IDEA's builds. */
public final class APIWrappers {
    private APIWrappers() {}

    private record Handler(Object wrapped) implements InvocationHandler {
        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
            try {
                return method.invoke(wrapped, arguments);
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }

    public static <T> T wrap(Class<T> type, T value) {
        ClassLoader loader = APIWrappers.class.getClassLoader();
        return type.cast(Proxy.newProxyInstance(loader, new Class<?>[] {type}, new Handler(value)));
    }

    /** As IntelliJ documents it for annotation processors. */
    public static <T> T unwrap(Class<? extends T> type, T value) {
        boolean mine =
                Proxy.isProxyClass(value.getClass())
                        && Proxy.getInvocationHandler(value) instanceof Handler;
        return mine ? type.cast(((Handler) Proxy.getInvocationHandler(value)).wrapped()) : value;
    }
}
