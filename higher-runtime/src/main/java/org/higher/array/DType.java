package org.higher.array;

/** The type of an array's elements. */
public enum DType {
    /** 32-bit floating point, the default. */
    FLOAT32,
    /** 64-bit floating point, for checks of gradients and for reference values. */
    FLOAT64
}
