package org.higher.internal.backend;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.higher.internal.settings.SettingChecks;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The device where new arrays are put, one for the whole process. */
public final class CurrentDevice {
    /** The system property that names a device. */
    public static final String PROPERTY = "higher.backend";

    /** The environment variable that names a device where the system property does not. */
    public static final String VARIABLE = "HIGHER_BACKEND";

    private static final Logger LOG = LoggerFactory.getLogger(CurrentDevice.class);
    private static final AtomicBoolean SAID = new AtomicBoolean();

    private static volatile @Nullable BackendDevice current;

    private CurrentDevice() {}

    /**
     * The device; chosen by the settings at the first call.
     *
     * @throws IllegalArgumentException if a setting names no device, or another setting of the
     *     library has a value that it can't have
     * @throws IllegalStateException if the backend of a setting can't run here
     */
    public static BackendDevice get() {
        BackendDevice chosen = current;
        if (chosen == null) {
            List<String> warnings = SettingChecks.warnings(System.getProperties());
            chosen = choose(System.getProperty(PROPERTY), System.getenv(VARIABLE));
            current = chosen;
            if (!SAID.getAndSet(true)) {
                warnings.forEach(LOG::warn);
                LOG.info("new tensors go to {}", chosen);
            }
        }
        return chosen;
    }

    /** Changes it, for every thread. */
    public static void set(BackendDevice device) {
        current = device;
    }

    /** The device that the settings name; the error of a wrong one says which setting it was. */
    static BackendDevice choose(@Nullable String property, @Nullable String variable) {
        String source = property != null ? "-D" + PROPERTY : VARIABLE;
        String name = property != null ? property : variable;
        BackendRegistry registry = BackendRegistry.instance();
        if (name == null || name.isBlank()) {
            return registry.device(BackendRegistry.DEFAULT);
        }
        try {
            return registry.device(name.strip());
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(
                    source + "=" + name + ": " + unknown.getMessage(), unknown);
        } catch (IllegalStateException missing) {
            throw new IllegalStateException(
                    source + "=" + name + ": " + missing.getMessage(), missing);
        }
    }
}
