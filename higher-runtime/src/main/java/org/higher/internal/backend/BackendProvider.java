package org.higher.internal.backend;

/**
 * The service by which a backend is found.
 *
 * <p>Implementations are named in {@code
 * META-INF/services/org.higher.internal.backend.BackendProvider}. They are instantiated whether or
 * not their backend is used, so they must neither start it nor need its libraries for being loaded.
 */
public interface BackendProvider {
    /** The name of the backend, as in {@code -Dhigher.backend=host}. */
    String name();

    /** Whether the libraries that the backend needs are on the class path; starts nothing. */
    boolean isOnClassPath();

    /**
     * The backend, always the same; starts it at the first call.
     *
     * @throws IllegalStateException if it can't run here, saying what is missing
     */
    Backend backend();
}
