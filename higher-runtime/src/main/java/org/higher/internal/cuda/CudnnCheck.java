package org.higher.internal.cuda;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.higher.array.DType;
import org.higher.array.Window;
import org.higher.internal.cuda.driver.CudaStreams;
import org.higher.internal.gpu.driver.Accelerator;
import org.higher.internal.gpu.driver.ConvolutionLibrary;
import org.higher.internal.gpu.driver.ConvolutionLibrary.Operation;
import org.higher.internal.gpu.driver.ConvolutionLibrary.Place;
import org.higher.internal.gpu.driver.ConvolutionLibrary.Sizes;
import org.higher.internal.gpu.driver.Memory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a library computes convolutions right on a card, asked once before it is used: a
 * convolution and its two gradients, in each type, against loops in Java.
 *
 * <p>Elements are whole numbers of twelve bits, and sums of them are exact in a float; a library
 * that rounds factors to eleven bits (TF32) without being asked is found out.
 */
final class CudnnCheck {
    private static final Logger LOG = LoggerFactory.getLogger(CudnnCheck.class);

    private static final int IMAGES = 2;
    private static final int CHANNELS = 4;
    private static final int OUTPUTS = 6;
    private static final int GROUPS = 2;
    private static final int ROWS = 7;
    private static final int COLUMNS = 6;
    private static final Window WINDOW =
            Window.of(3, 2).withStride(2, 1).withPadding(1, 1).withDilation(1, 2);

    private final Accelerator accelerator;
    private final ConvolutionLibrary library;
    private final double[] x = numbers(IMAGES * CHANNELS * ROWS * COLUMNS, 2049);
    private final double[] w = numbers(OUTPUTS * CHANNELS / GROUPS * WINDOW.taps(), 3);
    private final double[] y =
            numbers(IMAGES * OUTPUTS * WINDOW.rowsOver(ROWS) * WINDOW.columnsOver(COLUMNS), 5);

    private CudnnCheck(Accelerator accelerator, ConvolutionLibrary library) {
        this.accelerator = accelerator;
        this.library = library;
    }

    /** The library of a file, if it starts and is right; what is wrong is logged. */
    static Optional<ConvolutionLibrary> start(
            String file, CudaStreams streams, Accelerator accelerator) {
        try {
            Cudnn cudnn = new Cudnn(file, streams);
            try {
                if (new CudnnCheck(accelerator, cudnn).isRight()) {
                    LOG.debug("convolutions by {}", cudnn.description());
                    return Optional.of(cudnn);
                }
                LOG.error(
                        "{} computes wrong convolutions on {}; it is not used, the library's own"
                                + " kernels are",
                        cudnn.description(),
                        accelerator.description());
            } catch (IllegalStateException failed) {
                LOG.warn("cuDNN ({}) is not used: {}", file, failed.getMessage());
            }
            cudnn.close();
        } catch (IllegalStateException | UnsatisfiedLinkError failed) {
            LOG.warn("cuDNN ({}) is not used: {}", file, failed.getMessage());
        }
        return Optional.empty();
    }

    private boolean isRight() {
        for (DType dtype : DType.values()) {
            for (Operation operation : Operation.values()) {
                if (!isRight(operation, dtype)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isRight(Operation operation, DType dtype) {
        Sizes sizes = new Sizes(dtype, WINDOW, GROUPS, IMAGES, CHANNELS, OUTPUTS, ROWS, COLUMNS);
        OptionalLong bytes = library.workspace(operation, sizes);
        if (bytes.isEmpty()) {
            return true; // it says itself that it can't
        }
        List<Memory> held = new ArrayList<>();
        try {
            Memory onX = put(x, dtype, held);
            Memory onW = put(w, dtype, held);
            Memory onY = put(y, dtype, held);
            Memory workspace = take(Math.max(1, bytes.getAsLong()), held);
            library.compute(
                    operation,
                    sizes,
                    new Place(onX, 0),
                    new Place(onW, 0),
                    new Place(onY, 0),
                    workspace);
            double[] expected = expected(operation);
            double[] found =
                    get(
                            switch (operation) {
                                case CONV -> onY;
                                case INPUT -> onX;
                                case WEIGHT -> onW;
                            },
                            expected.length,
                            dtype);
            return isClose(found, expected, dtype);
        } finally {
            held.forEach(accelerator::free);
        }
    }

    /** Exact but for algorithms that transform elements, and TF32 where a user asks for it. */
    private static boolean isClose(double[] found, double[] expected, DType dtype) {
        double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
        double ofFloats = Boolean.getBoolean(Cublas.TF32) ? 2e-3 : 1e-6;
        double allowed = largest * (dtype == DType.FLOAT32 ? ofFloats : 1e-14);
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(found[i] - expected[i]) <= allowed)) {
                return false;
            }
        }
        return true;
    }

    /** By its definition, over all elements that meet. */
    private double[] expected(Operation operation) {
        double[] sums =
                new double
                        [switch (operation) {
                            case CONV -> y.length;
                            case INPUT -> x.length;
                            case WEIGHT -> w.length;
                        }];
        int down = WINDOW.rowsOver(ROWS);
        int across = WINDOW.columnsOver(COLUMNS);
        int ofGroup = CHANNELS / GROUPS;
        for (int result = 0; result < y.length; result++) {
            int output = result / (down * across) % OUTPUTS;
            int image = result / (down * across * OUTPUTS);
            int top = result / across % down * WINDOW.strideHeight() - WINDOW.paddingHeight();
            int side = result % across * WINDOW.strideWidth() - WINDOW.paddingWidth();
            for (int tap = 0; tap < ofGroup * WINDOW.taps(); tap++) {
                int channel = output / (OUTPUTS / GROUPS) * ofGroup + tap / WINDOW.taps();
                int row = top + tap / WINDOW.width() % WINDOW.height() * WINDOW.dilationHeight();
                int column = side + tap % WINDOW.width() * WINDOW.dilationWidth();
                if (row < 0 || row >= ROWS || column < 0 || column >= COLUMNS) {
                    continue;
                }
                int pixel = ((image * CHANNELS + channel) * ROWS + row) * COLUMNS + column;
                int filter = output * ofGroup * WINDOW.taps() + tap;
                switch (operation) {
                    case CONV -> sums[result] += x[pixel] * w[filter];
                    case INPUT -> sums[pixel] += y[result] * w[filter];
                    case WEIGHT -> sums[filter] += x[pixel] * y[result];
                }
            }
        }
        return sums;
    }

    private static double[] numbers(int count, int most) {
        double[] numbers = new double[count];
        Arrays.setAll(numbers, i -> i % 2 == 0 ? most - i % 3 * (most / 2) : i * 7919 % most);
        return numbers;
    }

    private Memory take(long bytes, List<Memory> held) {
        Memory taken =
                accelerator
                        .allocate(bytes)
                        .orElseThrow(
                                () -> new IllegalStateException("no memory for a check of it"));
        held.add(taken);
        return taken;
    }

    private Memory put(double[] values, DType dtype, List<Memory> held) {
        Memory memory = take(8L * values.length, held);
        if (dtype == DType.FLOAT64) {
            accelerator.write(memory, values);
        } else {
            float[] floats = new float[values.length];
            for (int i = 0; i < floats.length; i++) {
                floats[i] = (float) values[i];
            }
            accelerator.write(memory, floats);
        }
        return memory;
    }

    private double[] get(Memory from, int count, DType dtype) {
        double[] values = new double[count];
        if (dtype == DType.FLOAT64) {
            accelerator.read(from, values);
        } else {
            float[] floats = new float[count];
            accelerator.read(from, floats);
            Arrays.setAll(values, i -> floats[i]);
        }
        return values;
    }
}
