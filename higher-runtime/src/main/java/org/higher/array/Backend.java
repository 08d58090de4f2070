package org.higher.array;

import java.util.List;

/** A way to compute with arrays. */
public interface Backend {
    /** The short name, as in {@code -Dhigher.backend=host}. */
    String name();

    /** The primitives. */
    Kernels kernels();

    /** Where this backend can hold arrays; never empty. */
    List<Device> devices();
}
