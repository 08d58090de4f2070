package org.higher.examples;

/** How each block of a {@link ConvNet} halves the images. */
public enum Downsampling {
    /** The largest of 2 x 2 neighbours, after a convolution at every place. */
    POOL,

    /** A convolution at every other place, which is less than half the work. */
    STRIDE
}
