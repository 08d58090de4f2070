package org.higher.internal.threads;

import java.security.AccessController;
import java.security.PrivilegedAction;

/**
 * Creates daemon threads of the library.
 *
 * <p>They inherit nothing of the thread that happens to start them: no values of its thread locals,
 * no context class loader, and no access control context, which would hold the class loaders of
 * everybody who is calling.
 */
public final class DaemonThreads {
    private DaemonThreads() {}

    /** A daemon thread, not started. */
    @SuppressWarnings("removal") // until JDK 24, a thread inherits the context of its creator
    public static Thread create(Runnable work, String name) {
        Thread thread =
                AccessController.doPrivileged(
                        (PrivilegedAction<Thread>) () -> new Thread(null, work, name, 0, false));
        thread.setContextClassLoader(null);
        thread.setDaemon(true);
        return thread;
    }

    /** Runs what may start threads that another library keeps: they inherit from this one only. */
    @SuppressWarnings("removal") // as above
    public static void detached(Runnable start) {
        Thread here = Thread.currentThread();
        ClassLoader usual = here.getContextClassLoader();
        here.setContextClassLoader(DaemonThreads.class.getClassLoader());
        try {
            AccessController.doPrivileged(
                    (PrivilegedAction<Boolean>)
                            () -> {
                                start.run();
                                return true;
                            });
        } finally {
            here.setContextClassLoader(usual);
        }
    }
}
