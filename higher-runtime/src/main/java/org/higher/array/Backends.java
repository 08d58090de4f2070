package org.higher.array;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.higher.internal.backend.Backend;
import org.higher.internal.host.HostBackend;
import org.higher.internal.nd4j.Nd4jBackend;
import org.jspecify.annotations.Nullable;

/**
 * The backends on the class path, and the choice of the device where new arrays go.
 *
 * <p>There are two: {@code host} computes on the Java heap and is always there; {@code nd4j} runs
 * on whatever ND4J backend the user adds, a GPU among them. The choice holds for the whole process,
 * so that every thread of a pool agrees. In this order it is made by {@link #use}, by the system
 * property {@code higher.backend}, by the environment variable {@code HIGHER_BACKEND}, or else it
 * is {@code host}.
 */
public final class Backends {
    /** The system property that names a device, as {@code host}, {@code nd4j} or {@code nd4j:1}. */
    public static final String PROPERTY = "higher.backend";

    /** The environment variable that names a device where the system property does not. */
    public static final String VARIABLE = "HIGHER_BACKEND";

    private static final List<String> NAMES = List.of(HostBackend.NAME, Nd4jBackend.NAME);

    private static volatile @Nullable Device current;

    private Backends() {}

    /** The backends that can be used here; starts ND4J if it is on the class path. */
    public static List<Backend> list() {
        List<Backend> usable = new ArrayList<>();
        usable.add(HostBackend.instance());
        if (Nd4jBackend.isOnClassPath() && whyNot(Nd4jBackend.NAME).isEmpty()) {
            usable.add(Nd4jBackend.instance());
        }
        return List.copyOf(usable);
    }

    /**
     * The backend of a name.
     *
     * @throws IllegalArgumentException if there is none, naming the known ones
     * @throws IllegalStateException if it can't run here, saying what is missing
     */
    public static Backend byName(String name) {
        return switch (name) {
            case HostBackend.NAME -> HostBackend.instance();
            case Nd4jBackend.NAME -> Nd4jBackend.instance();
            default ->
                    throw new IllegalArgumentException(
                            "unknown backend '%s'; known are %s"
                                    .formatted(name, String.join(" and ", NAMES)));
        };
    }

    /**
     * The device of a name: a backend's name, for its first device, or with an ordinal as {@code
     * nd4j:1}.
     *
     * @throws IllegalArgumentException if there is none, naming the known ones
     * @throws IllegalStateException if its backend can't run here, saying what is missing
     */
    public static Device device(String name) {
        int colon = name.indexOf(':');
        List<Device> devices = byName(colon < 0 ? name : name.substring(0, colon)).devices();
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

    /** Where new arrays are put unless a device is named. */
    public static Device current() {
        Device chosen = current;
        if (chosen == null) {
            chosen = choose(System.getProperty(PROPERTY), System.getenv(VARIABLE));
            current = chosen;
        }
        return chosen;
    }

    /** Puts new arrays on a device from now on, in every thread. */
    public static void use(Device device) {
        current = device;
    }

    /**
     * A text for people: every device, or why a backend can't be used.
     *
     * <p>A wrong setting is reported, too, rather than thrown: this is where one looks then.
     */
    public static String report() {
        StringBuilder report = new StringBuilder();
        Optional<Device> inUse = Optional.empty();
        try {
            inUse = Optional.of(current());
        } catch (IllegalArgumentException | IllegalStateException setting) {
            report.append(setting.getMessage()).append('\n');
        }
        for (String name : NAMES) {
            String reason = whyNot(name);
            if (!reason.isEmpty()) {
                report.append(name).append(" can't be used: ").append(reason).append('\n');
                continue;
            }
            for (Device device : byName(name).devices()) {
                report.append(device)
                        .append(inUse.filter(device::equals).map(used -> ", in use").orElse(""))
                        .append('\n');
            }
        }
        return report.toString();
    }

    /** The device that the settings name; the error of a wrong one says which setting it was. */
    static Device choose(@Nullable String property, @Nullable String variable) {
        String source = property != null ? "-D" + PROPERTY : VARIABLE;
        String name = property != null ? property : variable;
        if (name == null || name.isBlank()) {
            return HostBackend.instance().device();
        }
        try {
            return device(name.strip());
        } catch (IllegalArgumentException unknown) {
            throw new IllegalArgumentException(
                    source + "=" + name + ": " + unknown.getMessage(), unknown);
        }
    }

    private static String whyNot(String name) {
        try {
            byName(name);
            return "";
        } catch (IllegalStateException reason) {
            return reason.getMessage();
        }
    }
}
