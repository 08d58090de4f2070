package org.higher.internal.io;

/** How large the parts of a checkpoint may be: what is more is refused when it is to be saved. */
public final class Limits {
    /** Characters of a text. */
    public static final int TEXT = 100_000_000;

    /** Characters of a name. */
    public static final int NAME = 65_535;

    /** Containers within each other, in the state of an optimizer. */
    public static final int DEPTH = 400;

    /** Arrays and objects within each other in a manifest, of which a container takes two. */
    public static final int NESTING = 1000;

    /** Axes of a tensor, which NumPy's header has room for. */
    public static final int RANK = 1000;

    /**
     * What the contents may have more than the file, as a factor.
     *
     * <p>Nothing that this library writes is compressed; weights that other programs compress
     * become little smaller.
     */
    public static final long EXPANSION = 32;

    /** What small files may have beyond that, in bytes. */
    public static final long TENSOR_ALLOWANCE = 1 << 24;

    /** The same for the manifest. */
    public static final long MANIFEST_ALLOWANCE = 1 << 20;

    private Limits() {}
}
