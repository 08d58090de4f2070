package org.higher;

import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.higher.internal.backend.Kernels;
import org.higher.internal.host.HostBackend;

/** The host's kernels, with their calls counted until this is closed. */
final class CountedKernels implements AutoCloseable {
    private final Kernels real = HostBackend.instance().kernels();

    private CountedKernels() {}

    static CountedKernels install(AtomicInteger calls) {
        CountedKernels counted = new CountedKernels();
        put(
                (Kernels)
                        Proxy.newProxyInstance(
                                Kernels.class.getClassLoader(),
                                new Class<?>[] {Kernels.class},
                                (proxy, method, arguments) -> {
                                    calls.incrementAndGet();
                                    try {
                                        return method.invoke(counted.real, arguments);
                                    } catch (InvocationTargetException e) {
                                        throw e.getCause();
                                    }
                                }));
        return counted;
    }

    @Override
    public void close() {
        put(real);
    }

    private static void put(Kernels kernels) {
        try {
            Field field = HostBackend.class.getDeclaredField("kernels");
            field.setAccessible(true);
            field.set(HostBackend.instance(), kernels);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
