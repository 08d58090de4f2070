package org.higher.internal.host.convolution;

import org.higher.internal.host.memory.HostArray;
import org.jspecify.annotations.Nullable;

/** An algorithm for the 2-D convolution of images with one set of filters. */
sealed interface ConvolutionAlgorithm extends AutoCloseable
        permits GemmConvolution, WinogradConvolution {
    /**
     * How many images are worked on together, at most.
     *
     * <p>Ranges that begin at multiples of it, and have as many images at least, give the bits of
     * all at once.
     *
     * @param backward whether in {@link #backward}
     */
    int together(boolean backward, int images);

    /**
     * Takes the filters of the next {@link #forward} or {@link #backward}.
     *
     * @param rotated whether they are for {@link #backward}
     */
    void putFilters(HostArray w, int from, boolean rotated);

    /** Writes the places of some images, plus a number for each output if there is a bias. */
    void forward(
            HostArray x,
            int from,
            HostArray y,
            int to,
            int images,
            @Nullable HostArray bias,
            int biasAt);

    /** Writes the gradient by images, from that by their places. */
    void backward(HostArray g, int from, HostArray x, int to, int images);

    /** Computes the gradient by the filters, for {@link #takeFilters}. */
    void correlate(HostArray x, int from, HostArray g, int placesFrom, int images);

    /** Writes what {@link #correlate} computed. */
    void takeFilters(HostArray w, int to);

    /** Gives memory back that is too large to be kept. */
    @Override
    void close();
}
