package org.higher.internal.nd4j;

import org.higher.internal.backend.Backend;
import org.higher.internal.backend.BackendProvider;

/** Registers the backend that computes with ND4J. */
public final class Nd4jBackendProvider implements BackendProvider {
    @Override
    public String name() {
        return Nd4jBackend.NAME;
    }

    @Override
    public boolean isOnClassPath() {
        return !Nd4jProvider.onClassPath().isEmpty();
    }

    @Override
    public Backend backend() {
        return Nd4jBackend.instance();
    }
}
