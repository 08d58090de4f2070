package org.higher.internal.host;

import org.higher.internal.backend.Backend;
import org.higher.internal.backend.BackendProvider;

/** Registers the backend of the Java heap. */
public final class HostBackendProvider implements BackendProvider {
    @Override
    public String name() {
        return HostBackend.NAME;
    }

    @Override
    public boolean isOnClassPath() {
        return true;
    }

    @Override
    public Backend backend() {
        return HostBackend.instance();
    }
}
