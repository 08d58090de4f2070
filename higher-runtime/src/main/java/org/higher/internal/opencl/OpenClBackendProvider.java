package org.higher.internal.opencl;

import java.util.List;
import org.higher.internal.backend.Backend;
import org.higher.internal.backend.BackendProvider;
import org.higher.internal.gpu.backend.GpuBackend;
import org.jspecify.annotations.Nullable;

/** Registers the backend that computes through OpenCL. */
public final class OpenClBackendProvider implements BackendProvider {
    /** What {@code higher.backend} calls this backend. */
    public static final String NAME = "opencl";

    private static @Nullable Backend backend;
    private static @Nullable String missing;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean isOnClassPath() {
        try {
            Class.forName(
                    "com.sun.jna.Native", false, OpenClBackendProvider.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException absent) {
            return false;
        }
    }

    @Override
    public Backend backend() {
        return instance();
    }

    private static synchronized Backend instance() {
        if (missing != null) {
            throw new IllegalStateException(missing);
        }
        Backend made = backend;
        if (made == null) {
            try {
                OpenClLibrary.bind();
                List<OpenClAccelerator> found =
                        OpenClDevice.all().stream().map(OpenClAccelerator::new).toList();
                made = new GpuBackend(NAME, found);
            } catch (IllegalStateException absent) {
                missing = absent.getMessage();
                throw absent;
            }
            backend = made;
        }
        return made;
    }
}
