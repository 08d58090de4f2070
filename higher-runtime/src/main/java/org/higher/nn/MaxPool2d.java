package org.higher.nn;

import org.higher.annotations.Functional;
import org.higher.array.Window;
import org.higher.internal.nn.Sizes;
import org.higher.tensor.Tensor;

/**
 * 2-D max pooling: the largest element in each window, channel by channel.
 *
 * @param window without dilation, and with a padding of half of itself at most
 */
@Functional
public record MaxPool2d(Window window) implements Layer {
    /** Squares side by side. */
    public MaxPool2d(int size) {
        this(
                Window.of(Sizes.atLeastOne("MaxPool2d", size, "rows and columns"), size)
                        .withStride(size));
    }

    /** Checks that there is a window. */
    public MaxPool2d {
        Sizes.given("MaxPool2d", "window", window);
    }

    /**
     * Pools images.
     *
     * @param x shape [n, channels, rows, columns]
     */
    @Override
    public Tensor forward(Tensor x) {
        return x.maxPool2d(window);
    }
}
