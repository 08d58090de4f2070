package org.higher.array;

import java.util.List;
import org.higher.array.host.HostBackend;

/** The backends on the class path, and the choice among their devices. */
public final class Backends {
    private Backends() {}

    /** The backends that can be used here. */
    public static List<Backend> list() {
        return List.of(HostBackend.instance());
    }

    /** Where new arrays are put unless a device is named. */
    public static Device current() {
        return HostBackend.instance().device();
    }
}
