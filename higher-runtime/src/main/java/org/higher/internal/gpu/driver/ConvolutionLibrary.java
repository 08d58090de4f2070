package org.higher.internal.gpu.driver;

import java.util.OptionalLong;
import org.higher.array.DType;
import org.higher.array.Window;

/** 2-D convolutions by a library of the device, the same bits each time. */
public interface ConvolutionLibrary {
    /** What is computed from the two others. */
    enum Operation {
        /** The results, from images and filters. */
        CONV,
        /** The gradient by images, from that by results and filters. */
        INPUT,
        /** The gradient by filters, from images and the gradient by results. */
        WEIGHT
    }

    /**
     * The sizes of a convolution, none of which is 0.
     *
     * @param images in a row, each [channels, rows, columns]
     * @param outputs the channels of results, [images, outputs, places]
     */
    record Sizes(
            DType dtype,
            Window window,
            int groups,
            int images,
            int channels,
            int outputs,
            int rows,
            int columns) {}

    /**
     * Where an array begins.
     *
     * @param offset in elements
     */
    record Place(Memory memory, long offset) {}

    /** The library, with its version where it tells. */
    String description();

    /**
     * The bytes of memory that a computation needs beside its arrays; empty if the library can't do
     * it.
     */
    OptionalLong workspace(Operation operation, Sizes sizes);

    /**
     * Asks for a computation.
     *
     * @param x images
     * @param w filters, [outputs, channels / groups, rows, columns of the window]
     * @param y results
     * @param workspace with as many bytes as {@link #workspace} says
     */
    void compute(Operation operation, Sizes sizes, Place x, Place w, Place y, Memory workspace);
}
