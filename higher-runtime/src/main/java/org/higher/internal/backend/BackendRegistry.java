package org.higher.internal.backend;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;

/** The backends that are registered on the class path as {@link BackendProvider} services. */
public final class BackendRegistry {
    /** The name of the backend that is used where none is named. */
    public static final String DEFAULT = "host";

    /** The default one first. */
    private static final Comparator<String> ORDER =
            Comparator.comparing((String name) -> !name.equals(DEFAULT))
                    .thenComparing(Comparator.naturalOrder());

    /** A search that fails this often is given up. */
    private static final int MOST_FAILURES = 16;

    private static final BackendRegistry INSTANCE = new BackendRegistry(services());

    private final Map<String, BackendProvider> providers = new TreeMap<>(ORDER);
    private final List<String> failures = new ArrayList<>();

    /** With what a search for services finds. */
    BackendRegistry(Iterator<BackendProvider> services) {
        while (failures.size() < MOST_FAILURES) {
            try {
                if (!services.hasNext()) {
                    return;
                }
                register(services.next());
            } catch (ServiceConfigurationError | LinkageError broken) {
                failures.add(String.valueOf(broken.getMessage()));
            }
        }
    }

    private void register(BackendProvider provider) {
        String type = provider.getClass().getName();
        try {
            String name = Objects.requireNonNull(provider.name());
            BackendProvider first = providers.putIfAbsent(name, provider);
            if (first != null) {
                failures.add(
                        "%s: the name %s is that of %s; register one of them"
                                .formatted(type, name, first.getClass().getName()));
            }
        } catch (RuntimeException broken) {
            failures.add("%s: its name is not known: %s".formatted(type, broken));
        }
    }

    /** By the library's own class loader, which a thread's context need not see. */
    private static Iterator<BackendProvider> services() {
        ClassLoader own = BackendRegistry.class.getClassLoader();
        return ServiceLoader.load(BackendProvider.class, own).iterator();
    }

    /** All backends of the class path. */
    public static BackendRegistry instance() {
        return INSTANCE;
    }

    /** The names of all backends, the default one first. */
    public List<String> names() {
        return List.copyOf(providers.keySet());
    }

    /** Why services could not be loaded that are registered as backends. */
    public List<String> failures() {
        return List.copyOf(failures);
    }

    /** The backends that can be used here; starts those whose libraries are on the class path. */
    public List<Backend> usable() {
        List<Backend> usable = new ArrayList<>();
        for (BackendProvider provider : providers.values()) {
            try {
                if (provider.isOnClassPath()) {
                    usable.add(started(provider));
                }
            } catch (IllegalStateException missing) {
                // Backends.report() says why
            }
        }
        return List.copyOf(usable);
    }

    /**
     * The backend of a name.
     *
     * @throws IllegalArgumentException if there is none, naming the known ones
     * @throws IllegalStateException if it can't run here, saying what is missing
     */
    public Backend backend(String name) {
        BackendProvider provider = providers.get(name);
        if (provider == null) {
            throw new IllegalArgumentException(
                    "unknown backend '%s'; known are %s"
                            .formatted(
                                    name,
                                    String.join(", ", names())
                                            .replaceFirst(", ([^,]*)$", " and $1")));
        }
        return started(provider);
    }

    private static Backend started(BackendProvider provider) {
        try {
            return provider.backend();
        } catch (IllegalStateException missing) {
            throw missing;
        } catch (IllegalArgumentException setting) {
            throw new IllegalStateException(provider.name() + ": " + setting.getMessage(), setting);
        } catch (RuntimeException | LinkageError broken) {
            throw new IllegalStateException(
                    "%s could not start its backend: %s"
                            .formatted(provider.getClass().getName(), broken),
                    broken);
        }
    }

    /**
     * The device of a name: a backend's name, for its first device, or with an ordinal as {@code
     * nd4j:1}.
     *
     * @throws IllegalArgumentException if there is none, naming the known ones
     * @throws IllegalStateException if its backend can't run here, saying what is missing
     */
    public BackendDevice device(String name) {
        int colon = name.indexOf(':');
        List<BackendDevice> devices =
                backend(colon < 0 ? name : name.substring(0, colon)).devices();
        if (colon < 0) {
            return devices.get(0);
        }
        String ordinal = name.substring(colon + 1);
        return devices.stream()
                .filter(device -> ordinal.equals(String.valueOf(device.ordinal())))
                .findFirst()
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "no device '%s'; known are %s".formatted(name, devices)));
    }
}
